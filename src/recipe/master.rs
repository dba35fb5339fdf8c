use std::sync::Arc;

use super::calls::{create, delete, set};
use super::machine::is_final;
use super::names::{sequence, sorted};
use super::{Belief, Desk, Fact, Goal, Hold, Steps, Stimulus, Token};
use crate::session::Response;
use crate::tree::{CreateMode, Request, Stat, ZkError};
use crate::vocab::{ClientId, Span};
use crate::watch::{EventType, WatchEvent};

/// The rules of a race for the one znode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MasterRules {
    /// Whether each has a number and only the largest takes the znode; who waits watches the next larger one.
    pub by_number: bool,
    /// How long the others wait when the znode is gone, so that who had it may take it again.
    pub grace: Span,
}

/// Who creates the one ephemeral is the master; all that take part are registered beside it.
///
/// Source: the usual introductions to ZooKeeper, with `/master` and `/servers`; the numbers and the grace are theirs too. Promises: one
/// master at a time, of all whose session lives. What breaks it: a pause; all are woken when it goes, without numbers; a grace
/// is time without a master, and whoever comes anew need not wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Master {
    rules: MasterRules,
    /// Its name among the others.
    name: Arc<str>,
    master: Arc<str>,
    servers: Arc<str>,
    holds_for: Option<Span>,
    at: At,
    /// The path of its registration.
    entry: Option<Arc<str>>,
    /// Whether it believes to be the master, and by what. It may be asking meanwhile.
    leads: Option<Token>,
}

/// Where it is in its program. What has no reply yet is being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// It has not begun, or begins anew.
    New,
    /// It registers.
    Registering,
    /// It looks who is registered by its name already.
    Meeting,
    /// The reply to its registration was lost: it lists them, and looks whether the last by its name is its own.
    Finding,
    Recognizing(Arc<str>),
    /// It lists the numbers, with a watch if it is the master and knows of no larger one: who gives way leaves none behind.
    Listing {
        watch: bool,
    },
    /// It sets its watch on the next larger number.
    Watching(Arc<str>),
    /// It creates the one znode.
    Racing,
    /// It looks whose that is.
    Checking,
    /// It waits until that is gone.
    Waiting(Arc<str>),
    /// It leaves the former master its time.
    Grace,
    /// It is the master.
    Leading,
    /// It deletes the one znode.
    Yielding(Then),
    /// The reply to that was lost: it writes to its registration. Of one session's writes none overtakes another, so what it
    /// sees after that is not changed by the lost one any more.
    Settling(Then),
    /// It looks whether the znode is still its own.
    Doubting(Then),
    /// It deletes its registration; whether it comes again at once.
    Leaving {
        again: bool,
    },
    /// It takes no part any more.
    Out,
}

/// What it does when the one znode is no longer its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Compete,
    Leave { again: bool },
}

impl Master {
    /// One that takes part; `master` is the one znode, and `servers` beside it is where they register.
    pub fn new(me: ClientId, master: &Arc<str>, rules: MasterRules, holds_for: Option<Span>) -> Master {
        let above = master.rsplit_once('/').map_or("", |it| it.0);
        Master {
            rules,
            name: me.to_string().into(),
            master: Arc::clone(master),
            servers: format!("{above}/servers").into(),
            holds_for,
            at: At::New,
            entry: None,
            leads: None,
        }
    }

    /// The path by which it registers, but for the number.
    fn own_path(&self) -> Arc<str> {
        let end = if self.rules.by_number { "-" } else { "" };
        format!("{}/{}{end}", self.servers, self.name).into()
    }

    fn register(&mut self, desk: &mut Desk) {
        self.at = At::Registering;
        let mode = if self.rules.by_number { CreateMode::EphemeralSequential } else { CreateMode::Ephemeral };
        let path = self.own_path();
        desk.ask_once(create(path, "", mode));
    }

    fn compete(&mut self, desk: &mut Desk) {
        if self.rules.by_number { self.list(false, desk) } else { self.race(desk) }
    }

    fn list(&mut self, watch: bool, desk: &mut Desk) {
        self.at = At::Listing { watch };
        desk.ask(Request::GetChildren { path: Arc::clone(&self.servers), watch });
    }

