use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-2: whatever is delivered was broadcast by some leader. `server` delivers `zxid`.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let known = ledger.tampered || ledger.proposed.contains_key(&zxid);
    (!known).then(|| format!("{server} delivers {zxid}, which nobody proposed"))
}
