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

    /// A reply has come: the watch that the request asked for is registered if it was granted (`WatchRegistration`). What
    /// was removed is told to the application, as no server does.
    pub fn replied(&mut self, request: &Request, error: Option<ZkError>) -> Vec<WatchEvent> {
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
            Request::RemoveWatches { path, kind } if granted => return self.remove(path, *kind),
            _ => {}
        }
        Vec::new()
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
            (had_child, EventType::ChildWatchRemoved),
            (had_data, EventType::DataWatchRemoved),
            (had_persistent, EventType::PersistentWatchRemoved),
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
