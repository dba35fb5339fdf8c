use super::Ledger;
use crate::sim::World;
use crate::tree::Txn;
use crate::vocab::{ServerId, Zxid};

/// I-10: of the histories of two servers in one epoch, one is a prefix of the other. As one leader broadcasts an epoch's
/// transactions in one order, that is: what reaches a log stands right behind what its leader had before it, in the log or
/// in a snapshot that is newer than the log. `server` has logged `txns`.
///
/// Such a snapshot may end later, as observers apply first, and a SNAP counts from the beginning of its epoch.
pub fn check(ledger: &Ledger, world: &World, server: ServerId, txns: &[Txn]) -> Option<String> {
    let disk = &world.hosts().get(&server)?.disk;
    let snapshot = disk.newest_snapshot().map_or(Zxid::ZERO, |it| it.zxid);
    let mut logged = disk.log.records().rev().nth(txns.len()).map_or(Zxid::ZERO, |it| it.zxid);
    for txn in txns {
        let last = std::mem::replace(&mut logged, txn.zxid);
        if Ledger::are_adjacent(last, txn.zxid) {
            continue;
        }
        let before = last.max(snapshot);
        let after = ledger.proposed.get(&txn.zxid).copied().unwrap_or(before);
        let differs = if snapshot < last { last != after } else { snapshot < after };
        if differs || txn.zxid <= last && !ledger.tampered {
            return Some(format!("{server} logs {} after {before}, its leader had {after}", txn.zxid));
        }
    }
    None
}
