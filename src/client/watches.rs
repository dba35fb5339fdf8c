use std::collections::BTreeSet;
use std::sync::Arc;

use crate::tree::{Request, SetWatches, WatchMode, WatcherType, ZkError};
use crate::vocab::Zxid;
use crate::watch::{EventType, WatchEvent};

/// The watches that a client believes to have, which it sets again after a reconnect (`ZKWatchManager`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registrations {
    /// Of `getData`, and of `exists` on what was there.
    pub data: BTreeSet<Arc<str>>,
    /// Of `exists` on what was not there.
    pub exist: BTreeSet<Arc<str>>,
    /// Of `getChildren`.
    pub child: BTreeSet<Arc<str>>,
    /// Persistent ones.
    pub persistent: BTreeSet<Arc<str>>,
    /// Persistent recursive ones.
    pub persistent_recursive: BTreeSet<Arc<str>>,
}

impl Registrations {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        let sets = [&self.data, &self.exist, &self.child, &self.persistent, &self.persistent_recursive];
        sets.into_iter().all(BTreeSet::is_empty)
    }

    /// A reply has come: the watch that the request asked for is registered if it was granted (`WatchRegistration`).
    pub fn replied(&mut self, request: &Request, error: Option<ZkError>) {
        let granted = error.is_none();
        match request {
            Request::GetData { path, watch: true } if granted => drop(self.data.insert(Arc::clone(path))),
            Request::Exists { path, watch: true } if granted => drop(self.data.insert(Arc::clone(path))),
            Request::Exists { path, watch: true } if error == Some(ZkError::NoNode) => {
                self.exist.insert(Arc::clone(path));
            }
            Request::GetChildren { path, watch: true } | Request::GetChildren2 { path, watch: true }
                if granted =>
            {
                self.child.insert(Arc::clone(path));
            }
            Request::AddWatch { path, mode } if granted => {
                let set = match mode {
                    WatchMode::Persistent => &mut self.persistent,
                    WatchMode::PersistentRecursive => &mut self.persistent_recursive,
                };
                set.insert(Arc::clone(path));
            }
            _ => {}
        }
    }

    /// What the application is told, as no server does, when the server has removed watches, or has not because of `error`; with
    /// `local` they are removed here all the same (`ZKWatchManager.removeWatcher`). `NoWatcher` if there is none of that kind; a
    /// persistent one counts as a data and as a child watch until it is to be removed as such.
    pub fn unregister(
        &mut self,
        path: &Arc<str>,
        kind: WatcherType,
        local: bool,
        error: Option<ZkError>,
    ) -> Result<Vec<WatchEvent>, ZkError> {
        let persistent = self.persistent.contains(path) || self.persistent_recursive.contains(path);
        let data = self.data.contains(path) || self.exist.contains(path);
        let child = self.child.contains(path);
        let known = match kind {
            WatcherType::Children => child || persistent,
            WatcherType::Data => data || persistent,
            WatcherType::Any | WatcherType::Persistent | WatcherType::PersistentRecursive => {
                child || data || persistent
            }
        };
        match error {
            _ if !known => Err(ZkError::NoWatcher),
            Some(error) if !local => Err(error),
            _ => Some(self.remove(path, kind)).filter(|it| !it.is_empty()).ok_or(ZkError::NoWatcher),
        }
    }

    fn remove(&mut self, path: &Arc<str>, kind: WatcherType) -> Vec<WatchEvent> {
        use WatcherType as T;
        let data = matches!(kind, T::Data | T::Any);
        let child = matches!(kind, T::Children | T::Any);
        let had_data = data && (self.data.remove(path) | self.exist.remove(path));
        let had_child = child && self.child.remove(path);
        let had_persistent = (matches!(kind, T::Any | T::Persistent) && self.persistent.remove(path))
            | (matches!(kind, T::Any | T::PersistentRecursive) && self.persistent_recursive.remove(path));
        let told = [
            (had_data, EventType::DataWatchRemoved),
            (had_persistent, EventType::PersistentWatchRemoved),
            (had_child, EventType::ChildWatchRemoved),
        ];
        let told = told.into_iter().filter(|it| it.0);
        told.map(|(_, event)| WatchEvent { event, path: Arc::clone(path), zxid: None }).collect()
    }

    /// An event has come: the one-shot watches that it belongs to are used up (`ZKWatchManager.materialize`).
    pub fn fired(&mut self, event: &WatchEvent) {
        let path = &event.path;
        match event.event {
            EventType::NodeDataChanged | EventType::NodeCreated => {
                self.data.remove(path);
                self.exist.remove(path);
            }
            EventType::NodeChildrenChanged => drop(self.child.remove(path)),
            EventType::NodeDeleted => {
                self.data.remove(path);
                self.exist.remove(path);
                self.child.remove(path);
            }
            EventType::DataWatchRemoved
            | EventType::ChildWatchRemoved
            | EventType::PersistentWatchRemoved => {}
        }
    }

    /// What is to be set again, and since when its changes are to be told.
    pub fn to_set_again(&self, relative_zxid: Zxid) -> SetWatches {
        let list = |set: &BTreeSet<Arc<str>>| set.iter().cloned().collect();
        SetWatches {
            relative_zxid,
            data: list(&self.data),
            exist: list(&self.exist),
            child: list(&self.child),
            persistent: list(&self.persistent),
            persistent_recursive: list(&self.persistent_recursive),
        }
    }
}