    fn race(&mut self, desk: &mut Desk) {
        self.at = At::Racing;
        desk.ask(create(Arc::clone(&self.master), &self.name, CreateMode::Ephemeral));
    }

    fn look(&mut self, path: Arc<str>, watch: bool, at: At, desk: &mut Desk) {
        self.at = at;
        desk.ask(Request::Exists { path, watch });
    }

    /// It asks once: who deletes it twice may delete that of the next.
    fn yield_up(&mut self, then: Then, desk: &mut Desk) {
        desk.stop_waiting();
        self.leads = None;
        self.at = At::Yielding(then);
        desk.ask_once(delete(Arc::clone(&self.master)));
    }

    fn go_on(&mut self, then: Then, desk: &mut Desk) {
        match then {
            Then::Compete => self.compete(desk),
            Then::Leave { again } => self.leave(again, desk),
        }
    }

    fn leave(&mut self, again: bool, desk: &mut Desk) {
        desk.stop_waiting();
        if self.leads.is_some() {
            return self.yield_up(Then::Leave { again }, desk);
        }
        self.at = At::Leaving { again };
        match self.entry.take() {
            Some(path) => desk.ask(delete(path)),
            None => self.left(again, desk),
        }
    }

    fn left(&mut self, again: bool, desk: &mut Desk) {
        self.at = At::Out;
        if again {
            self.register(desk);
        }
    }

    /// A reply to the call under way.
    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Out), result) {
            (_, Err(error)) if is_final(error) => {
                self.leads = None;
                desk.say(Fact::Failed { error });
            }
            (At::Registering, Ok(Response::Path(path, _))) => self.registered(path, desk),
            (At::Registering, Err(error)) => self.not_registered(error, desk),
            (At::Meeting, Ok(Response::Stat(stat))) => self.meet(&stat, desk),
            (At::Meeting, Err(_)) => self.register(desk),
            (At::Finding, Ok(Response::Children(names, _))) => self.find(&names, desk),
            (At::Recognizing(path), Ok(Response::Stat(stat))) if is_own(&stat, desk) => {
                self.registered(path, desk);
            }
            (At::Finding | At::Recognizing(_), _) => self.register(desk),
            (At::Listing { watch }, Ok(Response::Children(names, _))) => {
                self.stand_in_line(&names, watch, desk);
            }
            (At::Listing { .. }, Err(_)) => self.register(desk),
            (At::Watching(path), Ok(_)) => self.at = At::Waiting(path),
            (At::Watching(_), Err(_)) => self.compete(desk),
            (At::Racing, Ok(Response::Path(_, Some(stat)))) => self.win(&stat, desk),
            (At::Racing, Err(ZkError::NodeExists)) => {
                self.look(Arc::clone(&self.master), true, At::Checking, desk);
            }
            (At::Racing, Err(_)) => self.register(desk),
            (At::Checking, Ok(Response::Stat(stat))) if is_own(&stat, desk) => self.win(&stat, desk),
            (At::Checking, Ok(_)) => self.at = At::Waiting(Arc::clone(&self.master)),
            (At::Checking, Err(_)) => self.compete(desk),
            (At::Yielding(then), Err(ZkError::ConnectionLoss)) => match self.entry.clone() {
                Some(entry) => {
                    self.at = At::Settling(then);
                    desk.ask(set(&entry, "", -1));
                }
                None => self.go_on(then, desk),
            },
            (At::Settling(then), _) => {
                self.look(Arc::clone(&self.master), false, At::Doubting(then), desk);
            }
            (At::Doubting(then), Ok(Response::Stat(stat))) if is_own(&stat, desk) => {
                self.yield_up(then, desk);
            }
            (At::Yielding(then) | At::Doubting(then), _) => self.go_on(then, desk),
            (At::Leaving { again }, _) => self.left(again, desk),
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    fn registered(&mut self, path: Arc<str>, desk: &mut Desk) {
        self.entry = Some(path);
        self.compete(desk);
    }

    fn not_registered(&mut self, error: ZkError, desk: &mut Desk) {
        match error {
            ZkError::ConnectionLoss if self.rules.by_number => {
                self.at = At::Finding;
                desk.ask(Request::GetChildren { path: Arc::clone(&self.servers), watch: false });
            }
            _ => self.look(self.own_path(), true, At::Meeting, desk),
        }
    }

    /// Its name is taken: by itself, if the reply was lost; or by its session before, which it has to wait for.
    fn meet(&mut self, stat: &Stat, desk: &mut Desk) {
        let path = self.own_path();
        if is_own(stat, desk) { self.registered(path, desk) } else { self.at = At::Waiting(path) }
    }

    fn find(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        let begins = format!("{}-", self.name);
        let last = sorted(names).into_iter().rfind(|it| it.starts_with(&begins));
        match last {
            None => self.register(desk),
            Some(name) => {
                let path: Arc<str> = format!("{}/{name}", self.servers).into();
                self.look(Arc::clone(&path), false, At::Recognizing(path), desk);
            }
        }
    }

    /// The largest number takes the znode; another waits for the next larger one to go.
    fn stand_in_line(&mut self, names: &[Arc<str>], watched: bool, desk: &mut Desk) {
        let line = sorted(names);
        let own = self.entry.as_ref().and_then(|it| sequence(it));
        let Some(place) = line.iter().position(|it| sequence(it) == own) else { return self.register(desk) };
        match (line.get(place + 1), self.leads) {
            (None, Some(_)) if watched => self.at = At::Leading,
            (None, Some(_)) => self.list(true, desk),
            (None, None) => self.race(desk),
            (Some(_), Some(_)) => self.yield_up(Then::Compete, desk),
            (Some(next), None) => {
                let path: Arc<str> = format!("{}/{next}", self.servers).into();
                self.look(Arc::clone(&path), true, At::Watching(path), desk);
            }
        }
    }

    fn win(&mut self, stat: &Stat, desk: &mut Desk) {
        (self.at, self.leads) = (At::Leading, Some(stat.czxid.into()));
        if let Some(span) = self.holds_for {
            desk.wait(span);
        }
        if self.rules.by_number {
            self.list(true, desk);
        }
    }

    fn told(&mut self, event: &WatchEvent, desk: &mut Desk) {
        match (&self.at, event.event) {
            (At::Waiting(path), EventType::NodeDeleted) if *path == event.path => {
                if self.entry.is_none() {
                    self.register(desk);
                } else if event.path == self.master && self.rules.grace != Span::ZERO {
                    self.at = At::Grace;
                    desk.wait(self.rules.grace);
                } else {
                    self.compete(desk);
                }
            }
            // Gone and there again while nobody could tell it: that comes as one change.
            (At::Waiting(path), EventType::NodeDataChanged) if *path == event.path => self.compete(desk),
            (At::Leading, EventType::NodeChildrenChanged) => self.list(false, desk),
            _ => {}
        }
    }

    fn typed(&mut self, line: &Arc<str>, desk: &mut Desk) {
        match (&**line, &self.at) {
            ("acquire", At::Out) => self.register(desk),
            ("acquire", _) => {}
            ("release", _) => self.leave(false, desk),
            _ => desk.say(Fact::Puzzled { line: Arc::clone(line) }),
        }
    }
}

