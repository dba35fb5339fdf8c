//! What the panes show: plain data, read off the world at one moment.

use std::collections::BTreeSet;
use std::sync::Arc;

pub use crate::check::Invariant;
use crate::election::{Ballot, Vote};
pub use crate::player::clients::{ClientFigure, ClientFlight};
pub use crate::player::logs::{CellView, ColumnView, LogView, LogsView, Medium, Progress};
pub use crate::player::path::{Fate, PathView, Station, StationView, StopView, Subject, When};
pub use crate::player::programs::{ContestView, ProgramView, Stance, contests};
pub use crate::player::store::{ErrandView, StoreView, StoredView};
pub use crate::player::sync::{BranchView, SyncView};
pub use crate::recipe::{Goal, Hold, Token, Verdict};
pub use crate::server::{Timer as TimerView, TimerKind};
pub use crate::sim::Condition;
use crate::vocab::{ConnId, Epoch, PeerState, Round, ServerId, SimTime, Span, Zxid};
use crate::wire::{Message, Segment};
pub use crate::zab::{Branch, Source, SyncKind};

/// What the stage shows, at one moment. What only some pane shows is read when that pane is open: see
/// [`Player`](crate::player::Player).
///
/// The lists are shared: the next view of the same run has the same list where nothing in it has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The moment.
    pub now: SimTime,
    /// How far the run has been computed; the cursor may go on beyond it.
    pub known_until: SimTime,
    /// How many entries of the trace lie at or before this moment.
    pub entries: usize,
    /// How many steps the world has made: within one run, nothing but the time changes between two steps.
    pub steps: u64,
    /// By id.
    pub servers: Arc<[ServerView]>,
    /// Messages that have been sent and not yet arrived, oldest first.
    pub flights: Arc<[FlightView]>,
    /// Directed links between two servers that are not as they should be.
    pub links: Arc<[LinkView]>,
    /// Election and quorum connections that stand.
    pub connections: Arc<[ConnectionView]>,
    /// The caption that the scenario set last (`say`).
    pub caption: Option<Arc<str>>,
    /// The established leader, if there is one: LEADING, with a quorum of learners connected.
    pub leader: Option<ServerId>,
    /// The invariants of the protocol, in their order.
    pub checks: Arc<[CheckView]>,
    /// The clients, by id, and what is on its way between them and the servers.
    pub clients: Arc<[ClientFigure]>,
    /// See `clients`.
    pub client_flights: Arc<[ClientFlight]>,
    /// The programs that run at clients, by client.
    pub programs: Arc<[ProgramView]>,
    /// The store, once something has come to it.
    pub store: Option<Arc<StoreView>>,
}

impl View {
    /// The same, sharing with `before` what is equal.
    pub(super) fn sharing(mut self, before: &View) -> View {
        share(&mut self.servers, &before.servers);
        share(&mut self.flights, &before.flights);
        share(&mut self.links, &before.links);
        share(&mut self.connections, &before.connections);
        share(&mut self.checks, &before.checks);
        share(&mut self.clients, &before.clients);
        share(&mut self.client_flights, &before.client_flights);
        share(&mut self.programs, &before.programs);
        self
    }
}

fn share<T: Eq>(new: &mut Arc<[T]>, old: &Arc<[T]>) {
    if new == old {
        *new = Arc::clone(old);
    }
}

/// One invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckView {
    /// Which.
    pub invariant: Invariant,
    /// When it broke, and what was found, in the words of the trace.
    pub broken: Option<(SimTime, String)>,
}

/// One server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerView {
    /// Which.
    pub id: ServerId,
    /// Whether it is one without a vote.
    pub observer: bool,
    /// Its weight in the quorum.
    pub weight: u32,
    /// Of machine and process.
    pub condition: Condition,
    /// What it takes itself for; `None` if it does not run. A paused one keeps its state.
    pub state: Option<PeerState>,
    /// What it is busy with in that state.
    pub phase: Option<PhaseView>,
    /// LEADING with a quorum connected, FOLLOWING or OBSERVING and registered with the leader.
    pub established: bool,
    /// Its round.
    pub round: Round,
    /// Its vote: the proposal while it looks, the outcome afterwards.
    pub vote: Option<Vote>,
    /// The last logged transaction on its disk.
    pub last_zxid: Zxid,
    /// The two epoch files.
    pub accepted_epoch: Epoch,
    /// See `accepted_epoch`.
    pub current_epoch: Epoch,
    /// The countdowns that will cause something, soonest first.
    pub timers: Vec<TimerView>,
}

