//! A ZooKeeper that you can break, rewind and share.
//!
//! Modules are declared lowest first: each may use only those above it (a test holds it to that).

rust_i18n::i18n!("www/locales", fallback = "en");

pub mod vocab;
pub mod storage;
pub mod election;
pub mod zab;
pub mod wire;
pub mod server;
pub mod trace;
pub mod sim;
pub mod player;
#[cfg(feature = "ui")]
pub mod ui;
