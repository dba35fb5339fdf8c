use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::tree::{AclList, Data, NodeKind, ZkError};
use crate::vocab::{ServerId, SessionId, Zxid};

/// Who asked, to find whom to answer when the transaction is applied: the server that took the request, and its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The server that the client is connected to.
    pub server: ServerId,
    /// That server's number of the request.
    pub request: u32,
}

/// A transaction: what is proposed, logged, and applied everywhere in the order of the zxids. It never changes, so that all who
/// have it share it: messages, logs, and every state that is kept to go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Txn(Arc<TxnRecord>);

/// What is in one (`TxnHeader` and its record).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxnRecord {
    /// Its number.
    pub zxid: Zxid,
    /// When the leader prepared it: milliseconds on its wall clock.
    pub time: u64,
    /// The session that asked; 0 for the server itself.
    pub session: SessionId,
    /// Who asked.
    pub origin: Origin,
    /// What it does.
    pub change: TxnOp,
}

impl From<TxnRecord> for Txn {
    fn from(record: TxnRecord) -> Txn {
        Txn(Arc::new(record))
    }
}

impl Deref for Txn {
    type Target = TxnRecord;

    fn deref(&self) -> &TxnRecord {
        &self.0
    }
}

/// What a transaction does: the outcome, with nothing left to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TxnOp {
    /// A session opens.
    CreateSession {
        /// How long its client may be silent, in milliseconds.
        timeout: u32,
    },
    /// A session ends, and its ephemerals with it.
    CloseSession {
        /// The ephemerals, committed and pending. By path; in ZooKeeper in the order of a hash table.
        paths: Vec<Arc<str>>,
    },
    /// A znode is created.
    Create {
        /// The whole path, number included.
        path: Arc<str>,
        /// Its content.
        data: Data,
        /// Who may do what.
        acl: AclList,
        /// Its kind.
        kind: NodeKind,
        /// The parent's count of creations, this one included.
        parent_creates: i32,
        /// Whether the reply carries the stat.
        with_stat: bool,
    },
    /// A znode is deleted, by a client or by the server.
    Delete {
        /// Which.
        path: Arc<str>,
    },
    /// A znode's data is set.
    SetData {
        /// Whose.
        path: Arc<str>,
        /// The content.
        data: Data,
        /// Its version from now on.
        version: i32,
    },
    /// A znode's ACL is set.
    SetAcl {
        /// Whose.
        path: Arc<str>,
        /// The new one.
        acl: AclList,
        /// Its `aversion` from now on.
        version: i32,
    },
    /// A version was looked at, and was the right one.
    Check {
        /// Whose.
        path: Arc<str>,
        /// One more than the version found, as ZooKeeper writes it.
        version: i32,
    },
    /// Nothing is changed: the request failed. It has its zxid all the same.
    Error(ZkError),
    /// All parts; or none, if one of them is an error.
    Multi(Vec<TxnOp>),
}

impl Txn {
    /// The digest of a history that goes on with this transaction (64-bit FNV-1a over all that is logged of it).
    pub fn hashed_onto(&self, digest: u64) -> u64 {
        let mut hash = digest ^ 0xcbf2_9ce4_8422_2325;
        self.written(&mut |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        });
        hash
    }

    /// What frames it in the log file, in bytes: checksum and length before it, a byte after it.
    pub const FRAME: u64 = 13;

    /// Its size in the log file, roughly, in bytes.
    pub fn size(&self) -> u64 {
        let mut size = Self::FRAME;
        self.written(&mut |bytes: &[u8]| size += bytes.len() as u64);
        size
    }

    /// What is logged of it, in the order and with the widths of ZooKeeper's records.
    fn written(&self, sink: &mut dyn FnMut(&[u8])) {
        sink(&self.session.0.to_be_bytes());
        sink(&self.origin.request.to_be_bytes());
        sink(&self.zxid.epoch().0.to_be_bytes());
        sink(&self.zxid.counter().to_be_bytes());
        sink(&self.time.to_be_bytes());
        self.change.written(sink);
    }
}

