//! Clients' sessions: how long they last, who may ask in their name, and what is answered.
//!
//! A session is replicated by its opening and its closing ([`TxnOp`](crate::tree::TxnOp)); that it is alive is known to the
//! leader alone, which is told of every touch and closes what was silent for too long: [`SessionTracker`]. It does so in
//! buckets of one tick ([`ExpiryQueue`]), so that a session lives longer than its timeout, by up to a tick.
//!
//! [`Answering`] is the last step of a request on the server that the client is connected to: it sets watches, reads, and says
//! what the reply to a write is.
//!
//! Source: `SessionTrackerImpl`, `ExpiryQueue`, `ZooKeeperServer.processConnectRequest`, `FinalRequestProcessor`, at release
//! 3.8.0. Of local sessions only the tracker is here; which of two trackers is asked is the server's to know
//! (`LeaderSessionTracker`, `LearnerSessionTracker`).

mod expiry;
mod tracker;
mod connect;
mod answer;

pub use answer::{Answer, Answering, Response};
pub use connect::{negotiated_timeout, password, session_id};
pub use expiry::ExpiryQueue;
pub use tracker::SessionTracker;
