use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::tree::{AclList, Data};
use crate::vocab::Zxid;

/// How a znode is created (`CreateMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CreateMode {
    /// Stays until it is deleted.
    #[default]
    Persistent,
    /// Goes with the session.
    Ephemeral,
    /// Persistent, with a number behind its name.
    PersistentSequential,
    /// Ephemeral, with a number behind its name.
    EphemeralSequential,
    /// Goes some time after its last child.
    Container,
    /// Goes when it was not set for a time and has no children.
    PersistentWithTtl,
    /// The same, with a number behind its name.
    PersistentSequentialWithTtl,
}

impl CreateMode {
    /// Every mode, in the order of the flags on the wire, with its name.
    pub const ALL: [(CreateMode, &'static str); 7] = [
        (Self::Persistent, "PERSISTENT"),
        (Self::Ephemeral, "EPHEMERAL"),
        (Self::PersistentSequential, "PERSISTENT_SEQUENTIAL"),
        (Self::EphemeralSequential, "EPHEMERAL_SEQUENTIAL"),
        (Self::Container, "CONTAINER"),
        (Self::PersistentWithTtl, "PERSISTENT_WITH_TTL"),
        (Self::PersistentSequentialWithTtl, "PERSISTENT_SEQUENTIAL_WITH_TTL"),
    ];

    /// Whether it goes with the session.
    pub fn is_ephemeral(self) -> bool {
        matches!(self, Self::Ephemeral | Self::EphemeralSequential)
    }

    /// Whether it gets a number.
    pub fn is_sequential(self) -> bool {
        matches!(
            self,
            Self::PersistentSequential | Self::EphemeralSequential | Self::PersistentSequentialWithTtl
        )
    }

    /// Whether it has a time to live.
    pub fn is_ttl(self) -> bool {
        matches!(self, Self::PersistentWithTtl | Self::PersistentSequentialWithTtl)
    }
}

/// The text is not the name of a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseModeError;

impl FromStr for CreateMode {
    type Err = ParseModeError;

    fn from_str(text: &str) -> Result<Self, ParseModeError> {
        Self::ALL.iter().find(|it| it.1 == text).map(|it| it.0).ok_or(ParseModeError)
    }
}

/// How a watch of `addWatch` behaves (`AddWatchMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchMode {
    /// Of the znode and its children, until it is removed.
    Persistent,
    /// Of the znode and all below it, until it is removed.
    PersistentRecursive,
}

/// Which watches `removeWatches` and `checkWatches` mean (`Watcher.WatcherType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatcherType {
    /// Those of `getChildren`.
    Children,
    /// Those of `getData` and `exists`.
    Data,
    /// All.
    Any,
    /// Persistent ones; from 3.9 on.
    Persistent,
    /// Persistent recursive ones; from 3.9 on.
    PersistentRecursive,
}

/// `create`, `create2`, `createContainer`, `createTTL`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// The path, or what stands before the number.
    pub path: Arc<str>,
    /// The content.
    pub data: Data,
    /// Who may do what.
    pub acl: AclList,
    /// What kind of znode.
    pub mode: CreateMode,
    /// The time to live in milliseconds, 1 to 2^40 − 1; only for modes that have one.
    pub ttl: Option<i64>,
    /// Whether the reply carries the stat: `create2`. Containers and TTL nodes always do; within a multi others never do.
    pub with_stat: bool,
}

/// `delete`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// What to delete.
    pub path: Arc<str>,
    /// The version that it must have; −1: any.
    pub version: i32,
}

/// `setData`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetData {
    /// What to set.
    pub path: Arc<str>,
    /// The content.
    pub data: Data,
    /// The version that it must have; −1: any.
    pub version: i32,
}

/// `setACL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAcl {
    /// Whose ACL to set.
    pub path: Arc<str>,
    /// The new one.
    pub acl: AclList,
    /// The `aversion` that it must have; −1: any.
    pub version: i32,
}

/// `check`: nothing is changed; fails if the version is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What to look at.
    pub path: Arc<str>,
    /// The version that it must have; −1: any.
    pub version: i32,
}

/// A part of a multi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Creates a znode.
    Create(Create),
    /// Deletes one.
    Delete(Delete),
    /// Sets one's data.
    SetData(SetData),
    /// Looks at one's version.
    Check(Check),
}

