use std::sync::Arc;

use crate::server::Note;
use crate::storage::DiskOp;
use crate::tree::Txn;
use crate::vocab::{ConnId, ServerId, Zxid};
use crate::wire::Message;
use crate::zab::Thread;

/// All that a server can ask for; performed in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a connection to a port of `to`.
    Connect { conn: ConnId, to: ServerId },
    /// Send a message.
    Send { conn: ConnId, message: Message },
    /// Close its end.
    Close { conn: ConnId },
    /// Change the disk; comes back as `Input::Written` with the same term.
    Write { thread: Thread, op: DiskOp, term: u32 },
    /// A transaction is in its tree now.
    Applied { txn: Txn },
    /// Somebody without a session gets the answer to a request: the transaction that it became, or a broken connection.
    Answered { request: u32, zxid: Option<Zxid> },
    /// The answer to a four-letter word; nothing, if the connection is closed without one.
    FourLetter { word: Arc<str>, text: String },
    /// The process ends.
    Exit,
    /// Draw a random number; it comes back as `Input::Chance` before anything else.
    AskChance,
    /// The reason of a step.
    Note(Note),
}
