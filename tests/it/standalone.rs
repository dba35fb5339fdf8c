//! A standalone server and its clients, without network: what the recorded traces of one server are replayed on.
//!
//! Requests and replies are written as in the traces, so that one function, [`difference`], compares everything.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use zookeeper_playground::session::{Answer, Answering, Response, SessionTracker, session_id};
use zookeeper_playground::tree::{
    Acl, AclList, Check, Create, Data, Delete, Header, Id, Op, Origin, Outstanding, Perms, ReadOp,
    ReadResult, Request, Requester, Rules, SetAcl, SetData, SetWatches, Settings, Stat, Tree, TxnResult,
    WatchMode, WatcherType, ZkError, prepare,
};
use zookeeper_playground::vocab::{Epoch, Release, ServerId, SessionId, SimTime, Span, Zxid};
use zookeeper_playground::watch::{WatchEvent, WatchTable, WatcherId};

const ME: ServerId = ServerId(1);
const ADDRESS: &str = "127.0.0.1";
/// Never over while a trace is replayed: expiry is asked for.
const TIMEOUT: u32 = 40_000;

/// The release that was recorded: 3.8.0 with the fix of CVE-2024-23944, as Debian built it.
pub fn recorded_rules() -> Rules {
    Rules { filters_events: true, ..Rules::of(Release::V3_8_0) }
}

pub struct Standalone {
    pub tree: Tree,
    pub watches: WatchTable,
    pub settings: Settings,
    /// Milliseconds; the leader's wall clock too.
    pub now: u64,
    outstanding: Outstanding,
    tracker: SessionTracker,
    clients: BTreeMap<String, Client>,
    /// The names of sessions, which last longer than their clients.
    names: BTreeMap<SessionId, String>,
    connections: u64,
    /// When each transaction was prepared.
    times: BTreeMap<Zxid, u64>,
    events: BTreeMap<String, Vec<WatchEvent>>,
}

#[derive(Clone)]
struct Client {
    session: SessionId,
    watcher: Option<WatcherId>,
    ids: Vec<Id>,
}

impl Standalone {
    pub fn new() -> Standalone {
        Standalone {
            tree: Tree::default(),
            watches: WatchTable::new(recorded_rules()),
            settings: Settings { extended_types_enabled: true, ..Settings::default() },
            now: 1,
            outstanding: Outstanding::default(),
            tracker: SessionTracker::new(SimTime::ZERO, Span::from_secs(2), std::iter::empty()),
            clients: BTreeMap::new(),
            names: BTreeMap::new(),
            connections: 0,
            times: BTreeMap::new(),
            events: BTreeMap::new(),
        }
    }

    /// A client comes with a new session, which the trace names `name`.
    pub fn open(&mut self, client: &str, name: &str) {
        let session = session_id(ME, 0, self.names.len() as u64 + 1);
        self.names.insert(session, name.to_owned());
        self.tracker.track(SimTime(self.now * 1_000), session, TIMEOUT);
        self.tracker.set_owner(session, ME).unwrap();
        self.clients.insert(client.to_owned(), Client { session, watcher: None, ids: Vec::new() });
        self.connect(client);
        self.request(client, &Request::CreateSession { timeout: TIMEOUT });
    }

    fn connect(&mut self, client: &str) {
        self.connections += 1;
        let watcher = WatcherId(self.connections);
        let client = self.clients.get_mut(client).expect("a client of this name");
        (client.watcher, client.ids) = (Some(watcher), vec![Id::ip(ADDRESS)]);
    }

    /// Its connection is cut.
    pub fn cut(&mut self, client: &str) {
        let watcher = self.clients.get_mut(client).expect("a client of this name").watcher.take();
        watcher.into_iter().for_each(|it| self.watches.remove_watcher(it));
    }

    /// It comes back with the same session.
    pub fn reconnect(&mut self, client: &str) {
        self.cut(client);
        self.connect(client);
    }

    /// Its session has expired: the server closes it by itself.
    pub fn expire(&mut self, client: &str) {
        let session = self.clients[client].session;
        self.tracker.set_closing(session);
        self.write(session, &[], &Request::CloseSession);
        self.cut(client);
    }

    /// One turn of the container manager: how many deletions it asked for.
    pub fn check_containers(&mut self) -> usize {
        let candidates = self.tree.deletion_candidates(&self.settings, self.now);
        for path in &candidates {
            self.write(SessionId(0), &[], &Request::DeleteContainer { path: Arc::clone(path) });
        }
        candidates.len()
    }