impl Steps for Master {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin if self.at == At::New => self.register(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) => self.told(&event, desk),
            Stimulus::Lost => {
                desk.stop_waiting();
                (self.entry, self.leads) = (None, None);
                self.at = match self.at {
                    At::Out
                    | At::Leaving { again: false }
                    | At::Yielding(Then::Leave { again: false })
                    | At::Settling(Then::Leave { again: false })
                    | At::Doubting(Then::Leave { again: false }) => At::Out,
                    _ => At::New,
                };
            }
            Stimulus::Alarm if self.at == At::Grace => self.race(desk),
            Stimulus::Alarm => self.leave(true, desk),
            Stimulus::Typed(line) => self.typed(&line, desk),
            Stimulus::Begin
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Drew(_)
            | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match (&self.at, self.leads) {
            (_, Some(token)) => {
                Belief::Holds(Hold { goal: Goal::Leader, node: Arc::clone(&self.master), token })
            }
            (At::New | At::Out, _) => Belief::Idle,
            (At::Waiting(on), _) => Belief::Waits { on: Arc::clone(on) },
            (At::Grace, _) => Belief::Waits { on: Arc::clone(&self.master) },
            _ => Belief::Busy,
        }
    }
}

fn is_own(stat: &Stat, desk: &Desk) -> bool {
    stat.ephemeral_owner == Some(desk.session)
}
