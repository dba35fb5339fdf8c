use std::collections::VecDeque;

use crate::storage::{Database, Disk};
use crate::tree::Txn;
use crate::vocab::{Config, Zxid};
use crate::zab::Rules;

/// How a learner is brought level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncKind {
    /// Keeps what it has, gets what it lacks.
    Diff { zxid: Zxid },
    /// Cuts its log after `zxid` first.
    Trunc { zxid: Zxid },
    /// Takes the leader's tree.
    Snap,
}

/// Which branch of the decision was taken, in the order of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Branch {
    /// `zookeeper.forceSnapshotSync`.
    Forced,
    /// The learner is level.
    Level,
    /// The learner is ahead of all that is committed.
    Ahead,
    /// The learner lies within the committed log.
    InCommittedLog,
    /// The learner lies before the committed log: from the log on disk.
    FromTxnLog,
    /// Nothing else is possible.
    Otherwise,
}

/// Where the proposals of a DIFF come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// No proposals are sent.
    Nothing,
    /// The committed log in memory.
    Memory,
    /// The log on disk, then the committed log.
    TxnLog,
    /// The tree.
    Snapshot,
}

/// The decision, with the numbers that it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncPlan {
    /// What is sent first.
    pub kind: SyncKind,
    /// The proposals that follow, each with its COMMIT.
    pub proposals: Vec<Txn>,
    /// The learner has everything up to here once it has applied those; forwarding goes on from here.
    pub sent_until: Zxid,
    /// Which branch.
    pub branch: Branch,
    /// Whether a TRUNC was not possible, as it would have crossed an epoch.
    pub cannot_trunc: bool,
    /// Where the proposals come from.
    pub source: Source,
    /// The bounds of the committed log as they are logged, 0:0 if it is empty; the decision then takes `last` for both.
    pub min: Zxid,
    /// See `min`.
    pub max: Zxid,
    /// The leader's last processed transaction.
    pub last: Zxid,
    /// The learner's last one.
    pub peer: Zxid,
}

/// DIFF, TRUNC or SNAP for a learner whose last transaction is `peer`: first match wins (`LearnerHandler.syncFollower`).
pub fn sync_plan(database: &Database, disk: &Disk, peer: Zxid, rules: &Rules, config: &Config) -> SyncPlan {
    let last = database.last_processed;
    let log = &database.committed_log;
    let min = log.front().map_or(last, |it| it.zxid);
    let max = log.back().map_or(last, |it| it.zxid);
    let new_epoch_peer = peer.counter() == 0;
    let plan = |branch, kind, source| SyncPlan {
        kind,
        proposals: Vec::new(),
        sent_until: peer,
        branch,
        cannot_trunc: false,
        source,
        min: log.front().map_or(Zxid::ZERO, |it| it.zxid),
        max: log.back().map_or(Zxid::ZERO, |it| it.zxid),
        last,
        peer,
    };
    let snap = |branch| SyncPlan { sent_until: last, ..plan(branch, SyncKind::Snap, Source::Snapshot) };
    if config.force_snapshot_sync {
        return snap(Branch::Forced);
    }
    if last == peer {
        return plan(Branch::Level, SyncKind::Diff { zxid: peer }, Source::Nothing);
    }
    if max < peer && !new_epoch_peer {
        return SyncPlan {
            sent_until: max,
            ..plan(Branch::Ahead, SyncKind::Trunc { zxid: max }, Source::Nothing)
        };
    }
    if min <= peer && peer <= max {
        let mut walk = Walk::new(peer, max, rules);
        walk.queue(log, None);
        let finished = walk.finish(plan(Branch::InCommittedLog, SyncKind::Snap, Source::Memory));
        return finished.unwrap_or_else(|| SyncPlan { cannot_trunc: true, ..snap(Branch::InCommittedLog) });
    }
    let from_disk = peer < min && rules.syncs_from_txn_log && config.snapshot_size_factor >= 0;
    let Some(found) = from_disk.then(|| from_txn_log(database, disk, peer, config)).flatten() else {
        return snap(Branch::Otherwise);
    };
    let mut walk = Walk::new(peer, max, rules);
    walk.queue(&found, Some(min));
    let cannot_trunc = walk.cannot_trunc;
    if min <= walk.sent_until {
        walk.queue(log, None);
        if let Some(finished) = walk.finish(plan(Branch::FromTxnLog, SyncKind::Snap, Source::TxnLog)) {
            return finished;
        }
    }
    SyncPlan { cannot_trunc, ..snap(Branch::FromTxnLog) }
}

/// The log on disk from `peer` on, unless its first entry is above it already, or the files are too large.
fn from_txn_log(database: &Database, disk: &Disk, peer: Zxid, config: &Config) -> Option<VecDeque<Txn>> {
    let newest = disk.newest_snapshot().map_or_else(|| database.tree.size(), |it| it.tree.size());
    // A limit of 0 is none (`ZKDatabase.getProposalsFromTxnLog`).
    let limit = newest * u64::try_from(config.snapshot_size_factor).ok()? / 100;
    let found = disk.log.around(peer, Some(limit).filter(|it| *it != 0))?;
    let reaches = found.first().is_some_and(|it| it.zxid <= peer);
    reaches.then(|| found.into())
}

/// `LearnerHandler.queueCommittedProposals`, over one or two histories in turn.
struct Walk<'a> {
    peer: Zxid,
    last_committed: Zxid,
    rules: &'a Rules,
    kind: Option<SyncKind>,
    proposals: Vec<Txn>,
    sent_until: Zxid,
    cannot_trunc: bool,
}

impl Walk<'_> {
    fn new(peer: Zxid, last_committed: Zxid, rules: &Rules) -> Walk<'_> {
        let (kind, proposals) = (None, Vec::new());
        Walk { peer, last_committed, rules, kind, proposals, sent_until: peer, cannot_trunc: false }
    }

    fn queue(&mut self, history: &VecDeque<Txn>, most: Option<Zxid>) {
        let peer = if self.kind.is_some() { self.sent_until } else { self.peer };
        let mut before = None;
        for txn in history.iter().take_while(|it| most.is_none_or(|most| it.zxid <= most)) {
            if txn.zxid < peer {
                before = Some(txn.zxid);
                continue;
            }
            if self.kind.is_none() {
                if txn.zxid == self.peer {
                    self.kind = Some(SyncKind::Diff { zxid: self.last_committed });
                    continue;
                }
                if self.peer.counter() == 0 {
                    self.kind = Some(SyncKind::Diff { zxid: self.last_committed });
                } else if txn.zxid.epoch() != self.peer.epoch() && !self.rules.truncates_across_epochs {
                    self.cannot_trunc = true;
                    return;
                } else {
                    self.kind = Some(SyncKind::Trunc { zxid: before.unwrap_or(Zxid::UNEXPECTED_EMPTY) });
                }
            }
            if self.sent_until < txn.zxid {
                self.proposals.push(txn.clone());
                self.sent_until = txn.zxid;
            }
        }
        if self.kind.is_none() && self.peer.counter() == 0 {
            self.kind = Some(SyncKind::Diff { zxid: self.last_committed });
        }
    }

    fn finish(self, plan: SyncPlan) -> Option<SyncPlan> {
        let Walk { kind, proposals, sent_until, .. } = self;
        Some(SyncPlan { kind: kind?, proposals, sent_until, ..plan })
    }
}
