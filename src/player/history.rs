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
///
/// Pings are folded: they are most of what happens in a quiet hour, and are not kept. Places and counts of entries are of
/// those that are kept; a moment between two pings is told by the world's steps.
#[derive(Clone, Debug)]
pub(super) struct History {
    /// Everything that happened but pings, as far as it is known.
    pub entries: Vec<Entry>,
    /// What of it is worth a mark.
    pub marks: Vec<Mark>,
    /// Where of what.
    pub index: Index,
    /// How far time is known.
    pub until: SimTime,
    /// By place in the trace; the first is the beginning.
    checkpoints: Vec<Checkpoint>,
    /// The least number of steps between two checkpoints.
    interval: u64,
}

/// A state to go on from.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    /// How many entries it had seen.
    pub seen: usize,
    /// The state.
    pub run: Run,
}

const MOST_CHECKPOINTS: usize = 40;
/// At first, there are at least so many steps between two checkpoints for each process: a large world costs more to keep, and
/// more happens in it at once.
const STEPS_PER_PROCESS: u64 = 10;

impl History {
    /// Nothing has happened yet.
    pub fn new(beginning: &Run) -> History {
        let checkpoints = vec![Checkpoint { seen: 0, run: beginning.clone() }];
        let processes = beginning.world().hosts().len() + beginning.script().clients.len();
        History {
            entries: Vec::new(),
            marks: Vec::new(),
            index: Index::default(),
            until: SimTime::ZERO,
            checkpoints,
            interval: STEPS_PER_PROCESS * (processes as u64).max(6),
        }
    }

    /// Notes what one step of `run` wrote, behind `seen` entries that are kept; says how many of it are. What is known already is
    /// not noted again.
    pub fn add(&mut self, seen: usize, written: Vec<Entry>, run: &Run) -> usize {
        let kept = written.iter().filter(|it| !it.is_ping()).count();
        let known = self.entries.len().saturating_sub(seen).min(kept);
        for entry in written.into_iter().filter(|it| !it.is_ping()).skip(known) {
            self.marks.extend(mark(&entry).map(|kind| Mark {
                at: entry.at,
                kind,
                entry: self.entries.len(),
            }));
            self.index.add(self.entries.len(), &entry);
            if self.entries.len() == self.entries.capacity() {
                self.entries.reserve_exact(self.entries.len() / 4 + 256); // doubled, it would be half empty
            }
            self.entries.push(entry);
        }
        self.until = self.until.max(run.world().now());
        let last = self.checkpoints.last().map_or(0, |it| it.run.world().steps());
        if last + self.interval <= run.world().steps() {
            self.checkpoints.push(Checkpoint { seen: seen + kept, run: run.clone() });
            self.thin_out();
        }
        kept
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

    /// Forgets all that happened at `parting` or later, as from then on it is another future.
    pub fn forget_from(&mut self, parting: SimTime) {
        let kept = self.entries.partition_point(|it| it.at < parting);
        self.entries.truncate(kept);
        self.marks.retain(|it| it.entry < kept);
        self.index.forget_after(kept);
        self.checkpoints.retain(|it| it.run.world().now() < parting);
        self.until = self.until.min(SimTime(parting.0.saturating_sub(1)));
    }

    /// Every checkpoint, to be told of a change of the script.
    pub fn checkpoints_mut(&mut self) -> impl Iterator<Item = &mut Checkpoint> {
        self.checkpoints.iter_mut()
    }

    /// The last state that `fits`; the beginning if none does. States that fit come before those that do not.
    pub fn last_that(&self, fits: impl Fn(&Checkpoint) -> bool) -> &Checkpoint {
        let fitting = self.checkpoints.partition_point(fits);
        &self.checkpoints[fitting.saturating_sub(1)]
    }
}

/// What an entry is worth on the time axis.
pub(super) fn mark(entry: &Entry) -> Option<MarkKind> {
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
