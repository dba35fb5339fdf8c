use crate::storage::Snapshot;
use crate::tree::{Origin, Txn};
use crate::vocab::{Epoch, SessionId, Zxid};
use crate::zab::ClientRequest;

/// What a leader and its learners tell each other, over one FIFO connection each way. Named as on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// FOLLOWERINFO. A voter to its leader, first of all: the last epoch it has accepted.
    FollowerInfo { accepted_epoch: Epoch },
    /// OBSERVERINFO. The same from a learner without a vote.
    ObserverInfo { accepted_epoch: Epoch },
    /// LEADERINFO. Leader to learner, once a quorum has come: the new epoch.
    LeaderInfo { epoch: Epoch },
    /// ACKEPOCH. Learner to leader: takes part in that epoch; where it stands. No current epoch if it had accepted this
    /// one before, and so does not count.
    AckEpoch { current_epoch: Option<Epoch>, last_zxid: Zxid },
    /// DIFF. Leader to learner: keep what you have; what you lack up to `zxid` follows.
    Diff { zxid: Zxid },
    /// TRUNC. Leader to learner: cut your log after `zxid`.
    Trunc { zxid: Zxid },
    /// SNAP. Leader to learner: take this tree.
    Snap { snapshot: Snapshot },
    /// NEWLEADER. Leader to learner, after the history: log all of it, then ACK. Zab, end of phase 2.
    NewLeader {
        /// The start of the new epoch: its counter is 0.
        zxid: Zxid,
    },
    /// UPTODATE. Leader to learner, once a quorum has acknowledged NEWLEADER: serve.
    UpToDate,
    /// PROPOSAL. Leader to voters: log this, then ACK.
    Proposal { txn: Txn },
    /// ACK. Learner to leader: `zxid` is on its disk; with counter 0 it answers NEWLEADER, and then UPTODATE.
    Ack { zxid: Zxid },
    /// COMMIT. Leader to voters: a quorum has `zxid` on disk.
    Commit { zxid: Zxid },
    /// INFORM. Leader to observers: PROPOSAL and COMMIT in one.
    Inform { txn: Txn },
    /// REQUEST. Learner to leader: a client of its own asks for a change, or for a sync.
    Request { request: ClientRequest },
    /// SYNC. Leader to learner, after all that was proposed before it was asked: a flush of the path between them.
    Sync { origin: Origin },
    /// REVALIDATE. Learner to leader: a client has come with this session; its timeout in milliseconds.
    Revalidate { session: SessionId, timeout: u32 },
    /// REVALIDATE. The answer: whether there is such a session.
    Revalidated { session: SessionId, valid: bool },
    /// PING. Leader to learners, twice a tick; each answers with the same.
    Ping {
        /// The leader's last proposal.
        zxid: Zxid,
        /// In the answer: the sessions that have shown a sign of life since the last one, with their timeouts in milliseconds.
        touched: Vec<(SessionId, u32)>,
    },
}

impl Packet {
    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FollowerInfo { .. } => "FOLLOWERINFO",
            Self::ObserverInfo { .. } => "OBSERVERINFO",
            Self::LeaderInfo { .. } => "LEADERINFO",
            Self::AckEpoch { .. } => "ACKEPOCH",
            Self::Diff { .. } => "DIFF",
            Self::Trunc { .. } => "TRUNC",
            Self::Snap { .. } => "SNAP",
            Self::NewLeader { .. } => "NEWLEADER",
            Self::UpToDate => "UPTODATE",
            Self::Proposal { .. } => "PROPOSAL",
            Self::Ack { .. } => "ACK",
            Self::Commit { .. } => "COMMIT",
            Self::Inform { .. } => "INFORM",
            Self::Request { .. } => "REQUEST",
            Self::Sync { .. } => "SYNC",
            Self::Revalidate { .. } | Self::Revalidated { .. } => "REVALIDATE",
            Self::Ping { .. } => "PING",
        }
    }
}
