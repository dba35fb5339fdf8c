//! A ZooKeeper that you can break, rewind and share.
//!
//! Modules are declared lowest first: each may use only those above it (a test holds it to that).

pub mod vocab;
pub mod election;
pub mod player;
