use std::sync::Arc;

use super::ballot::{Ballot, Count, outcome, outcome_word};
use super::calls::{create, set};
use super::machine::is_final;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};

/// Brings a transaction before its sites, counts their votes and makes the outcome known.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Two-phased Commit»), of its variants the one in which only the coordinator watches,
/// and, if it is told to let all watch, the one in which it only makes the znode; in both each site makes an ephemeral of its
/// own. Promises: all sites hear the same outcome, and it is a commit only if all have said yes. What breaks it: if it dies before
/// the outcome is written, the sites wait until it is back; and it does not miss who never came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinator {
    path: Arc<str>,
    sites: u16,
    /// Whether it leaves the count to the sites.
    all_watch: bool,
    ballot: Ballot,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Idle,
    /// It makes the znode of the transaction.
    Preparing,
    /// That was there: it reads what came of it.
    Reading,
    /// It lists and reads votes.
    Counting,
    /// It waits for more of them.
    Waiting,
    /// It writes the outcome.
    Deciding {
        commit: bool,
    },
}

impl Coordinator {
    /// One of a transaction at `path` with so many sites.
    pub fn new(path: &Arc<str>, sites: u16, all_watch: bool) -> Coordinator {
        let ballot = Ballot::new(path, sites);
        Coordinator { path: Arc::clone(path), sites, all_watch, ballot, at: At::Idle }
    }

    fn prepare(&mut self, desk: &mut Desk) {
        let content = if self.all_watch { format!("{} all", self.sites) } else { self.sites.to_string() };
        self.at = At::Preparing;
        desk.ask(create(Arc::clone(&self.path), &content, CreateMode::Persistent));
    }

    fn read(&mut self, desk: &mut Desk) {
        self.at = At::Reading;
        desk.ask(Request::GetData { path: Arc::clone(&self.path), watch: false });
    }

    fn count(&mut self, desk: &mut Desk) {
        if !self.all_watch {
            self.at = At::Counting;
            self.ballot.ask(desk);
        }
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match (std::mem::replace(&mut self.at, At::Idle), result) {
            (_, Err(error)) if is_final(error) => desk.say(Fact::Failed { error }),
            (At::Preparing, Ok(_)) => self.count(desk),
            (At::Preparing | At::Deciding { .. }, Err(_)) => self.read(desk),
            (At::Reading, Ok(Response::Data(data, _))) => match outcome(&data) {
                Some(commit) => self.know(commit, desk),
                None => self.count(desk),
            },
            (At::Reading, _) => self.prepare(desk),
            (At::Counting, result) => self.counted(result, desk),
            (At::Deciding { commit }, Ok(_)) => self.know(commit, desk),
            (at, result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    fn counted(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        self.at = match self.ballot.take(result, desk) {
            Count::Reading => At::Counting,
            Count::Open => At::Waiting,
            Count::Over { commit } => {
                desk.ask(set(&self.path, outcome_word(commit), 0));
                At::Deciding { commit }
            }
        };
    }

    fn know(&self, commit: bool, desk: &mut Desk) {
        desk.say(Fact::Decided { transaction: Arc::clone(&self.path), commit });
    }
}

impl Steps for Coordinator {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.prepare(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) if self.at == At::Waiting && self.ballot.is_changed_by(&event) => {
                self.count(desk);
            }
            Stimulus::Lost => {
                *self = Self::new(&self.path, self.sites, self.all_watch);
            }
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
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
            At::Preparing | At::Reading | At::Counting | At::Deciding { .. } => Belief::Busy,
        }
    }
}
