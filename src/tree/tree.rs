use std::collections::BTreeMap;
use std::sync::Arc;

use crate::tree::{Op, Txn};
use crate::vocab::Zxid;

/// The state that transactions make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Every znode made by a client, with the transaction that created it.
    pub nodes: BTreeMap<Arc<str>, Zxid>,
    /// Every session, by the transaction that opened it.
    pub sessions: BTreeMap<Zxid, ()>,
    /// The last transaction in it.
    pub last: Zxid,
    /// A hash of all transactions in it, in their order (as ZooKeeper's digest): equal histories, equal digests.
    pub digest: u64,
}

impl Tree {
    /// Applies a transaction. Total; one that is in it already changes nothing.
    pub fn apply(&mut self, txn: &Txn) {
        if txn.zxid <= self.last {
            return;
        }
        self.last = txn.zxid;
        self.digest = txn.hashed_onto(self.digest);
        match &txn.op {
            Op::CreateSession => drop(self.sessions.insert(txn.zxid, ())),
            Op::Create { path } => drop(self.nodes.entry(Arc::clone(path)).or_insert(txn.zxid)),
        }
    }

    /// Whether a transaction is part of what made it, as far as can be told from what is there.
    pub fn holds(&self, txn: &Txn) -> bool {
        match &txn.op {
            _ if self.last < txn.zxid => false,
            Op::CreateSession => self.sessions.contains_key(&txn.zxid),
            Op::Create { path } => self.nodes.get(path).is_some_and(|created| *created <= txn.zxid),
        }
    }

    /// Its size as a snapshot, roughly, in bytes.
    pub fn size(&self) -> u64 {
        let paths: u64 = self.nodes.keys().map(|it| it.len() as u64 + 80).sum();
        512 + paths + 24 * self.sessions.len() as u64
    }
}
