use crate::election::{Note, Vote};
use crate::player::history::History;
use crate::player::index::Topic;
use crate::server;
use crate::sim::World;
use crate::trace::What;
use crate::vocab::ServerId;

pub use crate::election::Term;

/// What a candidate had before those who vote for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// The term of the highest rank in which it was ahead of one of them; [`Term::Leader`]: only its id was higher.
    pub term: Term,
    /// The first of those that were behind it in that term.
    pub over: ServerId,
}

/// How a candidate was better than each of its voters when they entered their last election, as far as `seen` entries tell;
/// `None` without such a voter.
pub(super) fn mandate(world: &World, history: &History, seen: usize, candidate: ServerId) -> Option<Mandate> {
    let own = own_vote(history, seen, candidate)?;
    let voters = world.hosts().iter().filter(|(_, it)| {
        let server = it.server.as_ref();
        server.and_then(|it| it.election().vote()).is_some_and(|it| it.leader == candidate)
    });
    let behind = voters.filter_map(|(id, _)| {
        let theirs = own_vote(history, seen, *id).filter(|it| *it < own)?;
        Some(Mandate { term: theirs.decided_by(own), over: *id })
    });
    behind.min_by_key(|it| (it.term, it.over))
}

/// What a server stood for when it entered its last election.
fn own_vote(history: &History, seen: usize, server: ServerId) -> Option<Vote> {
    let places = history.index.before(Topic::Vote(server), seen);
    places.iter().rev().find_map(|it| match &history.entries[*it].what {
        What::Note { note: server::Note::Election(Note::NewElection { own, .. }), .. } => *own,
        _ => None,
    })
}
