use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-6: of two delivered transactions the one of the lower epoch is delivered first. `server` delivers `zxid`.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let before = ledger.before(server).filter(|it| zxid.epoch() < it.epoch())?;
    Some(format!("{server} delivers {zxid} after {before} of a later epoch"))
}
