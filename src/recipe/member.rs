use std::sync::Arc;

use super::calls::{create, delete, watch};
use super::machine::is_final;
use super::{Belief, Desk, Fact, Goal, Hold, Steps, Stimulus, Token};
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};

/// Registers itself in a group: an ephemeral with its name, whose data says where it is to be found.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Out of the Box Applications», group membership); Curator's `GroupMember`,
/// `ServiceDiscoveryImpl`. Promises: it is listed as long as its session lives, and no longer. What breaks it: who is
/// frozen or cut off is listed until its session ends; and who starts again at once finds the znode of its old session, which
/// goes away under it if it takes it for its own (careless).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    path: Arc<str>,
    /// Whether it takes whatever znode has its name for its own.
    careless: bool,
    /// Of its znode.
    token: Token,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Idle,
    /// It registers.
    Joining,
    /// Its name was there: it looks whose it is.
    Looking,
    /// It is of an older session: it waits until that ends.
    Waiting,
    /// It is registered.
    Inside,
    /// It takes itself out.
    Leaving,
}

impl Member {
    /// One that registers below `path` as `me`.
    pub fn new(path: &Arc<str>, me: &str, careless: bool) -> Member {
        Member { path: format!("{path}/{me}").into(), careless, token: Token::default(), at: At::Idle }
    }

    fn ask(&mut self, at: At, request: Request, desk: &mut Desk) {
        self.at = at;
        desk.ask(request);
    }

    fn join(&mut self, desk: &mut Desk) {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let request = create(Arc::clone(&self.path), &format!("{name}:8080"), CreateMode::Ephemeral);
        self.ask(At::Joining, request, desk);
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => desk.say(Fact::Failed { error }),
            (At::Joining, Ok(Response::Path(_, Some(stat)))) => self.go_in(stat.czxid.into()),
            (At::Joining, Err(_)) => self.ask(At::Looking, watch(Arc::clone(&self.path)), desk),
            (At::Looking, Ok(Response::Stat(stat))) => {
                let mine = stat.ephemeral_owner == Some(desk.session);
                if mine || self.careless { self.go_in(stat.czxid.into()) } else { self.at = At::Waiting }
            }
            (At::Looking, _) => self.join(desk),
            (At::Leaving, _) => {}
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    fn go_in(&mut self, token: Token) {
        (self.at, self.token) = (At::Inside, token);
    }
}

impl Steps for Member {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.join(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) if self.at == At::Waiting && event.path == self.path => self.join(desk),
            Stimulus::Lost => self.at = At::Idle,
            Stimulus::Typed(line) => match (&*line, self.at) {
                ("join", At::Idle) => self.join(desk),
                ("leave", At::Inside) => self.ask(At::Leaving, delete(Arc::clone(&self.path)), desk),
                ("join" | "leave", _) => {}
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
            At::Inside => {
                let node = Arc::clone(&self.path);
                Belief::Holds(Hold { goal: Goal::Member, node, token: self.token })
            }
            At::Joining | At::Looking | At::Leaving => Belief::Busy,
        }
    }
}
