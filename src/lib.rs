//! A ZooKeeper that you can break, rewind and share.
//!
//! Modules are declared lowest first: each may use only those above it (a test holds it to that).

pub mod locale;
pub mod vocab;
pub mod tree;
pub mod watch;
pub mod session;
pub mod storage;
pub mod election;
pub mod zab;
pub mod wire;
pub mod client;
pub mod cli;
pub mod recipe;
pub mod server;
pub mod trace;
pub mod sim;
pub mod check;
pub mod scenario;
pub mod compare;
pub mod explore;
pub mod player;
#[cfg(feature = "ui")]
pub mod ui;
