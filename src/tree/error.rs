use std::fmt;

/// Why a request failed: what a reply's header carries in place of 0 (`KeeperException.Code`).
///
/// Some are made by the client alone, when no reply comes: `ConnectionLoss`, `OperationTimeout`, `RequestTimeout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZkError {
    /// The server is at fault.
    SystemError,
    /// A part of a multi after the one that failed.
    RuntimeInconsistency,
    /// Found in the data; not used by servers.
    DataInconsistency,
    /// The connection ended before the reply came: the write may have happened or not.
    ConnectionLoss,
    /// The request could not be read, or what it led to could not.
    MarshallingError,
    /// Switched off here: TTL nodes without `extendedTypesEnabled`.
    Unimplemented,
    /// Took too long; not used by servers.
    OperationTimeout,
    /// A malformed path, or a TTL out of its range.
    BadArguments,
    /// No such session, as a standalone server says; a leader says `SessionExpired`.
    UnknownSession,
    /// A reconfiguration whose quorum is not there.
    NewConfigNoQuorum,
    /// A reconfiguration before the last one is done.
    ReconfigInProgress,
    /// The znode, or the parent of the one to create, does not exist.
    NoNode,
    /// The ACL does not permit it.
    NoAuth,
    /// The expected version is not the actual one.
    BadVersion,
    /// The parent is ephemeral.
    NoChildrenForEphemerals,
    /// The znode exists.
    NodeExists,
    /// The znode has children.
    NotEmpty,
    /// The session has expired, or was closed.
    SessionExpired,
    /// Not used by servers.
    InvalidCallback,
    /// An empty ACL, an unknown scheme, a malformed id.
    InvalidAcl,
    /// `addauth` failed; the connection is closed after it.
    AuthFailed,
    /// The session is attached to another server by now. Never sent: the connection is closed instead.
    SessionMoved,
    /// A write to a server in read-only mode.
    NotReadOnly,
    /// An ephemeral of a local session that may not be upgraded.
    EphemeralOnLocalSession,
    /// No such watch to remove or check.
    NoWatcher,
    /// No reply in time; not used by servers.
    RequestTimeout,
    /// Reconfiguration is switched off.
    ReconfigDisabled,
    /// SASL is demanded.
    SessionClosedRequireSaslAuth,
    /// A hard limit of a quota.
    QuotaExceeded,
    /// The server is overloaded.
    ThrottledOp,
}

impl ZkError {
    /// Every error with its code and its name, in the order of the codes.
    pub const ALL: [(ZkError, i32, &'static str); 30] = [
        (Self::SystemError, -1, "SystemError"),
        (Self::RuntimeInconsistency, -2, "RuntimeInconsistency"),
        (Self::DataInconsistency, -3, "DataInconsistency"),
        (Self::ConnectionLoss, -4, "ConnectionLoss"),
        (Self::MarshallingError, -5, "MarshallingError"),
        (Self::Unimplemented, -6, "Unimplemented"),
        (Self::OperationTimeout, -7, "OperationTimeout"),
        (Self::BadArguments, -8, "BadArguments"),
        (Self::UnknownSession, -12, "UnknownSession"),
        (Self::NewConfigNoQuorum, -13, "NewConfigNoQuorum"),
        (Self::ReconfigInProgress, -14, "ReconfigInProgress"),
        (Self::NoNode, -101, "NoNode"),
        (Self::NoAuth, -102, "NoAuth"),
        (Self::BadVersion, -103, "BadVersion"),
        (Self::NoChildrenForEphemerals, -108, "NoChildrenForEphemerals"),
        (Self::NodeExists, -110, "NodeExists"),
        (Self::NotEmpty, -111, "NotEmpty"),
        (Self::SessionExpired, -112, "SessionExpired"),
        (Self::InvalidCallback, -113, "InvalidCallback"),
        (Self::InvalidAcl, -114, "InvalidACL"),
        (Self::AuthFailed, -115, "AuthFailed"),
        (Self::SessionMoved, -118, "SessionMoved"),
        (Self::NotReadOnly, -119, "NotReadOnly"),
        (Self::EphemeralOnLocalSession, -120, "EphemeralOnLocalSession"),
        (Self::NoWatcher, -121, "NoWatcher"),
        (Self::RequestTimeout, -122, "RequestTimeout"),
        (Self::ReconfigDisabled, -123, "ReconfigDisabled"),
        (Self::SessionClosedRequireSaslAuth, -124, "SessionClosedRequireSaslAuth"),
        (Self::QuotaExceeded, -125, "QuotaExceeded"),
        (Self::ThrottledOp, -127, "ThrottledOp"),
    ];

    /// The code, as on the wire.
    pub fn code(self) -> i32 {
        Self::ALL[self as usize].1
    }

    /// ZooKeeper's name for it.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

impl fmt::Display for ZkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_error_stands_in_its_own_row() {
        for (row, (error, ..)) in ZkError::ALL.iter().enumerate() {
            assert_eq!(*error as usize, row, "{error}");
        }
        assert!(ZkError::ALL.windows(2).all(|it| it[1].1 < it[0].1));
    }
}
