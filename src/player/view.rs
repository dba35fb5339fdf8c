//! What the panes show: plain data, read off the world at one moment.

use std::collections::BTreeSet;

pub use crate::check::Invariant;
use crate::election::{Ballot, Vote};
pub use crate::server::{Timer as TimerView, TimerKind};
pub use crate::sim::Condition;
use crate::vocab::{ConnId, Epoch, PeerState, Round, ServerId, SimTime, Span, Zxid};

/// Everything on the screen that comes from the engine, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The moment.
    pub now: SimTime,
    /// How far the run has been computed; the cursor may go on beyond it.
    pub known_until: SimTime,
    /// How many entries of the trace lie at or before this moment.
    pub entries: usize,
    /// By id.
    pub servers: Vec<ServerView>,
    /// Messages that have been sent and not yet arrived, oldest first.
    pub flights: Vec<FlightView>,
    /// Directed links between two servers that are not as they should be.
    pub links: Vec<LinkView>,
    /// Election and quorum connections that stand.
    pub connections: Vec<ConnectionView>,
    /// The caption that the scenario set last (`say`).
    pub caption: Option<String>,
    /// The established leader, if there is one: LEADING, with a quorum of learners connected.
    pub leader: Option<ServerId>,
    /// The invariants of the protocol, in their order.
    pub checks: Vec<CheckView>,
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
    /// The ballots, if it has any to show.
    pub ballots: Option<BallotsView>,
    /// A leader: the learners connected to it. A learner: empty.
    pub learners: BTreeSet<ServerId>,
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
    /// Its name on the wire, e.g. `NOTIFICATION`.
    pub name: &'static str,
    /// Its content, e.g. `s3 (epoch 0, zxid 0:0) round 1 LOOKING`.
    pub detail: String,
    /// A notification's vote.
    pub vote: Option<Vote>,
    /// When it was sent.
    pub sent: SimTime,
    /// When it arrives; `None` if it is held, behind a held one, or the link is cut.
    pub arrives: Option<SimTime>,
    /// Whether a person holds it.
    pub held: bool,
    /// Its place among the messages in flight from `from` to `to`, from 1: `hold s1 > s2 nth 2`.
    pub nth: usize,
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
