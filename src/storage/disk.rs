use crate::vocab::{Epoch, Zxid};

/// The content of a data directory, as far as a vote needs it (`version-2/acceptedEpoch`, `currentEpoch`, `log.*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    /// The last epoch that the server promised to take part in.
    pub accepted_epoch: Epoch,
    /// The last epoch whose leader it acknowledged; never ahead of the accepted one, never behind its last zxid's.
    pub current_epoch: Epoch,
    /// The last transaction in its log, committed or not (`getLastLoggedZxid`).
    pub last_zxid: Zxid,
}

impl Disk {
    /// A directory whose log ends with `last_zxid`, left in `epoch` by both files.
    pub fn with_history(last_zxid: Zxid, epoch: Epoch) -> Disk {
        let epoch = epoch.max(last_zxid.epoch());
        Disk { accepted_epoch: epoch, current_epoch: epoch, last_zxid }
    }
}