impl Op {
    /// The path that it names.
    pub fn path(&self) -> &str {
        match self {
            Self::Create(it) => &it.path,
            Self::Delete(it) => &it.path,
            Self::SetData(it) => &it.path,
            Self::Check(it) => &it.path,
        }
    }
}

/// A part of a multiRead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOp {
    /// Data and stat.
    GetData {
        /// Of what.
        path: Arc<str>,
    },
    /// The names of the children.
    GetChildren {
        /// Of what.
        path: Arc<str>,
    },
}

/// What a client library registers again after a reconnect (`SetWatches2`): what it waits for, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetWatches {
    /// The last zxid that the client has seen: what happened later is told at once.
    pub relative_zxid: Zxid,
    /// Watches of `getData`, and of `exists` on znodes that were there.
    pub data: Vec<Arc<str>>,
    /// Watches of `exists` on znodes that were not there.
    pub exist: Vec<Arc<str>>,
    /// Watches of `getChildren`.
    pub child: Vec<Arc<str>>,
    /// Persistent watches.
    pub persistent: Vec<Arc<str>>,
    /// Persistent recursive watches.
    pub persistent_recursive: Vec<Arc<str>>,
}

/// What can be asked of a server. Named as the operations of the protocol (`ZooDefs.OpCode`).
///
/// Paths are as the client sent them: a server meets malformed ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `create`, `create2`, `createContainer`, `createTTL`.
    Create(Create),
    /// `delete`.
    Delete(Delete),
    /// `deleteContainer`: the server to itself, for a container or TTL node that has had its time.
    DeleteContainer {
        /// The container.
        path: Arc<str>,
    },
    /// `setData`.
    SetData(SetData),
    /// `setACL`.
    SetAcl(SetAcl),
    /// `check` outside a multi, which no client library sends.
    Check(Check),
    /// `multi`: all or nothing.
    Multi(Vec<Op>),
    /// `getData`.
    GetData {
        /// Of what.
        path: Arc<str>,
        /// Whether to be told of the next change.
        watch: bool,
    },
    /// `exists`.
    Exists {
        /// Of what.
        path: Arc<str>,
        /// Whether to be told of the next change.
        watch: bool,
    },
    /// `getChildren`.
    GetChildren {
        /// Of what.
        path: Arc<str>,
        /// Whether to be told of the next change.
        watch: bool,
    },
    /// `getChildren2`: with the stat.
    GetChildren2 {
        /// Of what.
        path: Arc<str>,
        /// Whether to be told of the next change.
        watch: bool,
    },
    /// `getAllChildrenNumber`.
    GetAllChildrenNumber {
        /// Below what.
        path: Arc<str>,
    },
    /// `getACL`.
    GetAcl {
        /// Of what.
        path: Arc<str>,
    },
    /// `getEphemerals`: those of the asking session.
    GetEphemerals {
        /// What their paths begin with.
        prefix: Arc<str>,
    },
    /// `multiRead`: each by itself.
    MultiRead(Vec<ReadOp>),
    /// `sync`: the server catches up with its leader before it answers.
    Sync {
        /// Comes back with the reply; means nothing.
        path: Arc<str>,
    },
    /// `addWatch`.
    AddWatch {
        /// Of what.
        path: Arc<str>,
        /// How.
        mode: WatchMode,
    },
    /// `removeWatches`.
    RemoveWatches {
        /// Of what.
        path: Arc<str>,
        /// Which.
        kind: WatcherType,
    },
    /// `checkWatches`: whether there is one to remove.
    CheckWatches {
        /// Of what.
        path: Arc<str>,
        /// Which.
        kind: WatcherType,
    },
    /// `setWatches`, `setWatches2`.
    SetWatches(SetWatches),
    /// `auth`: who the client is as well.
    Auth {
        /// By which scheme.
        scheme: Arc<str>,
        /// What it goes by, such as `user:password`; nothing at all is Java's null.
        auth: Option<Arc<str>>,
    },
    /// `whoAmI`.
    WhoAmI,
    /// `createSession`: the server to itself, for a client that connects anew.
    CreateSession {
        /// How long the client may be silent, in milliseconds, as negotiated.
        timeout: u32,
    },
    /// `closeSession`: by the client, or by the leader for a session that has expired.
    CloseSession,
    /// `ping`: touches the session.
    Ping,
}

