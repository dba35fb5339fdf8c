//! How long a message is on the wire, in bytes: what a client and a server say to each other without the length before it, which is
//! what `jute.maxbuffer` is held against, and any message with all that it takes.
//!
//! Sources: the records of `zookeeper.jute`, `QuorumPacket`, `FastLeaderElection.buildMsg`, `Learner.request`. Left out: the text
//! of the configuration, which notifications and NEWLEADER carry since 3.5: it is as long as the names of the hosts are.

use crate::session::Response;
use crate::tree::{
    AclList, Create, Data, Id, Op, ReadOp, ReadResult, Request, SetWatches, Txn, TxnOp, TxnResult,
};
use crate::wire::{Message, ToClient, ToServer};
use crate::zab::Packet;

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

/// `xid`, `zxid` and `err` before every reply (`ReplyHeader`).
const REPLY: u64 = 16;
/// `Stat`: six longs and five ints.
const STAT: u64 = 68;
/// `QuorumPacket` without data: type, zxid, the length of the data, no ids.
const PACKET: u64 = 20;
/// A vote: state, leader, zxid, round, epoch, version, the length of a configuration.
const NOTIFICATION: u64 = 44;
/// `InitialMessage`: version, id, and an address such as 127.0.0.1:3888 with its length.
const INITIAL: u64 = 34;
/// `TxnHeader`, and the digest behind the record.
const TXN: u64 = 32 + 12;

impl Message {
    /// Its length, the length before it counted too where there is one.
    pub fn size(&self) -> u64 {
        match self {
            Self::Initial { .. } => INITIAL,
            Self::Notification(_) => INT + NOTIFICATION,
            Self::Packet(packet) => PACKET + packet_data(packet),
            Self::ToServer(message) => INT + message.size(),
            Self::ToClient(message) => INT + message.size(),
        }
    }
}

fn packet_data(packet: &Packet) -> u64 {
    match packet {
        // LearnerInfo: sid, protocolVersion, configVersion.
        Packet::FollowerInfo { .. } | Packet::ObserverInfo { .. } => LONG + INT + LONG,
        Packet::LeaderInfo { .. } | Packet::AckEpoch { .. } => INT,
        Packet::Snap { snapshot } => snapshot.tree.size(),
        Packet::Proposal { txn } | Packet::Inform { txn } => transaction(txn),
        Packet::Request { request } => LONG + INT + INT + record(&request.request),
        Packet::Revalidate { .. } => LONG + INT,
        Packet::Revalidated { .. } => LONG + BOOL,
        Packet::Ping { touched, .. } => touched.len() as u64 * (LONG + INT),
        Packet::Diff { .. }
        | Packet::Trunc { .. }
        | Packet::NewLeader { .. }
        | Packet::UpToDate
        | Packet::Ack { .. }
        | Packet::Commit { .. }
        | Packet::Sync { .. } => 0,
    }
}

fn transaction(txn: &Txn) -> u64 {
    TXN + change(&txn.change)
}

fn change(op: &TxnOp) -> u64 {
    match op {
        TxnOp::CreateSession { .. } | TxnOp::Error(_) => INT,
        TxnOp::CloseSession { paths } => INT + paths.iter().map(|it| string(it)).sum::<u64>(),
        TxnOp::Create { path, data: bytes, acl: list, .. } => {
            string(path) + data(bytes) + acl(list) + BOOL + INT
        }
        TxnOp::Delete { path } => string(path),
        TxnOp::SetData { path, data: bytes, .. } => string(path) + data(bytes) + INT,
        TxnOp::SetAcl { path, acl: list, .. } => string(path) + acl(list) + INT,
        TxnOp::Check { path, .. } => string(path) + INT,
        TxnOp::Multi(parts) => INT + parts.iter().map(|it| INT + INT + change(it)).sum::<u64>(),
    }
}

impl ToClient {
    /// Its length as `jute` writes it.
    pub fn size(&self) -> u64 {
        match self {
            // protocolVersion, timeOut, sessionId, passwd, readOnly.
            Self::Connected(it) => INT + INT + LONG + INT + it.password.len() as u64 + BOOL,
            Self::Reply { result, .. } => REPLY + result.as_ref().map_or(0, response),
            // type, state, path.
            Self::Event(event) => REPLY + INT + INT + string(&event.path),
            Self::IsReadOnly(word) => word.len() as u64,
        }
    }
}

fn response(response: &Response) -> u64 {
    let id = |it: &Id| string(&it.scheme) + string(&it.id);
    match response {
        Response::Done => 0,
        Response::Path(path, stat) => string(path) + stat.map_or(0, |_| STAT),
        Response::Stat(_) => STAT,
        Response::Data(bytes, _) => data(bytes) + STAT,
        Response::Children(names, stat) => list(names) + stat.map_or(0, |_| STAT),
        Response::Acl(lines, _) => acl(lines) + STAT,
        Response::Ephemerals(paths) => list(paths),
        Response::Count(_) => INT,
        Response::Ids(ids) => INT + ids.iter().map(id).sum::<u64>(),
        Response::Multi(parts) => parts.iter().map(|it| PART + result(it)).sum::<u64>() + PART,
        Response::MultiRead(parts) => parts.iter().map(|it| PART + found(it)).sum::<u64>() + PART,
    }
}

fn result(result: &TxnResult) -> u64 {
    match result {
        TxnResult::Done => 0,
        TxnResult::Created { path, stat } => string(path) + stat.map_or(0, |_| STAT),
        TxnResult::Set(_) => STAT,
        TxnResult::Multi(parts) => parts.iter().map(self::result).sum(),
        TxnResult::Failed(_) => INT,
    }
}

fn found(found: &Result<ReadResult, crate::tree::ZkError>) -> u64 {
    match found {
        Ok(ReadResult::Data(bytes, _)) => data(bytes) + STAT,
        Ok(ReadResult::Children(names)) => list(names),
        Err(_) => INT,
    }
}

fn list(names: &[std::sync::Arc<str>]) -> u64 {
    INT + names.iter().map(|it| string(it)).sum::<u64>()
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
    use crate::tree::{Tree, ZkError};
    use crate::vocab::{SessionId, Zxid};
    use crate::watch::{EventType, WatchEvent};
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

    /// As the same script reads them.
    #[test]
    fn an_answer_is_as_long_as_jute_writes_it() {
        let size = |result| ToClient::Reply { xid: 1, zxid: Zxid::ZERO, result }.size();
        let stat = Tree::default().get("/").expect("the root").stat();
        assert_eq!(size(Err(ZkError::NoNode)), 16);
        assert_eq!(size(Ok(Response::Done)), 16);
        assert_eq!(size(Ok(Response::Data(Some((*b"xyz").into()), stat))), 16 + 7 + 68);
        assert_eq!(size(Ok(Response::Children(vec!["a".into(), "é".into()], None))), 16 + 4 + 5 + 6);
        let parts = vec![TxnResult::Done, TxnResult::Created { path: "/a".into(), stat: None }];
        assert_eq!(size(Ok(Response::Multi(parts))), 16 + 9 + 9 + 6 + 9);
        let (event, path) = (EventType::NodeCreated, "/a".into());
        assert_eq!(ToClient::Event(WatchEvent { event, path, zxid: None }).size(), 16 + 8 + 6);
    }
}
