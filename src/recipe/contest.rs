use std::sync::Arc;

use super::calls::{create, delete};
use super::machine::is_final;
use super::names::{protection, sequence, sorted, uuid};
use super::{Belief, Desk, Fact, Goal, Hold, Steps, Stimulus, Token};
use crate::session::Response;
use crate::tree::{CreateMode, Request, Stat, ZkError};
use crate::vocab::Span;
use crate::watch::EventType;

/// How contenders follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Each watches the one before it, by `exists` (*ZooKeeper Recipes*, «Leader Election», «Locks»).
    Documentation,
    /// Each watches the one before it, by `getData`, which leaves no watch on what is not there (Curator's `LockInternals`).
    Curator,
    /// All watch the parent: whoever goes, everybody is told (the herd that the documentation warns of).
    Herd,
}

/// The rules of a contest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContestRules {
    /// What it is about.
    pub goal: Goal,
    /// What stands before the number.
    pub prefix: &'static str,
    /// Whom a contender watches.
    pub style: Style,
    /// How many may hold at a time.
    pub leases: u16,
    /// Whether the name begins with a number of its own, by which a znode is found again whose creation was not confirmed
    /// (the documentation's GUID, Curator's `withProtection`).
    pub protected: bool,
}

impl ContestRules {
    /// As the documentation has it: one holds, each watches the one before it, and nothing is done about lost replies.
    pub fn of(goal: Goal, prefix: &'static str) -> ContestRules {
        let style = Style::Documentation;
        ContestRules { goal, prefix, style, leases: 1, protected: false }
    }
}

/// Who comes first in line holds: each contender creates a sequential ephemeral, lists all, and waits for the one before it.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Leader Election», «Locks», «Shared Locks», «Recoverable Errors and the GUID»);
/// Curator's `LockInternals`, `StandardLockInternalsDriver`. Promises: of all whose session lives, as many hold as
/// there are leases, and one that goes wakes one other. What breaks it: who was frozen beyond its session still believes to
/// hold; who creates anew after a lost reply without a number of its own leaves a ghost in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    rules: ContestRules,
    parent: Arc<str>,
    holds_for: Option<Span>,
    at: At,
    /// The number of its own, in hexadecimal.
    guid: Option<Arc<str>>,
    /// Its znode.
    mine: Option<Mine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Mine {
    name: Arc<str>,
    token: Option<Token>,
}

/// Where it is in its program. What has no reply yet is being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// It has not begun, or begins anew.
    New,
    /// It takes no part any more.
    Idle,
    /// It draws its number.
    Drawing,
    /// It creates its znode.
    Creating,
    /// It looks whether its znode is there: the reply was lost.
    Finding,
    /// It deletes a second znode of its own. The first creation was under way still when it looked, and no `sync` would have
    /// helped: a leader answers that to its own clients before it has committed what it has proposed.
    Burying,
    /// It looks at its own znode, of which it knows the name only.
    Looking,
    /// It lists all contenders.
    Listing,
    /// It sets its watch on the one before it.
    Watching(Arc<str>),
    /// It waits for the one before it, or with the herd for the parent to change.
    Waiting(Arc<str>),
    /// It holds.
    Holding,
    /// It goes; whether it comes again at once.
    Leaving { again: bool },
}

impl Contest {
    /// One contender, below `parent`.
    pub fn new(parent: &Arc<str>, rules: ContestRules, holds_for: Option<Span>) -> Contest {
        Contest { rules, parent: Arc::clone(parent), holds_for, at: At::New, guid: None, mine: None }
    }

    fn path(&self, name: &str) -> Arc<str> {
        format!("{}/{name}", self.parent).into()
    }

    fn enter(&mut self, desk: &mut Desk) {
        self.mine = None;
        if self.rules.protected && self.guid.is_none() {
            self.at = At::Drawing;
            desk.draw();
        } else {
            self.create(desk);
        }
    }

    fn create(&mut self, desk: &mut Desk) {
        self.at = At::Creating;
        let protection = self.guid.as_deref().map_or(String::new(), protection);
        let path = self.path(&format!("{protection}{}", self.rules.prefix));
        let request = create(path, "", CreateMode::EphemeralSequential);
        if self.rules.protected { desk.ask_once(request) } else { desk.ask(request) }
    }

    fn list(&mut self, desk: &mut Desk) {
        self.at = At::Listing;
        let watch = self.rules.style == Style::Herd;
        desk.ask(Request::GetChildren { path: Arc::clone(&self.parent), watch });
    }

    fn leave(&mut self, again: bool, desk: &mut Desk) {
        desk.stop_waiting();
        let Some(mine) = &self.mine else {
            self.at = At::Idle;
            return;
        };
        let path = self.path(&mine.name);
        self.at = At::Leaving { again };
        desk.ask(delete(path));
    }

