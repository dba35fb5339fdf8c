//! What must hold of the tree whatever is asked: that a pipeline decides as if each request were applied before the next is
//! prepared, that replaying changes nothing, and that the tree's own books agree with its znodes.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use zookeeper_playground::tree::{
    Acl, AclList, Check, Create, CreateMode, Delete, Header, Id, NodeKind, Op, Origin, Outstanding, Perms,
    Request, Requester, SetAcl, SetData, Settings, Tree, Txn, TxnOp, Znode, prepare, split,
};
use zookeeper_playground::vocab::{Epoch, ServerId, SessionId, Zxid};

/// A few short paths, so that requests meet; now and then a malformed one.
fn path() -> impl Strategy<Value = Arc<str>> {
    let depth = prop_oneof![4 => Just(1_usize), 3 => Just(2), 1 => Just(3)];
    let names = |depth| vec(prop::sample::select(vec!["a", "b-"]), depth);
    let well_formed = depth.prop_flat_map(names).prop_map(|it| format!("/{}", it.join("/")));
    let odd =
        prop::sample::select(vec!["/", "", "/a/", "/zookeeper/quota", "x", "/a//b"]).prop_map(str::to_owned);
    prop_oneof![20 => well_formed, 1 => odd].prop_map(Arc::from)
}

fn op() -> impl Strategy<Value = Op> {
    let data = || prop::option::of(vec(any::<u8>(), 0..4)).prop_map(|it| it.map(Arc::from));
    let version = || prop_oneof![3 => Just(-1), 1 => 0..3];
    let modes: Vec<CreateMode> = CreateMode::ALL.iter().map(|it| it.0).collect();
    let create = (path(), data(), prop::sample::select(modes)).prop_map(|(path, data, mode)| {
        let ttl = mode.is_ttl().then_some(1_000);
        Op::Create(Create { path, data, mode, ttl, ..Create::default() })
    });
    let delete = (path(), version()).prop_map(|(path, version)| Op::Delete(Delete { path, version }));
    let set = (path(), data(), version())
        .prop_map(|(path, data, version)| Op::SetData(SetData { path, data, version }));
    let check = (path(), version()).prop_map(|(path, version)| Op::Check(Check { path, version }));
    prop_oneof![6 => create, 2 => delete, 2 => set, 1 => check]
}

/// Writes that are decided alike however many of them are under way.
fn request() -> impl Strategy<Value = Request> {
    let single = |op| match op {
        Op::Create(it) => Request::Create(it),
        Op::Delete(it) => Request::Delete(it),
        Op::SetData(it) => Request::SetData(it),
        Op::Check(it) => Request::Check(it),
    };
    let container = path().prop_map(|path| Request::DeleteContainer { path });
    prop_oneof![8 => op().prop_map(single), 3 => vec(op(), 0..5).prop_map(Request::Multi), 1 => container]
}

/// All writes.
fn any_request() -> impl Strategy<Value = Request> {
    let read_only = || AclList::read_only();
    let set_acl = (path(), any::<bool>()).prop_map(move |(path, open)| {
        let acl = if open { AclList::open() } else { read_only() };
        Request::SetAcl(SetAcl { path, acl, version: -1 })
    });
    prop_oneof![
        12 => request(),
        1 => set_acl,
        1 => Just(Request::CreateSession { timeout: 4_000 }),
        1 => Just(Request::CloseSession),
    ]
}

struct Leader {
    tree: Tree,
    outstanding: Outstanding,
    prepared: u32,
}

impl Leader {
    fn new() -> Leader {
        Leader { tree: Tree::default(), outstanding: Outstanding::default(), prepared: 0 }
    }

    fn prepare(&mut self, session: u64, request: &Request) -> Txn {
        self.prepared += 1;
        let header = Header {
            zxid: Zxid::new(Epoch(1), self.prepared),
            time: u64::from(self.prepared) * 10,
            origin: Origin { server: ServerId(1), request: self.prepared },
        };
        let ids = [Id::ip("127.0.0.1")];
        let session = SessionId(session);
        let requester = Requester { session, ids: &ids, standing: Ok(()), global_standing: Ok(()) };
        let settings = Settings { extended_types_enabled: true, ..Settings::default() };
        prepare(&self.tree, &mut self.outstanding, &settings, header, &requester, request)
    }