impl TxnOp {
    /// The name of the operation, as in ZooKeeper's log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateSession { .. } => "createSession",
            Self::CloseSession { .. } => "closeSession",
            Self::Create { kind: NodeKind::Container, .. } => "createContainer",
            Self::Create { kind: NodeKind::Ttl(_), .. } => "createTTL",
            Self::Create { with_stat: true, .. } => "create2",
            Self::Create { .. } => "create",
            Self::Delete { .. } => "delete",
            Self::SetData { .. } => "setData",
            Self::SetAcl { .. } => "setACL",
            Self::Check { .. } => "check",
            Self::Error(_) => "error",
            Self::Multi(_) => "multi",
        }
    }

    /// Whether it is a failure.
    pub fn is_error(&self) -> bool {
        matches!(self, Self::Error(_))
    }

    fn written(&self, sink: &mut dyn FnMut(&[u8])) {
        sink(&self.code().to_be_bytes());
        match self {
            Self::CreateSession { timeout } => sink(&timeout.to_be_bytes()),
            Self::CloseSession { paths } => paths.iter().for_each(|it| buffer(sink, Some(it.as_bytes()))),
            Self::Create { path, data, acl, kind, parent_creates, .. } => {
                buffer(sink, Some(path.as_bytes()));
                buffer(sink, data.as_deref());
                list(sink, acl);
                sink(&kind.stored().to_be_bytes());
                sink(&parent_creates.to_be_bytes());
            }
            Self::Delete { path } => buffer(sink, Some(path.as_bytes())),
            Self::SetData { path, data, version } => {
                buffer(sink, Some(path.as_bytes()));
                buffer(sink, data.as_deref());
                sink(&version.to_be_bytes());
            }
            Self::SetAcl { path, acl, version } => {
                buffer(sink, Some(path.as_bytes()));
                list(sink, acl);
                sink(&version.to_be_bytes());
            }
            Self::Check { path, version } => {
                buffer(sink, Some(path.as_bytes()));
                sink(&version.to_be_bytes());
            }
            Self::Error(error) => sink(&error.code().to_be_bytes()),
            Self::Multi(parts) => parts.iter().for_each(|it| it.written(sink)),
        }
    }

    /// The number of the operation on the wire (`ZooDefs.OpCode`).
    fn code(&self) -> i32 {
        match self {
            Self::Create { kind: NodeKind::Container, .. } => 19,
            Self::Create { kind: NodeKind::Ttl(_), .. } => 21,
            Self::Create { with_stat: true, .. } => 15,
            Self::Create { .. } => 1,
            Self::Delete { .. } => 2,
            Self::SetData { .. } => 5,
            Self::SetAcl { .. } => 7,
            Self::Check { .. } => 13,
            Self::Multi(_) => 14,
            Self::Error(_) => -1,
            Self::CreateSession { .. } => -10,
            Self::CloseSession { .. } => -11,
        }
    }
}

fn buffer(sink: &mut dyn FnMut(&[u8]), bytes: Option<&[u8]>) {
    let length = bytes.map_or(-1, |it| i32::try_from(it.len()).unwrap_or(i32::MAX));
    sink(&length.to_be_bytes());
    sink(bytes.unwrap_or_default());
}

fn list(sink: &mut dyn FnMut(&[u8]), acl: &AclList) {
    for line in acl.lines() {
        sink(&u32::from(line.perms.0).to_be_bytes());
        buffer(sink, Some(line.id.scheme.as_bytes()));
        buffer(sink, Some(line.id.id.as_bytes()));
    }
}

impl fmt::Display for TxnOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Create { path, .. }
            | Self::Delete { path }
            | Self::SetData { path, .. }
            | Self::SetAcl { path, .. }
            | Self::Check { path, .. } => write!(f, " {path}"),
            Self::Error(error) => write!(f, " {error}"),
            Self::CreateSession { .. } | Self::CloseSession { .. } => Ok(()),
            Self::Multi(parts) => {
                let name = |it: &TxnOp| it.to_string();
                write!(f, " ({})", parts.iter().map(name).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
