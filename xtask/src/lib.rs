//! What the playground is built and tested with: pinned tools, a browser, and the tasks that drive them.
//!
//! A newcomer has rustup and this clone. Everything else is fetched on first use, by exact version, into a folder of its
//! own ([`tools`]), so nothing the reader has installed is replaced and a fresh clone finds what an earlier one fetched.
//!
//! [`browser`] is behind a feature of that name: it costs half a minute to build, which `cargo xtask serve` should not pay.

pub mod project;
pub mod command;
pub mod tools;
pub mod chromium;
pub mod stages;
pub mod published;
pub mod offline;
#[cfg(feature = "browser")]
pub mod browser;
