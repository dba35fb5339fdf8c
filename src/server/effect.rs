use crate::server::Note;
use crate::vocab::{ConnId, ServerId};
use crate::wire::Message;

/// All that a server can ask for; performed in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a connection to a port of `to`.
    Connect { conn: ConnId, to: ServerId },
    /// Send a message.
    Send { conn: ConnId, message: Message },
    /// Close its end.
    Close { conn: ConnId },
    /// Draw a random number; it comes back as `Input::Chance` before anything else.
    AskChance,
    /// The reason of a step.
    Note(Note),
}
