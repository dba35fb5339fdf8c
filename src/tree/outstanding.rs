use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::tree::{Op, Tree, Znode, split};
use crate::vocab::Zxid;

/// What is prepared and not yet applied, as changes of znodes (`ZooKeeperServer.outstandingChanges`): a leader prepares a
/// request against the tree as it will be when all that is under way has been applied.
///
/// Kept by the path as written: the root has a change for its name "/" and another for "", as in ZooKeeper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// In the order of the zxids.
    changes: VecDeque<ChangeRecord>,
    /// The number of the first of them; they are numbered one after another.
    first: u64,
    /// The number of the last one of each path.
    latest: BTreeMap<Arc<str>, u64>,
}

/// A znode as it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChangeRecord {
    pub zxid: Zxid,
    pub path: Arc<str>,
    /// `None`: it will be deleted.
    pub node: Option<Znode>,
}

/// Which changes were under way for the paths of a multi before it was prepared.
pub(super) struct Before(Vec<u64>);

impl Outstanding {
    /// A znode as it will be when all that is under way has been applied.
    pub fn node<'a>(&'a self, tree: &'a Tree, path: &str) -> Option<&'a Znode> {
        match self.record(path) {
            Some(record) => record.node.as_ref(),
            None => tree.get(path),
        }
    }

    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Gives back what has been applied, up to `zxid`.
    pub fn applied(&mut self, zxid: Zxid) {
        while let Some(record) = self.changes.pop_front_if(|it| it.zxid <= zxid) {
            if self.latest.get(&record.path) == Some(&self.first) {
                self.latest.remove(&record.path);
            }
            self.first += 1;
        }
    }

    pub(super) fn push(&mut self, record: ChangeRecord) {
        self.latest.insert(Arc::clone(&record.path), self.first + self.changes.len() as u64);
        self.changes.push_back(record);
    }

    pub(super) fn changes(&self) -> impl Iterator<Item = &ChangeRecord> {
        self.changes.iter()
    }

    fn record(&self, path: &str) -> Option<&ChangeRecord> {
        let place = self.latest.get(path)? - self.first;
        self.changes.get(usize::try_from(place).ok()?)
    }

    /// What a failed multi will have to be rolled back to (`PrepRequestProcessor.getPendingChanges`): the changes of the
    /// paths that it names and of their parents.
    pub(super) fn before(&self, ops: &[Op]) -> Before {
        let mut paths = BTreeSet::new();
        for path in ops.iter().map(Op::path) {
            paths.insert(path);
            paths.extend(split(path).filter(|_| !path.contains('\0')).map(|it| it.0));
        }
        Before(paths.iter().filter_map(|it| self.latest.get(*it).copied()).collect())
    }

    /// Takes back all changes of a failed multi (`PrepRequestProcessor.rollbackPendingChanges`). An earlier change of a path
    /// that the multi made up itself, with a sequence number, is not put back: so it is in ZooKeeper.
    pub(super) fn roll_back(&mut self, zxid: Zxid, before: Before) {
        while let Some(record) = self.changes.pop_back_if(|it| it.zxid == zxid) {
            self.latest.remove(&record.path);
        }
        for number in before.0 {
            let place = usize::try_from(number - self.first).expect("nothing is applied meanwhile");
            self.latest.insert(Arc::clone(&self.changes[place].path), number);
        }
    }
}