    /// A client asks, and is answered.
    pub fn request(&mut self, client: &str, request: &Request) -> Answer {
        let asking = self.clients[client].clone();
        let answer = if request.is_write() {
            self.write(asking.session, &asking.ids, request)
        } else {
            self.read(client, &asking, request)
        };
        let told = answer.events.iter().cloned();
        self.events.entry(client.to_owned()).or_default().extend(told);
        if *request == Request::CloseSession {
            self.cut(client);
        }
        answer
    }

    fn read(&mut self, name: &str, asking: &Client, request: &Request) -> Answer {
        let standing = self.tracker.check(asking.session, ME);
        let answering = Answering {
            tree: &self.tree,
            last_processed: self.tree.last(),
            watches: &mut self.watches,
            rules: recorded_rules(),
            watcher: asking.watcher.expect("a client that asks is connected"),
            session: asking.session,
            ids: &mut self.clients.get_mut(name).expect("the one that asks").ids,
            address: ADDRESS,
            super_digest: None,
        };
        answering.read(standing, request)
    }

    /// Prepares, applies, tells the watches.
    fn write(&mut self, session: SessionId, ids: &[Id], request: &Request) -> Answer {
        let standing = self.tracker.check(session, ME);
        let global_standing = self.tracker.check_global(session, ME);
        let requester = Requester { session, ids, standing, global_standing };
        let zxid = Zxid::new(Epoch(0), self.tree.last().counter() + 1);
        let header = Header { zxid, time: self.now, origin: Origin { server: ME, request: 0 } };
        let txn = prepare(&self.tree, &mut self.outstanding, &self.settings, header, &requester, request);
        if *request == Request::CloseSession {
            self.tracker.set_closing(session);
        }
        let applied = self.tree.apply(&txn);
        self.outstanding.applied(zxid);
        assert!(self.outstanding.is_empty(), "what is applied is under way no more");
        self.times.insert(zxid, self.now);
        let connected: BTreeMap<WatcherId, &str> =
            self.clients.iter().filter_map(|(name, it)| Some((it.watcher?, name.as_str()))).collect();
        let ids_of = |it: WatcherId| &*self.clients[connected[&it]].ids;
        for (watcher, event) in self.watches.fire(&applied.changes, zxid, ids_of) {
            self.events.entry(connected[&watcher].to_owned()).or_default().push(event);
        }
        if *request == Request::CloseSession {
            self.tracker.remove(session);
        }
        Answer::to_write(&applied, self.tree.last())
    }

    /// The events since they were last asked for, by client, as the traces write them.
    pub fn take_events(&mut self) -> Map<String, Value> {
        let events = std::mem::take(&mut self.events).into_iter().filter(|it| !it.1.is_empty());
        let pair = |it: WatchEvent| json!([it.event.name(), &*it.path]);
        events.map(|(client, list)| (client, list.into_iter().map(pair).collect::<Value>())).collect()
    }

    /// What a reply carries, as the traces write it: null if nothing.
    pub fn written(&self, response: &Response) -> Value {
        written(response, &|it| self.stat(it))
    }

    /// A stat as the traces write it, without its times: those are of the transactions that it names.
    pub fn stat(&self, stat: &Stat) -> Value {
        let time = |zxid| self.times.get(&zxid).copied().unwrap_or(0);
        assert_eq!((stat.ctime, stat.mtime), (time(stat.czxid), time(stat.mzxid)), "the times of {stat:?}");
        let owner = stat.ephemeral_owner.map_or(json!(0), |it| json!(self.names[&it]));
        json!([
            stat.czxid.counter(),
            stat.mzxid.counter(),
            stat.pzxid.counter(),
            stat.version,
            stat.cversion,
            stat.aversion,
            owner,
            stat.data_length,
            stat.num_children
        ])
    }
}

