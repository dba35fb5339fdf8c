use std::sync::Arc;

use super::{Belief, Desk, Fact, Goal, Hold, Steps, Stimulus, Token};
use crate::vocab::{SimTime, Span};

/// The rules of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaseRules {
    /// How long the store gives it.
    pub span: Span,
    /// Whether it looks at its clock and lets go when the time is over that it was given.
    pub looks_at_clock: bool,
}

/// A lock without ZooKeeper: a key in a store that the store deletes by itself after a time.
///
/// Source: Redis, `SET key value NX PX milliseconds`. It asks again and again until it gets the lease, and then for more at a third of
/// the time. Promises: the store gives the lease to one at a time. What breaks it: nobody tells a holder that its time is
/// over; it has its own clock, counted from when it asked, and nothing if it is stopped between a look at it and a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    rules: LeaseRules,
    key: Arc<str>,
    holds_for: Option<Span>,
    at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// It has not begun.
    New,
    /// It wishes for the lease.
    Asking { since: SimTime },
    /// Another has it: it asks again later.
    Waiting,
    /// It has it.
    Holding(Held),
    /// It takes no part any more.
    Idle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    token: Token,
    /// When it asked last, and when it asked for what it has now.
    asked: SimTime,
    since: SimTime,
    /// When it lets go by itself.
    ends: Option<SimTime>,
}

impl Lease {
    /// One that wants the lease; `key` is its name.
    pub fn new(key: &Arc<str>, rules: LeaseRules, holds_for: Option<Span>) -> Lease {
        Lease { rules, key: Arc::clone(key), holds_for, at: At::New }
    }

    fn third(&self) -> Span {
        Span(self.rules.span.0 / 3).max(Span::from_millis(1))
    }

    fn ask(&mut self, desk: &mut Desk) {
        self.at = At::Asking { since: desk.now };
        desk.lease(self.rules.span);
    }

    fn wait(&mut self, desk: &mut Desk) {
        self.at = At::Waiting;
        desk.wait(self.third());
    }

    fn answered(&mut self, token: Option<Token>, desk: &mut Desk) {
        let (held, token) = match (&self.at, token) {
            (At::Asking { since }, Some(token)) => {
                let ends = self.holds_for.map(|it| desk.now + it);
                (Held { token, asked: *since, since: *since, ends }, token)
            }
            (At::Holding(held), Some(token)) => (*held, token),
            (At::Asking { .. } | At::Holding(_), None) => return self.wait(desk),
            (At::New | At::Waiting | At::Idle, _) => return,
        };
        self.at = At::Holding(Held { token, since: held.asked, ..held });
        self.look(desk);
    }

    /// It looks at its clock, if it is of that kind, and asks for more time when a third of it is over.
    fn look(&mut self, desk: &mut Desk) {
        let At::Holding(mut held) = self.at.clone() else { return };
        let over = held.since + self.rules.span;
        let renew = held.asked + self.third();
        if held.ends.is_some_and(|it| it <= desk.now) || self.rules.looks_at_clock && over <= desk.now {
            return self.wait(desk);
        }
        if renew <= desk.now {
            held.asked = desk.now;
            desk.lease(self.rules.span);
        }
        let next = [Some(held.asked + self.third()), self.rules.looks_at_clock.then_some(over), held.ends];
        let next = next.into_iter().flatten().min().unwrap_or(over);
        desk.wait(next.since(desk.now));
        self.at = At::Holding(held);
    }

    fn typed(&mut self, line: &Arc<str>, desk: &mut Desk) {
        match (&**line, &self.at) {
            ("acquire", At::Idle) => self.ask(desk),
            ("acquire", _) => {}
            ("release", _) => {
                desk.stop_waiting();
                self.at = At::Idle;
            }
            _ => desk.say(Fact::Puzzled { line: Arc::clone(line) }),
        }
    }
}

impl Steps for Lease {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin if self.at == At::New => self.ask(desk),
            Stimulus::Leased(token) => self.answered(token, desk),
            Stimulus::Alarm if self.at == At::Waiting => self.ask(desk),
            Stimulus::Alarm => self.look(desk),
            Stimulus::Typed(line) => self.typed(&line, desk),
            // Its ZooKeeper handle is nothing to it.
            Stimulus::Begin
            | Stimulus::Replied(_)
            | Stimulus::Fired(_)
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Lost
            | Stimulus::Drew(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match &self.at {
            At::New | At::Idle => Belief::Idle,
            // There is no znode that it waits for.
            At::Asking { .. } | At::Waiting => Belief::Busy,
            At::Holding(Held { token, .. }) => {
                Belief::Holds(Hold { goal: Goal::Lock, node: Arc::clone(&self.key), token: *token })
            }
        }
    }
}
