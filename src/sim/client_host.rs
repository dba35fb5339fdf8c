use std::collections::VecDeque;

use crate::cli::{self, Cli};
use crate::client::{Call, Client, Input};
use crate::vocab::{SimTime, Span};

/// What comes to a client process from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intake {
    /// To the library.
    Library(Input),
    /// To the shell: a line.
    Line(String),
}

/// A client process and its clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHost {
    /// Whether the process is stopped (SIGSTOP, a long GC).
    pub paused: bool,
    /// The process, if it runs.
    pub client: Option<Client>,
    /// The shell that sits at it, or has last.
    pub cli: Option<Cli>,
    /// What it is about to take in, the first of it just now; empty between two steps of the world.
    pub for_cli: VecDeque<cli::Input>,
    /// The call that the shell waits for.
    pub cli_waits_for: Option<Call>,
    /// When the process wants to be woken, by everybody's time.
    pub deadline: Option<SimTime>,
    /// What its kernel keeps for a process that is stopped, or has not taken it in yet.
    pub inbox: VecDeque<Intake>,
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
            cli: None,
            for_cli: VecDeque::new(),
            cli_waits_for: None,
            deadline: None,
            inbox: VecDeque::new(),
            clock: Clock::default(),
            next_serial: 0,
            next_call: 0,
        }
    }
}

impl ClientHost {
    /// One step of the shell, for the first that waits for it; a process that does not run takes nothing in.
    pub(super) fn step_cli(&mut self) -> Option<Vec<cli::Effect>> {
        let input = self.for_cli.front().cloned()?;
        let (Some(client), Some(cli)) = (&self.client, &mut self.cli) else {
            self.for_cli.clear();
            return None;
        };
        Some(cli.step(client.state(), input))
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
