//! One ZooKeeper server: a role, the election that runs beside it, and its connections.
//!
//! Source: `QuorumPeer.run`. A process boots from its [`Disk`](crate::storage::Disk), looks for a leader, leads or
//! follows, and looks again when that ends. It is a machine: [`Server::step`] takes one [`Input`] and returns what it
//! asks the world for; [`Server::deadline`] says when it wants to be woken. It knows neither the network nor chance.

mod stats;
mod client_port;
mod four_letter;
mod local_sessions;
mod server;
mod role;
mod input;
mod effect;
mod note;
mod timer;

pub use client_port::{ClientPort, Cnxn, Service, Stage as CnxnStage, connection};
pub use effect::Effect;
pub use four_letter::{ParseWordError, Word, four_letter};
pub use input::Input;
pub use local_sessions::LocalSessions;
pub use note::Note;
pub use role::{Memory, Role};
pub use server::{Serials, Server};
pub use stats::{Average, CnxnStats, Latency, ServerStats};
pub use timer::{Timer, TimerKind};
