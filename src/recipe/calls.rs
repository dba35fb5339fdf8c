use std::sync::Arc;

use crate::tree::{AclList, Create, CreateMode, Data, Delete, Request, SetData};

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

/// Sets data, if the znode has this version; −1: any.
pub fn set(path: &Arc<str>, text: &str, version: i32) -> Request {
    Request::SetData(SetData { path: Arc::clone(path), data: Some(text.as_bytes().into()), version })
}

/// Deletes whatever version is there.
pub fn delete(path: impl Into<Arc<str>>) -> Request {
    Request::Delete(Delete { path: path.into(), version: -1 })
}

/// Waits for the next change, whether it is there or not.
pub fn watch(path: impl Into<Arc<str>>) -> Request {
    Request::Exists { path: path.into(), watch: true }
}

/// The data, as text.
pub fn text(data: &Data) -> Arc<str> {
    data.as_ref().map_or_else(|| "".into(), |it| String::from_utf8_lossy(it).into())
}