    fn apply(&mut self, txn: &Txn) {
        self.tree.apply(txn);
        self.outstanding.applied(txn.zxid);
    }

    /// Prepares and applies; what the transaction does.
    fn run(&mut self, request: &Request) -> String {
        let txn = self.prepare(1, request);
        self.apply(&txn);
        txn.change.to_string()
    }
}

/// Each request prepared and applied before the next.
fn one_by_one(requests: &[(u64, Request)]) -> (Tree, Vec<Txn>) {
    let mut leader = Leader::new();
    let mut txns = Vec::new();
    for (session, request) in requests {
        let txn = leader.prepare(*session, request);
        leader.apply(&txn);
        txns.push(txn);
    }
    (leader.tree, txns)
}

/// As many under way as `depth` allows, and what each changed known before it was applied.
fn pipelined(requests: &[(u64, Request)], depth: usize) -> Result<(Tree, Vec<Txn>), TestCaseError> {
    let mut leader = Leader::new();
    let mut txns = Vec::new();
    for batch in requests.chunks(depth) {
        let from = txns.len();
        txns.extend(batch.iter().map(|(session, request)| leader.prepare(*session, request)));
        let foreseen: Vec<(String, Option<Znode>)> = txns[from..]
            .iter()
            .flat_map(touched)
            .map(|path| (path.clone(), leader.outstanding.node(&leader.tree, &path).cloned()))
            .collect();
        txns[from..].iter().for_each(|it| leader.apply(it));
        prop_assert!(leader.outstanding.is_empty());
        for (path, node) in foreseen {
            prop_assert_eq!(node.as_ref(), leader.tree.get(&path), "{}", path);
        }
    }
    Ok((leader.tree, txns))
}

/// The paths that a transaction changes, parents too. Not the root: it is under way by two names.
fn touched(txn: &Txn) -> Vec<String> {
    fn of(op: &TxnOp) -> Vec<String> {
        match op {
            TxnOp::Create { path, .. } | TxnOp::Delete { path } => {
                vec![path.to_string(), split(path).map_or("", |it| it.0).to_owned()]
            }
            TxnOp::SetData { path, .. } | TxnOp::SetAcl { path, .. } => vec![path.to_string()],
            TxnOp::CloseSession { paths } => paths.iter().map(|it| it.to_string()).collect(),
            TxnOp::Multi(parts) if parts.iter().any(TxnOp::is_error) => Vec::new(),
            TxnOp::Multi(parts) => parts.iter().flat_map(of).collect(),
            TxnOp::CreateSession { .. } | TxnOp::Check { .. } | TxnOp::Error(_) => Vec::new(),
        }
    }
    of(&txn.change).into_iter().filter(|it| !["", "/"].contains(&it.as_str())).collect()
}

