use super::Ledger;
use crate::vocab::{Epoch, ServerId, Zxid};

/// I-8: e < e', e established: the initial history of e is a prefix of that of e'. `server` establishes `epoch` with a
/// history that ends at `last`; perhaps later than a later epoch, if its leader was stopped.
pub fn check(ledger: &Ledger, server: ServerId, epoch: Epoch, last: Zxid) -> Option<String> {
    let shorter = ledger.established.range(epoch..).find(|(other, it)| **other != epoch && it.last < last);
    if let Some((later, lost)) = shorter.filter(|_| !ledger.tampered) {
        return Some(format!(
            "epoch {later} began at {}, {server} establishes epoch {epoch} at {last}",
            lost.last
        ));
    }
    let (earlier, lost) = ledger.established.range(..epoch).find(|(_, it)| last < it.last)?;
    Some(format!("{server} establishes epoch {epoch} at {last}, epoch {earlier} began at {}", lost.last))
}
