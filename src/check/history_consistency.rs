use super::Ledger;
use crate::sim::World;
use crate::tree::Txn;
use crate::vocab::{ServerId, Zxid};

/// I-10: of the histories of two servers in one epoch, one is a prefix of the other. As one leader broadcasts an epoch's
/// transactions in one order, that is: what reaches a log stands behind what its leader had before it, in the log or in a
/// snapshot. `server` has logged `txns`.
///
/// A snapshot may have more than the log so far: observers apply first.
pub fn check(ledger: &Ledger, world: &World, server: ServerId, txns: &[Txn]) -> Option<String> {
    let disk = &world.hosts().get(&server)?.disk;
    let snapshot = disk.newest_snapshot().map_or(Zxid::ZERO, |it| it.zxid);
    let mut logged = disk.log.records().rev().nth(txns.len()).map_or(Zxid::ZERO, |it| it.zxid);
    for txn in txns {
        let before = logged.max(snapshot);
        let after = ledger.proposed.get(&txn.zxid).copied().unwrap_or(before);
        let gap = before < after && after.counter() != 0;
        if gap || txn.zxid <= logged && !ledger.tampered {
            return Some(format!("{server} logs {} after {before}, its leader had {after}", txn.zxid));
        }
        logged = txn.zxid;
    }
    None
}