    /// A reply to the call under way.
    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => desk.say(Fact::Failed { error }),
            (At::Creating, Ok(Response::Path(path, stat))) => self.created(&path, stat, desk),
            (At::Creating, Err(_)) => {
                self.at = At::Finding;
                desk.ask(Request::GetChildren { path: Arc::clone(&self.parent), watch: false });
            }
            (At::Finding, Ok(Response::Children(names, _))) => self.find(&names, desk),
            (At::Finding, Err(_)) => self.create(desk),
            (At::Burying, _) => self.list(desk),
            (At::Looking, Ok(Response::Data(_, stat))) if stat.ephemeral_owner == Some(desk.session) => {
                self.mine = self.mine.take().map(|it| Mine { token: Some(stat.czxid.into()), ..it });
                self.hold(desk);
            }
            (At::Looking | At::Listing, Err(_)) | (At::Looking, Ok(_)) => self.enter(desk),
            (At::Listing, Ok(Response::Children(names, _))) => self.stand_in_line(&names, desk),
            (At::Watching(_), Err(_)) => self.list(desk),
            (At::Watching(before), Ok(_)) => self.at = At::Waiting(before),
            (At::Leaving { again }, _) => {
                self.mine = None;
                self.guid = None;
                if again {
                    self.enter(desk);
                }
            }
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    fn created(&mut self, path: &str, stat: Option<Stat>, desk: &mut Desk) {
        let name = path.rsplit('/').next().unwrap_or_default().into();
        self.mine = Some(Mine { name, token: stat.map(|it| it.czxid.into()) });
        self.list(desk);
    }

    /// The znode that it has created without hearing of it, or another.
    fn find(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        let found = self.own(names).next();
        match found {
            None => self.create(desk),
            Some(name) => {
                self.mine = Some(Mine { name: Arc::clone(name), token: None });
                self.list(desk);
            }
        }
    }

    /// The znodes that bear its number.
    fn own<'a>(&self, names: &'a [Arc<str>]) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        let mark = self.guid.as_deref().map(protection);
        names.iter().filter(move |name| mark.as_ref().is_some_and(|it| name.starts_with(&**it)))
    }

    /// Finds its place among the others.
    fn stand_in_line(&mut self, names: &[Arc<str>], desk: &mut Desk) {
        let Some(mine) = self.mine.clone() else { return self.enter(desk) };
        if let Some(ghost) = self.own(names).find(|it| **it != mine.name) {
            self.at = At::Burying;
            return desk.ask(delete(self.path(ghost)));
        }
        let line = sorted(names);
        let Some(place) = line.iter().position(|it| *it == mine.name) else { return self.enter(desk) };
        let watch = |path| match self.rules.style {
            Style::Curator => Request::GetData { path, watch: true },
            Style::Documentation | Style::Herd => Request::Exists { path, watch: true },
        };
        match (self.before(&line[..place]), self.rules.style) {
            (None, _) if mine.token.is_none() => self.look(desk),
            (None, _) => self.hold(desk),
            (Some(_), Style::Herd) => self.at = At::Waiting(Arc::clone(&self.parent)),
            (Some(name), _) => {
                let path = self.path(&name);
                desk.ask(watch(Arc::clone(&path)));
                self.at = At::Watching(path);
            }
        }
    }

    /// Of those in front of it, lowest first, the one that it has to wait for.
    fn before(&self, ahead: &[Arc<str>]) -> Option<Arc<str>> {
        let leases = usize::from(self.rules.leases);
        match self.rules.goal {
            Goal::Read => ahead.iter().rev().find(|it| is_writer(it)).cloned(),
            _ => ahead.len().checked_sub(leases).map(|at| Arc::clone(&ahead[at])),
        }
    }

    fn look(&mut self, desk: &mut Desk) {
        let Some(mine) = &self.mine else { return self.enter(desk) };
        let path = self.path(&mine.name);
        self.at = At::Looking;
        desk.ask(Request::GetData { path, watch: false });
    }

    fn hold(&mut self, desk: &mut Desk) {
        self.at = At::Holding;
        if let Some(span) = self.holds_for {
            desk.wait(span);
        }
    }

    fn typed(&mut self, line: &Arc<str>, desk: &mut Desk) {
        match (&**line, &self.at) {
            ("acquire", At::Idle) => self.enter(desk),
            ("acquire", _) => {}
            ("release", _) => self.leave(false, desk),
            _ => desk.say(Fact::Puzzled { line: Arc::clone(line) }),
        }
    }

    /// Its session is over, and its znode with it. Who had gone, or was about to, stays away.
    fn forget(&mut self, desk: &mut Desk) {
        desk.stop_waiting();
        (self.mine, self.guid) = (None, None);
        self.at = match self.at {
            At::Idle | At::Leaving { again: false } => At::Idle,
            _ => At::New,
        };
    }
}

impl Steps for Contest {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin if self.at == At::New => self.enter(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) => match &self.at {
                At::Waiting(path) if *path == event.path && wakes(self.rules.style, event.event) => {
                    self.list(desk);
                }
                _ => {}
            },
            Stimulus::Lost => self.forget(desk),
            Stimulus::Drew(number) if self.at == At::Drawing => {
                self.guid = Some(uuid(number).into());
                self.create(desk);
            }
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
        match (&self.at, &self.mine) {
            (At::New | At::Idle, _) => Belief::Idle,
            (At::Waiting(on), _) => Belief::Waits { on: Arc::clone(on) },
            (At::Holding, Some(Mine { name, token: Some(token) })) => {
                Belief::Holds(Hold { goal: self.rules.goal, node: self.path(name), token: *token })
            }
            _ => Belief::Busy,
        }
    }
}

/// Whether it looks again for that event: a predecessor that is gone, or with the herd any change.
fn wakes(style: Style, event: EventType) -> bool {
    match style {
        Style::Documentation | Style::Curator => event == EventType::NodeDeleted,
        Style::Herd => matches!(event, EventType::NodeChildrenChanged | EventType::NodeDeleted),
    }
}

/// Whether a znode belongs to a writer of a read/write lock.
fn is_writer(name: &str) -> bool {
    sequence(name).is_some() && name[..name.len() - 10].ends_with("write-")
}