impl Request {
    /// Whether it goes through the leader and becomes a transaction, be it one of its failure.
    pub fn is_write(&self) -> bool {
        match self {
            Self::Create(_)
            | Self::Delete(_)
            | Self::DeleteContainer { .. }
            | Self::SetData(_)
            | Self::SetAcl(_)
            | Self::Check(_)
            | Self::Multi(_)
            | Self::CreateSession { .. }
            | Self::CloseSession => true,
            Self::GetData { .. }
            | Self::Exists { .. }
            | Self::GetChildren { .. }
            | Self::GetChildren2 { .. }
            | Self::GetAllChildrenNumber { .. }
            | Self::GetAcl { .. }
            | Self::GetEphemerals { .. }
            | Self::MultiRead(_)
            | Self::Sync { .. }
            | Self::AddWatch { .. }
            | Self::RemoveWatches { .. }
            | Self::CheckWatches { .. }
            | Self::SetWatches(_)
            | Self::Auth { .. }
            | Self::WhoAmI
            | Self::Ping => false,
        }
    }

    /// Whether it would make the session the owner of an ephemeral.
    pub fn creates_ephemeral(&self) -> bool {
        let creates = |op: &Op| matches!(op, Op::Create(it) if it.mode.is_ephemeral());
        match self {
            Self::Create(it) => it.mode.is_ephemeral(),
            Self::Multi(ops) => ops.iter().any(creates),
            _ => false,
        }
    }

    /// The name of the operation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Create(it) => it.name(),
            Self::Delete(_) => "delete",
            Self::DeleteContainer { .. } => "deleteContainer",
            Self::SetData(_) => "setData",
            Self::SetAcl(_) => "setACL",
            Self::Check(_) => "check",
            Self::Multi(_) => "multi",
            Self::GetData { .. } => "getData",
            Self::Exists { .. } => "exists",
            Self::GetChildren { .. } => "getChildren",
            Self::GetChildren2 { .. } => "getChildren2",
            Self::GetAllChildrenNumber { .. } => "getAllChildrenNumber",
            Self::GetAcl { .. } => "getACL",
            Self::GetEphemerals { .. } => "getEphemerals",
            Self::MultiRead(_) => "multiRead",
            Self::Sync { .. } => "sync",
            Self::AddWatch { .. } => "addWatch",
            Self::RemoveWatches { .. } => "removeWatches",
            Self::CheckWatches { .. } => "checkWatches",
            Self::SetWatches(it) => it.name(),
            Self::Auth { .. } => "auth",
            Self::WhoAmI => "whoAmI",
            Self::CreateSession { .. } => "createSession",
            Self::CloseSession => "closeSession",
            Self::Ping => "ping",
        }
    }

    /// The path that it names, if it names one.
    pub fn path(&self) -> Option<&Arc<str>> {
        match self {
            Self::Create(Create { path, .. })
            | Self::Delete(Delete { path, .. })
            | Self::DeleteContainer { path }
            | Self::SetData(SetData { path, .. })
            | Self::SetAcl(SetAcl { path, .. })
            | Self::Check(Check { path, .. })
            | Self::GetData { path, .. }
            | Self::Exists { path, .. }
            | Self::GetChildren { path, .. }
            | Self::GetChildren2 { path, .. }
            | Self::GetAllChildrenNumber { path }
            | Self::GetAcl { path }
            | Self::GetEphemerals { prefix: path }
            | Self::Sync { path }
            | Self::AddWatch { path, .. }
            | Self::RemoveWatches { path, .. }
            | Self::CheckWatches { path, .. } => Some(path),
            Self::Multi(_)
            | Self::MultiRead(_)
            | Self::SetWatches(_)
            | Self::Auth { .. }
            | Self::WhoAmI
            | Self::CreateSession { .. }
            | Self::CloseSession
            | Self::Ping => None,
        }
    }
}

impl Create {
    /// The name of the operation, which the mode decides.
    pub fn name(&self) -> &'static str {
        match self.mode {
            CreateMode::Container => "createContainer",
            CreateMode::PersistentWithTtl | CreateMode::PersistentSequentialWithTtl => "createTTL",
            _ if self.with_stat => "create2",
            _ => "create",
        }
    }
}

impl SetWatches {
    /// The name of the operation: the second exists for the sake of persistent watches.
    pub fn name(&self) -> &'static str {
        let plain = self.persistent.is_empty() && self.persistent_recursive.is_empty();
        if plain { "setWatches" } else { "setWatches2" }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.path().map_or(Ok(()), |path| write!(f, " {path}"))
    }
}
