use std::sync::Arc;

use super::{
    Barrier, Belief, Config, Consumer, Contest, Coordinator, Counter, Discovery, DoubleBarrier, Effect, Fact,
    Latch, Lease, Master, Member, Naming, Producer, Site, Token,
};
use crate::session::Response;
use crate::tree::{Request, ZkError};
use crate::vocab::{SessionId, SimTime, Span};
use crate::watch::WatchEvent;

/// What comes to a recipe. Replies come one by one; events, alarms and lines wait until the call under way has its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stimulus {
    /// It begins, or begins anew with a new session: what it had is gone.
    Begin,
    /// What came of its call. That the connection was lost it hears only if it wanted to.
    Replied(Result<Response, ZkError>),
    /// A watch has fired.
    Fired(WatchEvent),
    /// The connection is lost; the session may or may not live on.
    Suspended,
    /// It is there again, with the same session.
    Reconnected,
    /// The session is over. `Begin` follows when there is a new one.
    Lost,
    /// The number that it asked for.
    Drew(u128),
    /// The time is up.
    Alarm,
    /// Somebody typed a line.
    Typed(Arc<str>),
    /// What the store says to its wish for a lease: the token, if it was granted.
    Leased(Option<Token>),
}

/// What is to be done about a call that came to nothing because the connection was lost: whether the server has carried it
/// out is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It is made again. For reads, and for writes that may be carried out twice.
    Retry,
    /// The recipe is told.
    Tell,
}

/// What a recipe has at hand in one step.
#[derive(Debug)]
pub struct Desk {
    /// By its own clock.
    pub now: SimTime,
    /// The session of its handle; 0 before it has one.
    pub session: SessionId,
    /// How long that may be silent.
    pub timeout: Span,
    /// The effects so far.
    pub(super) effects: Vec<Effect>,
    /// The call of this step.
    pub(super) asked: Option<(Request, Loss)>,
    /// When it wants its `Alarm`.
    pub(super) alarm: Option<SimTime>,
}

impl Desk {
    /// Calls the library; again if the connection is lost meanwhile. At most one call is under way.
    pub fn ask(&mut self, request: Request) {
        assert!(self.asked.is_none(), "one call at a time");
        self.asked = Some((request, Loss::Retry));
    }

    /// Calls the library; if the connection is lost meanwhile, the reply is `ConnectionLoss`.
    pub fn ask_once(&mut self, request: Request) {
        assert!(self.asked.is_none(), "one call at a time");
        self.asked = Some((request, Loss::Tell));
    }

    /// Wants an `Alarm` after that time, and no other.
    pub fn wait(&mut self, span: Span) {
        self.alarm = Some(self.now + span);
    }

    /// Wants none.
    pub fn stop_waiting(&mut self) {
        self.alarm = None;
    }

    /// Wants a random number.
    pub fn draw(&mut self) {
        self.effects.push(Effect::Draw);
    }

    /// Asks the store for a lease of that length.
    pub fn lease(&mut self, span: Span) {
        self.effects.push(Effect::Lease(span));
    }

    /// Tells what it has come to.
    pub fn say(&mut self, fact: Fact) {
        self.effects.push(Effect::Say(fact));
    }
}

/// A recipe at work.
pub trait Steps {
    /// Takes one thing in, to its end.
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk);

    /// What it takes for true of itself.
    fn belief(&self) -> Belief;
}

/// One of all recipes at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Machine {
    /// Elections and locks by sequential ephemerals.
    Contest(Contest),
    /// Curator's leader latch.
    Latch(Latch),
    /// One znode for the master.
    Master(Master),
    /// A lease of the store.
    Lease(Lease),
    /// Waits while a znode is there.
    Barrier(Barrier),
    /// Begins and ends with others.
    DoubleBarrier(DoubleBarrier),
    /// Puts into a queue.
    Producer(Producer),
    /// Takes out of it.
    Consumer(Consumer),
    /// Counts in a znode.
    Counter(Counter),
    /// Follows a configuration.
    Config(Config),
    /// Gets names.
    Naming(Naming),
    /// Is in a group.
    Member(Member),
    /// Follows a group.
    Discovery(Discovery),
    /// Counts the votes on a transaction.
    Coordinator(Coordinator),
    /// Votes on it.
    Site(Site),
}

impl Machine {
    /// It, whichever it is.
    pub fn steps(&mut self) -> &mut dyn Steps {
        match self {
            Self::Contest(it) => it,
            Self::Latch(it) => it,
            Self::Master(it) => it,
            Self::Lease(it) => it,
            Self::Barrier(it) => it,
            Self::DoubleBarrier(it) => it,
            Self::Producer(it) => it,
            Self::Consumer(it) => it,
            Self::Counter(it) => it,
            Self::Config(it) => it,
            Self::Naming(it) => it,
            Self::Member(it) => it,
            Self::Discovery(it) => it,
            Self::Coordinator(it) => it,
            Self::Site(it) => it,
        }
    }

    /// What it takes for true of itself.
    pub fn belief(&self) -> Belief {
        match self {
            Self::Contest(it) => it.belief(),
            Self::Latch(it) => it.belief(),
            Self::Master(it) => it.belief(),
            Self::Lease(it) => it.belief(),
            Self::Barrier(it) => it.belief(),
            Self::DoubleBarrier(it) => it.belief(),
            Self::Producer(it) => it.belief(),
            Self::Consumer(it) => it.belief(),
            Self::Counter(it) => it.belief(),
            Self::Config(it) => it.belief(),
            Self::Naming(it) => it.belief(),
            Self::Member(it) => it.belief(),
            Self::Discovery(it) => it.belief(),
            Self::Coordinator(it) => it.belief(),
            Self::Site(it) => it.belief(),
        }
    }
}

/// Whether an error comes again however often it is tried.
pub fn is_final(error: ZkError) -> bool {
    !matches!(
        error,
        ZkError::NoNode
            | ZkError::NodeExists
            | ZkError::BadVersion
            | ZkError::ConnectionLoss
            | ZkError::NotEmpty
    )
}
