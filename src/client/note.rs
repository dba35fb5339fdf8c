use crate::vocab::{ServerId, SessionId, Span};

/// Why a client did what it did. No rule reads a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Waits before it connects anew: up to a second at random, and a second more after a full round.
    Waits { server: ServerId, wait: Span },
    /// Has heard nothing for two thirds of its session timeout: leaves this server (`SessionTimeoutException`).
    NotHeard { server: ServerId },
    /// Could not connect within its share of the session timeout.
    NotConnected { server: ServerId },
    /// The connection broke.
    Lost { server: ServerId },
    /// Has its session, with that timeout.
    Established { server: ServerId, session: SessionId, timeout: u32 },
    /// Was told that its session is over.
    Expired { session: SessionId },
}
