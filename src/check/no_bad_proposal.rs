use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-13: a follower's proposals arrive in zxid order, without gap. `zxid` arrives at `server`.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let before = *ledger.arrived.get(&server).filter(|it| !Ledger::are_adjacent(**it, zxid))?;
    let after =
        ledger.proposed.get(&zxid).copied().filter(|it| it.epoch() == zxid.epoch() && it.counter() != 0);
    let gap = after.is_some_and(|it| before < it);
    (gap || zxid <= before).then(|| format!("{server} gets {zxid} after {before}"))
}
