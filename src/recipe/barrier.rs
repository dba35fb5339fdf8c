use std::sync::Arc;

use super::calls::{create, delete, watch};
use super::machine::is_final;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};

/// Nobody goes on while a znode is there.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Barriers»); Curator's `DistributedBarrier`. Promises: who goes on has seen that it
/// was gone. What breaks it: the znode is nobody's, so it stays when who has raised it dies; and who looks again too late,
/// after it was lowered and raised once more, waits on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    path: Arc<str>,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// It has gone on.
    Idle,
    /// It looks whether the barrier is there.
    Looking,
    /// It is: it waits.
    Waiting,
    /// It raises or lowers it.
    Turning,
}

impl Barrier {
    /// One that waits at `path`.
    pub fn new(path: &Arc<str>) -> Barrier {
        Barrier { path: Arc::clone(path), at: At::Idle }
    }

    fn look(&mut self, desk: &mut Desk) {
        self.at = At::Looking;
        desk.ask(watch(Arc::clone(&self.path)));
    }

    fn turn(&mut self, request: Request, desk: &mut Desk) {
        self.at = At::Turning;
        desk.ask(request);
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => desk.say(Fact::Failed { error }),
            (At::Looking, Ok(_)) => self.at = At::Waiting,
            (At::Looking, Err(_)) => desk.say(Fact::Passed { barrier: Arc::clone(&self.path) }),
            (At::Turning, _) => self.look(desk),
            (at @ (At::Idle | At::Waiting), result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }
}

impl Steps for Barrier {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.look(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) if self.at == At::Waiting && event.path == self.path => self.look(desk),
            Stimulus::Lost => self.at = At::Idle,
            Stimulus::Typed(line) => match &*line {
                "raise" => self.turn(create(Arc::clone(&self.path), "", CreateMode::Persistent), desk),
                "lower" => self.turn(delete(Arc::clone(&self.path)), desk),
                _ => desk.say(Fact::Puzzled { line }),
            },
            Stimulus::Fired(_)
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Drew(_)
            | Stimulus::Alarm
            | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match self.at {
            At::Idle => Belief::Idle,
            At::Waiting => Belief::Waits { on: Arc::clone(&self.path) },
            At::Looking | At::Turning => Belief::Busy,
        }
    }
}