/// What a running server is busy with: the leader's phases (`QuorumPeer.ZabState`), a learner's stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhaseView {
    /// Starts, or waits before it looks again.
    Waiting,
    /// Comes to the end of what its log writer has still to do.
    Stopping,
    /// Votes.
    Election,
    /// A leader that gathers a quorum for a new epoch.
    Discovery,
    /// A leader that brings a quorum level.
    Synchronization,
    /// A leader that orders writes.
    Broadcast,
    /// A learner that opens its connection to the leader.
    Connecting,
    /// A learner that has said who it is and waits for the new epoch.
    Registered,
    /// A learner that writes the epoch down which it accepts.
    Accepting,
    /// A learner that is brought level: by what, once it has been told.
    Syncing(Option<SyncMode>),
    /// A learner that serves.
    Serving,
}

/// DIFF, TRUNC or SNAP (`QuorumPeer.SyncMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SyncMode {
    /// Gets what it lacks.
    Diff,
    /// Cuts its log first.
    Trunc,
    /// Takes the leader's tree.
    Snap,
}

impl SyncMode {
    /// The packet's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Diff => "DIFF",
            Self::Trunc => "TRUNC",
            Self::Snap => "SNAP",
        }
    }
}

impl From<SyncKind> for SyncMode {
    fn from(kind: SyncKind) -> SyncMode {
        match kind {
            SyncKind::Diff { .. } => Self::Diff,
            SyncKind::Trunc { .. } => Self::Trunc,
            SyncKind::Snap => Self::Snap,
        }
    }
}

/// A server's ballot box (`recvset`) and what it knows of settled servers (`outofelection`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotsView {
    /// Every voter, in order, with the ballot heard from it.
    pub rows: Vec<BallotRow>,
    /// How many agree with its vote.
    pub supporters: BTreeSet<ServerId>,
    /// Whether those are a quorum.
    pub is_quorum: bool,
    /// The fewest further voters that would make a quorum; 0 if there is one.
    pub missing: usize,
    /// The comparison that it made last.
    pub comparison: Option<ComparisonView>,
}

/// One line of a ballot box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BallotRow {
    /// The voter.
    pub from: ServerId,
    /// Its ballot of this round, if heard.
    pub received: Option<Ballot>,
    /// What it said as a settled server, if heard.
    pub out_of_election: Option<Ballot>,
    /// Whether its ballot counts for the owner's vote.
    pub counts: bool,
}

/// Two votes held against each other; `Vote::decided_by` says which term decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparisonView {
    /// When.
    pub at: SimTime,
    /// Who sent the other vote.
    pub from: ServerId,
    /// The other vote.
    pub theirs: Vote,
    /// Its own vote then.
    pub mine: Option<Vote>,
    /// Whether it changed its vote.
    pub adopted: bool,
}

/// What travels, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlightKind {
    /// Opening and closing of connections (SYN, SYN-ACK, FIN, RST) and the first message.
    Connection,
    /// A vote.
    Notification,
    /// FOLLOWERINFO, OBSERVERINFO, LEADERINFO, ACKEPOCH.
    Discovery,
    /// DIFF, TRUNC, SNAP, NEWLEADER, UPTODATE.
    Synchronization,
    /// PROPOSAL, INFORM.
    Proposal,
    /// ACK.
    Ack,
    /// COMMIT.
    Commit,
    /// REQUEST, SYNC.
    Request,
    /// PING, both ways.
    Ping,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlightView {
    /// Its number, unique in a run.
    pub id: u64,
    /// From.
    pub from: ServerId,
    /// To.
    pub to: ServerId,
    /// Which kind.
    pub kind: FlightKind,
    /// What it is.
    pub segment: Segment,
    /// When it was sent.
    pub sent: SimTime,
    /// When it arrives; `None` if it is held, behind a held one, or the link is cut.
    pub arrives: Option<SimTime>,
    /// Whether a person holds it.
    pub held: bool,
    /// Its place among the messages in flight from `from` to `to`, from 1: `hold s1 > s2 nth 2`.
    pub nth: usize,
}

impl FlightView {
    /// Its name on the wire, e.g. `NOTIFICATION`.
    pub fn name(&self) -> &'static str {
        self.segment.name()
    }

    /// Its content, e.g. `s3 (epoch 0, zxid 0:0) round 1 LOOKING`.
    pub fn detail(&self) -> String {
        self.segment.to_string()
    }

    /// A notification's candidate.
    pub fn candidate(&self) -> Option<ServerId> {
        match &self.segment {
            Segment::Data(Message::Notification(it)) => it.vote.map(|it| it.leader),
            _ => None,
        }
    }
}

/// A directed link that is cut or delayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// From.
    pub from: ServerId,
    /// To.
    pub to: ServerId,
    /// Whether nothing passes.
    pub cut: bool,
    /// The extra delay, if any.
    pub delay: Option<Span>,
}

/// A connection between two servers that stands at both ends as far as each knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionView {
    /// Which, and so what for.
    pub id: ConnId,
    /// The other end.
    pub to: ServerId,
    /// One end is gone and the other does not know it: power loss, or a cut link.
    pub half_open: bool,
}
