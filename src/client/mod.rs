//! A client of the ensemble: the library that an application calls, one session with one connection at a time.
//!
//! Source: `ClientCnxn`, `ZKWatchManager`, `StaticHostProvider` at release 3.8.0. A [`Client`] is a machine like a server:
//! [`Client::step`] takes one [`Input`] and returns what it asks the world for; [`Client::deadline`] says when it wants to be
//! woken. It tries its hosts in turn, keeps its session alive by pings, tells the application when the connection is lost
//! and fails what was under way, and sets its watches again where it connects next. It never decides that its session has
//! expired: only a server can tell it so.
//!
//! While it is connected to a server without a quorum it looks for one that has one, by a second connection. In Java that is done
//! by the one thread that also talks to its server, which waits meanwhile; here it does not.
//!
//! Left out: SASL, changing the list of hosts, chroot, batches of more than 128 kB of watches, and the `requestTimeout` of
//! synchronous calls, which is off by default.

mod client;
mod event;
mod hosts;
mod note;
mod pending;
mod release;
mod search;
mod watches;

pub use client::{Client, ClientConfig, Effect, Input, Socket, State};
pub use event::{Event, KeeperState};
pub use note::Note;
pub use pending::{Call, Packet};
pub use release::Rules;
pub use watches::Registrations;
