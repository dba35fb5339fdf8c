use std::sync::Arc;

use super::calls::{create, set, text};
use super::machine::is_final;
use super::pace::Pace;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};

/// Counts in a znode: reads a number, and writes the next one if nobody else has written meanwhile.
///
/// Sources: Curator's `DistributedAtomicValue.tryOptimistic` and `SharedCount.trySetCount`; *ZooKeeper Programmer's Guide* on
/// versions. Promises: no two count to the same number. What breaks it: without the version (careless) one write covers
/// another; and a write whose reply was lost is refused when it is made again, so it is counted twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    path: Arc<str>,
    /// Whether it writes whatever the version.
    careless: bool,
    /// How often it counts by itself; `None`: only when it is told to.
    pace: Option<Pace>,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Idle,
    Reading,
    Writing(i64),
}

impl Counter {
    /// One that counts in `path`.
    pub fn new(path: &Arc<str>, careless: bool, pace: Option<Pace>) -> Counter {
        Counter { path: Arc::clone(path), careless, pace, at: At::Idle }
    }

    /// Counts by itself, if there is more to count.
    fn go_on(&mut self, desk: &mut Desk) {
        if let Some(pace) = self.pace.filter(|it| !it.is_over()) {
            desk.wait(pace.every);
            self.read(desk);
        }
    }

    fn read(&mut self, desk: &mut Desk) {
        self.at = At::Reading;
        desk.ask(Request::GetData { path: Arc::clone(&self.path), watch: false });
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => {
                desk.stop_waiting();
                self.pace = None;
                desk.say(Fact::Failed { error });
            }
            (At::Reading, Ok(Response::Data(data, stat))) => {
                let value = text(&data).parse::<i64>().map_or(1, |it| it.wrapping_add(1));
                let version = if self.careless { -1 } else { stat.version };
                self.at = At::Writing(value);
                desk.ask(set(&self.path, &value.to_string(), version));
            }
            (At::Reading, _) => {
                self.at = At::Writing(1);
                desk.ask(create(Arc::clone(&self.path), "1", CreateMode::Persistent));
            }
            (At::Writing(value), Ok(_)) => {
                desk.say(Fact::Counted { value });
                if let Some(pace) = &mut self.pace {
                    pace.count();
                }
            }
            (At::Writing(_), Err(_)) => self.read(desk),
            (At::Idle, result) => unreachable!("it has asked for nothing, and hears {result:?}"),
        }
    }
}

impl Steps for Counter {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin | Stimulus::Alarm => self.go_on(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Lost => {
                desk.stop_waiting();
                self.at = At::Idle;
            }
            Stimulus::Typed(line) if &*line == "add" => self.read(desk),
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
            Stimulus::Fired(_)
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Drew(_)
            | Stimulus::Leased(_) => {}
        }
    }

    /// It is idle when nothing is left to count.
    fn belief(&self) -> Belief {
        let more = self.pace.is_some_and(|it| !it.is_over());
        if self.at == At::Idle && !more { Belief::Idle } else { Belief::Busy }
    }
}
