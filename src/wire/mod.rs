//! All that travels between processes, and what the network adds to it.

mod message;

pub use message::{Message, Segment};
