use std::sync::Arc;

use crate::cli::Printed;
use crate::client::{self, Call};
use crate::recipe::{Belief, Fact, Token, Verdict};
use crate::server::Note;
use crate::session::Response;
use crate::storage::DiskOp;
use crate::tree::{Request, ZkError};
use crate::vocab::{ClientId, PeerState, ProcessId, ServerId, SimTime, Zxid};
use crate::wire::{Message, Segment, ToClient, ToServer};
use crate::zab::{self, Packet};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// In which step of the world; all that one step did shares its number.
    pub step: u64,
    /// The step that this one comes of: in which a message was sent that arrives now, or a write asked for that is done now. Its
    /// own, if it comes of nothing but a timer, or what somebody does. No part of the trace's line.
    pub cause: u64,
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
    /// Somebody asks a server for a change, without a session; the request's number at that server.
    Asked { server: ServerId, request: Arc<Request>, number: u32 },
    /// It gets its answer: the transaction that it became, or a broken connection.
    Answered { server: ServerId, request: u32, zxid: Option<Zxid> },
    /// A server answers a four-letter word; with nothing, if it closes the connection without an answer.
    FourLetter { server: ServerId, word: Arc<str>, text: String },
    /// A client's state changed; `None` while its process does not run.
    ClientState { client: ClientId, from: Option<client::State>, to: Option<client::State> },
    /// A client's application calls.
    Called { client: ClientId, call: Call, request: Arc<Request> },
    /// What came of it.
    Replied { client: ClientId, call: Call, result: Arc<Result<Response, ZkError>> },
    /// A client's application is told what it has not asked for.
    Told { client: ClientId, event: client::Event },
    /// What a client's program takes for true of itself changed; `None` while none runs.
    Believes { client: ClientId, from: Option<Belief>, to: Option<Belief> },
    /// What a client's program has come to.
    Came { client: ClientId, fact: Fact },
    /// A client writes to the store beside the ensemble.
    Wrote { client: ClientId, token: Token },
    /// That has come to the store.
    Stored { client: ClientId, token: Token, verdict: Verdict },
    /// What the store said to a client's wish for a lease has come to it.
    Leased { client: ClientId, token: Option<Token> },
    /// A client's shell printed something.
    Printed { client: ClientId, printed: Printed },
    /// Why a client did something.
    ClientNote { client: ClientId, note: client::Note },
    /// A write has reached the disk.
    Written { server: ServerId, op: DiskOp },
    /// A write has failed.
    NotWritten { server: ServerId, op: DiskOp },
    /// A transaction is in a server's tree.
    Applied { server: ServerId, zxid: Zxid },
    /// Something left a machine. `flight` is its number in this run.
    Sent { flight: u64, from: ProcessId, to: ProcessId, segment: Segment },
    /// It arrived.
    Arrived { flight: u64, from: ProcessId, to: ProcessId, segment: Segment },
    /// It came to nothing.
    Lost { flight: u64, from: ProcessId, to: ProcessId, segment: Segment, why: Loss },
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
            What::State { .. } | What::ClientState { .. } | What::Believes { .. } => Kind::State,
            What::Note { .. } | What::ClientNote { .. } => Kind::Note,
            What::Asked { .. }
            | What::Answered { .. }
            | What::FourLetter { .. }
            | What::Called { .. }
            | What::Replied { .. }
            | What::Told { .. }
            | What::Came { .. }
            | What::Wrote { .. }
            | What::Stored { .. }
            | What::Leased { .. }
            | What::Printed { .. } => Kind::Client,
            What::Written { .. } | What::NotWritten { .. } | What::Applied { .. } => Kind::Storage,
            What::Sent { segment, .. } | What::Arrived { segment, .. } | What::Lost { segment, .. } => {
                match segment {
                    Segment::Data(_) => Kind::Message,
                    Segment::Syn | Segment::SynAck | Segment::Fin | Segment::Rst => Kind::Connection,
                }
            }
        }
    }

    /// Whether it is the way of a ping, or of the answer to one: nothing comes of it but that nothing else comes.
    pub fn is_ping(&self) -> bool {
        let (What::Sent { segment, .. } | What::Arrived { segment, .. }) = &self.what else { return false };
        match segment {
            Segment::Data(Message::Packet(Packet::Ping { .. })) => true,
            Segment::Data(Message::ToServer(it)) => {
                matches!(**it, ToServer::Request { request: Request::Ping, .. })
            }
            Segment::Data(Message::ToClient(it)) => {
                matches!(**it, ToClient::Reply { xid: client::Packet::PING, .. })
            }
            _ => false,
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
            What::Act { .. }
            | What::Said { .. }
            | What::Expected { .. }
            | What::ClientState { .. }
            | What::Called { .. }
            | What::Replied { .. }
            | What::Told { .. }
            | What::Believes { .. }
            | What::Came { .. }
            | What::Wrote { .. }
            | What::Stored { .. }
            | What::Leased { .. }
            | What::Printed { .. }
            | What::ClientNote { .. } => [None, None],
            What::State { server, .. }
            | What::Note { server, .. }
            | What::Asked { server, .. }
            | What::Answered { server, .. }
            | What::FourLetter { server, .. }
            | What::Written { server, .. }
            | What::NotWritten { server, .. }
            | What::Applied { server, .. } => [Some(*server), None],
            What::Sent { from, to, .. } | What::Arrived { from, to, .. } | What::Lost { from, to, .. } => {
                [from.server(), to.server()]
            }
        }
    }
}
