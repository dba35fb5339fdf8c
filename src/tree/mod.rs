//! The replicated state: what transactions make, in their order, the same on every server.
//!
//! So far a set of paths and of sessions, enough to see a write go through the protocol and to compare servers. The data
//! tree as clients know it (stat, ephemerals, ACLs, watches) comes in its place.

mod txn;
mod tree;

pub use tree::Tree;
pub use txn::{Op, Origin, Txn};
