use std::collections::BTreeSet;

use crate::vocab::ServerId;

/// Why a leader or a learner did what it did. No rule reads a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A learner has said who it is.
    LearnerRegistered { learner: ServerId },
    /// A quorum of voters is connected: the leader begins its reign.
    QuorumConnected { sids: BTreeSet<ServerId> },
    /// Too few voters came within `initLimit`.
    NoQuorumInTime { sids: BTreeSet<ServerId> },
    /// «Not sufficient followers synced, only synced with sids»: the leader steps down.
    NotSufficientFollowers { sids: BTreeSet<ServerId> },
    /// A learner's connection broke.
    LearnerGone { learner: ServerId },
    /// A learner has been silent for `syncLimit`.
    LearnerSilent { learner: ServerId },
    /// The leader does not listen yet, or no more: the learner tries again.
    ConnectionRefused { leader: ServerId, tries: u8 },
    /// The learner could not reach the leader: it looks again.
    LeaderUnreachable { leader: ServerId },
    /// The connection to the leader broke: the learner looks again.
    LeaderGone { leader: ServerId },
    /// The leader has been silent for too long (`initLimit` before the first packet, `syncLimit` after): looks again.
    LeaderSilent { leader: ServerId },
}
