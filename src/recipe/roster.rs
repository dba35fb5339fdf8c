use std::sync::Arc;

use super::Desk;
use super::calls::create;
use crate::session::Response;
use crate::tree::{CreateMode, Request, ZkError};
use crate::watch::WatchEvent;

/// The children of a znode, which are watched: a watch fires once and says no names, so whoever is told lists again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// The znode.
    pub path: Arc<str>,
}

impl Roster {
    /// Lists them, and watches.
    pub fn ask(&self, desk: &mut Desk) {
        desk.ask(Request::GetChildren { path: Arc::clone(&self.path), watch: true });
    }

    /// The names of the reply, in the order of the letters. `None`: the znode was missing, so it is made and listed again.
    pub fn names(&self, result: Result<Response, ZkError>, desk: &mut Desk) -> Option<Vec<Arc<str>>> {
        match result {
            Ok(Response::Children(mut names, _)) => {
                names.sort();
                return Some(names);
            }
            Err(ZkError::NoNode) => desk.ask(create(Arc::clone(&self.path), "", CreateMode::Persistent)),
            Ok(_) | Err(_) => self.ask(desk),
        }
        None
    }

    /// Whether that is a reason to list again.
    pub fn is_changed_by(&self, event: &WatchEvent) -> bool {
        self.path == event.path
    }

    /// Where a child is.
    pub fn child(&self, name: &str) -> Arc<str> {
        format!("{}/{name}", self.path).into()
    }
}
