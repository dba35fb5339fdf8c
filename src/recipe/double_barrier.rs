use std::sync::Arc;

use super::calls::{create, delete, watch};
use super::machine::is_final;
use super::{Belief, Desk, Fact, Goal, Hold, Steps, Stimulus, Token};
use crate::session::Response;
use crate::tree::{CreateMode, Request, Stat, ZkError};
use crate::vocab::Span;

/// The znode that says that all are there.
const READY: &str = "ready";

/// All begin together and end together.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Double Barriers»), followed line by line; that who finds the ready znode enters at
/// once and that who leaves last takes it away are of Curator's `DistributedDoubleBarrier`. Promises: nobody is within before
/// so many are registered, and nobody has left before all have asked to leave or died. What breaks it: who has died
/// counts until its session ends, so the others may begin without it; who was frozen beyond its session believes to be within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleBarrier {
    parent: Arc<str>,
    /// The name of its znode.
    me: Arc<str>,
    /// How many are to be there.
    size: u16,
    stays_for: Option<Span>,
    /// Of its znode.
    token: Token,
    at: At,
}

/// Where it is in its program. What has no reply yet is being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// It takes no part.
    Idle,
    /// It sets its watch on the ready znode.
    Looking,
    /// It registers; whether all were there already.
    Joining { ready: bool },
    /// It counts who is there.
    Counting,
    /// It says that all are there.
    Opening,
    /// It waits until somebody says so.
    Waiting,
    /// It is within.
    Inside,
    /// It lists who is still there, to leave.
    Listing,
    /// It deletes its own znode, then waits for another to go, if there is one.
    Deleting { other: Option<Arc<str>> },
    /// It sets its watch on that one.
    Watching(Arc<str>),
    /// It waits until that one is gone.
    Parting(Arc<str>),
    /// It deletes the ready znode.
    Closing,
}

impl DoubleBarrier {
    /// One of `size`, which is called `me`; it leaves when it is told to, or after `stays_for`.
    pub fn new(path: &Arc<str>, me: Arc<str>, size: u16, stays_for: Option<Span>) -> DoubleBarrier {
        DoubleBarrier { parent: Arc::clone(path), me, size, stays_for, token: Token::default(), at: At::Idle }
    }

    fn path(&self, name: &str) -> Arc<str> {
        format!("{}/{name}", self.parent).into()
    }

    fn ask(&mut self, at: At, request: Request, desk: &mut Desk) {
        self.at = at;
        desk.ask(request);
    }

    fn list(&mut self, at: At, desk: &mut Desk) {
        let path = Arc::clone(&self.parent);
        self.ask(at, Request::GetChildren { path, watch: false }, desk);
    }

    fn enter(&mut self, desk: &mut Desk) {
        self.ask(At::Looking, watch(self.path(READY)), desk);
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => desk.say(Fact::Failed { error }),
            (At::Looking, result) => {
                let mine = create(self.path(&self.me), "", CreateMode::Ephemeral);
                self.ask(At::Joining { ready: result.is_ok() }, mine, desk);
            }
            (At::Joining { ready }, result) => self.joined(ready, result.ok(), desk),
            (At::Counting, Ok(Response::Children(names, _))) => self.count(&names, desk),
            (At::Opening, _) => self.go_in(desk),
            (At::Listing, Ok(Response::Children(names, _))) => self.leave_behind(&names, desk),
            (At::Deleting { other: Some(other) }, _) => self.wait_for(other, desk),
            (At::Deleting { other: None }, _) | (At::Listing, _) => self.close(desk),
            (At::Watching(other), Ok(_)) => self.at = At::Parting(other),
            (At::Watching(_), Err(_)) => self.list(At::Listing, desk),
            (At::Counting, _) => self.enter(desk),
            (At::Closing, _) => {}
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    fn joined(&mut self, ready: bool, created: Option<Response>, desk: &mut Desk) {
        if let Some(Response::Path(_, Some(Stat { czxid, .. }))) = created {
            self.token = czxid.into();
        }
        if ready { self.go_in(desk) } else { self.list(At::Counting, desk) }
    }

    fn count(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        if registered(names).len() < usize::from(self.size) {
            self.at = At::Waiting;
        } else {
            self.ask(At::Opening, create(self.path(READY), "", CreateMode::Persistent), desk);
        }
    }

    fn go_in(&mut self, desk: &mut Desk) {
        self.at = At::Inside;
        if let Some(span) = self.stays_for {
            desk.wait(span);
        }
    }

    /// The lowest goes last and waits for the highest, all others go at once and wait for the lowest.
    fn leave_behind(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        let line = registered(names);
        let (Some(lowest), Some(highest)) = (line.first(), line.last()) else { return self.close(desk) };
        if *lowest == self.me && lowest != highest {
            self.wait_for(self.path(highest), desk);
        } else if line.contains(&self.me) {
            let other = (*lowest != self.me).then(|| self.path(lowest));
            self.ask(At::Deleting { other }, delete(self.path(&self.me)), desk);
        } else {
            self.wait_for(self.path(lowest), desk);
        }
    }

    fn wait_for(&mut self, other: Arc<str>, desk: &mut Desk) {
        self.ask(At::Watching(Arc::clone(&other)), watch(other), desk);
    }

    fn close(&mut self, desk: &mut Desk) {
        self.ask(At::Closing, delete(self.path(READY)), desk);
    }

    fn fired(&mut self, path: &Arc<str>, desk: &mut Desk) {
        match &self.at {
            At::Waiting if *path == self.path(READY) => self.go_in(desk),
            At::Parting(other) if other == path => self.list(At::Listing, desk),
            _ => {}
        }
    }

    fn typed(&mut self, line: Arc<str>, desk: &mut Desk) {
        match (&*line, &self.at) {
            ("enter", At::Idle) => self.enter(desk),
            ("leave", At::Inside) => self.leave(desk),
            ("enter" | "leave", _) => {}
            _ => desk.say(Fact::Puzzled { line }),
        }
    }

    fn leave(&mut self, desk: &mut Desk) {
        desk.stop_waiting();
        self.list(At::Listing, desk);
    }
}

/// All but the ready znode, lowest first.
fn registered(names: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut line: Vec<Arc<str>> = names.iter().filter(|it| ***it != *READY).cloned().collect();
    line.sort();
    line
}

impl Steps for DoubleBarrier {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.enter(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) => self.fired(&event.path, desk),
            Stimulus::Lost => {
                desk.stop_waiting();
                self.at = At::Idle;
            }
            Stimulus::Alarm => self.leave(desk),
            Stimulus::Typed(line) => self.typed(line, desk),
            Stimulus::Suspended | Stimulus::Reconnected | Stimulus::Drew(_) | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match &self.at {
            At::Idle => Belief::Idle,
            At::Waiting => Belief::Waits { on: self.path(READY) },
            At::Parting(on) => Belief::Waits { on: Arc::clone(on) },
            At::Inside => {
                let node = self.path(&self.me);
                Belief::Holds(Hold { goal: Goal::Barrier, node, token: self.token })
            }
            _ => Belief::Busy,
        }
    }
}
