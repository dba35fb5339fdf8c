use std::collections::BTreeMap;

use crate::session::ExpiryQueue;
use crate::tree::ZkError;
use crate::vocab::{ServerId, SessionId, SimTime, Span};

/// The sessions that one server answers for: all global ones on a leader, the local ones on any (`SessionTrackerImpl`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTracker {
    sessions: BTreeMap<SessionId, Tracked>,
    queue: ExpiryQueue<SessionId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Tracked {
    is_closing: bool,
    owner: Option<ServerId>,
}

impl SessionTracker {
    /// With the sessions of a tree, each with a full timeout from now on: so does a new leader.
    pub fn new(now: SimTime, tick: Span, sessions: impl Iterator<Item = (SessionId, u32)>) -> SessionTracker {
        let mut tracker = SessionTracker { sessions: BTreeMap::new(), queue: ExpiryQueue::new(tick) };
        for (id, timeout) in sessions {
            tracker.track(now, id, timeout);
        }
        tracker
    }

    /// Begins to track a session, or touches it; whether it is new. `timeout` in milliseconds.
    pub fn track(&mut self, now: SimTime, id: SessionId, timeout: u32) -> bool {
        let is_new = !self.sessions.contains_key(&id);
        self.sessions.entry(id).or_insert(Tracked { is_closing: false, owner: None });
        self.queue.update(now, id, Span::from_millis(timeout.into()));
        is_new
    }

    /// A sign of life: the session has its full time again. `false` if there is no such session, or it is closing.
    /// `timeout` in milliseconds.
    pub fn touch(&mut self, now: SimTime, id: SessionId, timeout: u32) -> bool {
        let is_alive = self.sessions.get(&id).is_some_and(|it| !it.is_closing);
        if is_alive {
            self.queue.update(now, id, Span::from_millis(timeout.into()));
        }
        is_alive
    }

    /// From now on its requests fail: its closeSession is under way.
    pub fn set_closing(&mut self, id: SessionId) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.is_closing = true;
        }
    }

    /// Forgets a session: its closeSession was applied.
    pub fn remove(&mut self, id: SessionId) {
        self.sessions.remove(&id);
        self.queue.remove(id);
    }

    /// Whether a request of this session may be prepared that came by way of the server `owner`: the first to ask becomes its
    /// owner. `SessionExpired` if it is closing; `SessionMoved` if another server owns it; `UnknownSession` if it is not
    /// tracked, which a leader turns into `SessionExpired` ([`Self::check_global`]).
    pub fn check(&mut self, id: SessionId, owner: ServerId) -> Result<(), ZkError> {
        let session = self.sessions.get_mut(&id).ok_or(ZkError::UnknownSession)?;
        if session.is_closing {
            return Err(ZkError::SessionExpired);
        }
        if *session.owner.get_or_insert(owner) != owner {
            return Err(ZkError::SessionMoved);
        }
        Ok(())
    }

    /// The same as a leader says it, and as any server does of a session that wants to own ephemerals.
    pub fn check_global(&mut self, id: SessionId, owner: ServerId) -> Result<(), ZkError> {
        self.check(id, owner).map_err(|it| match it {
            ZkError::UnknownSession => ZkError::SessionExpired,
            other => other,
        })
    }

    /// A client has come to a server, with a new session or with one that it had elsewhere. `SessionExpired` if there is no
    /// such session, or it is closing.
    pub fn set_owner(&mut self, id: SessionId, owner: ServerId) -> Result<(), ZkError> {
        let session =
            self.sessions.get_mut(&id).filter(|it| !it.is_closing).ok_or(ZkError::SessionExpired)?;
        session.owner = Some(owner);
        Ok(())
    }

    /// Whether it is tracked, closing or not.
    pub fn is_tracking(&self, id: SessionId) -> bool {
        self.sessions.contains_key(&id)
    }

    /// When the next sessions expire, if nobody touches them.
    pub fn deadline(&self) -> Option<SimTime> {
        self.queue.deadline()
    }

    /// The sessions that have been silent for too long; they are closing now. For each a closeSession is to be asked.
    pub fn expire(&mut self, now: SimTime) -> Vec<SessionId> {
        let expired = self.queue.poll(now);
        expired.iter().for_each(|it| self.set_closing(*it));
        expired
    }

    /// When which sessions expire (`dump`).
    pub fn expiry(&self) -> &ExpiryQueue<SessionId> {
        &self.queue
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const S: SessionId = SessionId(7);
    const TICK: Span = Span::from_millis(500);

    fn at(millis: u64) -> SimTime {
        SimTime(millis * 1_000)
    }

    #[test]
    fn a_session_belongs_to_the_server_that_its_client_came_to_last() {
        let mut tracker = SessionTracker::new(at(0), TICK, [(S, 1_000)].into_iter());
        assert_eq!(tracker.check(S, ServerId(1)), Ok(()), "the first to ask");
        assert_eq!(tracker.check(S, ServerId(2)), Err(ZkError::SessionMoved));
        assert_eq!(tracker.set_owner(S, ServerId(2)), Ok(()));
        assert_eq!(tracker.check(S, ServerId(1)), Err(ZkError::SessionMoved));
        assert_eq!(tracker.check(S, ServerId(2)), Ok(()));
    }

    #[test]
    fn an_expired_session_is_closing_until_its_end_is_applied() {
        let mut tracker = SessionTracker::new(at(0), TICK, [(S, 1_000)].into_iter());
        assert!(tracker.touch(at(700), S, 1_000));
        assert!(tracker.expire(at(1_500)).is_empty());
        assert_eq!(tracker.deadline(), Some(at(2_000)));
        assert_eq!(tracker.expire(at(2_000)), [S]);
        assert!(!tracker.touch(at(2_000), S, 1_000));
        assert_eq!(tracker.check(S, ServerId(1)), Err(ZkError::SessionExpired));
        assert_eq!(tracker.set_owner(S, ServerId(1)), Err(ZkError::SessionExpired));
        tracker.remove(S);
        assert_eq!(tracker.check(S, ServerId(1)), Err(ZkError::UnknownSession));
        assert_eq!(tracker.check_global(S, ServerId(1)), Err(ZkError::SessionExpired));
    }
}
