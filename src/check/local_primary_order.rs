use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-5: what one leader broadcasts first is delivered first. `server` delivers `zxid`, which its leader broadcast right
/// after another one.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let before = ledger.before(server).filter(|it| !Ledger::are_adjacent(*it, zxid))?;
    let after = *ledger.proposed.get(&zxid).filter(|it| it.epoch() == zxid.epoch() && it.counter() != 0)?;
    if after <= before {
        return None;
    }
    Some(format!("{server} delivers {zxid} after {before}, though {after} was broadcast between them"))
}
