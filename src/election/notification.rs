use crate::election::Vote;
use crate::vocab::{PeerState, Round};

/// The one message of an election: what its sender votes for, in which round, and what the sender is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The sender's vote; `None` from a server that may not lead (an observer), whose terms are `Long.MIN_VALUE`.
    pub vote: Option<Vote>,
    /// The round of the vote (`electionEpoch`).
    pub round: Round,
    /// What the sender is.
    pub state: PeerState,
}
