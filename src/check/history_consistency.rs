use super::Ledger;
use crate::sim::World;
use crate::tree::Txn;
use crate::vocab::{ServerId, Zxid};

/// I-10: of the histories of two servers in one epoch, one is a prefix of the other. As one leader broadcasts an epoch's
/// transactions in one order, that is: what reaches a log stands behind what its leader had before it. `server` has
/// logged `txns`.
pub fn check(ledger: &Ledger, world: &World, server: ServerId, txns: &[Txn]) -> Option<String> {
    let disk = &world.hosts().get(&server)?.disk;
    let snapshot = disk.newest_snapshot().map_or(Zxid::ZERO, |it| it.zxid);
    let logged = disk.log.records().rev().nth(txns.len()).map_or(Zxid::ZERO, |it| it.zxid);
    let mut before = logged.max(snapshot);
    for txn in txns {
        let after = ledger.proposed.get(&txn.zxid).copied().unwrap_or(before);
        let gap = before < after && after.counter() != 0;
        if gap || txn.zxid <= before && !ledger.tampered {
            return Some(format!("{server} logs {} after {before}, its leader had {after}", txn.zxid));
        }
        before = txn.zxid;
    }
    None
}
