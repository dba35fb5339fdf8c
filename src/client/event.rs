use std::fmt;

use crate::watch::WatchEvent;

/// What a client knows of its connection (`Watcher.Event.KeeperState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeeperState {
    /// Not connected: calls fail, watches are silent, the session may or may not live on.
    Disconnected,
    /// Connected to a server of the quorum, with its session.
    SyncConnected,
    /// Who it says it is was not believed.
    AuthFailed,
    /// Connected to a server without a quorum.
    ConnectedReadOnly,
    /// A server has said that the session is over: ephemerals and watches are gone.
    Expired,
    /// Closed by the application itself.
    Closed,
}

impl KeeperState {
    /// ZooKeeper's own word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disconnected => "Disconnected",
            Self::SyncConnected => "SyncConnected",
            Self::AuthFailed => "AuthFailed",
            Self::ConnectedReadOnly => "ConnectedReadOnly",
            Self::Expired => "Expired",
            Self::Closed => "Closed",
        }
    }
}

impl fmt::Display for KeeperState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an application is told without having asked (`WatchedEvent`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Of the connection: every watcher hears of it, and no watch is used up.
    State(KeeperState),
    /// Of a znode that it watches.
    Watch(WatchEvent),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => state.fmt(f),
            Self::Watch(event) => event.fmt(f),
        }
    }
}
