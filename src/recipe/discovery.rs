use std::sync::Arc;

use super::machine::is_final;
use super::pace::Pace;
use super::roster::Roster;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::ZkError;

/// Follows who is in a group, and may send its requests to the members in turn.
///
/// Sources: *ZooKeeper Recipes and Solutions* («Out of the Box Applications», group membership); Curator's `ServiceCacheImpl`,
/// `RoundRobinStrategy`. Promises: after a change it sees the members as they are. What breaks it: a list is as old as its
/// last reading, and a member is listed until its session ends: requests go to who is frozen or dead until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    roster: Roster,
    /// How often it sends a request; `None`: it only looks.
    pace: Option<Pace>,
    members: Vec<Arc<str>>,
    /// To whom it sent the last one.
    last: Option<Arc<str>>,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Idle,
    Listing,
    Waiting,
}

impl Discovery {
    /// One that follows the group `path`.
    pub fn new(path: &Arc<str>, pace: Option<Pace>) -> Discovery {
        let roster = Roster { path: Arc::clone(path) };
        Discovery { roster, pace, members: Vec::new(), last: None, at: At::Idle }
    }

    fn list(&mut self, desk: &mut Desk) {
        self.at = At::Listing;
        self.roster.ask(desk);
    }

    fn replied(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) {
        match result {
            Err(error) if is_final(error) => {
                desk.stop_waiting();
                self.at = At::Idle;
                desk.say(Fact::Failed { error });
            }
            result => {
                let Some(members) = self.roster.names(result, desk) else { return };
                desk.say(Fact::Sees { members: members.clone() });
                (self.members, self.at) = (members, At::Waiting);
            }
        }
    }

    /// Sends a request to the member behind the last in the order of names, so that the turn goes on when the list changes.
    fn choose(&mut self, desk: &mut Desk) {
        let Some(pace) = self.pace.as_mut().filter(|it| !it.is_over()) else { return };
        desk.wait(pace.every);
        let next = self.members.iter().find(|it| self.last.as_ref().is_some_and(|last| last < it));
        if let Some(member) = next.or(self.members.first()) {
            pace.count();
            self.last = Some(Arc::clone(member));
            desk.say(Fact::Chose { member: Arc::clone(member) });
        }
    }
}

impl Steps for Discovery {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => {
                self.list(desk);
                self.choose(desk);
            }
            Stimulus::Replied(result) => self.replied(result, desk),
            Stimulus::Fired(event) if self.at == At::Waiting && self.roster.is_changed_by(&event) => {
                self.list(desk);
            }
            Stimulus::Alarm => self.choose(desk),
            Stimulus::Lost => self.at = At::Idle,
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
            Stimulus::Fired(_)
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Drew(_)
            | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        match self.at {
            At::Idle => Belief::Idle,
            At::Listing => Belief::Busy,
            At::Waiting => Belief::Waits { on: Arc::clone(&self.roster.path) },
        }
    }
}
