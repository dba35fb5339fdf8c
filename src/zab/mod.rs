//! Zab as ZooKeeper has it: a leader agrees on an epoch with a quorum, brings every learner level, then orders writes.
//!
//! Source: `Leader`, `LearnerHandler`, `Learner`, `Follower`, `Observer`, `SyncRequestProcessor`, `CommitProcessor`; what
//! differs between releases is in [`Rules`] alone. Each side is a role with phases: discovery (FOLLOWERINFO, LEADERINFO,
//! ACKEPOCH), synchronization (DIFF, TRUNC or SNAP, proposals, NEWLEADER, ACK, UPTODATE), broadcast (PROPOSAL, ACK, COMMIT,
//! INFORM).
//!
//! A server is not one thread. The packet loop, the log writer and the commit processor are steps of their own, and each
//! write to disk takes time: a crash can fall between any two of writing an epoch, handing a proposal on, its flush, its
//! ACK, and its application.
//!
//! Left out: reconfiguration, throttling of concurrent syncs, the time that a snapshot takes to be written and read, and observers of observers.

mod client_request;
mod packet;
mod note;
mod metrics;
mod release;
mod sync_plan;
mod service;
mod leader;
mod learner;

pub use client_request::{ClientRequest, SessionScope};
pub use leader::{HandlerStage, Leader, LearnerHandler, Phase, Proposal};
pub use learner::{Learner, Stage, Sync};
pub use metrics::{Metrics, Sizes};
pub use note::Note;
pub use packet::Packet;
pub use release::{NewLeaderStep, Rules, SyncDecision};
pub use service::Service;
pub use sync_plan::{Branch, Source, SyncKind, SyncPlan, sync_plan};

use std::sync::Arc;

use crate::storage::{Database, Disk, DiskOp};
use crate::tree::{Applied, Origin, Txn};
use crate::vocab::{Config, ConnId, Epoch, ServerId, SessionId};

/// Who writes to disk. The writes of one thread take effect in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thread {
    /// The packet loop of a learner, or the leader's own thread: waits for its write.
    PacketLoop,
    /// `SyncRequestProcessor`.
    LogWriter,
    /// The thread of a snapshot by count.
    Snapshotter,
}

/// What happens to a leader or a learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A learner's connection was accepted (leader only).
    Accepted { conn: ConnId },
    /// Our connection to the leader stands (learner only).
    Connected { conn: ConnId },
    /// A packet.
    Received { conn: ConnId, packet: Packet },
    /// The other end is gone, or refused.
    Closed { conn: ConnId },
    /// A write is done.
    Written { thread: Thread, op: DiskOp, ok: bool },
    /// A client of this server asks for a change, or for a sync.
    Asked { request: ClientRequest },
    /// A client has come to this server with a session that it had elsewhere (learner only); its timeout in milliseconds.
    Revalidate { session: SessionId, timeout: u32 },
    /// A client of this server has shown a sign of life.
    Touched { session: SessionId, timeout: u32 },
    /// The number that it asked for, evenly drawn from all there are.
    Chance { draw: u64 },
    /// A server that it had heard of as settled looks for a leader again (leader only).
    SeenLooking { sid: ServerId },
    /// The deadline came.
    Wake,
}

/// What a leader or a learner asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a connection to the leader.
    Connect { conn: ConnId, to: ServerId },
    /// Send a packet.
    Send { conn: ConnId, packet: Packet },
    /// Close our end.
    Close { conn: ConnId },
    /// Change the disk.
    Write { thread: Thread, op: DiskOp },
    /// A transaction is in the tree now; what it came to.
    Applied { txn: Txn, applied: Applied },
    /// The oldest SYNC has come back.
    Synced { origin: Origin },
    /// What the leader says of a session that a client has come with.
    Revalidated { session: SessionId, valid: bool },
    /// The epoch is established: votes name it from now on.
    Established { epoch: Epoch },
    /// Leave office: the server looks again.
    GiveUp,
    /// The process ends (`System.exit`), as going on would harm.
    Exit,
    /// Draw a random number.
    AskChance,
    /// The reason of a step.
    Note(Note),
}

/// What a role works with beside its own state.
pub struct Context<'a> {
    /// The server.
    pub me: ServerId,
    /// Its configuration.
    pub config: &'a Arc<Config>,
    /// The rules of its release.
    pub rules: &'a Rules,
    /// Its memory.
    pub database: &'a mut Database,
    /// Its disk, to read from.
    pub disk: &'a Disk,
    /// What it counts.
    pub metrics: &'a mut Metrics,
    /// What it asks for.
    pub out: &'a mut Vec<Effect>,
}

impl Context<'_> {
    fn send(&mut self, conn: ConnId, packet: Packet) {
        self.out.push(Effect::Send { conn, packet });
    }

    fn note(&mut self, note: Note) {
        self.out.push(Effect::Note(note));
    }

    fn write(&mut self, op: DiskOp) {
        self.out.push(Effect::Write { thread: Thread::PacketLoop, op });
    }
}
