//! What a server keeps over a crash.
//!
//! So far the two epoch files and the number of the last transaction in the log: what a vote is made of. The log itself,
//! snapshots and what a flush means come with the broadcast protocol.

mod disk;

pub use disk::Disk;
