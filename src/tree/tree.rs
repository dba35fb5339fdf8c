use std::ops::Bound::{self, Excluded, Included, Unbounded};
use std::sync::Arc;

use crate::tree::quota::{self, StatsTrack};
use crate::tree::{AclList, NodeKind, Settings, Txn, TxnOp, Znode, upwards};
use crate::vocab::{SessionId, Zxid};

/// A map that is cloned in no time and shares what did not change. Red-black trees of `rpds`: without unsafe code of their
/// own, under the MIT licence, and no heavier than `BTreeMap` (10.2 KB of gzipped wasm; `imbl` 15.5 KB).
pub type Map<K, V> = rpds::RedBlackTreeMapSync<K, V>;
/// A set of the same kind.
pub type Set<T> = rpds::RedBlackTreeSetSync<T>;

/// `/zookeeper/config`: who belongs to the ensemble.
pub const CONFIG: &str = "/zookeeper/config";
/// The character that follows the slash: where what is below a path ends.
const BEHIND_SLASH: char = '0';

/// The state that transactions make (`DataTree`, and the sessions of `ZKDatabase`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Every znode by its path, the root as "/". A znode's children are the paths behind its own.
    pub(super) nodes: Map<Arc<str>, Znode>,
    /// Every ephemeral, behind its session.
    pub(super) ephemerals: Set<(SessionId, Arc<str>)>,
    /// Every container and TTL node: what may have to go without being asked for.
    pub(super) transient: Set<Arc<str>>,
    /// Every path with a quota (`PathTrie`).
    pub(super) quotas: Set<String>,
    /// Every session with its timeout in milliseconds.
    pub(super) sessions: Map<SessionId, u32>,
    /// The last transaction in it.
    pub(super) last: Zxid,
    /// A hash of all transactions in it, in their order: equal histories, equal digests.
    pub(super) digest: u64,
    /// The lengths of all paths and contents, as ZooKeeper keeps count of them.
    pub(super) data_size: u64,
}

impl Default for Tree {
    /// A new server's: the root and what ZooKeeper keeps below `/zookeeper`.
    fn default() -> Tree {
        let empty = Znode { data: Some(Arc::from([])), ..Znode::default() };
        let node = |children| Znode { children, ..empty.clone() };
        let config = Znode { acl: AclList::read_only(), aversion: -1, ..empty.clone() };
        let mut tree = Tree {
            nodes: Map::default(),
            ephemerals: Set::default(),
            transient: Set::default(),
            quotas: Set::default(),
            sessions: Map::default(),
            last: Zxid::ZERO,
            digest: 0,
            data_size: 0,
        };
        for (path, node) in
            [("/", node(1)), ("/zookeeper", node(2)), (quota::ROOT, node(0)), (CONFIG, config)]
        {
            tree.data_size += path_length(path);
            tree.nodes.insert_mut(path.into(), node);
        }
        tree
    }
}

impl Tree {
    /// The znode at a path; "" is the root as well.
    pub fn get(&self, path: &str) -> Option<&Znode> {
        self.nodes.get(plain(path))
    }

    /// Every znode with its path, in the order of the paths.
    pub fn nodes(&self) -> impl Iterator<Item = (&Arc<str>, &Znode)> {
        self.nodes.iter()
    }

    /// The names of a znode's children, in their order; empty too if there is no such znode.
    pub fn children(&self, path: &str) -> Vec<Arc<str>> {
        let names = self.child_paths(path);
        names.iter().map(|it| Arc::from(it.rsplit_once('/').map_or("", |it| it.1))).collect()
    }

    /// Their paths.
    pub fn child_paths(&self, path: &str) -> Vec<Arc<str>> {
        let prefix = if plain(path) == "/" { "/".to_owned() } else { format!("{path}/") };
        let from =
            |start: Bound<&str>| self.nodes.range::<Arc<str>, _>((start.map(Arc::<str>::from), Unbounded));
        let mut found = Vec::new();
        let mut rest = from(Excluded(&prefix));
        while let Some((path, name)) = rest.next().and_then(|it| Some((it.0, it.0.strip_prefix(&*prefix)?))) {
            match name.split_once('/') {
                None => found.push(Arc::clone(path)),
                // Below a child: on to what is not.
                Some((child, _)) => rest = from(Included(&format!("{prefix}{child}{BEHIND_SLASH}"))),
            }
        }
        found
    }

    /// All znodes below a path, at any depth, with their paths.
    pub fn below(&self, path: &str) -> impl Iterator<Item = (&Arc<str>, &Znode)> {
        let path = if plain(path) == "/" { "" } else { path };
        let bound = |behind: char| Excluded(Arc::from(format!("{path}{behind}")));
        self.nodes.range::<Arc<str>, _>((bound('/'), bound(BEHIND_SLASH)))
    }

    /// How many znodes there are, counted as ZooKeeper does: the root twice, for its two names.
    pub fn node_count(&self) -> u64 {
        self.nodes.size() as u64 + 1
    }

