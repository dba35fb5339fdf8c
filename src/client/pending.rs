use std::collections::VecDeque;

use crate::tree::{Request, ZkError};

/// A call of the application, by its own count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call(pub u32);

/// A request on its way (`ClientCnxn.Packet`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its number on this connection and those before; 0 before it is sent.
    pub xid: i32,
    /// Whose it is; none of the library's own.
    pub call: Option<Call>,
    /// What is asked.
    pub request: Request,
    /// Of `removeWatches`: whether the client's half is removed even if the server cannot be asked.
    pub local: bool,
}

impl Packet {
    /// The number of every ping.
    pub const PING: i32 = -2;
    /// The number of every `addauth`.
    pub const AUTH: i32 = -4;
}

/// What has not been sent yet, and what has and waits for its reply, both in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    pub outgoing: VecDeque<Packet>,
    pub sent: VecDeque<Packet>,
}

impl Pending {
    /// The connection is gone: every call fails, whether it was sent or not. Of one that was, nobody knows whether it has
    /// been done.
    pub fn take_all(&mut self) -> Vec<Packet> {
        self.sent.drain(..).chain(self.outgoing.drain(..)).collect()
    }

    /// The packet that the next reply belongs to, as replies come in the order of the requests.
    pub fn take(&mut self) -> Option<Packet> {
        self.sent.pop_front()
    }
}

/// What a call fails with when the connection is gone (`ClientCnxn.conLossPacket`).
pub fn loss(auth_failed: bool, closed: bool) -> ZkError {
    match (auth_failed, closed) {
        (true, _) => ZkError::AuthFailed,
        (_, true) => ZkError::SessionExpired,
        _ => ZkError::ConnectionLoss,
    }
}
