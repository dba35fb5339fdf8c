//! All that travels between processes, and what the network adds to it.

mod client_protocol;
mod message;

pub use client_protocol::{Connect, Connected, ToClient, ToServer};
pub use message::{Message, Segment};
