use std::collections::VecDeque;
use std::sync::Arc;

use crate::storage::{Disk, Snapshot};
use crate::tree::{Applied, Rules, Tree, Txn};
use crate::vocab::{Config, SimTime, Zxid};

/// What a server has in memory (`ZKDatabase`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Database {
    /// The tree.
    pub tree: Arc<Tree>,
    /// The last transaction in it; of a leader that has just taken office, its epoch with counter 0.
    pub last_processed: Zxid,
    /// The tail of the committed history, at most `LONGEST` of it (`committedLog`).
    pub committed_log: VecDeque<Txn>,
    /// How many records it has logged since its log began a new file (`txnCount`).
    pub txn_count: u32,
}

/// The tree of a server that has not read anything yet: the members are in it already (`QuorumPeerMain.runFromConfig`). The
/// real one puts it into a snapshot when it first starts, ours makes it anew at every start.
pub fn empty_tree(now: SimTime, config: &Config) -> Tree {
    let mut tree = Tree::default();
    write_members(&mut tree, now, config);
    tree
}

/// One server alone has no members to write. The version of a configuration is a zxid: 0 as long as nobody reconfigures.
fn write_members(tree: &mut Tree, now: SimTime, config: &Config) {
    if Rules::of(config.release).writes_members && !config.is_standalone() {
        tree.init_config(&config.membership(), Zxid::ZERO, now.as_wall_millis());
    }
}

impl Database {
    /// `commitLogCount` 500, and one more (`ZKDatabase.addCommittedProposal`).
    pub const LONGEST: usize = 501;

    /// What a start reads: the newest snapshot, then the log behind it, which fills the committed log. `empty` is the tree
    /// that it begins with if there is no snapshot.
    pub fn load(disk: &Disk, empty: Tree) -> Database {
        let mut database = Database { tree: empty.into(), ..Database::default() };
        if let Some(Snapshot { zxid, tree }) = disk.newest_snapshot() {
            database.tree = Arc::clone(tree);
            database.last_processed = *zxid;
        }
        if disk.is_lost() {
            database.last_processed = Zxid::UNEXPECTED_EMPTY;
        }
        database.fast_forward(disk);
        database
    }

    /// Reads the disk anew (`ZKDatabase.clear`, `loadDataBase`).
    pub fn reload(&mut self, disk: &Disk, empty: Tree) {
        *self = Database { txn_count: self.txn_count, ..Database::load(disk, empty) };
    }

    /// Writes who belongs to the ensemble into the tree: on every server, at the end of what brings it level
    /// (`Learner.syncWithLeader`, `ZKDatabase.initConfigInZKDatabase`).
    pub fn write_members(&mut self, now: SimTime, config: &Config) {
        write_members(Arc::make_mut(&mut self.tree), now, config);
    }

    /// Applies what the log has beyond the tree (`ZKDatabase.fastForwardDataBase`): uncommitted transactions too.
    pub fn fast_forward(&mut self, disk: &Disk) {
        let after = self.last_processed;
        for txn in disk.log.records().filter(|it| after < it.zxid) {
            self.apply(txn);
            self.add_committed(txn);
        }
    }

    /// Applies a transaction to the tree; what it came to. One that is in it already changes nothing.
    pub fn apply(&mut self, txn: &Txn) -> Applied {
        self.last_processed = self.last_processed.max(txn.zxid);
        if txn.zxid <= self.tree.last() {
            return Applied::default();
        }
        Arc::make_mut(&mut self.tree).apply(txn)
    }

    /// Adds a transaction to the committed log.
    pub fn add_committed(&mut self, txn: &Txn) {
        if self.committed_log.len() == Self::LONGEST {
            self.committed_log.pop_front();
        }
        self.committed_log.push_back(txn.clone());
    }

    /// Takes another server's tree for its own; the committed log begins anew.
    pub fn replace(&mut self, snapshot: &Snapshot) {
        self.tree = Arc::clone(&snapshot.tree);
        self.last_processed = snapshot.zxid;
        self.committed_log.clear();
    }

    /// The tree as it is.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { zxid: self.last_processed, tree: Arc::clone(&self.tree) }
    }
}
