use std::sync::Arc;

use crate::tree::{AclList, Create, CreateMode, Delete, Request};

/// A znode open to all; empty text is no data. The reply carries its stat. What is missing above it [`Program`](super::Program)
/// makes first.
pub fn create(path: impl Into<Arc<str>>, text: &str, mode: CreateMode) -> Request {
    Request::Create(Create {
        path: path.into(),
        data: (!text.is_empty()).then(|| text.as_bytes().into()),
        acl: AclList::open(),
        mode,
        with_stat: true,
        ..Create::default()
    })
}

/// Deletes whatever version is there.
pub fn delete(path: impl Into<Arc<str>>) -> Request {
    Request::Delete(Delete { path: path.into(), version: -1 })
}