    /// The ephemerals of a session, by path.
    pub fn ephemerals_of(&self, session: SessionId) -> impl Iterator<Item = &Arc<str>> {
        let from = |id: u64| (SessionId(id), Arc::from(""));
        let own = (Included(from(session.0)), Excluded(from(session.0.saturating_add(1))));
        self.ephemerals.range::<(SessionId, Arc<str>), _>(own).map(|it| &it.1)
    }

    /// Every ephemeral with its session, by session and path.
    pub fn ephemerals(&self) -> impl Iterator<Item = (SessionId, &Arc<str>)> {
        self.ephemerals.iter().map(|it| (it.0, &it.1))
    }

    /// Every session, with its timeout in milliseconds.
    pub fn sessions(&self) -> impl Iterator<Item = (SessionId, u32)> {
        self.sessions.iter().map(|(id, timeout)| (*id, *timeout))
    }

    /// A session's timeout in milliseconds, if there is such a session.
    pub fn session(&self, id: SessionId) -> Option<u32> {
        self.sessions.get(&id).copied()
    }

    /// The last transaction in it.
    pub fn last(&self) -> Zxid {
        self.last
    }

    /// A hash of all transactions in it, in their order: equal histories, equal digests.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The lengths of all paths, in UTF-16 units, and of all contents, in bytes, as `mntr` tells it (`DataTree.cachedApproximateDataSize`).
    pub fn approximate_data_size(&self) -> u64 {
        self.data_size
    }

    /// Whether a transaction is part of what made it; `None` where what is there does not tell. A znode that is not there may
    /// also have been deleted since, so «no» holds only of a transaction that is not known to be committed.
    pub fn tells_of(&self, txn: &Txn) -> Option<bool> {
        let marked = |at: Zxid| (at <= txn.zxid).then_some(at == txn.zxid);
        match &txn.change {
            _ if self.last < txn.zxid => Some(false),
            TxnOp::CreateSession { .. } => Some(self.sessions.contains_key(&txn.session)),
            TxnOp::Create { path, .. } => self.get(path).map_or(Some(false), |it| marked(it.czxid)),
            TxnOp::SetData { path, .. } => self.get(path).and_then(|it| marked(it.mzxid)),
            TxnOp::Delete { path } => self.get(path).filter(|it| it.czxid <= txn.zxid).map(|_| false),
            TxnOp::CloseSession { .. }
            | TxnOp::SetAcl { .. }
            | TxnOp::Check { .. }
            | TxnOp::Error(_)
            | TxnOp::Multi(_) => None,
        }
    }

    /// Its size as a snapshot, roughly, in bytes: a znode's stat and lengths are 76, a session 12.
    pub fn size(&self) -> u64 {
        64 + self.data_size + 76 * self.nodes.size() as u64 + 12 * self.sessions.size() as u64
    }

    /// The containers and TTL nodes that have had their time at `now`, in milliseconds on the leader's wall clock, by path
    /// (`ContainerManager.getCandidates`). Each is to be asked for by `deleteContainer`, which looks again.
    pub fn deletion_candidates(&self, settings: &Settings, now: u64) -> Vec<Arc<str>> {
        let is_over = |node: &Znode| {
            let idle = now.saturating_sub(node.mtime);
            match node.kind {
                NodeKind::Persistent | NodeKind::Ephemeral(_) => false,
                NodeKind::Ttl(ttl) => ttl < idle,
                // One that was just made must not go before its first child.
                NodeKind::Container if 0 < node.creates => true,
                NodeKind::Container => {
                    settings.max_never_used_interval != 0 && settings.max_never_used_interval < idle
                }
            }
        };
        let due = |path: &&Arc<str>| self.get(path).is_some_and(|it| it.children == 0 && is_over(it));
        self.transient.iter().filter(due).cloned().collect()
    }

    /// Whether the same transactions have made both: all but `/zookeeper/config` is equal, which each server writes by itself.
    pub fn agrees_with(&self, other: &Tree) -> bool {
        let replicated = |it: &(&Arc<str>, &Znode)| **it.0 != *CONFIG;
        self.digest == other.digest
            && self.nodes().filter(replicated).eq(other.nodes().filter(replicated))
            && self.sessions().eq(other.sessions())
    }

    /// Writes who belongs to the ensemble into `/zookeeper/config`. No transaction: each server does it by itself when it
    /// starts, and again when it has taken over a leader's snapshot or cut its log (`ZKDatabase.initConfigInZKDatabase`).
    /// `version` is the zxid of the configuration, `time` milliseconds on the server's own clock.
    pub fn init_config(&mut self, text: &str, version: Zxid, time: u64) {
        let Some(node) = self.nodes.get_mut(CONFIG) else { return };
        self.data_size = self.data_size + text.len() as u64 - u64::from(node.data_length());
        node.data = Some(text.as_bytes().into());
        (node.version, node.mzxid, node.mtime) = (-1, version, time);
    }

