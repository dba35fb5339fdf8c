use std::collections::BTreeSet;
use std::sync::Arc;

use crate::tree::outstanding::ChangeRecord;
use crate::tree::quota::{self, StatsTrack};
use crate::tree::tree::CONFIG;
use crate::tree::{
    Check, Create, CreateMode, Data, Delete, Id, NodeKind, Op, Origin, Outstanding, Perms, Request, SetAcl,
    SetData, Settings, Tree, Txn, TxnOp, TxnRecord, ZkError, Znode, data_length, sequential, split, validate,
};
use crate::vocab::{SessionId, Zxid};

/// Who asks, as the leader knows them when it prepares a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requester<'a> {
    /// The session; 0 for the server itself.
    pub session: SessionId,
    /// Who its connection has shown to be.
    pub ids: &'a [Id],
    /// Whether the session may ask (`SessionTracker.checkSession`).
    pub standing: Result<(), ZkError>,
    /// Whether it may own ephemerals (`SessionTracker.checkGlobalSession`, or why a local session was not upgraded).
    pub global_standing: Result<(), ZkError>,
}

/// What the leader adds to a request to make a transaction of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The transaction's number.
    pub zxid: Zxid,
    /// Milliseconds on the leader's wall clock.
    pub time: u64,
    /// Whom to answer.
    pub origin: Origin,
}

/// Makes a transaction of a write: what it will do, or the error that it will fail with (`PrepRequestProcessor.pRequest`).
/// Its changes are noted in `outstanding`, until they are [applied](Outstanding::applied).
///
/// The session tracker is the caller's: it must have tracked the session of a `CreateSession`, and must mark that of a
/// `CloseSession` as closing.
pub fn prepare(
    tree: &Tree,
    outstanding: &mut Outstanding,
    settings: &Settings,
    header: Header,
    requester: &Requester<'_>,
    request: &Request,
) -> Txn {
    assert!(request.is_write(), "{request} is not for the leader to prepare");
    let Header { zxid, time, origin } = header;
    let mut preparing = Preparing { tree, outstanding, settings, zxid, time, by: requester };
    let change = preparing.request(request).unwrap_or_else(TxnOp::Error);
    TxnRecord { zxid, time, session: requester.session, origin, change }.into()
}

struct Preparing<'a> {
    tree: &'a Tree,
    outstanding: &'a mut Outstanding,
    settings: &'a Settings,
    zxid: Zxid,
    time: u64,
    by: &'a Requester<'a>,
}

