use std::collections::{BTreeMap, BTreeSet};

use crate::session::SessionTracker;
use crate::vocab::{SessionId, SimTime, Span};

/// The sessions that only this server knows, with `localSessionsEnabled` (`LocalSessionTracker`, `UpgradeableSessionTracker`).
/// They cost no transaction, own no ephemerals, and end with the role in which they were opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalSessions {
    tracker: SessionTracker,
    /// In milliseconds, as negotiated when the session was opened.
    timeouts: BTreeMap<SessionId, u32>,
    /// Local no more, and not yet global: their `createSession` is under way.
    upgrading: BTreeSet<SessionId>,
}

impl LocalSessions {
    /// None yet.
    pub fn new(now: SimTime, tick: Span) -> LocalSessions {
        LocalSessions {
            tracker: SessionTracker::new(now, tick, std::iter::empty()),
            timeouts: BTreeMap::new(),
            upgrading: BTreeSet::new(),
        }
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.timeouts.len()
    }

    /// Opens one; `timeout` in milliseconds.
    pub fn open(&mut self, now: SimTime, id: SessionId, timeout: u32) {
        self.tracker.track(now, id, timeout);
        self.timeouts.insert(id, timeout);
    }

    /// Whether it is one of them.
    pub fn contains(&self, id: SessionId) -> bool {
        self.timeouts.contains_key(&id)
    }

    /// Whether it is to become global.
    pub fn is_upgrading(&self, id: SessionId) -> bool {
        self.upgrading.contains(&id)
    }

    /// A sign of life, if it is one of them; whether it is. `timeout` in milliseconds.
    pub fn touch(&mut self, now: SimTime, id: SessionId, timeout: u32) -> bool {
        self.tracker.touch(now, id, timeout)
    }

    /// It ends, or has become global.
    pub fn remove(&mut self, id: SessionId) {
        self.tracker.remove(id);
        self.timeouts.remove(&id);
        self.upgrading.remove(&id);
    }

    /// It is to become global, with this timeout in milliseconds; none if it is not one of them.
    pub fn upgrade(&mut self, id: SessionId) -> Option<u32> {
        let timeout = self.timeouts.remove(&id)?;
        self.tracker.remove(id);
        self.upgrading.insert(id);
        Some(timeout)
    }

    /// When the next one expires, if nobody touches it.
    pub fn deadline(&self) -> Option<SimTime> {
        self.tracker.deadline()
    }

    /// Takes out those that have been silent for too long.
    pub fn expire(&mut self, now: SimTime) -> Vec<SessionId> {
        let expired = self.tracker.expire(now);
        expired.iter().for_each(|it| self.remove(*it));
        expired
    }
}
