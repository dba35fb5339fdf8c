use std::sync::Arc;

use super::{Contest, ContestRules, Latch, LatchRules, Lease, LeaseRules, Machine, Master, MasterRules};
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
}

impl Kind {
    /// Whether what it holds is held by a session of the ensemble.
    pub fn is_by_session(&self) -> bool {
        !matches!(self, Self::Lease(_))
    }

    /// How many may hold at a time.
    pub fn leases(&self) -> usize {
        match self {
            Self::Contest(rules) => usize::from(rules.leases),
            _ => 1,
        }
    }
}

impl Recipe {
    /// It at work, at a client.
    pub fn machine(&self, me: ClientId) -> Machine {
        match &self.kind {
            Kind::Contest(rules) => Machine::Contest(Contest::new(&self.path, *rules, self.holds_for)),
            Kind::Latch(rules) => Machine::Latch(Latch::new(&self.path, *rules, self.holds_for)),
            Kind::Master(rules) => Machine::Master(Master::new(me, &self.path, *rules, self.holds_for)),
            Kind::Lease(rules) => Machine::Lease(Lease::new(&self.path, *rules, self.holds_for)),
        }
    }

    /// How long it bears to have no connection before it takes its session for expired, if it was granted that timeout in
    /// milliseconds; `None`: it leaves that to its library.
    pub fn patience(&self, timeout: u32) -> Option<Span> {
        match &self.kind {
            Kind::Latch(rules) => rules.patience(timeout),
            Kind::Contest(_) | Kind::Master(_) | Kind::Lease(_) => None,
        }
    }

    /// Whether what it holds is the store's to give, so that no session is behind it.
    pub fn is_of_store(&self) -> bool {
        !self.kind.is_by_session()
    }
}
