use std::collections::BTreeMap;
use std::sync::Arc;

use super::Desk;
use super::calls::text;
use super::roster::Roster;
use crate::session::Response;
use crate::tree::{Data, Request, ZkError};
use crate::watch::WatchEvent;

/// The votes of a transaction's sites, as somebody who watches them knows them: each is the data of a site's ephemeral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    roster: Roster,
    /// How many votes there will be.
    sites: usize,
    /// The votes that it has read.
    votes: BTreeMap<Arc<str>, bool>,
    /// Listed and not read yet; the first is being read.
    unread: Vec<Arc<str>>,
}

/// How far the count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Votes are being read.
    Reading,
    /// Votes are missing: one has to wait for a change.
    Open,
    /// The outcome is certain.
    Over {
        /// Whether all have said yes.
        commit: bool,
    },
}

impl Ballot {
    /// Of so many sites, below the znode of the transaction.
    pub fn new(path: &Arc<str>, sites: u16) -> Ballot {
        let roster = Roster { path: Arc::clone(path) };
        Ballot { roster, sites: usize::from(sites), votes: BTreeMap::new(), unread: Vec::new() }
    }

    /// Lists who has voted.
    pub fn ask(&self, desk: &mut Desk) {
        self.roster.ask(desk);
    }

    /// Whether that is a reason to list again.
    pub fn is_changed_by(&self, event: &WatchEvent) -> bool {
        self.roster.is_changed_by(event)
    }

    /// Takes in the reply. A site that was there and is no more has died: that is a no.
    pub fn take(&mut self, result: Result<Response, ZkError>, desk: &mut Desk) -> Count {
        match (self.unread.pop(), result) {
            (Some(site), Ok(Response::Data(data, _))) => {
                self.votes.insert(site, &*text(&data) == "yes");
            }
            (Some(_), _) => return Count::Over { commit: false },
            (None, result) => {
                let Some(names) = self.roster.names(result, desk) else { return Count::Reading };
                if self.votes.keys().any(|it| !names.contains(it)) {
                    return Count::Over { commit: false };
                }
                self.unread = names.into_iter().filter(|it| !self.votes.contains_key(it)).collect();
            }
        }
        self.go_on(desk)
    }

    fn go_on(&self, desk: &mut Desk) -> Count {
        if self.votes.values().any(|yes| !yes) {
            return Count::Over { commit: false };
        }
        if let Some(site) = self.unread.last() {
            desk.ask(Request::GetData { path: self.roster.child(site), watch: false });
            return Count::Reading;
        }
        if self.votes.len() < self.sites { Count::Open } else { Count::Over { commit: true } }
    }
}

/// The word for an outcome in the data of a transaction.
pub fn outcome_word(commit: bool) -> &'static str {
    if commit { "commit" } else { "abort" }
}

/// The outcome in the data of a transaction, if there is one.
pub fn outcome(data: &Data) -> Option<bool> {
    let word = text(data);
    [true, false].into_iter().find(|it| outcome_word(*it) == &*word)
}