    /// The deepest path with a quota at or above this one; none for the root (`DataTree.getMaxPrefixWithQuota`).
    pub(super) fn quota_of(&self, path: &str) -> Option<String> {
        if self.quotas.is_empty() {
            return None;
        }
        let path = quota::trie_path(path);
        upwards(&path).find(|it| self.quotas.contains(*it)).map(str::to_owned)
    }

    /// The limits or the use of a path with a quota: none if there is no such znode, `Some(None)` if it is not readable.
    pub(super) fn quota(&self, path: &str, name: &str) -> Option<Option<StatsTrack>> {
        let node = self.get(&format!("{}{path}/{name}", quota::ROOT))?;
        Some(node.data.as_deref().and_then(|it| StatsTrack::parse(&String::from_utf8_lossy(it))))
    }
}

/// A path's length as Java counts, in UTF-16 units.
pub(super) fn path_length(path: &str) -> u64 {
    path.encode_utf16().count() as u64
}

/// The root's one name for its two.
pub(super) fn plain(path: &str) -> &str {
    if path.is_empty() { "/" } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Origin, TxnRecord, ZkError};
    use crate::vocab::{Epoch, ServerId};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn with(made: &[(&str, NodeKind)]) -> Tree {
        let mut tree = Tree::default();
        for (place, (path, kind)) in (1..).zip(made) {
            let change = TxnOp::Create {
                path: Arc::from(*path),
                data: None,
                acl: AclList::open(),
                kind: *kind,
                parent_creates: -1,
                with_stat: false,
            };
            let (zxid, origin) = (Zxid::new(Epoch(1), place), Origin { server: ServerId(1), request: 0 });
            tree.apply(&TxnRecord { zxid, time: 1_000, session: SessionId(1), origin, change }.into());
        }
        tree
    }

    /// Names that stand between a znode and what is below it, in the order of the paths.
    #[test]
    fn children_are_told_from_what_is_beside_and_below_them() {
        let paths =
            ["/a", "/a-b", "/a/-", "/a", "/a/x", "/a/x-1", "/a/x/y", "/a/x/y/z", "/a/x0", "/a0", "/a/名"];
        let tree = with(&paths.map(|it| (it, NodeKind::Persistent)));
        let names = |path| tree.children(path).iter().map(|it| it.to_string()).collect::<Vec<_>>();
        assert_eq!(names("/a"), ["-", "x", "x-1", "x0", "名"]);
        assert_eq!(names("/a/x"), ["y"]);
        assert_eq!(names("/"), ["a", "a-b", "a0", "zookeeper"]);
        assert_eq!(names(""), names("/"));
        assert_eq!(names("/a-b"), [""; 0]);
        assert_eq!(tree.below("/a").count(), 7);
        let number = |path| tree.get_all_children_number(path, &[]);
        assert_eq!(number("/"), Ok(13), "without itself");
        assert_eq!(number(""), Ok(14), "with itself, whose other name begins with a slash");
        assert_eq!(number("/a/"), Err(ZkError::NoNode));
        assert_eq!(tree.get("/").map(|it| it.children), Some(4), "/a was there already");
    }

    #[test]
    fn a_container_goes_after_its_last_child_and_a_ttl_node_after_its_time() {
        let mut tree = with(&[
            ("/c", NodeKind::Container),
            ("/c/x", NodeKind::Container),
            ("/t", NodeKind::Ttl(500)),
            ("/u", NodeKind::Ttl(500)),
            ("/u/x", NodeKind::Persistent),
        ]);
        let due = |tree: &Tree, settings: &Settings, now| {
            tree.deletion_candidates(settings, now).iter().map(|it| it.to_string()).collect::<Vec<_>>()
        };
        let settings = Settings::default();
        assert_eq!(due(&tree, &settings, 1_500), [""; 0], "not when, but after its time is over");
        assert_eq!(due(&tree, &settings, 1_501), ["/t"]);
        let never_used = Settings { max_never_used_interval: 400, ..Settings::default() };
        assert_eq!(due(&tree, &never_used, 1_401), ["/c/x"]);
        let (zxid, origin) = (Zxid::new(Epoch(1), 9), Origin { server: ServerId(1), request: 0 });
        let change = TxnOp::Delete { path: "/c/x".into() };
        tree.apply(&TxnRecord { zxid, time: 1_000, session: SessionId(0), origin, change }.into());
        assert_eq!(due(&tree, &settings, 1_000), ["/c"]);
    }

    #[test]
    fn the_configuration_is_written_without_a_transaction() {
        let mut tree = Tree::default();
        let before = tree.approximate_data_size();
        tree.init_config("server.1=a", Zxid::new(Epoch(1), 0), 7);
        let config = tree.get(CONFIG).unwrap();
        assert_eq!((config.version, config.aversion, config.mtime), (-1, -1, 7));
        assert_eq!((config.mzxid, tree.last()), (Zxid::new(Epoch(1), 0), Zxid::ZERO));
        assert_eq!(tree.approximate_data_size(), before + 10);
    }
}
