use std::collections::VecDeque;
use std::sync::Arc;

use super::names::parents;
use super::{Belief, Desk, Fact, Loss, Machine, Recipe, Stimulus, Token};
use crate::client::{Event, KeeperState};
use crate::session::Response;
use crate::tree::{AclList, Create, CreateMode, Request, ZkError};
use crate::vocab::{ClientId, SessionId, SimTime, Span};

/// What comes to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// It is started.
    Started,
    /// What came of its call.
    Replied(Result<Response, ZkError>),
    /// The library tells what nobody has asked for.
    Told(Event),
    /// Somebody types a line.
    Typed(Arc<str>),
    /// The number that it asked for.
    Drew(u128),
    /// What the store says to its wish for a lease.
    Leased(Option<Token>),
    /// Its deadline came.
    Wake,
}

/// What a program asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call the library. There is no other call under way.
    Call(Request),
    /// Put a new handle in the place of the one that is dead.
    Renew,
    /// Draw a random number.
    Draw,
    /// Write to the store.
    Write(Token),
    /// Ask the store for a lease.
    Lease(Span),
    /// Take the session for expired, whatever the servers say.
    Expire,
    /// Tell what it has come to.
    Say(Fact),
}

/// What a program sees of its handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// Its session; 0 before it has one.
    pub session: SessionId,
    /// Its session timeout, in milliseconds, as negotiated.
    pub timeout: u32,
}

/// A recipe at a client process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    recipe: Arc<Recipe>,
    machine: Machine,
    /// The call under way.
    asked: Option<Asked>,
    /// What waits until that has its reply.
    waiting: VecDeque<Stimulus>,
    /// Whether the connection was lost since it was last there.
    suspended: bool,
    /// When it takes the session for expired if the connection is not there again.
    expires: Option<SimTime>,
    alarm: Option<SimTime>,
    next_write: Option<SimTime>,
}

/// A call under way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    request: Request,
    loss: Loss,
    /// What has to be created before it, the lowest first.
    missing: Vec<Arc<str>>,
    /// As what.
    parents: CreateMode,
}

impl Asked {
    /// What is to be asked next for its sake.
    fn call(&self) -> Effect {
        Effect::Call(match self.missing.last() {
            None => self.request.clone(),
            Some(path) => {
                let path = Arc::clone(path);
                let mode = self.parents;
                Request::Create(Create { path, acl: AclList::open(), mode, ..Create::default() })
            }
        })
    }
}

impl Program {
    /// A program that is not started yet.
    pub fn new(me: ClientId, recipe: Arc<Recipe>) -> Program {
        Program {
            machine: recipe.machine(me),
            recipe,
            asked: None,
            waiting: VecDeque::new(),
            suspended: false,
            expires: None,
            alarm: None,
            next_write: None,
        }
    }

    /// What it carries out.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// What it takes for true of itself.
    pub fn belief(&self) -> Belief {
        self.machine.belief()
    }

    /// When it wants to be woken, by its own clock.
    pub fn deadline(&self) -> Option<SimTime> {
        let alarm = self.alarm.filter(|_| self.asked.is_none());
        [alarm, self.next_write, self.expires].into_iter().flatten().min()
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, handle: Handle, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let wakes = input == Input::Wake;
        if let Some(stimulus) = self.stimulus(now, handle, input, &mut out) {
            self.let_take(now, handle, stimulus, &mut out);
        }
        while self.asked.is_none()
            && let Some(stimulus) = self.waiting.pop_front()
        {
            self.let_take(now, handle, stimulus, &mut out);
        }
        if wakes {
            self.write(now, &mut out);
        }
        self.plan_writes(now);
        out
    }

    /// What the recipe hears of an input now, if it does.
    fn stimulus(
        &mut self,
        now: SimTime,
        handle: Handle,
        input: Input,
        out: &mut Vec<Effect>,
    ) -> Option<Stimulus> {
        match input {
            Input::Started => Some(Stimulus::Begin),
            Input::Replied(result) => self.reply(result, out),
            Input::Told(Event::State(state)) => self.connection(now, handle, state, out),
            Input::Told(Event::Watch(event)) => self.later(Stimulus::Fired(event)),
            Input::Typed(line) => self.later(Stimulus::Typed(line)),
            Input::Drew(number) => Some(Stimulus::Drew(number)),
            Input::Leased(token) => Some(Stimulus::Leased(token)),
            Input::Wake => {
                if self.expires.take_if(|it| *it <= now).is_some() {
                    out.push(Effect::Expire);
                }
                let due = self.asked.is_none() && self.alarm.is_some_and(|it| it <= now);
                due.then(|| {
                    self.alarm = None;
                    Stimulus::Alarm
                })
            }
        }
    }

