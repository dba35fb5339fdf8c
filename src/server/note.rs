use crate::vocab::{ServerId, Span};
use crate::{election, zab};

/// Why a server did what it did: one variant for every rule worth showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Of the vote.
    Election(election::Note),
    /// Of leader and learners.
    Zab(zab::Note),
    /// «Have smaller server identifier, so dropping the connection»: the larger one will call back.
    DroppedToLarger { to: ServerId },
    /// A smaller one called: closed its connection and calls back.
    CallsBack { to: ServerId },
    /// A new connection with an empty queue: sent the last notification once more.
    SentLastAgain { to: ServerId },
    /// A notification that had not left yet was replaced by a newer one.
    Overwrote { to: ServerId },
    /// Has looked for a leader for so long: serves reads to clients that put up with it (`ReadOnlyZooKeeperServer`).
    ServesReads { after: Span },
    /// An observer waits a random part of `zookeeper.observer.election.DelayMs` before it looks again.
    ObserverWaits { wait: Span },
}