impl Preparing<'_> {
    fn request(&mut self, request: &Request) -> Result<TxnOp, ZkError> {
        match request {
            Request::Create(it) => self.create(it, it.with_stat),
            Request::Delete(it) => self.delete(it),
            Request::DeleteContainer { path } => self.delete_container(path),
            Request::SetData(it) => self.set_data(it),
            Request::SetAcl(it) => self.set_acl(it),
            Request::Check(it) => self.check(it),
            Request::Multi(ops) => self.multi(ops),
            Request::CreateSession { timeout } => Ok(TxnOp::CreateSession { timeout: *timeout }),
            Request::CloseSession => Ok(self.close_session()),
            Request::GetData { .. }
            | Request::Exists { .. }
            | Request::GetChildren { .. }
            | Request::GetChildren2 { .. }
            | Request::GetAllChildrenNumber { .. }
            | Request::GetAcl { .. }
            | Request::GetEphemerals { .. }
            | Request::MultiRead(_)
            | Request::Sync { .. }
            | Request::AddWatch { .. }
            | Request::RemoveWatches { .. }
            | Request::CheckWatches { .. }
            | Request::SetWatches(_)
            | Request::Auth { .. }
            | Request::WhoAmI
            | Request::Ping => Err(ZkError::Unimplemented),
        }
    }

    /// The parts in their order, each seeing those before it. The first that fails undoes them; the rest is not looked at.
    fn multi(&mut self, ops: &[Op]) -> Result<TxnOp, ZkError> {
        let before = self.outstanding.before(ops);
        let mut parts = Vec::new();
        for op in ops {
            let prepared = match op {
                Op::Create(it) => self.create(it, false),
                Op::Delete(it) => self.delete(it),
                Op::SetData(it) => self.set_data(it),
                Op::Check(it) => self.check(it),
            };
            match prepared {
                Ok(part) => parts.push(part),
                // Not an error of a part but of the whole, and what was prepared stays as it is: Java throws past it all.
                Err(ZkError::MarshallingError) => return Err(ZkError::MarshallingError),
                Err(error) => {
                    parts.push(TxnOp::Error(error));
                    parts.resize(ops.len(), TxnOp::Error(ZkError::RuntimeInconsistency));
                    self.outstanding.roll_back(self.zxid, before);
                    break;
                }
            }
        }
        Ok(TxnOp::Multi(parts))
    }

    fn create(&mut self, create: &Create, with_stat: bool) -> Result<TxnOp, ZkError> {
        let mode = create.mode;
        let kind = self.kind_of(create)?;
        if mode.is_ephemeral() { self.by.global_standing } else { self.by.standing }?;
        let (parent_path, _) = split_for_write(&create.path)?;
        let acl = create.acl.fixed_up(self.by.ids)?;
        let mut parent = self.node(parent_path)?.clone();
        parent.acl.check(Perms::CREATE, self.by.ids)?;
        let path: Arc<str> = if mode.is_sequential() {
            sequential(&create.path, parent.creates).into()
        } else {
            Arc::clone(&create.path)
        };
        validate(&path).map_err(|_| ZkError::BadArguments)?;
        if self.node(&path).is_ok() {
            return Err(ZkError::NodeExists);
        }
        if matches!(parent.kind, NodeKind::Ephemeral(_)) {
            return Err(ZkError::NoChildrenForEphemerals);
        }
        self.check_quota(&path, 1, i64::from(data_length(&create.data)))?;
        parent.creates = parent.creates.wrapping_add(1);
        parent.pzxid = self.zxid;
        parent.children += 1;
        let parent_creates = parent.creates;
        let node = Znode::new(create.data.clone(), acl.clone(), kind, self.zxid, self.time);
        self.note(parent_path.into(), Some(parent));
        self.note(Arc::clone(&path), Some(node));
        Ok(TxnOp::Create { path, data: create.data.clone(), acl, kind, parent_creates, with_stat })
    }

    /// `PrepRequestProcessor.validateCreateRequest` as far as it is about the mode and the TTL.
    fn kind_of(&self, create: &Create) -> Result<NodeKind, ZkError> {
        const LONGEST_TTL: u64 = (1 << 40) - 1;
        if create.mode.is_ttl() {
            if !self.settings.extended_types_enabled {
                return Err(ZkError::Unimplemented);
            }
            let ttl = create.ttl.and_then(|it| u64::try_from(it).ok());
            let ttl = ttl.filter(|it| (1..=LONGEST_TTL).contains(it));
            return ttl.map(NodeKind::Ttl).ok_or(ZkError::BadArguments);
        }
        if create.ttl.is_some_and(|it| 0 <= it) {
            return Err(ZkError::BadArguments);
        }
        Ok(match create.mode {
            CreateMode::Ephemeral | CreateMode::EphemeralSequential => NodeKind::Ephemeral(self.by.session),
            CreateMode::Container => NodeKind::Container,
            CreateMode::Persistent
            | CreateMode::PersistentSequential
            | CreateMode::PersistentWithTtl
            | CreateMode::PersistentSequentialWithTtl => NodeKind::Persistent,
        })
    }

    fn delete(&mut self, delete: &Delete) -> Result<TxnOp, ZkError> {
        self.by.standing?;
        let parent_path = parent_of_deletable(&delete.path)?;
        let parent = self.node(parent_path)?.clone();
        parent.acl.check(Perms::DELETE, self.by.ids)?;
        let node = self.node(&delete.path)?;
        next_version(node.version, delete.version)?;
        if node.children != 0 {
            return Err(ZkError::NotEmpty);
        }
        Ok(self.deleted(&delete.path, parent_path, parent))
    }

    /// Asked by the server itself: no session, no permission; but what it was asked for may have changed since.
    fn delete_container(&mut self, path: &Arc<str>) -> Result<TxnOp, ZkError> {
        let parent_path = parent_of_deletable(path)?;
        let node = self.node(path)?;
        if node.children != 0 {
            return Err(ZkError::NotEmpty);
        }
        if matches!(node.kind, NodeKind::Ephemeral(_)) {
            return Err(ZkError::BadVersion);
        }
        let parent = self.node(parent_path)?.clone();
        Ok(self.deleted(path, parent_path, parent))
    }

    fn deleted(&mut self, path: &Arc<str>, parent_path: &str, mut parent: Znode) -> TxnOp {
        parent.children = parent.children.saturating_sub(1);
        parent.pzxid = self.zxid;
        self.note(parent_path.into(), Some(parent));
        self.note(Arc::clone(path), None);
        TxnOp::Delete { path: Arc::clone(path) }
    }

    fn set_data(&mut self, set: &SetData) -> Result<TxnOp, ZkError> {
        self.by.standing?;
        validate(&set.path).map_err(|_| ZkError::BadArguments)?;
        let mut node = self.node(&set.path)?.clone();
        node.acl.check(Perms::WRITE, self.by.ids)?;
        self.check_quota(&set.path, 0, i64::from(data_length(&set.data)) - i64::from(node.data_length()))?;
        let version = next_version(node.version, set.version)?;
        let data: Data = set.data.clone();
        (node.version, node.mtime, node.mzxid) = (version, self.time, self.zxid);
        node.data = data.clone();
        self.note(Arc::clone(&set.path), Some(node));
        Ok(TxnOp::SetData { path: Arc::clone(&set.path), data, version })
    }

    fn set_acl(&mut self, set: &SetAcl) -> Result<TxnOp, ZkError> {
        self.by.standing?;
        validate(&set.path).map_err(|_| ZkError::BadArguments)?;
        let acl = set.acl.fixed_up(self.by.ids)?;
        let mut node = self.node(&set.path)?.clone();
        node.acl.check(Perms::ADMIN, self.by.ids)?;
        let version = next_version(node.aversion, set.version)?;
        // Not the ACL: until this is applied the old one holds for what comes after it. So in ZooKeeper.
        node.aversion = version;
        self.note(Arc::clone(&set.path), Some(node));
        Ok(TxnOp::SetAcl { path: Arc::clone(&set.path), acl, version })
    }

    fn check(&mut self, check: &Check) -> Result<TxnOp, ZkError> {
        self.by.standing?;
        validate(&check.path).map_err(|_| ZkError::BadArguments)?;
        let node = self.node(&check.path)?;
        node.acl.check(Perms::READ, self.by.ids)?;
        let version = next_version(node.version, check.version)?;
        Ok(TxnOp::Check { path: Arc::clone(&check.path), version })
    }

    /// All ephemerals of the session, those that are still under way too, less those whose deletion is. A parent's number of
    /// children is left as it was until all of this is applied: so in ZooKeeper, which will not delete the parent before.
    fn close_session(&mut self) -> TxnOp {
        let session = self.by.session;
        let mut paths: BTreeSet<Arc<str>> = self.tree.ephemerals_of(session).cloned().collect();
        for record in self.outstanding.changes() {
            match &record.node {
                None => drop(paths.remove(&record.path)),
                Some(node) if node.kind == NodeKind::Ephemeral(session) => {
                    paths.insert(Arc::clone(&record.path));
                }
                Some(_) => {}
            }
        }
        for path in &paths {
            let parent = split(path).map(|it| it.0);
            if let Some((parent_path, Ok(node))) = parent.map(|it| (it, self.node(it))) {
                let parent = Znode { pzxid: self.zxid, ..node.clone() };
                self.note(parent_path.into(), Some(parent));
            }
            self.note(Arc::clone(path), None);
        }
        TxnOp::CloseSession { paths: paths.into_iter().collect() }
    }

    /// The znode as it will be when all that is under way has been applied.
    fn node(&self, path: &str) -> Result<&Znode, ZkError> {
        self.outstanding.node(self.tree, path).ok_or(ZkError::NoNode)
    }

    fn note(&mut self, path: Arc<str>, node: Option<Znode>) {
        self.outstanding.push(ChangeRecord { zxid: self.zxid, path, node });
    }

    /// `ZooKeeperServer.checkQuota`: against the limits and the use as applied, not as under way. A text that is no quota is
    /// met with `MarshallingError`, which is what becomes of Java's exception.
    fn check_quota(&self, path: &str, count: i64, bytes: i64) -> Result<(), ZkError> {
        let limited = if self.settings.enforce_quota { self.tree.quota_of(path) } else { None };
        let Some(limited) = limited else { return Ok(()) };
        let Some(limits) = self.tree.quota(&limited, quota::LIMITS) else { return Ok(()) };
        let limits = limits.ok_or(ZkError::MarshallingError)?;
        let is_set = |soft, hard| -1 < limits.value(soft) || -1 < limits.value(hard);
        let counted = count != 0 && is_set("count", "countHardLimit");
        let weighed = bytes != 0 && is_set("bytes", "byteHardLimit");
        if !counted && !weighed {
            return Ok(());
        }
        let Some(used) = self.tree.quota(&limited, quota::STATS) else { return Ok(()) };
        let used: StatsTrack = used.ok_or(ZkError::MarshallingError)?;
        if (counted && limits.is_exceeded(&used, "count", "countHardLimit", count))
            || (weighed && limits.is_exceeded(&used, "bytes", "byteHardLimit", bytes))
        {
            return Err(ZkError::QuotaExceeded);
        }
        Ok(())
    }
}

/// A path's parent and name, before it is known whether the whole is well formed (`validatePathForCreate`).
fn split_for_write(path: &str) -> Result<(&str, &str), ZkError> {
    split(path).filter(|_| !path.contains('\0')).ok_or(ZkError::BadArguments)
}

/// The parent of what may be deleted: not of what ZooKeeper itself has made (`getParentPathAndValidate`).
fn parent_of_deletable(path: &str) -> Result<&str, ZkError> {
    if ["/", "/zookeeper", quota::ROOT, CONFIG].contains(&path) {
        return Err(ZkError::BadArguments);
    }
    split_for_write(path).map(|it| it.0)
}

/// The version after this one, which wraps; `BadVersion` if another one was expected. −1 expects any.
fn next_version(version: i32, expected: i32) -> Result<i32, ZkError> {
    if expected != -1 && expected != version {
        return Err(ZkError::BadVersion);
    }
    Ok(version.wrapping_add(1))
}
