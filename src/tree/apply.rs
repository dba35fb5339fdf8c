use std::sync::Arc;

use crate::tree::quota::{self, StatsTrack};
use crate::tree::tree::{path_length, plain};
use crate::tree::{AclList, Data, NodeKind, Stat, Tree, Txn, TxnOp, ZkError, Znode, data_length, split};
use crate::vocab::SessionId;

/// What a transaction came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// What the one is told who asked for it.
    pub result: TxnResult,
    /// What it did to znodes, in the order in which watches hear of it.
    pub changes: Vec<Change>,
}

/// What the one is told who asked for a transaction (`DataTree.ProcessTxnResult`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TxnResult {
    /// Nothing but that it was done.
    #[default]
    Done,
    /// A znode was created.
    Created {
        /// The whole path, number included.
        path: Arc<str>,
        /// Its stat, if it was asked for.
        stat: Option<Stat>,
    },
    /// A znode's data or ACL was set.
    Set(Stat),
    /// The parts of a multi, in their order.
    Multi(Vec<TxnResult>),
    /// It failed. Among the parts of a failed multi `None` is a part before the one that failed, which was undone.
    Failed(Option<ZkError>),
}

/// What happened to one znode, with what it takes to tell who may hear of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was created.
    Created {
        /// Its path.
        path: Arc<str>,
        /// Its ACL.
        acl: AclList,
        /// Its parent's.
        parent_acl: AclList,
    },
    /// It was deleted.
    Deleted {
        /// Its path.
        path: Arc<str>,
        /// The ACL that it had.
        acl: AclList,
        /// Its parent's.
        parent_acl: AclList,
    },
    /// Its data was set.
    DataChanged {
        /// Its path.
        path: Arc<str>,
        /// Its ACL.
        acl: AclList,
    },
}

impl Tree {
    /// Applies a transaction (`DataTree.processTxn`). Total: what cannot be applied, because the history has a hole, is left
    /// out; one that is in the tree already changes nothing.
    pub fn apply(&mut self, txn: &Txn) -> Applied {
        if txn.zxid <= self.last {
            return Applied::default();
        }
        self.last = txn.zxid;
        self.digest = txn.hashed_onto(self.digest);
        let mut changes = Vec::new();
        let result = Applying { tree: self, txn, changes: &mut changes }.op(&txn.change);
        Applied { result, changes }
    }
}

struct Applying<'a> {
    tree: &'a mut Tree,
    txn: &'a Txn,
    changes: &'a mut Vec<Change>,
}

