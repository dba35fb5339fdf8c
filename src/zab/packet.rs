use crate::vocab::{Epoch, Zxid};

/// What a leader and its learners tell each other, over one FIFO connection each way. Named as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet {
    /// FOLLOWERINFO. A voter to its leader, first of all.
    FollowerInfo {
        /// The last epoch it has accepted.
        accepted_epoch: Epoch,
    },
    /// OBSERVERINFO. The same from a learner without a vote.
    ObserverInfo {
        /// The last epoch it has accepted.
        accepted_epoch: Epoch,
    },
    /// PING. Leader to learners, twice a tick; each answers with the same.
    Ping {
        /// The leader's last proposal.
        zxid: Zxid,
    },
}

impl Packet {
    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FollowerInfo { .. } => "FOLLOWERINFO",
            Self::ObserverInfo { .. } => "OBSERVERINFO",
            Self::Ping { .. } => "PING",
        }
    }
}
