use super::Ledger;
use crate::vocab::{Epoch, ServerId, Zxid};

/// J-6: an acknowledged write is never lost while a quorum of disks survives. `server` establishes `epoch` with a history
/// that ends at `last`.
pub fn check(ledger: &Ledger, server: ServerId, epoch: Epoch, last: Zxid) -> Option<String> {
    let lost = last < ledger.acknowledged && !ledger.tampered;
    lost.then(|| {
        format!("{server} establishes epoch {epoch} at {last}, {} was acknowledged", ledger.acknowledged)
    })
}
