use std::sync::Arc;

use super::calls::{create, set, text, watch};
use super::machine::is_final;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};

/// Works by what a znode says: reads it with a watch, and again at every event.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Out of the Box Applications»); *ZooKeeper Programmer's Guide*, «Watches»,
/// «Things to remember»; Curator's `SharedValue`. Promises: it never goes back to an older configuration, and ends at the newest;
/// of two who change it at once one is refused. What breaks it: a watch fires once and tells of no content, so what stood there
/// between two reads is never seen: a configuration is a state, no list of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    path: Arc<str>,
    /// The version that it has read; `None`: nothing was there.
    version: Option<i32>,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Idle,
    /// It reads, with a watch.
    Reading,
    /// Nothing is there: it sets a watch for when something is.
    Looking,
    /// It waits for a change.
    Waiting,
    /// It writes what somebody has typed.
    Setting,
}

impl Config {
    /// One that works by `path`.
    pub fn new(path: &Arc<str>) -> Config {
        Config { path: Arc::clone(path), version: None, at: At::Idle }
    }

    fn read(&mut self, desk: &mut Desk) {
        self.at = At::Reading;
        desk.ask(Request::GetData { path: Arc::clone(&self.path), watch: true });
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Waiting), result) {
            (_, Err(error)) if is_final(error) => {
                self.at = At::Idle;
                desk.say(Fact::Failed { error });
            }
            (At::Reading, Ok(Response::Data(data, stat))) => {
                self.version = Some(stat.version);
                desk.say(Fact::Configured { data: text(&data), mzxid: stat.mzxid });
            }
            (At::Reading, _) => {
                self.version = None;
                self.at = At::Looking;
                desk.ask(watch(Arc::clone(&self.path)));
            }
            (At::Looking, Ok(_)) => self.read(desk),
            (At::Looking, Err(_)) | (At::Setting, Ok(_)) => {}
            (At::Setting, Err(_)) => desk.say(Fact::Outrun { path: Arc::clone(&self.path) }),
            (at @ (At::Idle | At::Waiting), result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    /// Its own watch tells it what came of it.
    fn set(&mut self, content: &str, desk: &mut Desk) {
        self.at = At::Setting;
        desk.ask(match self.version {
            Some(version) => set(&self.path, content, version),
            None => create(Arc::clone(&self.path), content, CreateMode::Persistent),
        });
    }
}

impl Steps for Config {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.read(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) if self.at == At::Waiting && event.path == self.path => self.read(desk),
            Stimulus::Lost => self.at = At::Idle,
            Stimulus::Typed(line) => match line.strip_prefix("set ") {
                Some(content) if self.at == At::Waiting => self.set(content, desk),
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
            At::Reading | At::Looking | At::Setting => Belief::Busy,
        }
    }
}
