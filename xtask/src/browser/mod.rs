//! The built page in a real browser.
//!
//! [`Page`] is what tests and tools hold: a tab of a headless Chromium on a server of our own, with every call waiting for
//! its answer. A mistake panics with the caller's line, as an assertion does.

mod compression;
mod server;
mod driver;
mod page;
pub mod bench;
pub mod bundle;
pub mod curve;
pub mod pictures;
pub mod shot;
pub mod weigh;

pub use page::{Look, Page};
pub use server::{Request, Server, Site};
pub use thirtyfour::Key;
