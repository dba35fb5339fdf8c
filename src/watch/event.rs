use std::fmt;
use std::sync::Arc;

use crate::vocab::Zxid;

/// What a watch tells of (`Watcher.Event.EventType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventType {
    /// The znode was created.
    NodeCreated,
    /// The znode was deleted.
    NodeDeleted,
    /// Its data was set.
    NodeDataChanged,
    /// A child of it was created or deleted.
    NodeChildrenChanged,
    /// Made by the client library: a data watch was removed.
    DataWatchRemoved,
    /// Made by the client library: a child watch was removed.
    ChildWatchRemoved,
    /// Made by the client library: a persistent watch was removed.
    PersistentWatchRemoved,
}

impl EventType {
    /// ZooKeeper's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NodeCreated => "NodeCreated",
            Self::NodeDeleted => "NodeDeleted",
            Self::NodeDataChanged => "NodeDataChanged",
            Self::NodeChildrenChanged => "NodeChildrenChanged",
            Self::DataWatchRemoved => "DataWatchRemoved",
            Self::ChildWatchRemoved => "ChildWatchRemoved",
            Self::PersistentWatchRemoved => "PersistentWatchRemoved",
        }
    }
}

/// What a server sends to a client whose watch has fired (`WatchedEvent`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchEvent {
    /// What happened.
    pub event: EventType,
    /// To which znode.
    pub path: Arc<str>,
    /// The transaction, which the message's header carries from 3.9 on; none before, and none when watches are set again:
    /// the header then says −1.
    pub zxid: Option<Zxid>,
}

impl fmt::Display for WatchEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.event.name(), self.path)
    }
}
