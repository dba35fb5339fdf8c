use super::Ledger;
use crate::vocab::{Epoch, ServerId, Zxid};

/// J-6: an acknowledged write is never lost while a quorum of disks survives. `server` establishes `epoch` with a history
/// that ends at `last`, and so must have all that was acknowledged in earlier epochs. Not in later ones: a leader that was
/// stopped may establish its epoch long after the next has begun.
pub fn check(ledger: &Ledger, server: ServerId, epoch: Epoch, last: Zxid) -> Option<String> {
    let (_, acknowledged) = ledger.acknowledged.range(..epoch).next_back()?;
    let lost = last < *acknowledged && !ledger.tampered;
    lost.then(|| format!("{server} establishes epoch {epoch} at {last}, {acknowledged} was acknowledged"))
}
