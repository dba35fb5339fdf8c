use super::Ledger;
use crate::sim::World;
use crate::vocab::{ServerId, Zxid};

/// J-1: equal zxid, equal tree and sessions on all servers. `server`'s tree has come to `zxid`.
pub fn check(ledger: &Ledger, world: &World, server: ServerId, zxid: Zxid) -> Option<String> {
    let tree = Ledger::tree(world, server).filter(|it| it.last() == zxid)?;
    let digest = (*ledger.delivered.get(&zxid)?)?;
    (tree.digest() != digest).then(|| format!("{server} has another tree than others at {zxid}"))
}
