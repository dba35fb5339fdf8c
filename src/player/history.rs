use crate::player::index::Index;
use crate::recipe::{Belief, Verdict};
use crate::scenario::Run;
use crate::trace::{Entry, What};
use crate::vocab::{PeerState, SimTime};
use crate::{server, zab};

/// A moment worth a mark on the time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: SimTime,
    /// What happened.
    pub kind: MarkKind,
    /// Its place in the trace.
    pub entry: usize,
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// Somebody did something.
    Act,
    /// A server began to look for a leader.
    Looking,
    /// A leader has a quorum.
    Leader,
    /// The scenario said something.
    Caption,
    /// A condition of the scenario was not true.
    Failure,
    /// A client begins to believe to hold what only one may hold.
    Holder,
    /// The store has done a write of one that held no more.
    Late,
    /// It has refused one.
    Refused,
}

/// The trace so far, and the states to replay it from.
#[derive(Clone, Debug)]
pub(super) struct History {
    /// Everything that happened, as far as it is known.
    pub entries: Vec<Entry>,
    /// What of it is worth a mark.
    pub marks: Vec<Mark>,
    /// Where of what.
    pub index: Index,
    /// How far time is known.
    pub until: SimTime,
    /// By place in the trace; the first is the beginning.
    checkpoints: Vec<Checkpoint>,
    /// The least number of entries between two checkpoints.
    interval: usize,
}

/// A state to go on from.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    /// How many entries it had seen.
    pub seen: usize,
    /// The state.
    pub run: Run,
}

const MOST_CHECKPOINTS: usize = 256;
/// At first, there are at least so many entries between two checkpoints for each server: a large world costs more to keep,
/// and more happens in it at once.
const ENTRIES_PER_SERVER: usize = 20;

impl History {
    /// Nothing has happened yet.
    pub fn new(beginning: &Run) -> History {
        let checkpoints = vec![Checkpoint { seen: 0, run: beginning.clone() }];
        History {
            entries: Vec::new(),
            marks: Vec::new(),
            index: Index::default(),
            until: SimTime::ZERO,
            checkpoints,
            interval: ENTRIES_PER_SERVER * beginning.world().hosts().len().max(6),
        }
    }

    /// Notes what one step of `run` wrote; `seen` entries lay before it. What is known already is not noted again.
    pub fn add(&mut self, seen: usize, written: &[Entry], run: &Run) {
        let known = self.entries.len().saturating_sub(seen).min(written.len());
        for entry in &written[known..] {
            self.marks.extend(mark(entry).map(|kind| Mark { at: entry.at, kind, entry: self.entries.len() }));
            self.index.add(self.entries.len(), entry);
            self.entries.push(entry.clone());
        }
        self.until = self.until.max(run.world().now());
        let last = self.checkpoints.last().map_or(0, |it| it.seen);
        if last + self.interval <= seen + written.len() {
            self.checkpoints.push(Checkpoint { seen: seen + written.len(), run: run.clone() });
            self.thin_out();
        }
    }

    /// Keeps the number of checkpoints bounded: every second one goes, and they come half as often from then on.
    fn thin_out(&mut self) {
        if self.checkpoints.len() <= MOST_CHECKPOINTS {
            return;
        }
        self.interval *= 2;
        let mut place = 0;
        self.checkpoints.retain(|_| {
            place += 1;
            place % 2 == 1
        });
    }

    /// Forgets what lies behind the first `seen` entries, as the future has changed at `now`.
    pub fn forget_after(&mut self, seen: usize, now: SimTime) {
        self.entries.truncate(seen);
        self.marks.retain(|it| it.entry < seen);
        self.index.forget_after(seen);
        self.checkpoints.retain(|it| it.seen <= seen && it.run.world().now() <= now);
        self.until = now;
    }

    /// Every checkpoint, to be told of a change of the script.
    pub fn checkpoints_mut(&mut self) -> impl Iterator<Item = &mut Checkpoint> {
        self.checkpoints.iter_mut()
    }

    /// The last state with at most `seen` entries behind it and none after `at`.
    pub fn nearest(&self, seen: usize, at: SimTime) -> &Checkpoint {
        let fits = |it: &&Checkpoint| it.seen <= seen && it.run.world().now() <= at;
        self.checkpoints.iter().rev().find(fits).unwrap_or(&self.checkpoints[0])
    }
}

fn mark(entry: &Entry) -> Option<MarkKind> {
    match &entry.what {
        What::Act { .. } => Some(MarkKind::Act),
        What::Said { .. } => Some(MarkKind::Caption),
        What::Expected { found, .. } => found.as_ref().map(|_| MarkKind::Failure),
        What::State { to: Some(PeerState::Looking), .. } => Some(MarkKind::Looking),
        What::Note { note: server::Note::Zab(zab::Note::QuorumConnected { .. }), .. } => {
            Some(MarkKind::Leader)
        }
        What::Believes { from, to, .. } => takes(from.as_ref(), to.as_ref()).then_some(MarkKind::Holder),
        What::Stored { verdict: Verdict::AcceptedLate, .. } => Some(MarkKind::Late),
        What::Stored { verdict: Verdict::Refused, .. } => Some(MarkKind::Refused),
        What::Stored { verdict: Verdict::Accepted, .. } => None,
        What::Asked { .. } | What::Called { .. } => Some(MarkKind::Act),
        What::State { .. }
        | What::ClientState { .. }
        | What::Replied { .. }
        | What::Told { .. }
        | What::Printed { .. }
        | What::Came { .. }
        | What::Wrote { .. }
        | What::Leased { .. }
        | What::ClientNote { .. }
        | What::Note { .. }
        | What::Answered { .. }
        | What::FourLetter { .. }
        | What::Written { .. }
        | What::NotWritten { .. }
        | What::Applied { .. }
        | What::Sent { .. }
        | What::Arrived { .. }
        | What::Lost { .. } => None,
    }
}

/// Whether somebody takes what only one may hold.
fn takes(from: Option<&Belief>, to: Option<&Belief>) -> bool {
    let holds = |it: Option<&Belief>| it.and_then(Belief::hold).is_some_and(|it| it.goal.is_exclusive());
    !holds(from) && holds(to)
}
