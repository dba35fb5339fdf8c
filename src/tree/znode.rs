use std::sync::Arc;

use crate::tree::AclList;
use crate::vocab::{SessionId, Zxid};

/// A znode's content. `None` is Java's null: stored and read back as such, not the same as empty.
pub type Data = Option<Arc<[u8]>>;

/// What kind of znode it is, which ZooKeeper keeps in `ephemeralOwner` (`EphemeralType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// Stays until it is deleted.
    #[default]
    Persistent,
    /// Goes with its session.
    Ephemeral(SessionId),
    /// Goes some time after its last child.
    Container,
    /// Goes when it has no children and was not set for so many milliseconds, 1 to 2^40 − 1.
    Ttl(u64),
}

impl NodeKind {
    /// As clients see it: only ephemerals have an owner.
    pub fn ephemeral_owner(self) -> Option<SessionId> {
        match self {
            Self::Ephemeral(session) => Some(session),
            Self::Persistent | Self::Container | Self::Ttl(_) => None,
        }
    }

    /// The number that ZooKeeper stores.
    pub fn stored(self) -> u64 {
        match self {
            Self::Persistent => 0,
            Self::Ephemeral(session) => session.0,
            Self::Container => 1 << 63,
            Self::Ttl(millis) => 0xff << 56 | millis,
        }
    }
}

/// A znode as a server keeps it (`DataNode` and `StatPersisted`). Its children are found by their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Znode {
    /// Its content.
    pub data: Data,
    /// Who may do what.
    pub acl: AclList,
    /// What kind it is.
    pub kind: NodeKind,
    /// The transaction that created it.
    pub czxid: Zxid,
    /// The transaction that last set its data.
    pub mzxid: Zxid,
    /// The transaction that last created or deleted a child.
    pub pzxid: Zxid,
    /// When it was created: milliseconds on the leader's wall clock.
    pub ctime: u64,
    /// When its data was last set: milliseconds on the leader's wall clock.
    pub mtime: u64,
    /// How often its data was set; wraps.
    pub version: i32,
    /// How often its ACL was set; wraps.
    pub aversion: i32,
    /// How many children were ever created under it; the source of sequence numbers. Not what clients see as `cversion`.
    pub creates: i32,
    /// How many children it has.
    pub children: u32,
}

/// What clients are told of a znode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// The transaction that created it.
    pub czxid: Zxid,
    /// The transaction that last set its data.
    pub mzxid: Zxid,
    /// When it was created, in milliseconds.
    pub ctime: u64,
    /// When its data was last set, in milliseconds.
    pub mtime: u64,
    /// How often its data was set.
    pub version: i32,
    /// How many children were created or deleted.
    pub cversion: i32,
    /// How often its ACL was set.
    pub aversion: i32,
    /// The session of an ephemeral; `None`, on the wire 0, for all others, containers and TTL nodes too.
    pub ephemeral_owner: Option<SessionId>,
    /// The length of its data in bytes.
    pub data_length: u32,
    /// How many children it has.
    pub num_children: u32,
    /// The transaction that last created or deleted a child.
    pub pzxid: Zxid,
}

impl Znode {
    /// A new one (`DataTree.createStat`).
    pub fn new(data: Data, acl: AclList, kind: NodeKind, zxid: Zxid, time: u64) -> Znode {
        Znode {
            data,
            acl,
            kind,
            czxid: zxid,
            mzxid: zxid,
            pzxid: zxid,
            ctime: time,
            mtime: time,
            ..Znode::default()
        }
    }

    /// The length of its data in bytes.
    pub fn data_length(&self) -> u32 {
        data_length(&self.data)
    }

    /// What clients are told (`DataNode.copyStat`): of every child there was a creation, and of every one that is not there
    /// any more a deletion, so `cversion` is twice the creations less the children there are.
    pub fn stat(&self) -> Stat {
        Stat {
            czxid: self.czxid,
            mzxid: self.mzxid,
            ctime: self.ctime,
            mtime: self.mtime,
            version: self.version,
            cversion: self.creates.wrapping_mul(2).wrapping_sub_unsigned(self.children),
            aversion: self.aversion,
            ephemeral_owner: self.kind.ephemeral_owner(),
            data_length: self.data_length(),
            num_children: self.children,
            pzxid: self.pzxid,
        }
    }
}

/// The length of a content in bytes; null has none.
pub fn data_length(data: &Data) -> u32 {
    data.as_ref().map_or(0, |it| u32::try_from(it.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn cversion_counts_creations_and_deletions() {
        let stat = |creates, children| Znode { creates, children, ..Znode::default() }.stat().cversion;
        assert_eq!(stat(3, 1), 5, "three created, two of them deleted");
        assert_eq!(stat(0, 1), -1, "the root of a new server, whose child nobody created");
        assert_eq!(stat(i32::MIN, 0), 0, "Java's int wraps");
    }

    #[test]
    fn the_kind_is_stored_as_in_zookeeper() {
        assert_eq!(NodeKind::Container.stored(), 0x8000_0000_0000_0000);
        assert_eq!(NodeKind::Ttl(1_000).stored(), 0xff00_0000_0000_03e8);
        assert_eq!(NodeKind::Ephemeral(SessionId(7)).stored(), 7);
        assert_eq!(NodeKind::Ttl(5).ephemeral_owner(), None);
    }
}
