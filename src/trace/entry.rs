use crate::server::Note;
use crate::storage::DiskOp;
use crate::tree::Op;
use crate::vocab::{PeerState, ServerId, SimTime, Zxid};
use crate::wire::Segment;
use crate::zab;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// In which step of the world; all that one step did shares its number.
    pub step: u64,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A person, or the scenario, did something: its line.
    Act { line: String },
    /// The scenario says something to the reader.
    Said { text: String },
    /// The scenario held a condition against the world.
    Expected { line: String, found: Option<String> },
    /// A server's state changed; `None` while it does not run.
    State { server: ServerId, from: Option<PeerState>, to: Option<PeerState> },
    /// Why a server did something.
    Note { server: ServerId, note: Note },
    /// A client asks a server for a change; the request's number at that server.
    Asked { server: ServerId, op: Op },
    /// It gets its answer: the transaction that it became, or a broken connection.
    Answered { server: ServerId, request: u32, zxid: Option<Zxid> },
    /// A write has reached the disk.
    Written { server: ServerId, op: DiskOp },
    /// A transaction is in a server's tree.
    Applied { server: ServerId, zxid: Zxid },
    /// Something left a machine. `flight` is its number in this run.
    Sent { flight: u64, from: ServerId, to: ServerId, segment: Segment },
    /// It arrived.
    Arrived { flight: u64, from: ServerId, to: ServerId, segment: Segment },
    /// It came to nothing.
    Lost { flight: u64, from: ServerId, to: ServerId, segment: Segment, why: Loss },
}

/// Why something that was sent came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// The machine has no power.
    NoPower,
    /// The connection is gone at that end.
    NoConnection,
    /// A person dropped it, or something before it on the same connection.
    Dropped,
}

/// What an entry is about, coarsely: for icons and filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody did something.
    Act,
    /// A caption, or a condition of the scenario.
    Caption,
    /// A state changed.
    State,
    /// A reason.
    Note,
    /// A message between servers.
    Message,
    /// A connection opens or closes.
    Connection,
    /// A client asks, or is answered.
    Client,
    /// Something reaches a disk or a tree.
    Storage,
}

impl Entry {
    /// What it is about.
    pub fn kind(&self) -> Kind {
        match &self.what {
            What::Act { .. } => Kind::Act,
            What::Said { .. } | What::Expected { .. } => Kind::Caption,
            What::State { .. } => Kind::State,
            What::Note { .. } => Kind::Note,
            What::Asked { .. } | What::Answered { .. } => Kind::Client,
            What::Written { .. } | What::Applied { .. } => Kind::Storage,
            What::Sent { segment, .. } | What::Arrived { segment, .. } | What::Lost { segment, .. } => {
                match segment {
                    Segment::Data(_) => Kind::Message,
                    Segment::Syn | Segment::SynAck | Segment::Fin | Segment::Rst => Kind::Connection,
                }
            }
        }
    }

    /// The learner, if it tells how one is brought level.
    pub fn synced(&self) -> Option<ServerId> {
        match &self.what {
            What::Note { note: Note::Zab(zab::Note::SyncDecided { learner, .. }), .. } => Some(*learner),
            _ => None,
        }
    }

    /// The servers that it is about: none, one or two.
    pub fn servers(&self) -> [Option<ServerId>; 2] {
        match &self.what {
            What::Act { .. } | What::Said { .. } | What::Expected { .. } => [None, None],
            What::State { server, .. }
            | What::Note { server, .. }
            | What::Asked { server, .. }
            | What::Answered { server, .. }
            | What::Written { server, .. }
            | What::Applied { server, .. } => [Some(*server), None],
            What::Sent { from, to, .. } | What::Arrived { from, to, .. } | What::Lost { from, to, .. } => {
                [Some(*from), Some(*to)]
            }
        }
    }
}