/// What a reply carries, as the traces write it: null if nothing.
pub fn written(response: &Response, stat_of: &dyn Fn(&Stat) -> Value) -> Value {
    match response {
        Response::Done => Value::Null,
        Response::Path(path, None) => json!({ "path": &**path }),
        Response::Path(path, Some(stat)) => json!({ "path": &**path, "stat": stat_of(stat) }),
        Response::Stat(stat) => json!({ "stat": stat_of(stat) }),
        Response::Data(data, stat) => json!({ "data": text(data), "stat": stat_of(stat) }),
        Response::Children(names, None) => json!({ "children": strings(names) }),
        Response::Children(names, Some(stat)) => {
            json!({ "children": strings(names), "stat": stat_of(stat) })
        }
        Response::Acl(acl, stat) => json!({ "acl": lines(acl), "stat": stat_of(stat) }),
        Response::Ephemerals(paths) => json!({ "ephemerals": strings(paths) }),
        Response::Count(count) => json!({ "count": count }),
        Response::Ids(ids) => {
            let mut ids: Vec<_> = ids.iter().map(|it| [&*it.scheme, &*it.id]).collect();
            ids.sort_unstable();
            json!({ "ids": ids })
        }
        Response::Multi(parts) => {
            json!({ "results": parts.iter().map(|it| written_part(it, stat_of)).collect::<Value>() })
        }
        Response::MultiRead(parts) => {
            let part = |it: &Result<ReadResult, ZkError>| match it {
                Ok(ReadResult::Data(data, stat)) => {
                    json!({ "data": text(data), "stat": stat_of(stat) })
                }
                Ok(ReadResult::Children(names)) => json!({ "children": strings(names) }),
                Err(error) => json!({ "err": error.to_string() }),
            };
            json!({ "results": parts.iter().map(part).collect::<Value>() })
        }
    }
}

fn written_part(part: &TxnResult, stat_of: &dyn Fn(&Stat) -> Value) -> Value {
    match part {
        TxnResult::Done => json!({}),
        TxnResult::Created { path, stat: None } => json!({ "path": &**path }),
        TxnResult::Created { path, stat: Some(stat) } => {
            json!({ "path": &**path, "stat": stat_of(stat) })
        }
        TxnResult::Set(stat) => json!({ "stat": stat_of(stat) }),
        TxnResult::Failed(error) => json!({ "err": error.map_or("OK", |it| it.name()) }),
        TxnResult::Multi(_) => unreachable!("no multi within a multi"),
    }
}

/// The first difference between what the real server said and what ours says, with the way to it; objects by key, lists by
/// place.
pub fn difference(theirs: &Value, ours: &Value) -> Option<String> {
    let deeper = |key: String, theirs: Option<&Value>, ours: Option<&Value>| match (theirs, ours) {
        (Some(theirs), Some(ours)) => difference(theirs, ours).map(|it| format!("{key}{it}")),
        (Some(theirs), None) => Some(format!("{key}: was {theirs}, here nothing")),
        (None, Some(ours)) => Some(format!("{key}: was not there, here {ours}")),
        (None, None) => None,
    };
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let more = ours.keys().filter(|it| !theirs.contains_key(*it));
            let mut keys = theirs.keys().chain(more);
            keys.find_map(|it| deeper(format!(".{it}"), theirs.get(it), ours.get(it)))
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            let mut places = 0..theirs.len().max(ours.len());
            places.find_map(|it| deeper(format!("[{it}]"), theirs.get(it), ours.get(it)))
        }
        _ => (theirs != ours).then(|| format!(": was {theirs}, here {ours}")),
    }
}

/// A request as the traces write it: the operation's name and its arguments. ACLs are lists of lines, or names from `acls`.
pub fn request(op: &str, a: &Value, acls: &Value) -> Request {
    let path = || string(&a["path"]);
    let watch = a["watch"] == true;
    match op {
        "create" => Request::Create(create(a, acls)),
        "delete" => Request::Delete(delete(a)),
        "set" => Request::SetData(set_data(a)),
        "setACL" => Request::SetAcl(SetAcl {
            path: path(),
            acl: acl(&a["acl"], acls),
            version: number(&a["version"], -1),
        }),
        "multi" => Request::Multi(list(&a["ops"]).iter().map(|it| part(it, acls)).collect()),
        "get" => Request::GetData { path: path(), watch },
        "exists" => Request::Exists { path: path(), watch },
        "children" => Request::GetChildren2 { path: path(), watch },
        "countAll" => Request::GetAllChildrenNumber { path: path() },
        "getACL" => Request::GetAcl { path: path() },
        "getEphemerals" => Request::GetEphemerals { prefix: string(&a["prefix"]) },
        "multiRead" => Request::MultiRead(list(&a["ops"]).iter().map(read_part).collect()),
        "sync" => Request::Sync { path: path() },
        "addWatch" => {
            let recursive = a["mode"] == "PERSISTENT_RECURSIVE" || a["mode"] == 1;
            let mode = if recursive { WatchMode::PersistentRecursive } else { WatchMode::Persistent };
            Request::AddWatch { path: path(), mode }
        }
        "removeWatches" => Request::RemoveWatches { path: path(), kind: watcher_type(&a["type"]) },
        "checkWatches" => Request::CheckWatches { path: path(), kind: watcher_type(&a["type"]) },
        "setWatches" => {
            let paths = |key: &str| list(&a[key]).iter().map(string).collect();
            Request::SetWatches(SetWatches {
                relative_zxid: Zxid::new(Epoch(0), u32::try_from(a["rel"].as_u64().unwrap()).unwrap()),
                data: paths("data"),
                exist: paths("exist"),
                child: paths("child"),
                persistent: paths("pers"),
                persistent_recursive: paths("rec"),
            })
        }
        "auth" => Request::Auth { scheme: string(&a["scheme"]), auth: Some(string(&a["cred"])) },
        "whoAmI" => Request::WhoAmI,
        "close" => Request::CloseSession,
        "ping" => Request::Ping,
        other => panic!("no operation of a trace: {other}"),
    }
}

