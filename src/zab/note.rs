use std::collections::BTreeSet;

use crate::vocab::{Epoch, ServerId, SessionId, Zxid};
use crate::zab::{Branch, Source, SyncKind};

/// Why a leader or a learner did what it did. No rule reads a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A learner has said who it is.
    LearnerRegistered { learner: ServerId },
    /// A quorum of voters has come: the new epoch is one more than the largest that any of them had accepted.
    EpochChosen { epoch: Epoch, sids: BTreeSet<ServerId> },
    /// A quorum takes part in the epoch.
    EpochAcknowledged { epoch: Epoch, sids: BTreeSet<ServerId> },
    /// A learner is more recent than the leader: its connection is closed («Follower is ahead of the leader»).
    FollowerAhead { learner: ServerId, current_epoch: Epoch, last_zxid: Zxid },
    /// DIFF, TRUNC or SNAP, with the numbers that decided.
    SyncDecided {
        learner: ServerId,
        kind: SyncKind,
        branch: Branch,
        source: Source,
        cannot_trunc: bool,
        min: Zxid,
        max: Zxid,
        last: Zxid,
        peer: Zxid,
    },
    /// An ACK for something else than NEWLEADER came first: it does not count.
    WrongNewLeaderAck { learner: ServerId, zxid: Zxid },
    /// A quorum has the history and the epoch on disk: the leader begins its reign.
    QuorumConnected { epoch: Epoch, sids: BTreeSet<ServerId> },
    /// Too few voters came, or acknowledged, within `initLimit`.
    NoQuorumInTime { sids: BTreeSet<ServerId> },
    /// «Not sufficient followers synced, only synced with sids»: the leader steps down.
    NotSufficientFollowers { sids: BTreeSet<ServerId> },
    /// A learner's connection broke.
    LearnerGone { learner: ServerId },
    /// A learner has been silent for `syncLimit`.
    LearnerSilent { learner: ServerId },
    /// A learner has not acknowledged a proposal for `syncLimit`.
    LearnerLate { learner: ServerId, zxid: Zxid },
    /// The epoch files are older than the log or each other: the process refuses to start (`QuorumPeer.loadDataBase`).
    RefusesToStart { accepted_epoch: Epoch, current_epoch: Epoch, last_zxid: Zxid },
    /// A request got its number and is proposed; what the leader had before it.
    Proposed { zxid: Zxid, after: Zxid },
    /// The leader has heard nothing of a session for its timeout, up to the end of a tick: closes it.
    SessionExpired { session: SessionId },
    /// An ACK for what is neither proposed nor committed.
    UnknownAck { learner: ServerId, zxid: Zxid },
    /// A packet that the sender's stage does not allow: its connection is closed.
    UnexpectedPacket { learner: ServerId, name: &'static str },
    /// A proposal has a quorum of ACKs.
    Committed { zxid: Zxid, sids: BTreeSet<ServerId> },
    /// The counter has reached its end: the leader steps down, so that a new epoch begins.
    ZxidRolledOver { zxid: Zxid },
    /// The leader does not listen yet, or no more: the learner tries again.
    ConnectionRefused { leader: ServerId, tries: u8 },
    /// The learner could not reach the leader: it looks again.
    LeaderUnreachable { leader: ServerId },
    /// The connection to the leader broke: the learner looks again.
    LeaderGone { leader: ServerId },
    /// The leader has been silent for too long (`initLimit` before the first packet, `syncLimit` after): looks again.
    LeaderSilent { leader: ServerId },
    /// The leader's epoch is older than one that the learner has accepted: looks again.
    LeaderBehind { leader: ServerId, epoch: Epoch, accepted_epoch: Epoch },
    /// The learner has all of the leader's history, logged, and says so.
    HistoryAcknowledged { epoch: Epoch },
    /// The learner may serve.
    UpToDate { epoch: Epoch },
    /// The log could not be cut: the process ends.
    CannotTruncate { zxid: Zxid },
    /// The disk takes nothing more: a thread that must write has ended.
    CannotWrite,
    /// A server that is to start finds no disk.
    FindsNoDisk,
    /// Enough records lie behind the last snapshot (`snapCount`): writes one of the tree as it is.
    TakesSnapshot { zxid: Zxid },
    /// «Too busy to snap, skipping»: the last snapshot is still being written.
    TooBusyToSnap { zxid: Zxid },
    /// «Quit leading due to voter changed mind»: one that had voted for it looks again, and `maxTimeToWaitForEpoch` is over.
    VoterChangedMind { voter: ServerId },
    /// A COMMIT that names another proposal than the oldest pending one: the process ends (I-14 is broken).
    UnmatchedCommit { zxid: Zxid, pending: Option<Zxid> },
    /// A COMMIT during the sync for a proposal that was handed on already: the sync ends (ZOOKEEPER-4394).
    CommitAfterHandOver { zxid: Zxid },
    /// A gap among the synced proposals: the learner gives up the sync.
    GapInSync { before: Zxid, after: Zxid },
}
