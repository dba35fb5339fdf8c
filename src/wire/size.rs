//! How long a client's message is on the wire, in bytes, without the length before it: what `jute.maxbuffer` is held against.

use crate::tree::{AclList, Create, Data, Op, ReadOp, Request, SetWatches};
use crate::wire::ToServer;

/// `xid` and `type` before every request (`RequestHeader`).
const HEADER: u64 = 8;
/// `type`, `done` and `err` before every part of a multi, and behind the last (`MultiHeader`).
const PART: u64 = 9;
/// A version, a watch mode, the flags of a create.
const INT: u64 = 4;
const BOOL: u64 = 1;
const LONG: u64 = 8;

impl ToServer {
    /// Its length as `jute` writes it.
    pub fn size(&self) -> u64 {
        match self {
            // protocolVersion, lastZxidSeen, timeOut, sessionId, passwd, readOnly.
            Self::Connect(it) => INT + LONG + INT + LONG + INT + it.password.len() as u64 + BOOL,
            Self::Request { request, .. } => HEADER + record(request),
            Self::IsReadOnly => 4,
        }
    }
}

fn record(request: &Request) -> u64 {
    match request {
        Request::Create(it) => create(it),
        Request::Delete(it) => string(&it.path) + INT,
        Request::SetData(it) => string(&it.path) + data(&it.data) + INT,
        Request::SetAcl(it) => string(&it.path) + acl(&it.acl) + INT,
        Request::Check(it) => string(&it.path) + INT,
        Request::Multi(ops) => ops.iter().map(|it| PART + part(it)).sum::<u64>() + PART,
        Request::MultiRead(ops) => ops.iter().map(|it| PART + read(it)).sum::<u64>() + PART,
        Request::GetData { path, .. }
        | Request::Exists { path, .. }
        | Request::GetChildren { path, .. }
        | Request::GetChildren2 { path, .. } => string(path) + BOOL,
        Request::GetAllChildrenNumber { path }
        | Request::GetAcl { path }
        | Request::GetEphemerals { prefix: path }
        | Request::Sync { path }
        | Request::DeleteContainer { path } => string(path),
        Request::AddWatch { path, .. }
        | Request::RemoveWatches { path, .. }
        | Request::CheckWatches { path, .. } => string(path) + INT,
        Request::SetWatches(it) => set_watches(it),
        Request::Auth { scheme, auth } => INT + string(scheme) + auth.as_ref().map_or(INT, |it| string(it)),
        Request::CreateSession { .. } => INT,
        Request::WhoAmI | Request::CloseSession | Request::Ping => 0,
    }
}

fn create(create: &Create) -> u64 {
    let ttl = if create.mode.is_ttl() { LONG } else { 0 };
    string(&create.path) + data(&create.data) + acl(&create.acl) + INT + ttl
}

fn part(op: &Op) -> u64 {
    match op {
        Op::Create(it) => create(it),
        Op::Delete(it) => string(&it.path) + INT,
        Op::SetData(it) => string(&it.path) + data(&it.data) + INT,
        Op::Check(it) => string(&it.path) + INT,
    }
}

fn read(op: &ReadOp) -> u64 {
    match op {
        ReadOp::GetData { path } | ReadOp::GetChildren { path } => string(path) + BOOL,
    }
}

fn set_watches(it: &SetWatches) -> u64 {
    let lists = [&it.data, &it.exist, &it.child, &it.persistent, &it.persistent_recursive];
    let sent = if it.name() == "setWatches" { 3 } else { 5 };
    LONG + lists[..sent].iter().map(|list| INT + list.iter().map(|it| string(it)).sum::<u64>()).sum::<u64>()
}

fn acl(acl: &AclList) -> u64 {
    let line = |it: &crate::tree::Acl| INT + string(&it.id.scheme) + string(&it.id.id);
    INT + acl.lines().iter().map(line).sum::<u64>()
}

fn data(data: &Data) -> u64 {
    INT + data.as_ref().map_or(0, |it| it.len() as u64)
}

fn string(text: &str) -> u64 {
    INT + text.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{SessionId, Zxid};
    use crate::wire::Connect;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// As `tests/golden/tools/jute.py` writes them.
    #[test]
    fn a_message_is_as_long_as_jute_writes_it() {
        let size = |request| ToServer::Request { xid: 1, request }.size();
        let acl = AclList::open();
        let create = Create { path: "/a".into(), data: Some((*b"xyz").into()), acl, ..Create::default() };
        assert_eq!(size(Request::Create(create.clone())), 8 + 6 + 7 + (4 + 4 + 9 + 10) + 4);
        assert_eq!(size(Request::Multi(vec![Op::Create(create)])), 8 + 9 + 44 + 9);
        assert_eq!(size(Request::GetData { path: "/é".into(), watch: true }), 8 + 7 + 1);
        assert_eq!(size(Request::Ping), 8);
        let connect = Connect {
            last_zxid_seen: Zxid::ZERO,
            timeout: 1,
            session: SessionId(0),
            password: [0; 16],
            read_only: false,
        };
        assert_eq!(ToServer::Connect(connect).size(), 45);
    }
}
