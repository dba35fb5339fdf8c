use std::sync::Arc;

use super::calls::delete;
use super::machine::is_final;
use super::names::{protection, sorted, uuid};
use super::{Belief, Desk, Fact, Goal, Hold, Steps, Stimulus, Token};
use crate::session::Response;
use crate::tree::{AclList, Create, CreateMode, Request, ZkError};
use crate::vocab::Span;
use crate::watch::EventType;

/// The rules of a latch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatchRules {
    /// Whether it leads on without a connection until it takes the session for lost (`SessionConnectionStateErrorPolicy`);
    /// otherwise it gives up as soon as the connection is lost (`StandardConnectionStateErrorPolicy`).
    pub until_lost: bool,
    /// After which part of the session timeout without a connection it takes the session for lost, in percent; 0: when a server
    /// says so (`simulatedSessionExpirationPercent`).
    pub percent: u32,
}

impl LatchRules {
    /// How long it bears to have no connection, if its session timeout is so many milliseconds. Its clock starts when it sees the
    /// loss, the servers' when they heard of it last (`ConnectionStateManager`).
    pub fn patience(&self, timeout: u32) -> Option<Span> {
        let patience = Span::from_millis(u64::from(timeout) * u64::from(self.percent) / 100);
        (0 < self.percent).then_some(patience)
    }
}

/// Curator's leader latch: the first in line leads, if its znode is of its own session.
///
/// Source: Curator's `LeaderLatch`, `ConnectionStateManager`. Promises: of all whose session lives, one leads; under the standard policy
/// nobody believes to lead who knows that it has no connection. What breaks it: a pause; and with `until_lost` the client's
/// clock, which starts later than the servers'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latch {
    rules: LatchRules,
    parent: Arc<str>,
    holds_for: Option<Span>,
    at: At,
    guid: Arc<str>,
    /// The name of its znode, kept when the session is lost: it may belong to the session before.
    mine: Option<Arc<str>>,
    /// Whether it believes to lead, and by what. It may be asking meanwhile.
    leads: Option<Token>,
}

/// Where it is in its program. What has no reply yet is being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// It has not begun, or begins anew.
    Latent,
    /// It draws its number.
    Drawing,
    /// It creates its znode.
    Creating,
    /// It looks whether its znode is there: the reply was lost.
    Finding,
    /// It lists all contenders.
    Listing,
    /// It is the first, and looks whose its znode is.
    Looking,
    /// It sets its watch on the one before it.
    Watching(Arc<str>),
    /// It waits for the one before it.
    Waiting(Arc<str>),
    /// It is the first.
    First,
    /// It deletes a znode that is not of this session, to begin anew.
    Resetting,
    /// It goes; whether it comes again at once.
    Closing { again: bool },
    /// It takes no part any more.
    Closed,
}

impl Latch {
    /// One contender, below `parent`.
    pub fn new(parent: &Arc<str>, rules: LatchRules, holds_for: Option<Span>) -> Latch {
        let (parent, guid) = (Arc::clone(parent), "".into());
        Latch { rules, parent, holds_for, at: At::Latent, guid, mine: None, leads: None }
    }

    fn path(&self, name: &str) -> Arc<str> {
        format!("{}/{name}", self.parent).into()
    }

    fn begin(&mut self, desk: &mut Desk) {
        match (&self.at, &self.mine) {
            (At::Closed, _) => {}
            (_, Some(_)) => self.list(desk),
            (_, None) => self.reset(desk),
        }
    }

    /// What it had goes, and it comes with a number of its own (`reset`).
    fn reset(&mut self, desk: &mut Desk) {
        self.leads = None;
        match self.mine.take() {
            Some(name) => {
                self.at = At::Resetting;
                desk.ask(delete(self.path(&name)));
            }
            None => {
                self.at = At::Drawing;
                desk.draw();
            }
        }
    }

    fn create(&mut self, desk: &mut Desk) {
        self.at = At::Creating;
        desk.ask_once(Request::Create(Create {
            path: self.path(&format!("{}latch-", protection(&self.guid))),
            acl: AclList::open(),
            mode: CreateMode::EphemeralSequential,
            ..Create::default()
        }));
    }

    fn list(&mut self, desk: &mut Desk) {
        self.at = At::Listing;
        desk.ask(Request::GetChildren { path: Arc::clone(&self.parent), watch: false });
    }

    fn close(&mut self, again: bool, desk: &mut Desk) {
        desk.stop_waiting();
        self.leads = None;
        self.at = At::Closing { again };
        match self.mine.take() {
            Some(name) => desk.ask(delete(self.path(&name))),
            None => self.closed(again, desk),
        }
    }

