use std::collections::VecDeque;
use std::sync::Arc;

use super::calls::{create, delete};
use super::machine::is_final;
use super::names::sorted;
use super::pace::Pace;
use super::roster::Roster;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};
use crate::vocab::Span;
use crate::watch::WatchEvent;

/// Puts items into a queue: persistent znodes that the parent numbers.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Queues», «Priority Queues»); ZooKeeper's `DistributedQueue.offer`. Promises: each
/// item has a place of its own, in the order in which the leader met them. What breaks it: a put whose reply was lost is made
/// again, and there are two items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
    /// What stands before the number.
    prefix: Arc<str>,
    pace: Pace,
}

impl Producer {
    /// One that puts into `path`; with a priority, 0 to 99, of which the lowest comes first.
    pub fn new(path: &Arc<str>, priority: Option<u8>, pace: Pace) -> Producer {
        let priority = priority.map_or(String::new(), |it| format!("{it:02}-"));
        Producer { prefix: format!("{path}/queue-{priority}").into(), pace }
    }

    fn put(&mut self, desk: &mut Desk) {
        if !self.pace.is_over() {
            desk.wait(self.pace.every);
            desk.ask(create(Arc::clone(&self.prefix), "", CreateMode::PersistentSequential));
        }
    }
}

impl Steps for Producer {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin | Stimulus::Alarm => self.put(desk),
            Stimulus::Replied(Ok(Response::Path(item, _))) => {
                desk.say(Fact::Put { item });
                self.pace.count();
            }
            Stimulus::Replied(Err(error)) => {
                desk.stop_waiting();
                self.pace.left = Some(0);
                desk.say(Fact::Failed { error });
            }
            Stimulus::Lost => desk.stop_waiting(),
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
            Stimulus::Replied(Ok(_))
            | Stimulus::Fired(_)
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Drew(_)
            | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        if self.pace.is_over() { Belief::Idle } else { Belief::Busy }
    }
}

/// In which order a consumer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// By number; it takes all that it has listed before it lists again.
    Number,
    /// By priority, then number; it forgets what it has listed when it hears of a change.
    Priority,
    /// By priority, but it goes by its old list to the end: who is urgent waits for who was there.
    StalePriority,
}

/// Takes items out of a queue: lists them, and deletes the first that is still there.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Queues», «Priority Queues»); ZooKeeper's `DistributedQueue.take`. Promises: an item
/// is taken once, since only one delete succeeds. What breaks it: who dies with an item in its hands takes it along, and if the
/// reply to a delete is lost the item has been taken by nobody. Curator calls queues a poor use of ZooKeeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    roster: Roster,
    order: Order,
    /// How long it is busy with each item.
    works_for: Span,
    /// What it has listed and not tried yet.
    items: VecDeque<Arc<str>>,
    at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    Idle,
    /// It lists.
    Listing,
    /// It reads an item.
    Reading(Arc<str>),
    /// It deletes it: whoever succeeds has it.
    Deleting(Arc<str>),
    /// It is busy with it.
    Working,
    /// There is nothing: it waits for a change.
    Waiting,
}

impl Consumer {
    /// One that takes from `path`.
    pub fn new(path: &Arc<str>, order: Order, works_for: Span) -> Consumer {
        let roster = Roster { path: Arc::clone(path) };
        Consumer { roster, order, works_for, items: VecDeque::new(), at: At::Idle }
    }

    fn list(&mut self, desk: &mut Desk) {
        self.at = At::Listing;
        self.roster.ask(desk);
    }

    fn next(&mut self, desk: &mut Desk) {
        let Some(name) = self.items.pop_front() else { return self.list(desk) };
        let path = self.roster.child(&name);
        self.at = At::Reading(Arc::clone(&path));
        desk.ask(Request::GetData { path, watch: false });
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => desk.say(Fact::Failed { error }),
            (At::Listing, result) => self.listed(result, desk),
            (At::Reading(path), Ok(_)) => {
                self.at = At::Deleting(Arc::clone(&path));
                desk.ask(delete(path));
            }
            (At::Deleting(item), Ok(_)) => {
                desk.say(Fact::Took { item });
                self.at = At::Working;
                desk.wait(self.works_for);
            }
            (At::Reading(_) | At::Deleting(_), Err(_)) => self.next(desk),
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    fn listed(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        self.at = At::Listing;
        let Some(names) = self.roster.names(result, desk) else { return };
        // With the priority before it, the number has the same length in all.
        self.items = if self.order == Order::Number { sorted(&names) } else { names }.into();
        if self.items.is_empty() { self.at = At::Waiting } else { self.next(desk) }
    }

    fn fired(&mut self, event: &WatchEvent, desk: &mut Desk) {
        if !self.roster.is_changed_by(event) {
            return;
        }
        match self.at {
            At::Waiting => self.list(desk),
            At::Working if self.order == Order::Priority => self.items.clear(),
            _ => {}
        }
    }
}

impl Steps for Consumer {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.list(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) => self.fired(&event, desk),
            Stimulus::Alarm => self.next(desk),
            Stimulus::Lost => {
                desk.stop_waiting();
                self.items.clear();
                self.at = At::Idle;
            }
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
            Stimulus::Suspended | Stimulus::Reconnected | Stimulus::Drew(_) | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match self.at {
            At::Idle => Belief::Idle,
            At::Waiting => Belief::Waits { on: Arc::clone(&self.roster.path) },
            At::Listing | At::Reading(_) | At::Deleting(_) | At::Working => Belief::Busy,
        }
    }
}
