use std::sync::Arc;

use crate::storage::DiskOp;
use crate::tree::Request;
use crate::vocab::ConnId;
use crate::wire::Message;
use crate::zab::Thread;

/// All that can happen to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Its kernel accepted a connection on one of its ports.
    Accepted { conn: ConnId },
    /// A connection that it opened stands.
    Connected { conn: ConnId },
    /// A message.
    Received { conn: ConnId, message: Message },
    /// The other end closed, refused, or does not know the connection.
    Closed { conn: ConnId },
    /// A write that a role asked for is done; `ok`: it could be.
    Written { thread: Thread, op: DiskOp, ok: bool, term: u32 },
    /// Somebody who is no client of the playground's asks for a change, without a session.
    Asked { request: Request },
    /// Somebody who is no client of the playground's asks a four-letter word.
    FourLetter { word: Arc<str> },
    /// The number that it asked for by `Effect::AskChance`, evenly drawn from all there are.
    Chance { draw: u64 },
    /// The deadline came.
    Wake,
}
