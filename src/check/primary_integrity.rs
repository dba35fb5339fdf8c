use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-7: a leader delivers what earlier leaders' followers delivered before it broadcasts anything. `server` broadcasts
/// `zxid`, and has `after` before it.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid, after: Zxid) -> Option<String> {
    let (earlier, _) = ledger.delivered.range(..Zxid::new(zxid.epoch(), 0)).next_back()?;
    (after < *earlier).then(|| format!("{server} broadcasts {zxid} without {earlier}, which was delivered"))
}
