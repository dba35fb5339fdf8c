use crate::player::history::History;
use crate::player::index::Topic;
use crate::server;
use crate::trace::What;
use crate::vocab::{ServerId, SimTime, Zxid};
use crate::zab::{Branch, Note, Source, SyncKind};

/// How a leader chose between DIFF, TRUNC and SNAP for a learner (`LearnerHandler.syncFollower`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncView {
    /// Its place in the trace.
    pub entry: usize,
    /// When.
    pub at: SimTime,
    /// Who chose.
    pub leader: ServerId,
    /// For whom.
    pub learner: ServerId,
    /// What.
    pub kind: SyncKind,
    /// Where the proposals come from that follow.
    pub source: Source,
    /// The branches in the order in which they are tried.
    pub branches: Vec<BranchView>,
    /// A TRUNC would have had to go back over an epoch, so a SNAP was sent.
    pub cannot_trunc: bool,
    /// Whether the committed log was empty: then `last` stands for both of its ends.
    pub is_empty: bool,
    /// Its ends, as the decision takes them.
    pub min: Zxid,
    /// See `min`.
    pub max: Zxid,
    /// The leader's last processed zxid.
    pub last: Zxid,
    /// The learner's last zxid.
    pub peer: Zxid,
}

/// One branch of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchView {
    /// Which.
    pub branch: Branch,
    /// Whether its condition was true; `None` where it was not asked for any more.
    pub held: Option<bool>,
}

impl SyncView {
    /// The branch that was taken.
    pub fn taken(&self) -> Option<Branch> {
        self.branches.iter().find(|it| it.held == Some(true)).map(|it| it.branch)
    }
}

const BRANCHES: [Branch; 6] = [
    Branch::Forced,
    Branch::Level,
    Branch::Ahead,
    Branch::InCommittedLog,
    Branch::FromTxnLog,
    Branch::Otherwise,
];

/// The last sync of a learner that was decided within the first `seen` entries.
pub(super) fn last_sync(history: &History, seen: usize, learner: ServerId) -> Option<SyncView> {
    let place = history.index.last(Topic::Sync(learner), seen)?;
    let entry = &history.entries[place];
    let What::Note { server: leader, note: server::Note::Zab(note) } = &entry.what else { return None };
    let Note::SyncDecided { kind, branch: taken, source, cannot_trunc, min, max, last, peer, .. } = *note
    else {
        return None;
    };
    let is_empty = (min, max) == (Zxid::ZERO, Zxid::ZERO);
    let held = |branch: Branch| (branch <= taken).then_some(branch == taken);
    Some(SyncView {
        entry: place,
        at: entry.at,
        leader: *leader,
        learner,
        kind,
        source,
        branches: BRANCHES.into_iter().map(|branch| BranchView { branch, held: held(branch) }).collect(),
        cannot_trunc,
        is_empty,
        min: if is_empty { last } else { min },
        max: if is_empty { last } else { max },
        last,
        peer,
    })
}
