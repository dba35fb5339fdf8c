//! The world: machines, processes, a network, and one agenda of what is to come.
//!
//! A [`World`] is a value; the same scenario and seed make the same world at every moment, natively and in wasm. It moves
//! by [`World::advance`], one turn at a time, and by the [`Fault`]s that somebody causes. What happens it writes down as
//! trace entries.
//!
//! The network is TCP as a program sees it: connections with an end at each machine, FIFO in each direction. A kernel
//! closes the connections of a process that dies, so the other end hears of it; a machine without power, and a link that
//! is cut, say nothing. A kernel takes connections and data for a process that is stopped, too. Left out: the kernels'
//! own giving up on a silent connection (minutes), full socket buffers, and loss of single packets, which TCP mends.

mod agenda;
mod alarms;
mod rng;
mod network;
mod fault;
mod host;
mod application;
mod client_host;
mod world;
mod clients;
mod resource;

pub use agenda::{Agenda, Event, EventKey};
pub use application::Application;
pub use client_host::{ClientHost, Clock, Intake};
pub use fault::{Fault, FaultError, Pick};
pub use host::{Condition, Host, Medium, Write};
pub use network::{Connection, End, Flight, Network, Stream};
pub use resource::Errand;
pub use rng::Rng;
pub use world::{Timing, World};
