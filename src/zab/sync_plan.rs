use std::collections::VecDeque;

use crate::storage::{Database, Disk};
use crate::tree::Txn;
use crate::vocab::{Config, Zxid};
use crate::zab::{Rules, SyncDecision};

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

/// DIFF, TRUNC or SNAP for a learner whose last transaction is `peer`.
pub fn sync_plan(database: &Database, disk: &Disk, peer: Zxid, rules: &Rules, config: &Config) -> SyncPlan {
    match rules.decision {
        SyncDecision::CommittedLog => by_committed_log(database, peer),
        SyncDecision::CommittedAndTxnLog => by_both_logs(database, disk, peer, config),
    }
}

/// The numbers that a decision is made from, and its outcomes.
struct Ruler {
    /// The bounds of the committed log; the last transaction for both if it is empty.
    min: Zxid,
    max: Zxid,
    last: Zxid,
    peer: Zxid,
    log_is_empty: bool,
}

impl Ruler {
    fn new(database: &Database, peer: Zxid) -> Ruler {
        let (last, log) = (database.last_processed, &database.committed_log);
        let min = log.front().map_or(last, |it| it.zxid);
        let max = log.back().map_or(last, |it| it.zxid);
        Ruler { min, max, last, peer, log_is_empty: log.is_empty() }
    }

    fn plan(&self, branch: Branch, kind: SyncKind, source: Source) -> SyncPlan {
        let Ruler { min, max, last, peer, log_is_empty } = *self;
        let logged = |zxid| if log_is_empty { Zxid::ZERO } else { zxid };
        let (min, max) = (logged(min), logged(max));
        let (proposals, cannot_trunc) = (Vec::new(), false);
        SyncPlan { kind, proposals, sent_until: peer, branch, cannot_trunc, source, min, max, last, peer }
    }

    fn level(&self) -> SyncPlan {
        self.plan(Branch::Level, SyncKind::Diff { zxid: self.peer }, Source::Nothing)
    }

    fn ahead(&self) -> SyncPlan {
        let cut = self.plan(Branch::Ahead, SyncKind::Trunc { zxid: self.max }, Source::Nothing);
        SyncPlan { sent_until: self.max, ..cut }
    }

    fn snap(&self, branch: Branch) -> SyncPlan {
        SyncPlan { sent_until: self.last, ..self.plan(branch, SyncKind::Snap, Source::Snapshot) }
    }
}

/// 3.4 (`LearnerHandler.run`): an empty committed log makes everything but a level learner a SNAP.
fn by_committed_log(database: &Database, peer: Zxid) -> SyncPlan {
    let (ruler, log) = (Ruler::new(database, peer), &database.committed_log);
    let within = ruler.min <= peer && peer <= ruler.max;
    if ruler.last == peer {
        ruler.level()
    } else if log.is_empty() || peer < ruler.min {
        ruler.snap(Branch::Otherwise)
    } else if !within {
        ruler.ahead()
    } else {
        let before = log.iter().map(|it| it.zxid).take_while(|it| *it <= peer).last().unwrap_or(ruler.min);
        let proposals: Vec<Txn> = log.iter().filter(|it| peer < it.zxid).cloned().collect();
        let kind = match proposals.is_empty() || before == peer {
            true => SyncKind::Diff { zxid: ruler.max },
            false => SyncKind::Trunc { zxid: before },
        };
        let plan = ruler.plan(Branch::InCommittedLog, kind, Source::Memory);
        SyncPlan { sent_until: ruler.max, proposals, ..plan }
    }
}

/// 3.5 and later (`LearnerHandler.syncFollower`): first match wins.
fn by_both_logs(database: &Database, disk: &Disk, peer: Zxid, config: &Config) -> SyncPlan {
    let (ruler, log) = (Ruler::new(database, peer), &database.committed_log);
    let Ruler { min, max, .. } = ruler;
    if config.force_snapshot_sync {
        return ruler.snap(Branch::Forced);
    }
    if ruler.last == peer {
        return ruler.level();
    }
    if max < peer && peer.counter() != 0 {
        return ruler.ahead();
    }
    if min <= peer && peer <= max {
        let mut walk = Walk::new(peer, max);
        walk.queue(log, None);
        let finished = walk.finish(ruler.plan(Branch::InCommittedLog, SyncKind::Snap, Source::Memory));
        return finished
            .unwrap_or_else(|| SyncPlan { cannot_trunc: true, ..ruler.snap(Branch::InCommittedLog) });
    }
    let from_disk = peer < min && config.snapshot_size_factor >= 0;
    let Some(found) = from_disk.then(|| from_txn_log(database, disk, peer, config)).flatten() else {
        return ruler.snap(Branch::Otherwise);
    };
    let mut walk = Walk::new(peer, max);
    walk.queue(&found, Some(min));
    let cannot_trunc = walk.cannot_trunc;
    if min <= walk.sent_until {
        walk.queue(log, None);
        if let Some(finished) = walk.finish(ruler.plan(Branch::FromTxnLog, SyncKind::Snap, Source::TxnLog)) {
            return finished;
        }
    }
    SyncPlan { cannot_trunc, ..ruler.snap(Branch::FromTxnLog) }
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
struct Walk {
    peer: Zxid,
    last_committed: Zxid,
    kind: Option<SyncKind>,
    proposals: Vec<Txn>,
    sent_until: Zxid,
    cannot_trunc: bool,
}

impl Walk {
    fn new(peer: Zxid, last_committed: Zxid) -> Walk {
        let (kind, proposals) = (None, Vec::new());
        Walk { peer, last_committed, kind, proposals, sent_until: peer, cannot_trunc: false }
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
                } else if txn.zxid.epoch() != self.peer.epoch() {
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
