use std::sync::Arc;

use super::ballot::{Ballot, Count, outcome};
use super::calls::{create, text, watch};
use super::machine::is_final;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::{CreateMode, Data, Request, ZkError};
use crate::watch::WatchEvent;

/// A site of a transaction: says yes or no in an ephemeral of its own, and waits for the outcome. If the transaction says
/// that all watch, it counts the votes itself.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Two-phased Commit»). Promises: who dies before the count is a no. What breaks it:
/// with a coordinator, whoever has said yes waits as long as that is away; if all watch, each counts for itself, and
/// who looks after a site has died finds another outcome than who looked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    path: Arc<str>,
    me: Arc<str>,
    yes: bool,
    voted: bool,
    /// Its own count, if all watch.
    ballot: Option<Ballot>,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Idle,
    /// It reads the transaction.
    Reading,
    /// There is none: it sets a watch for when there is.
    Looking,
    /// It votes.
    Voting,
    /// It lists and reads votes.
    Counting,
    /// It waits for the transaction, the outcome or more votes.
    Waiting,
}

impl Site {
    /// A site `me` of the transaction at `path` that says yes or no.
    pub fn new(path: &Arc<str>, me: Arc<str>, yes: bool) -> Site {
        Site { path: Arc::clone(path), me, yes, voted: false, ballot: None, at: At::Idle }
    }

    fn mine(&self) -> Arc<str> {
        format!("{}/{}", self.path, self.me).into()
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
            (At::Reading, Ok(Response::Data(data, _))) => self.learn(&data, desk),
            (At::Reading, _) => {
                self.at = At::Looking;
                desk.ask(watch(Arc::clone(&self.path)));
            }
            (At::Looking, Ok(_)) => self.read(desk),
            (At::Looking, Err(_)) => {}
            (At::Voting, _) => {
                self.voted = true;
                desk.say(Fact::Voted { site: self.mine(), yes: self.yes });
                self.count(desk);
            }
            (At::Counting, result) => self.counted(result, desk),
            (at @ (At::Idle | At::Waiting), result) => unreachable!("{at:?} does not end with {result:?}"),
        }
    }

    /// What the transaction says: the outcome, or how many sites there are and whether all watch.
    fn learn(&mut self, data: &Data, desk: &mut Desk) {
        if let Some(commit) = outcome(data) {
            return self.know(commit, desk);
        }
        if self.voted {
            return;
        }
        let sites = text(data).strip_suffix(" all").and_then(|it| it.parse().ok());
        self.ballot = sites.map(|it| Ballot::new(&self.path, it));
        self.at = At::Voting;
        let vote = if self.yes { "yes" } else { "no" };
        desk.ask(create(self.mine(), vote, CreateMode::Ephemeral));
    }

    fn count(&mut self, desk: &mut Desk) {
        if let Some(ballot) = &self.ballot {
            self.at = At::Counting;
            ballot.ask(desk);
        }
    }

    fn counted(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match self.ballot.as_mut().map(|it| it.take(result, desk)) {
            Some(Count::Reading) => self.at = At::Counting,
            Some(Count::Over { commit }) => self.know(commit, desk),
            Some(Count::Open) | None => {}
        }
    }

    fn know(&mut self, commit: bool, desk: &mut Desk) {
        self.at = At::Idle;
        desk.say(Fact::Decided { transaction: Arc::clone(&self.path), commit });
    }

    fn fired(&mut self, event: &WatchEvent, desk: &mut Desk) {
        if self.at != At::Waiting || event.path != self.path {
            return;
        }
        if self.ballot.is_some() { self.count(desk) } else { self.read(desk) }
    }
}

impl Steps for Site {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.read(desk),
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) => self.fired(&event, desk),
            Stimulus::Lost => *self = Self::new(&self.path, Arc::clone(&self.me), self.yes),
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
            Stimulus::Suspended
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
            At::Reading | At::Looking | At::Voting | At::Counting => Belief::Busy,
        }
    }
}
