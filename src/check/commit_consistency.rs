use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-9: what a server delivers in its last committed epoch extends that epoch's initial history. `server` delivers `zxid`.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let established = ledger.established.get(&zxid.epoch())?;
    let before = ledger.before(server).filter(|it| *it < established.last)?;
    Some(format!("{server} delivers {zxid} after {before}, its epoch began at {}", established.last))
}