    fn closed(&mut self, again: bool, desk: &mut Desk) {
        self.at = At::Closed;
        if again {
            self.reset(desk);
        }
    }

    /// A reply to the call under way.
    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Closed), result) {
            (_, Err(error)) if is_final(error) => {
                self.leads = None;
                desk.say(Fact::Failed { error });
            }
            (At::Creating, Ok(Response::Path(path, _))) => {
                self.mine = path.rsplit('/').next().map(Arc::from);
                self.list(desk);
            }
            (At::Creating, Err(_)) => {
                self.at = At::Finding;
                desk.ask(Request::GetChildren { path: Arc::clone(&self.parent), watch: false });
            }
            (At::Finding, Ok(Response::Children(names, _))) => self.find(&names, desk),
            (At::Finding, Err(_)) => self.create(desk),
            (At::Listing, Ok(Response::Children(names, _))) => self.stand_in_line(&names, desk),
            (At::Listing | At::Looking, Err(_)) => self.reset(desk),
            (At::Looking, Ok(Response::Data(_, stat))) if stat.ephemeral_owner == Some(desk.session) => {
                self.lead(stat.czxid.into(), desk);
            }
            (At::Looking, Ok(_)) => self.reset(desk),
            (At::Watching(_), Err(_)) => self.list(desk),
            (At::Watching(before), Ok(_)) => self.at = At::Waiting(before),
            (At::Resetting, _) => self.reset(desk),
            (At::Closing { again }, _) => self.closed(again, desk),
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    /// The znode that it has created without hearing of it, or another.
    fn find(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        let mark = protection(&self.guid);
        match names.iter().find(|it| it.starts_with(&mark)) {
            None => self.create(desk),
            Some(name) => {
                self.mine = Some(Arc::clone(name));
                self.list(desk);
            }
        }
    }

    /// Finds its place among the others (`checkLeadership`). By `getData`, because it leaves no watch on what is not there.
    fn stand_in_line(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        let line = sorted(names);
        let place = line.iter().position(|it| Some(it) == self.mine.as_ref());
        match place {
            None => self.reset(desk),
            Some(0) => {
                self.at = At::Looking;
                desk.ask(Request::GetData { path: self.path(&line[0]), watch: false });
            }
            Some(place) => {
                self.leads = None;
                let path = self.path(&line[place - 1]);
                desk.ask(Request::GetData { path: Arc::clone(&path), watch: true });
                self.at = At::Watching(path);
            }
        }
    }

    fn lead(&mut self, token: Token, desk: &mut Desk) {
        self.at = At::First;
        if let (None, Some(span)) = (self.leads, self.holds_for) {
            desk.wait(span);
        }
        self.leads = Some(token);
    }

    fn typed(&mut self, line: &Arc<str>, desk: &mut Desk) {
        match (&**line, &self.at) {
            ("acquire", At::Closed) => self.reset(desk),
            ("acquire", _) => {}
            ("release", _) => self.close(false, desk),
            _ => desk.say(Fact::Puzzled { line: Arc::clone(line) }),
        }
    }
}

impl Steps for Latch {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.begin(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) => match &self.at {
                At::Waiting(path) if *path == event.path && event.event == EventType::NodeDeleted => {
                    self.list(desk);
                }
                _ => {}
            },
            Stimulus::Suspended if !self.rules.until_lost => {
                desk.stop_waiting();
                self.leads = None;
            }
            Stimulus::Reconnected if self.mine.is_some() => self.list(desk),
            Stimulus::Lost => {
                desk.stop_waiting();
                self.leads = None;
                self.at = match self.at {
                    At::Closed | At::Closing { again: false } => At::Closed,
                    _ => At::Latent,
                };
            }
            Stimulus::Drew(number) if self.at == At::Drawing => {
                self.guid = uuid(number).into();
                self.create(desk);
            }
            Stimulus::Alarm => self.close(true, desk),
            Stimulus::Typed(line) => self.typed(&line, desk),
            Stimulus::Suspended | Stimulus::Reconnected | Stimulus::Drew(_) | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match (&self.at, &self.mine, self.leads) {
            (_, Some(name), Some(token)) => {
                Belief::Holds(Hold { goal: Goal::Leader, node: self.path(name), token })
            }
            (At::Latent | At::Closed, ..) => Belief::Idle,
            (At::Waiting(on), ..) => Belief::Waits { on: Arc::clone(on) },
            _ => Belief::Busy,
        }
    }
}
