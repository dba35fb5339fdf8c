//! All that travels between processes, and what the network adds to it.

mod client_protocol;
mod message;
mod size;

pub use client_protocol::{Connect, Connected, ToClient, ToServer};
pub use message::{Message, Segment};
