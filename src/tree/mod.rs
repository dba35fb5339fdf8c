//! The replicated state: the data tree, and what requests make of it.
//!
//! A [`Request`] is a wish. The leader [prepares](prepare()) it against the tree and all that is still under way
//! ([`Outstanding`]) and makes a [`Txn`] of it: the outcome, be it a failure, decided once and the same on every server. Every
//! server [applies](Tree::apply) it to its [`Tree`]; what that [`Change`]d is for the watches to tell, and what came of it
//! ([`TxnResult`]) for the one who asked. Reads are answered from one server's tree alone.
//!
//! All of it is a function of its arguments: the time of a transaction is the leader's, handed in. Trees are cloned for every
//! checkpoint, so their maps share what did not change.
//!
//! Source: `PrepRequestProcessor`, `DataTree`, `FinalRequestProcessor`, at release 3.8.0; what later releases do otherwise
//! stands in [`Rules`]. Kept are the quirks that can be seen from outside, each noted where it is. Ours are the orders that
//! ZooKeeper leaves to its hash tables: children, ephemerals and the paths of a closeSession come by name.
//!
//! Left out: reconfiguration; x509, SASL and other providers; the eager check of ACLs, `skipACL`; and the ways to bring a
//! server down with a malformed quota: here such a quota is passed by. A snapshot here is exact, so nothing is ever replayed
//! on a tree that contains it.

mod error;
mod path;
mod acl;
mod znode;
mod request;
mod rules;
mod quota;
mod txn;
mod tree;
mod outstanding;
mod prepare;
mod apply;
mod read;

pub use acl::{Acl, AclList, Id, Perms, authenticate, digest};
pub use apply::{Applied, Change, TxnResult};
pub use error::ZkError;
pub use outstanding::Outstanding;
pub use path::{PathProblem, sequential, split, upwards, validate};
pub use prepare::{Header, Requester, prepare};
pub use quota::{LIMITS, ROOT as QUOTA_ROOT, STATS, StatsTrack};
pub use read::ReadResult;
pub use request::{
    Check, Create, CreateMode, Delete, Op, ParseModeError, ReadOp, Request, SetAcl, SetData, SetWatches,
    WatchMode, WatcherType,
};
pub use rules::{Rules, Settings};
pub use tree::{CONFIG, Map, Set, Tree};
pub use txn::{Origin, Txn, TxnOp, TxnRecord};
pub use znode::{Data, NodeKind, Stat, Znode, data_length};