/// What the tree keeps beside its znodes, counted anew.
fn agrees_with_itself(tree: &Tree) -> Result<(), TestCaseError> {
    for (path, node) in tree.nodes() {
        let children = tree.children(path);
        prop_assert_eq!(node.children as usize, children.len(), "{}", path);
        for name in children {
            let child = format!("{}/{name}", if &**path == "/" { "" } else { path });
            prop_assert!(tree.get(&child).is_some(), "{}", child);
        }
        let parent = split(path).map_or("", |it| it.0);
        prop_assert!(tree.get(parent).is_some(), "{} without its parent", path);
        if let NodeKind::Ephemeral(session) = node.kind {
            prop_assert!(tree.ephemerals_of(session).any(|it| it == path), "{} without its session", path);
        }
    }
    let ephemeral = |it: &&Znode| matches!(it.kind, NodeKind::Ephemeral(_));
    let nodes = || tree.nodes().map(|it| it.1);
    prop_assert_eq!(tree.ephemerals().count(), nodes().filter(ephemeral).count());
    let size = |(path, node): (&Arc<str>, &Znode)| path.len() as u64 + u64::from(node.data_length());
    prop_assert_eq!(tree.approximate_data_size(), tree.nodes().map(size).sum::<u64>());
    prop_assert_eq!(tree.below("/").count() as u64 + 2, tree.node_count());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pipeline_decides_as_if_each_were_applied_before_the_next(
        requests in vec((1_u64..4, request()), 1..60),
        depth in 1_usize..12,
    ) {
        let (tree, txns) = one_by_one(&requests);
        let (same, also) = pipelined(&requests, depth)?;
        prop_assert_eq!(&txns, &also);
        prop_assert_eq!(&tree, &same);
        agrees_with_itself(&tree)?;
    }

    #[test]
    fn replaying_changes_nothing(requests in vec((1_u64..4, any_request()), 1..60), middle in any::<prop::sample::Index>()) {
        let (tree, txns) = one_by_one(&requests);
        let mut twice = tree.clone();
        txns.iter().for_each(|it| drop(twice.apply(it)));
        prop_assert_eq!(&tree, &twice);
        let mut snapshot = Tree::default();
        txns[..middle.index(txns.len())].iter().for_each(|it| drop(snapshot.apply(it)));
        txns.iter().for_each(|it| drop(snapshot.apply(it)));
        prop_assert_eq!(&tree, &snapshot);
        agrees_with_itself(&tree)?;
    }

    /// A history with holes, as some releases could make one: what cannot be applied is left out, and nothing breaks.
    #[test]
    fn a_hole_in_the_history_is_survived(requests in vec((1_u64..4, any_request()), 1..60), kept in any::<u64>()) {
        let (_, txns) = one_by_one(&requests);
        let mut tree = Tree::default();
        let mut last = Zxid::ZERO;
        for (_, txn) in txns.iter().enumerate().filter(|it| kept >> (it.0 % 64) & 1 == 1) {
            tree.apply(txn);
            last = txn.zxid;
        }
        prop_assert_eq!(tree.last(), last);
        prop_assert!(tree.get("/zookeeper/config").is_some());
    }
}

fn create(path: &str, mode: CreateMode) -> Create {
    Create { path: path.into(), mode, ..Create::default() }
}

#[test]
fn at_the_end_of_its_range_the_counter_of_a_parent_stays() {
    let mut leader = Leader::new();
    leader.run(&Request::Create(create("/p", CreateMode::Persistent)));
    // As after 2^31 − 1 creations.
    let mut last = (*leader.prepare(1, &Request::Create(create("/p/x", CreateMode::Persistent)))).clone();
    if let TxnOp::Create { parent_creates, .. } = &mut last.change {
        *parent_creates = i32::MAX;
    }
    let last = last.into();
    leader.apply(&last);
    let sequential = |path: &str| create(path, CreateMode::PersistentSequential);
    assert_eq!(leader.run(&Request::Create(sequential("/p/n-"))), "create /p/n-2147483647");
    assert_eq!(leader.run(&Request::Create(sequential("/p/n-"))), "error NodeExists");
    assert_eq!(leader.run(&Request::Create(sequential("/p/m-"))), "create /p/m-2147483647");
    let twice = Request::Multi(vec![Op::Create(sequential("/p/o-")), Op::Create(sequential("/p/o-"))]);
    assert_eq!(leader.run(&twice), "multi (create /p/o-2147483647, create /p/o--2147483648)");
    let parent = leader.tree.get("/p").unwrap();
    assert_eq!((parent.creates, parent.pzxid, parent.children), (i32::MAX, last.zxid, 5));
}

/// What a leader foresees of a session's end and of a new ACL is less than what happens: so it is in ZooKeeper.
#[test]
fn what_the_leader_does_not_foresee() {
    let mut leader = Leader::new();
    leader.run(&Request::Create(create("/p", CreateMode::Persistent)));
    leader.run(&Request::Create(create("/p/e", CreateMode::Ephemeral)));
    let closing = leader.prepare(1, &Request::CloseSession);
    let delete = Request::Delete(Delete { path: "/p".into(), version: -1 });
    assert_eq!(leader.prepare(2, &delete).change.to_string(), "error NotEmpty");
    leader.apply(&closing);
    let acl = AclList::new(vec![Acl { perms: Perms::ALL, id: Id::ip("10.0.0.1") }]);
    let closed = leader.prepare(2, &Request::SetAcl(SetAcl { path: "/p".into(), acl, version: -1 }));
    let set = Request::SetData(SetData { path: "/p".into(), data: None, version: -1 });
    let still_open = leader.prepare(2, &set);
    assert_eq!(still_open.change.to_string(), "setData /p");
    leader.apply(&closed);
    leader.apply(&still_open);
    assert_eq!(leader.run(&set), "error NoAuth");
}
