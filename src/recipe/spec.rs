use std::sync::Arc;

use super::{
    Barrier, Config, Consumer, Contest, ContestRules, Coordinator, Counter, Discovery, DoubleBarrier, Goal,
    Latch, LatchRules, Lease, LeaseRules, Machine, Master, MasterRules, Member, Naming, Order, Pace,
    Producer, Site,
};
use crate::tree::CreateMode;
use crate::vocab::{ClientId, Span};

/// A recipe, and how it is to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Its name in the language.
    pub name: &'static str,
    /// Which znode it is about: the parent of its znodes, or the one znode.
    pub path: Arc<str>,
    /// How long it holds what it holds, before it lets go and begins again; `None`: until it is told to let go.
    pub holds_for: Option<Span>,
    /// How often it writes to the store while it believes to hold something; `None`: never.
    pub writes_every: Option<Span>,
    /// What kind of recipe.
    pub kind: Kind,
}

/// The kinds of recipes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Elections and locks by sequential ephemerals.
    Contest(ContestRules),
    /// Curator's leader latch.
    Latch(LatchRules),
    /// One znode for the master.
    Master(MasterRules),
    /// A lease of the store.
    Lease(LeaseRules),
    /// Waits while a znode is there.
    Barrier,
    /// Begins and ends with so many in all.
    DoubleBarrier { size: u16 },
    /// Puts into a queue; with a priority, 0 to 99, the lowest first.
    Produce { priority: Option<u8>, pace: Pace },
    /// Takes out of a queue.
    Consume { order: Order },
    /// Counts in a znode, by itself or when it is told to; careless: whatever the version.
    Count { careless: bool, pace: Option<Pace> },
    /// Follows a configuration.
    Config,
    /// Gets names.
    Naming,
    /// Is in a group; careless: by whatever znode has its name.
    Member { careless: bool },
    /// Follows a group, and sends requests to its members if it has a pace.
    Discover { pace: Option<Pace> },
    /// Counts the votes on a transaction, or lets all do so.
    Coordinate { sites: u16, all_watch: bool },
    /// Votes on a transaction.
    Site { yes: bool },
}

impl Kind {
    /// What it is after, if it can come to hold something.
    pub fn goal(&self) -> Option<Goal> {
        match self {
            Self::Contest(rules) => Some(rules.goal),
            Self::Latch(_) | Self::Master(_) => Some(Goal::Leader),
            Self::Lease(_) => Some(Goal::Lock),
            Self::DoubleBarrier { .. } => Some(Goal::Barrier),
            Self::Member { .. } => Some(Goal::Member),
            _ => None,
        }
    }

    /// Whether what it holds is held by a session of the ensemble.
    pub fn is_by_session(&self) -> bool {
        !matches!(self, Self::Lease(_))
    }

    /// What is created above its znodes where it is missing: containers for Curator's, which uses them where it can.
    pub fn parents(&self) -> CreateMode {
        match self {
            Self::Latch(_) => CreateMode::Container,
            _ => CreateMode::Persistent,
        }
    }

    /// How many may hold at a time what not all may.
    pub fn leases(&self) -> usize {
        let Self::Contest(rules) = self else { return 1 };
        usize::from(rules.leases)
    }
}

impl Recipe {
    /// It at work, at a client.
    pub fn machine(&self, me: ClientId) -> Machine {
        let (path, name) = (&self.path, me.to_string());
        match self.kind {
            Kind::Contest(rules) => Machine::Contest(Contest::new(path, rules, self.holds_for)),
            Kind::Latch(rules) => Machine::Latch(Latch::new(path, rules, self.holds_for)),
            Kind::Master(rules) => Machine::Master(Master::new(me, path, rules, self.holds_for)),
            Kind::Lease(rules) => Machine::Lease(Lease::new(path, rules, self.holds_for)),
            Kind::Barrier => Machine::Barrier(Barrier::new(path)),
            Kind::DoubleBarrier { size } => {
                Machine::DoubleBarrier(DoubleBarrier::new(path, name.into(), size, self.holds_for))
            }
            Kind::Produce { priority, pace } => Machine::Producer(Producer::new(path, priority, pace)),
            Kind::Consume { order } => {
                Machine::Consumer(Consumer::new(path, order, self.holds_for.unwrap_or(Span::ZERO)))
            }
            Kind::Count { careless, pace } => Machine::Counter(Counter::new(path, careless, pace)),
            Kind::Config => Machine::Config(Config::new(path)),
            Kind::Naming => Machine::Naming(Naming::new(path)),
            Kind::Member { careless } => Machine::Member(Member::new(path, &name, careless)),
            Kind::Discover { pace } => Machine::Discovery(Discovery::new(path, pace)),
            Kind::Coordinate { sites, all_watch } => {
                Machine::Coordinator(Coordinator::new(path, sites, all_watch))
            }
            Kind::Site { yes } => Machine::Site(Site::new(path, name.into(), yes)),
        }
    }

    /// How long it bears to have no connection before it takes its session for expired, if it was granted that timeout in
    /// milliseconds; `None`: it leaves that to its library.
    pub fn patience(&self, timeout: u32) -> Option<Span> {
        match &self.kind {
            Kind::Latch(rules) => rules.patience(timeout),
            _ => None,
        }
    }

    /// Whether what it holds is the store's to give, so that no session is behind it.
    pub fn is_of_store(&self) -> bool {
        !self.kind.is_by_session()
    }
}