    fn later(&mut self, stimulus: Stimulus) -> Option<Stimulus> {
        self.waiting.push_back(stimulus);
        None
    }

    /// A call that the loss of the connection has ended is made again, unless the recipe wants to know; one that the end of
    /// the session has ended is forgotten: that end is told by itself. What is missing above a znode is created before it
    /// (Curator's `creatingParentsIfNeeded`).
    fn reply(&mut self, result: Result<Response, ZkError>, out: &mut Vec<Effect>) -> Option<Stimulus> {
        let mut asked = self.asked.take()?;
        let makes_parents = !asked.missing.is_empty();
        match (&result, &asked.request) {
            (Err(ZkError::SessionExpired), _) => {
                self.asked = Some(asked);
                return None;
            }
            (Err(ZkError::ConnectionLoss), _) if makes_parents || asked.loss == Loss::Retry => {}
            (Err(ZkError::NoNode), Request::Create(it)) => asked.missing = parents(&it.path),
            (Ok(_) | Err(ZkError::NodeExists), _) if makes_parents => {
                asked.missing.pop();
            }
            _ => return Some(Stimulus::Replied(result)),
        }
        out.push(asked.call());
        self.asked = Some(asked);
        None
    }

    fn connection(
        &mut self,
        now: SimTime,
        handle: Handle,
        state: KeeperState,
        out: &mut Vec<Effect>,
    ) -> Option<Stimulus> {
        match state {
            KeeperState::Disconnected => {
                self.suspended = true;
                self.expires = self.recipe.patience(handle.timeout).map(|it| now + it);
                Some(Stimulus::Suspended)
            }
            KeeperState::SyncConnected if std::mem::take(&mut self.suspended) => {
                self.expires = None;
                self.later(Stimulus::Reconnected)
            }
            KeeperState::Expired => {
                (self.asked, self.suspended, self.expires) = (None, false, None);
                self.waiting.clear();
                out.push(Effect::Renew);
                self.waiting.push_back(Stimulus::Begin);
                Some(Stimulus::Lost)
            }
            KeeperState::SyncConnected
            | KeeperState::ConnectedReadOnly
            | KeeperState::AuthFailed
            | KeeperState::Closed => None,
        }
    }

    fn let_take(&mut self, now: SimTime, handle: Handle, stimulus: Stimulus, out: &mut Vec<Effect>) {
        let mut desk = Desk {
            now,
            session: handle.session,
            timeout: Span::from_millis(u64::from(handle.timeout)),
            effects: Vec::new(),
            asked: None,
            alarm: self.alarm,
        };
        self.machine.steps().step(stimulus, &mut desk);
        self.alarm = desk.alarm;
        out.append(&mut desk.effects);
        if let Some((request, loss)) = desk.asked {
            assert!(self.asked.is_none(), "one call at a time");
            let parents = self.recipe.kind.parents();
            let asked = Asked { request, loss, missing: Vec::new(), parents };
            out.push(asked.call());
            self.asked = Some(asked);
        }
    }

    /// It writes as soon as it holds, and again and again for as long as it believes so.
    fn plan_writes(&mut self, now: SimTime) {
        let holds = self.recipe.writes_every.is_some() && self.belief().hold().is_some();
        self.next_write = holds.then(|| self.next_write.unwrap_or(now));
    }

    /// After all else that is due, so that who looks at its clock has done so.
    fn write(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let (Some(every), Some(due)) = (self.recipe.writes_every, self.next_write) else { return };
        let belief = self.belief();
        let Some(hold) = belief.hold().filter(|_| due <= now) else { return };
        out.push(Effect::Write(hold.token));
        self.next_write = Some(now + every);
    }
}
