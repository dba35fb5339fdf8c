//! The data tree: its rows with who watches them, one znode in full, and what can be done to one where it stands.
//!
//! Only the rows that are seen are made, and the one that has the focus, so that it keeps it when it is scrolled away. Keys are
//! those of a tree in ARIA's authoring practices, but that Enter opens what can be done, and the arrows open and close.

mod pane;
mod row;
mod detail;
mod work;

pub use pane::{Kept, Znodes, ZnodesProps};
