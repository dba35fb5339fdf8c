use std::sync::Arc;

use crate::storage::TxnLog;
use crate::tree::{AclList, NodeKind, Origin, Tree, Txn, TxnOp, TxnRecord};
use crate::vocab::{Epoch, ServerId, SessionId, Zxid};

/// A tree at a zxid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last transaction in it.
    pub zxid: Zxid,
    /// The tree.
    pub tree: Arc<Tree>,
}

/// The content of a data directory (`version-2`), as far as it has been forced to the medium.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    /// `acceptedEpoch`: the last epoch that the server promised to take part in.
    pub accepted_epoch: Epoch,
    /// `currentEpoch`: the last epoch whose leader it acknowledged.
    pub current_epoch: Epoch,
    /// `log.*`.
    pub log: TxnLog,
    /// `snapshot.*`, oldest first.
    pub snapshots: Vec<Snapshot>,
    /// It is empty and should not be: the server knows that it once had data (`zookeeper.db.autocreate` off).
    pub lost: bool,
}

/// A change of a disk. Ops of one thread take effect in their order, each when its flush is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskOp {
    /// Writes `acceptedEpoch`.
    AcceptedEpoch(Epoch),
    /// Writes `currentEpoch`.
    CurrentEpoch(Epoch),
    /// Appends to the log, then forces it.
    Append(Vec<Txn>),
    /// The log goes on in a new file.
    RollLog,
    /// Cuts the log after a zxid.
    Truncate(Zxid),
    /// Writes a snapshot.
    Snapshot { snapshot: Snapshot },
}

impl Disk {
    /// A directory whose log ends with `last`, left in `epoch` by both files. Its transactions are the same in every such
    /// history: znodes.
    pub fn with_history(last: Zxid, epoch: Epoch) -> Disk {
        if last == Zxid::UNEXPECTED_EMPTY {
            return Disk { lost: true, ..Disk::default() };
        }
        let epoch = epoch.max(last.epoch());
        let mut disk = Disk { accepted_epoch: epoch, current_epoch: epoch, ..Disk::default() };
        let origin = Origin { server: ServerId(0), request: 0 };
        let txns: Vec<Txn> = (1..=last.counter())
            .map(|counter| {
                let change = TxnOp::Create {
                    path: format!("/n{counter}").into(),
                    data: None,
                    acl: AclList::open(),
                    kind: NodeKind::Persistent,
                    parent_creates: i32::try_from(counter).unwrap_or(i32::MAX),
                    with_stat: false,
                };
                let zxid = Zxid::new(last.epoch(), counter);
                TxnRecord { zxid, time: 0, session: SessionId(0), origin, change }.into()
            })
            .collect();
        disk.log.append(&txns);
        disk.log.roll();
        disk
    }

    /// Does what has been asked for; false if it could not be done.
    pub fn perform(&mut self, op: &DiskOp) -> bool {
        match op {
            DiskOp::AcceptedEpoch(epoch) => self.accepted_epoch = *epoch,
            DiskOp::CurrentEpoch(epoch) => self.current_epoch = *epoch,
            DiskOp::Append(txns) => self.log.append(txns),
            DiskOp::RollLog => self.log.roll(),
            DiskOp::Truncate(zxid) => return self.log.truncate(*zxid),
            DiskOp::Snapshot { snapshot } => self.snapshots.push(snapshot.clone()),
        }
        true
    }

    /// The last transaction that a start would find: of the newest snapshot, or of the log behind it.
    pub fn last_zxid(&self) -> Zxid {
        if self.is_lost() {
            return Zxid::UNEXPECTED_EMPTY;
        }
        let snapshot = self.newest_snapshot().map_or(Zxid::ZERO, |it| it.zxid);
        self.log.last().max(snapshot)
    }

    /// The snapshot that a start reads: of the highest zxid, and of those the one written last
    /// (`FileSnap.findNValidSnapshots`).
    pub fn newest_snapshot(&self) -> Option<&Snapshot> {
        self.snapshots.iter().max_by_key(|it| it.zxid)
    }

    /// The size of the log and the snapshots, roughly, in bytes (`FileTxnSnapLog`, `getDirSize`).
    pub fn size(&self) -> u64 {
        self.log.size() + self.snapshots.iter().map(|it| it.tree.size()).sum::<u64>()
    }

    /// Whether acceptedEpoch ≥ currentEpoch ≥ epoch of the last zxid, without which no server starts.
    pub fn epochs_are_sound(&self) -> bool {
        self.last_zxid().epoch() <= self.current_epoch && self.current_epoch <= self.accepted_epoch
    }

    /// `currentEpoch` becomes that of the last transaction, if that is later.
    pub fn mend_current_epoch(&mut self) {
        self.current_epoch = self.current_epoch.max(self.last_zxid().epoch());
    }

    /// Whether its data are still missing.
    pub fn is_lost(&self) -> bool {
        self.lost && self.snapshots.is_empty() && self.log.records().next().is_none()
    }
}
