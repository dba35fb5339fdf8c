//! FastLeaderElection: from LOOKING to a vote that a quorum shares.
//!
//! Source: ZooKeeper's `FastLeaderElection` (`lookForLeader`, `WorkerReceiver`) and `QuorumCnxManager`, release 3.8.0,
//! which later releases left as they are. Two machines: [`Election`] holds the rules of the vote, [`CnxManager`] the
//! connections on the election port; the server passes what one asks for to the other.
//!
//! What must hold: the machine is the same function of its inputs everywhere, a server sends to itself like to the
//! others, and only servers with a vote are listened to.
//!
//! Left out, each without an effect on who is elected in a fixed ensemble: the configuration that notifications carry
//! (reconfiguration), `QuorumOracleMaj` (an external referee for two servers), message format versions before 3.4.6,
//! authentication and encryption of the connections, several addresses for one server, and the listener's being one
//! thread (a connection whose first message is late does not hold up the next one here).

mod vote;
mod notification;
mod note;
mod election;
mod cnx_manager;

pub use cnx_manager::{CnxEffect, CnxInput, CnxManager, Peer};
pub use election::{Ballot, Effect, Election, Input, Looking};
pub use note::Note;
pub use notification::Notification;
pub use vote::{Term, Vote};
