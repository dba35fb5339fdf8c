use std::ops::Bound::Excluded;

use super::Ledger;
use crate::vocab::{ServerId, Zxid};

/// I-3: if f delivers t and g delivers u, then f delivers u or g delivers t. `server` delivers `zxid`, and so must have
/// all that anybody has delivered before it; J-1 sees to the reverse.
pub fn check(ledger: &Ledger, server: ServerId, zxid: Zxid) -> Option<String> {
    let before = ledger.before(server).filter(|it| *it < zxid && !Ledger::are_adjacent(*it, zxid))?;
    let (left_out, _) = ledger.delivered.range((Excluded(before), Excluded(zxid))).next_back()?;
    Some(format!("{server} delivers {zxid} without {left_out}"))
}