fn part(op: &Value, acls: &Value) -> Op {
    match op["op"].as_str() {
        Some("create") => Op::Create(create(op, acls)),
        Some("delete") => Op::Delete(delete(op)),
        Some("set") => Op::SetData(set_data(op)),
        Some("check") => Op::Check(Check { path: string(&op["path"]), version: number(&op["version"], -1) }),
        _ => panic!("no part of a multi: {op}"),
    }
}

fn read_part(op: &Value) -> ReadOp {
    let path = string(&op["path"]);
    if op["op"] == "get" { ReadOp::GetData { path } } else { ReadOp::GetChildren { path } }
}

fn create(a: &Value, acls: &Value) -> Create {
    Create {
        path: string(&a["path"]),
        data: data(a),
        acl: acl(&a["acl"], acls),
        mode: a["mode"].as_str().map_or(Ok(Default::default()), str::parse).expect("a mode"),
        ttl: a["ttl"].as_i64(),
        with_stat: a["nostat"] != true,
    }
}

fn delete(a: &Value) -> Delete {
    Delete { path: string(&a["path"]), version: number(&a["version"], -1) }
}

fn set_data(a: &Value) -> SetData {
    SetData { path: string(&a["path"]), data: data(a), version: number(&a["version"], -1) }
}

/// Null is null; nothing is empty.
fn data(a: &Value) -> Data {
    let text = a.get("data").map_or(Some(""), Value::as_str);
    text.map(|it| it.as_bytes().into())
}

fn acl(value: &Value, acls: &Value) -> AclList {
    let lines = match value {
        Value::Null => return AclList::open(),
        Value::String(name) if name == "open" => return AclList::open(),
        Value::String(name) => &acls[name],
        lines => lines,
    };
    let line = |it: &Value| Acl {
        perms: Perms(u8::try_from(it[0].as_u64().unwrap()).unwrap()),
        id: Id::new(it[1].as_str().unwrap(), it[2].as_str().unwrap()),
    };
    AclList::new(lines.as_array().expect("an ACL").iter().map(line).collect())
}

fn watcher_type(value: &Value) -> WatcherType {
    match value.as_u64() {
        Some(1) => WatcherType::Children,
        Some(2) => WatcherType::Data,
        Some(3) => WatcherType::Any,
        _ => panic!("no watcher type: {value}"),
    }
}

fn string(value: &Value) -> Arc<str> {
    value.as_str().unwrap_or_else(|| panic!("no string: {value}")).into()
}

fn number(value: &Value, otherwise: i32) -> i32 {
    value.as_i64().map_or(otherwise, |it| i32::try_from(it).unwrap())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A content as the traces write it.
pub fn text(data: &Data) -> Value {
    data.as_ref().map_or(Value::Null, |it| json!(String::from_utf8_lossy(it)))
}

/// An ACL as the traces write it, in an order of its own: that in which `auth` is expanded is nobody's promise.
pub fn lines(acl: &AclList) -> Value {
    let mut lines: Vec<_> = acl.lines().iter().map(|it| (it.perms.0, &*it.id.scheme, &*it.id.id)).collect();
    lines.sort_unstable();
    json!(lines)
}

fn strings(all: &[Arc<str>]) -> Value {
    all.iter().map(|it| &**it).collect()
}
