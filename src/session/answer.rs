use std::sync::Arc;

use crate::tree::{
    AclList, Applied, Data, Id, ReadResult, Request, Rules, Stat, Tree, TxnResult, ZkError, authenticate,
};
use crate::vocab::{SessionId, Zxid};
use crate::watch::{WatchEvent, WatchTable, WatcherId};

/// What a reply carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// Nothing: it was done.
    Done,
    /// The path of a znode that was created, with the stat if it was asked for; or the path of a sync.
    Path(Arc<str>, Option<Stat>),
    /// A stat.
    Stat(Stat),
    /// Data and stat.
    Data(Data, Stat),
    /// The names of the children; with the stat for `getChildren2`.
    Children(Vec<Arc<str>>, Option<Stat>),
    /// An ACL and the stat.
    Acl(AclList, Stat),
    /// The paths of ephemerals.
    Ephemerals(Vec<Arc<str>>),
    /// A number of znodes.
    Count(u32),
    /// Who the client is: schemes and users.
    Ids(Vec<Id>),
    /// The results of a multi.
    Multi(Vec<TxnResult>),
    /// The results of a multiRead.
    MultiRead(Vec<Result<ReadResult, ZkError>>),
}

/// What a client gets for a request: first the events of watches, if it set them again too late, then the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What is told before the reply.
    pub events: Vec<WatchEvent>,
    /// The zxid in the header of the reply: the last that the server had processed. 0 for `auth`.
    pub zxid: Zxid,
    /// What it carries, or why it failed. `SessionMoved` is never sent: the connection is closed instead. After `AuthFailed`
    /// it is closed too, and after the reply to `closeSession`.
    pub result: Result<Response, ZkError>,
}

/// The last step of a request, on the server that the client is connected to (`FinalRequestProcessor`).
#[derive(Debug)]
pub struct Answering<'a> {
    /// That server's tree.
    pub tree: &'a Tree,
    /// The last transaction that it has processed; of a leader that has just taken office, its epoch with counter 0.
    pub last_processed: Zxid,
    /// Its watches.
    pub watches: &'a mut WatchTable,
    /// What its release does differently.
    pub rules: Rules,
    /// The client's connection, as the watches know it.
    pub watcher: WatcherId,
    /// The client's session.
    pub session: SessionId,
    /// Who it has shown to be on this connection. `auth` adds to it.
    pub ids: &'a mut Vec<Id>,
    /// Where it comes from: an IPv4 address.
    pub address: &'a str,
    /// The id that makes a super-user of who can show it (`zookeeper.DigestAuthenticationProvider.superDigest`).
    pub super_digest: Option<&'a str>,
}

impl Answering<'_> {
    /// Answers a request that is not a transaction. `standing` is what the session tracker says of the session, where it is
    /// asked: on a leader or a standalone server, of everything but `auth`.
    pub fn read(self, standing: Result<(), ZkError>, request: &Request) -> Answer {
        assert!(!request.is_write(), "{request} is answered when it has been applied");
        let is_auth = matches!(request, Request::Auth { .. });
        let zxid = if is_auth { Zxid::ZERO } else { self.last_processed };
        let mut events = Vec::new();
        let result = match standing {
            Err(error) if !is_auth => Err(error),
            _ => self.carried_out(request, &mut events),
        };
        Answer { events, zxid, result }
    }

    fn carried_out(self, request: &Request, events: &mut Vec<WatchEvent>) -> Result<Response, ZkError> {
        let Answering { tree, watches, rules, watcher, session, ids, address, super_digest, .. } = self;
        match request {
            Request::GetData { path, watch } => {
                let (data, stat) = tree.get_data(path, ids)?;
                watch.then(|| watches.watch_data(path, watcher));
                Ok(Response::Data(data, stat))
            }
            Request::Exists { path, watch } => {
                let stat = tree.exists(path, ids, rules);
                // The one watch on what is not there.
                let may_watch = matches!(stat, Ok(_) | Err(ZkError::NoNode));
                (*watch && may_watch).then(|| watches.watch_data(path, watcher));
                stat.map(Response::Stat)
            }
            Request::GetChildren { path, watch } => {
                let (names, _) = tree.get_children(path, ids)?;
                watch.then(|| watches.watch_children(path, watcher));
                Ok(Response::Children(names, None))
            }
            Request::GetChildren2 { path, watch } => {
                let (names, stat) = tree.get_children(path, ids)?;
                watch.then(|| watches.watch_children(path, watcher));
                Ok(Response::Children(names, Some(stat)))
            }
            Request::GetAllChildrenNumber { path } => {
                tree.get_all_children_number(path, ids).map(Response::Count)
            }
            Request::GetAcl { path } => tree.get_acl(path, ids).map(|(acl, stat)| Response::Acl(acl, stat)),
            Request::GetEphemerals { prefix } => {
                Ok(Response::Ephemerals(tree.get_ephemerals(session, prefix)))
            }
            Request::MultiRead(ops) => Ok(Response::MultiRead(tree.multi_read(ops, ids))),
            Request::Sync { path } => Ok(Response::Path(Arc::clone(path), None)),
            Request::AddWatch { path, mode } => {
                watches.add_watch(path, watcher, *mode);
                Ok(Response::Done)
            }
            Request::RemoveWatches { path, kind } => {
                watches.remove_watches(path, watcher, *kind).map(|()| Response::Done)
            }
            Request::CheckWatches { path, kind } => {
                watches.check_watches(path, watcher, *kind).map(|()| Response::Done)
            }
            Request::SetWatches(wanted) => {
                *events = watches.set_again(tree, watcher, wanted);
                Ok(Response::Done)
            }
            Request::Auth { scheme, auth } => {
                for id in authenticate(scheme, auth.as_deref(), address, super_digest)? {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                Ok(Response::Done)
            }
            Request::WhoAmI => {
                Ok(Response::Ids(ids.iter().map(|it| Id::new(&it.scheme, it.user())).collect()))
            }
            Request::Ping => Ok(Response::Done),
            Request::Create(_)
            | Request::Delete(_)
            | Request::DeleteContainer { .. }
            | Request::SetData(_)
            | Request::SetAcl(_)
            | Request::Check(_)
            | Request::Multi(_)
            | Request::CreateSession { .. }
            | Request::CloseSession => Err(ZkError::Unimplemented),
        }
    }
}

impl Answer {
    /// The reply to a write whose transaction came to `applied`, on a server that has processed everything up to `zxid`. A
    /// multi is never an error as a whole, but for a session that has moved.
    pub fn to_write(applied: &Applied, zxid: Zxid) -> Answer {
        let result = match &applied.result {
            TxnResult::Done => Ok(Response::Done),
            TxnResult::Created { path, stat } => Ok(Response::Path(Arc::clone(path), *stat)),
            TxnResult::Set(stat) => Ok(Response::Stat(*stat)),
            TxnResult::Multi(parts) if parts.contains(&TxnResult::Failed(Some(ZkError::SessionMoved))) => {
                Err(ZkError::SessionMoved)
            }
            TxnResult::Multi(parts) => Ok(Response::Multi(parts.clone())),
            TxnResult::Failed(error) => Err(error.unwrap_or(ZkError::RuntimeInconsistency)),
        };
        Answer { events: Vec::new(), zxid, result }
    }
}
