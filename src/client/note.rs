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
    /// The answer has so many bytes, more than `jute.maxbuffer`: leaves this server without reading it.
    TooLong { server: ServerId, bytes: u64 },
    /// The connection broke.
    Lost { server: ServerId },
    /// Has its session, with that timeout.
    Established { server: ServerId, session: SessionId, timeout: u32 },
    /// Has a session with a server without a quorum, and has found one with one.
    FoundQuorum { server: ServerId },
    /// Has heard of no server for four thirds of its session timeout: takes its session for expired (since 3.9.3).
    GivesUp { session: SessionId },
    /// Its application has taken its session for expired.
    Abandoned { session: SessionId },
    /// Was told that its session is over.
    Expired { session: SessionId },
}
