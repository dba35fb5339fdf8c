use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-4: if some server delivers t before u, every server that delivers u delivers t before it. With I-3 that is: each
/// delivers in the order of the zxids. `server` delivers `zxid`.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let before = ledger.before(server).filter(|it| zxid <= *it)?;
    Some(format!("{server} delivers {zxid} after {before}"))
}
