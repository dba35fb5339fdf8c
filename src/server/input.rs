use crate::vocab::ConnId;
use crate::wire::Message;

/// All that can happen to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Its kernel accepted a connection on one of its ports.
    Accepted { conn: ConnId },
    /// A connection that it opened stands.
    Connected { conn: ConnId },
    /// A message.
    Received { conn: ConnId, message: Message },
    /// The other end closed, refused, or does not know the connection.
    Closed { conn: ConnId },
    /// The number that it asked for by `Effect::AskChance`, evenly drawn from all there are.
    Chance { draw: u64 },
    /// The deadline came.
    Wake,
}
