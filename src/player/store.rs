//! The store beside the ensemble: what is on its way to it, and what became of what has come.

use crate::player::history::History;
use crate::player::index::Topic;
use crate::recipe::{Token, Verdict};
use crate::sim::{Errand, World};
use crate::trace::What;
use crate::vocab::{ClientId, SimTime};

/// The store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreView {
    /// Whether it looks at tokens.
    pub fenced: bool,
    /// The largest token that it has seen.
    pub highest: Token,
    /// How many writes have come to it.
    pub writes: usize,
    /// How many of them were done too late.
    pub late: usize,
    /// How many were refused.
    pub refused: usize,
    /// The last one.
    pub last: Option<StoredView>,
    /// What is on its way to it, soonest first.
    pub errands: Vec<ErrandView>,
}

/// A write that has come to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredView {
    /// When.
    pub at: SimTime,
    /// Whose.
    pub client: ClientId,
    /// With which token.
    pub token: Token,
    /// What became of it.
    pub verdict: Verdict,
    /// Its place in the trace.
    pub entry: usize,
}

/// A write on its way to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrandView {
    /// Whose.
    pub client: ClientId,
    /// With which token.
    pub token: Token,
    /// When it was sent.
    pub sent: SimTime,
    /// When it arrives.
    pub arrives: SimTime,
}

/// The store, once somebody has written to it, or a fence stands around it.
pub(super) fn store(world: &World, seen: usize, history: &History) -> Option<StoreView> {
    let errands: Vec<ErrandView> = world
        .errands()
        .filter_map(|(arrives, client, errand)| {
            let Errand::Write(token) = errand else { return None };
            let entry = history.index.last(Topic::Wrote(client), seen)?;
            Some(ErrandView { client, token, sent: history.entries[entry].at, arrives })
        })
        .collect();
    let count = |topic| history.index.before(topic, seen).len();
    let (store, writes) = (world.store(), count(Topic::Stored));
    (writes != 0 || !errands.is_empty() || store.fenced).then(|| StoreView {
        fenced: store.fenced,
        highest: store.highest,
        writes,
        late: count(Topic::Verdict(Verdict::AcceptedLate)),
        refused: count(Topic::Verdict(Verdict::Refused)),
        last: stored(seen, history, 1).pop(),
        errands,
    })
}

/// The last writes that have come to it, at most so many, oldest first.
pub(super) fn stored(seen: usize, history: &History, most: usize) -> Vec<StoredView> {
    let places = history.index.before(Topic::Stored, seen);
    let view = |entry: &usize| {
        let it = &history.entries[*entry];
        let What::Stored { client, token, verdict } = it.what else { return None };
        Some(StoredView { at: it.at, client, token, verdict, entry: *entry })
    };
    places[places.len().saturating_sub(most)..].iter().filter_map(view).collect()
}
