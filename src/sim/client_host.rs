use std::collections::VecDeque;
use std::sync::Arc;

use crate::cli::Cli;
use crate::client::{Call, Client, Input};
use crate::recipe::{self, Belief, Fact, Program, Recipe, Token};
use crate::sim::application::{Application, Demand};
use crate::vocab::{SimTime, Span};

/// What comes to a client process from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intake {
    /// To the library.
    Library(Input),
    /// To the application: a line.
    Line(Arc<str>),
    /// To the application: what the store says to its wish for a lease.
    Leased(Option<Token>),
}

/// A client process and its clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHost {
    /// Whether the process is stopped (SIGSTOP, a long GC).
    pub paused: bool,
    /// The process, if it runs.
    pub client: Option<Client>,
    /// What sits at it, or has last. It changes seldom, so that
    /// states that are kept to go back to share it.
    pub application: Option<Arc<Application>>,
    /// What that is about to take in, the first of it just now; empty between two steps of the world.
    pub for_application: VecDeque<recipe::Input>,
    /// The call that it waits for.
    pub waits_for: Option<Call>,
    /// The program that starts with the process; `None`: a shell.
    pub recipe: Option<Arc<Recipe>>,
    /// What its program has come to last.
    pub last_fact: Option<Fact>,
    /// When the process wants to be woken, by everybody's time.
    pub deadline: Option<SimTime>,
    /// What its kernel keeps for a process that is stopped, or has not taken it in yet, and the step that brought it.
    pub inbox: VecDeque<(u64, Intake)>,
    /// Its clock.
    pub clock: Clock,
    /// The connection count to go on from.
    pub next_serial: u32,
    /// The count of calls to go on from.
    pub next_call: u32,
}

impl ClientHost {
    /// Nothing runs.
    pub fn new() -> ClientHost {
        ClientHost {
            paused: false,
            client: None,
            application: None,
            for_application: VecDeque::new(),
            waits_for: None,
            recipe: None,
            last_fact: None,
            deadline: None,
            inbox: VecDeque::new(),
            clock: Clock::default(),
            next_serial: 0,
            next_call: 0,
        }
    }
}

impl ClientHost {
    /// The shell that sits at it, or has last.
    pub fn cli(&self) -> Option<&Cli> {
        self.application.as_ref()?.shell()
    }

    /// The program that runs in it.
    pub fn program(&self) -> Option<&Program> {
        self.client.as_ref()?;
        self.application.as_ref()?.program()
    }

    /// What its program takes for true of itself; `None` if none runs.
    pub fn belief(&self) -> Option<Belief> {
        self.program().map(Program::belief)
    }

    /// Whether its program believes to hold what only one may hold at a time.
    pub fn holds_alone(&self) -> bool {
        self.belief().is_some_and(|it| it.hold().is_some_and(|it| it.goal.is_exclusive()))
    }

    /// When the process wants to be woken, by everybody's time.
    pub(super) fn plan(&mut self) {
        let library = self.client.as_ref().and_then(Client::deadline);
        let application = self.application.as_ref().filter(|_| self.client.is_some());
        let soonest = library.into_iter().chain(application.and_then(|it| it.deadline())).min();
        self.deadline = soonest.map(|it| self.clock.global(it));
    }

    /// When the process is to be woken, as it is now.
    pub(super) fn alarm(&self) -> Option<SimTime> {
        self.deadline.filter(|_| !self.paused && self.inbox.is_empty())
    }

    /// One step of the application, for the first that waits for it; a process that does not run takes nothing in.
    pub(super) fn step_application(&mut self, now: SimTime) -> Option<Vec<Demand>> {
        let input = self.for_application.front().cloned()?;
        let local = self.clock.local(now);
        let (Some(client), Some(application)) = (&self.client, &mut self.application) else {
            self.for_application.clear();
            return None;
        };
        Some(Arc::make_mut(application).step(local, client, input))
    }

    /// The number of another call.
    pub(super) fn next_call(&mut self) -> Call {
        self.next_call += 1;
        Call(self.next_call - 1)
    }
}

impl Default for ClientHost {
    fn default() -> Self {
        Self::new()
    }
}

/// A clock that may run fast or slow: all of its process's waiting is measured by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// A moment by everybody's time, and by this clock.
    since: (SimTime, SimTime),
    /// How far it gets in a second, in microseconds.
    rate: u32,
}

impl Default for Clock {
    fn default() -> Self {
        Clock { since: (SimTime::ZERO, SimTime::ZERO), rate: Self::TRUE }
    }
}

impl Clock {
    /// The rate of a clock that goes right.
    pub const TRUE: u32 = 1_000_000;

    /// What it shows.
    pub fn local(&self, now: SimTime) -> SimTime {
        let passed = u128::from(now.since(self.since.0).0) * u128::from(self.rate) / u128::from(Self::TRUE);
        self.since.1 + Span(u64::try_from(passed).unwrap_or(u64::MAX))
    }

    /// When it will show that.
    pub fn global(&self, local: SimTime) -> SimTime {
        let passed = u128::from(local.since(self.since.1).0) * u128::from(Self::TRUE);
        let passed = passed.div_ceil(u128::from(self.rate));
        self.since.0 + Span(u64::try_from(passed).unwrap_or(u64::MAX))
    }

    /// Runs at another rate from now on, at least 1.
    pub fn set_rate(&mut self, now: SimTime, rate: u32) {
        *self = Clock { since: (now, self.local(now)), rate: rate.max(1) };
    }

    /// How far it gets in a second, in microseconds.
    pub fn rate(&self) -> u32 {
        self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_fast_clock_comes_to_its_deadlines_early() {
        let mut clock = Clock::default();
        clock.set_rate(SimTime(1_000), 2_000_000);
        assert_eq!(clock.local(SimTime(1_500)), SimTime(2_000));
        assert_eq!(clock.global(SimTime(2_001)), SimTime(1_501));
        clock.set_rate(SimTime(1_500), 500_000);
        assert_eq!(clock.local(SimTime(1_700)), SimTime(2_100));
    }
}
