//! The replicated state: the data tree, and what requests make of it.
//!
//! A [`Request`] is a wish. The leader prepares it against the tree and all that is still under way ([`Outstanding`]) and
//! makes a [`Txn`] of it: the outcome, be it a failure, decided once and the same on every server.

mod error;
mod path;
mod acl;
mod znode;
mod request;
mod rules;

pub use acl::{Acl, AclList, Id, Perms, authenticate, digest};
pub use error::ZkError;
pub use path::{PathProblem, sequential, split, upwards, validate};
pub use request::{
    Check, Create, CreateMode, Delete, Op, ParseModeError, ReadOp, Request, SetAcl, SetData, SetWatches,
    WatchMode, WatcherType,
};
pub use rules::{Rules, Settings};
pub use znode::{Data, NodeKind, Stat, Znode, data_length};