impl Applying<'_> {
    fn op(&mut self, op: &TxnOp) -> TxnResult {
        let done = match op {
            TxnOp::CreateSession { timeout } => {
                self.tree.sessions.insert_mut(self.txn.session, *timeout);
                Ok(TxnResult::Done)
            }
            TxnOp::CloseSession { paths } => {
                self.close_session(paths);
                Ok(TxnResult::Done)
            }
            TxnOp::Create { path, data, acl, kind, parent_creates, with_stat } => {
                let node = Znode::new(data.clone(), acl.clone(), *kind, self.txn.zxid, self.txn.time);
                let always = matches!(kind, NodeKind::Container | NodeKind::Ttl(_));
                let stat = (*with_stat || always).then(|| node.stat());
                self.create(path, node, *parent_creates)
                    .map(|()| TxnResult::Created { path: Arc::clone(path), stat })
            }
            TxnOp::Delete { path } => self.delete(path).map(|()| TxnResult::Done),
            TxnOp::SetData { path, data, version } => self.set_data(path, data, *version).map(TxnResult::Set),
            TxnOp::SetAcl { path, acl, version } => self.set_acl(path, acl, *version).map(TxnResult::Set),
            TxnOp::Check { .. } => Ok(TxnResult::Done),
            TxnOp::Error(error) => Err(*error),
            TxnOp::Multi(parts) => Ok(self.multi(parts)),
        };
        done.unwrap_or_else(|error| TxnResult::Failed(Some(error)))
    }

    /// All parts, or none if one is an error. The parts before that one were fine; those behind it were not looked at.
    fn multi(&mut self, parts: &[TxnOp]) -> TxnResult {
        let Some(failed) = parts.iter().position(TxnOp::is_error) else {
            return TxnResult::Multi(parts.iter().map(|it| self.op(it)).collect());
        };
        let result = |(place, part): (usize, &TxnOp)| match part {
            TxnOp::Error(error) => TxnResult::Failed(Some(*error)),
            _ if place < failed => TxnResult::Failed(None),
            _ => TxnResult::Failed(Some(ZkError::RuntimeInconsistency)),
        };
        TxnResult::Multi(parts.iter().enumerate().map(result).collect())
    }

    /// `DataTree.createNode`. The parent's counter only ever goes up: so it stays at 2147483647 when it overflows, and
    /// `pzxid` with it.
    fn create(&mut self, path: &Arc<str>, node: Znode, parent_creates: i32) -> Result<(), ZkError> {
        let (parent_path, _) = split(path).ok_or(ZkError::NoNode)?;
        let exists = self.tree.get(path).is_some();
        let parent = self.tree.nodes.get_mut(plain(parent_path)).ok_or(ZkError::NoNode)?;
        let creates = if parent_creates == -1 { parent.creates.wrapping_add(1) } else { parent_creates };
        if parent.creates < creates {
            (parent.creates, parent.pzxid) = (creates, self.txn.zxid);
        }
        if exists {
            return Err(ZkError::NodeExists);
        }
        parent.children += 1;
        let parent_acl = parent.acl.clone();
        let (acl, length) = (node.acl.clone(), node.data_length());
        self.insert(path, node);
        self.quota_node_created(path);
        self.count_into_quota(path, 1, i64::from(length));
        self.changes.push(Change::Created { path: Arc::clone(path), acl, parent_acl });
        Ok(())
    }

    fn insert(&mut self, path: &Arc<str>, node: Znode) {
        self.tree.data_size += path_length(path) + u64::from(node.data_length());
        match node.kind {
            NodeKind::Persistent => {}
            NodeKind::Ephemeral(session) => self.tree.ephemerals.insert_mut((session, Arc::clone(path))),
            NodeKind::Container | NodeKind::Ttl(_) => self.tree.transient.insert_mut(Arc::clone(path)),
        }
        self.tree.nodes.insert_mut(Arc::clone(path), node);
    }

    /// `DataTree.deleteNode`.
    fn delete(&mut self, path: &Arc<str>) -> Result<(), ZkError> {
        let (parent_path, _) = split(path).ok_or(ZkError::NoNode)?;
        let node = self.tree.get(path).cloned();
        let parent = self.tree.nodes.get_mut(plain(parent_path)).ok_or(ZkError::NoNode)?;
        parent.pzxid = parent.pzxid.max(self.txn.zxid);
        let node = node.ok_or(ZkError::NoNode)?;
        parent.children = parent.children.saturating_sub(1);
        let parent_acl = parent.acl.clone();
        self.remove(path, &node);
        if let Some((limited, quota::LIMITS)) = quota_node(path) {
            self.tree.quotas.remove_mut(&quota::trie_path(limited));
        }
        self.count_into_quota(path, -1, -i64::from(node.data_length()));
        self.changes.push(Change::Deleted { path: Arc::clone(path), acl: node.acl, parent_acl });
        Ok(())
    }

    fn remove(&mut self, path: &Arc<str>, node: &Znode) {
        self.tree.nodes.remove_mut(&**path);
        self.tree.data_size -= path_length(path) + u64::from(node.data_length());
        match node.kind {
            NodeKind::Persistent => {}
            NodeKind::Ephemeral(session) => {
                self.tree.ephemerals.remove_mut(&(session, Arc::clone(path)));
            }
            NodeKind::Container | NodeKind::Ttl(_) => {
                self.tree.transient.remove_mut(&**path);
            }
        }
    }

    /// `DataTree.setData`.
    fn set_data(&mut self, path: &Arc<str>, data: &Data, version: i32) -> Result<Stat, ZkError> {
        let node = self.tree.nodes.get_mut(plain(path)).ok_or(ZkError::NoNode)?;
        let (before, after) = (node.data_length(), data_length(data));
        node.data = data.clone();
        (node.mtime, node.mzxid, node.version) = (self.txn.time, self.txn.zxid, version);
        let (stat, acl) = (node.stat(), node.acl.clone());
        self.tree.data_size = self.tree.data_size - u64::from(before) + u64::from(after);
        self.count_into_quota(path, 0, i64::from(after) - i64::from(before));
        self.changes.push(Change::DataChanged { path: Arc::clone(path), acl });
        Ok(stat)
    }

    /// `DataTree.setACL`. No watch hears of it.
    fn set_acl(&mut self, path: &Arc<str>, acl: &AclList, version: i32) -> Result<Stat, ZkError> {
        let node = self.tree.nodes.get_mut(plain(path)).ok_or(ZkError::NoNode)?;
        (node.acl, node.aversion) = (acl.clone(), version);
        Ok(node.stat())
    }

    /// `DataTree.killSession`: first what the transaction names, then what it should have named.
    fn close_session(&mut self, paths: &[Arc<str>]) {
        let session: SessionId = self.txn.session;
        self.tree.sessions.remove_mut(&session);
        for path in paths {
            let _ = self.delete(path);
        }
        let forgotten: Vec<Arc<str>> = self.tree.ephemerals_of(session).cloned().collect();
        for path in &forgotten {
            let _ = self.delete(path);
        }
    }

    /// A znode below `/zookeeper/quota` came: limits begin to hold, a count starts from what is there. (Limits directly at
    /// `/zookeeper/quota` are those of no path; the real server does not survive them.)
    fn quota_node_created(&mut self, path: &str) {
        let Some((limited, name)) = quota_node(path) else { return };
        if name == quota::LIMITS && !limited.is_empty() {
            self.tree.quotas.insert_mut(quota::trie_path(limited));
        }
        if name == quota::STATS {
            let bytes = |it: &Znode| i64::from(it.data_length());
            let own = self.tree.get(limited).map_or((0, 0), |it| (1, bytes(it)));
            let below = self.tree.below(limited).map(|it| bytes(it.1));
            let (count, bytes) = below.fold(own, |(count, sum), it| (count + 1, sum + it));
            self.set_quota_stats(limited, &StatsTrack::of(count, bytes));
        }
    }

    /// Counts a change at a path into the quota that it falls under (`DataTree.updateQuotaStat`).
    fn count_into_quota(&mut self, path: &str, count: i64, bytes: i64) {
        let Some(limited) = self.tree.quota_of(path) else { return };
        let Some(Some(used)) = self.tree.quota(&limited, quota::STATS) else { return };
        self.set_quota_stats(&limited, &used.moved(count, bytes));
    }

    /// The stat of that znode does not change, and neither does the sum of the sizes: ZooKeeper passes both by.
    fn set_quota_stats(&mut self, limited: &str, used: &StatsTrack) {
        if let Some(node) = self.tree.nodes.get_mut(&*format!("{}{limited}/{}", quota::ROOT, quota::STATS)) {
            node.data = Some(used.to_string().into_bytes().into());
        }
    }
}

/// The path that a znode below `/zookeeper/quota` is about, and the znode's own name.
fn quota_node(path: &str) -> Option<(&str, &str)> {
    let (parent, name) = split(path)?;
    Some((parent.strip_prefix(quota::ROOT)?, name))
}
