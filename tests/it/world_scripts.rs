//! Replays those `script-*` that need the network, several servers or the client library, in a world: step for step, each at
//! the time of the recording, with requests as they were sent then, over connections without a library behind them.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::sync::Arc;

use serde_json::{Value, json};
use zookeeper_playground::client::{ClientConfig, Event, KeeperState};
use zookeeper_playground::server::Service;
use zookeeper_playground::session::password;
use zookeeper_playground::sim::{Fault, Pick, Timing, World};
use zookeeper_playground::trace::{Entry, What};
use zookeeper_playground::tree::{Op, Request, SetWatches, Stat, TxnOp};
use zookeeper_playground::vocab::{
    ClientId, Config, ConnId, PeerState, Release, ServerId, SessionId, SimTime, Span, Zxid,
};
use zookeeper_playground::watch::WatchEvent;
use zookeeper_playground::wire::{Connect, Connected, Message, Segment, ToClient, ToServer};

use crate::figures::Compared;
use crate::scripts::{call, plain, sorted};
use crate::standalone::{difference, written};

/// The scripts that are replayed here alone.
pub const IS_ABOUT: [&str; 7] = [
    "reconnects",
    "reconnect-elsewhere",
    "session-move",
    "ensemble-basics",
    "read-only",
    "local-sessions-noupgrade",
    "frozen-process",
];

/// Longer than any answer takes.
const PATIENCE: Span = Span::from_secs(3);

/// The client of `frozen-process` that has a library, and its timeout in milliseconds.
const A: ClientId = ClientId(1);
const TIMEOUT: u32 = 2_000;

/// What a recording says of itself, and not of ZooKeeper: when, what was asked, how long the machine took.
const NOT_SAID: [&str; 6] = ["t", "op", "s", "args", "note", "afterMs"];

/// Replays one script, step by step.
pub fn replay(script: &Value) -> Result<Compared, String> {
    let name = script["name"].as_str().unwrap_or_default();
    let steps = script["steps"].as_array().ok_or("no steps")?;
    let mut stage = Stage::of(name);
    let (begin, first) = (stage.world.now(), millis(&steps[0]));
    Ok(Compared::of(steps, |step| {
        stage.pass(begin + Span::from_millis(millis(step) - first));
        if name == "frozen-process" && step["op"] == "exists" {
            stage.start_library_client(step);
        }
        let is_call = step["s"].is_string() && step["op"] != "events";
        let (theirs, ours) = if is_call {
            let theirs = json!({ "rc": step["rc"], "zxid": step["zxid"], "result": plain(&step["result"]) });
            (theirs, stage.call(step))
        } else {
            (said(step), stage.act(name, step)?)
        };
        let by_path = name == "expiry-events" && step["op"] == "events";
        let (theirs, ours) = if by_path { (by_event(theirs), by_event(ours)) } else { (theirs, ours) };
        difference(&theirs, &ours).map_or(Ok(()), |it| Err(format!("{it}, at {step}")))
    }))
}

fn millis(step: &Value) -> u64 {
    step["t"].as_u64().expect("a step has its time")
}

fn said(step: &Value) -> Value {
    let fields = step.as_object().expect("a step").iter();
    let kept = fields.filter(|(key, _)| !NOT_SAID.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The events of one expiry come in the order of a Java hash table.
fn by_event(mut step: Value) -> Value {
    step["events"] = sorted(step["events"].take());
    step
}

/// Settings with their values; clients with their servers.
type Pairs = [(&'static str, &'static str)];

/// A connection without a library behind it.
struct Line {
    conn: ConnId,
    server: ServerId,
    session: SessionId,
    last_zxid: Zxid,
    heard: VecDeque<ToClient>,
    events: Vec<WatchEvent>,
    closed: bool,
}

/// A world, and who speaks in it.
struct Stage {
    world: World,
    alone: bool,
    timeout: u32,
    lines: Vec<Line>,
    /// Where the clients of the script are connected, and where they were before.
    at: BTreeMap<String, usize>,
    before: BTreeMap<String, usize>,
    names: BTreeMap<SessionId, String>,
    told: Vec<KeeperState>,
    /// The last number that was used when the script last asked.
    counted: u32,
    xid: i32,
    paused: SimTime,
}

impl Stage {
    /// The ensemble of a script, settled, and the sessions that it begins with.
    fn of(name: &str) -> Stage {
        let (servers, settings, sessions): (u8, &Pairs, &Pairs) = match name {
            "reconnects" => (1, &[], &[("A", "leader"), ("B", "leader")]),
            "expiry-events" => {
                (1, &[("tickTime", "500")], &[("A", "leader"), ("B", "leader"), ("C", "leader")])
            }
            "reconnect-elsewhere" => (3, &[], &[("A", "f1"), ("W", "leader")]),
            "session-move" => (3, &[], &[("A", "f1")]),
            "read-only" => {
                let settings = &[("readonlymode.enabled", "true"), ("localSessionsEnabled", "true")];
                (3, settings, &[("W", "f1")])
            }
            "local-sessions-noupgrade" => (3, &[("localSessionsEnabled", "true")], &[]),
            "frozen-process" => (3, &[("tickTime", "500")], &[("B", "leader")]),
            _ => (3, &[], &[]),
        };
        let mut stage = Stage::new(servers, settings);
        for (client, server) in sessions {
            stage.timeout = if (name, *client) == ("expiry-events", "A") { 1_500 } else { 20_000 };
            stage.open(client, server);
        }
        stage.timeout = 20_000;
        stage
    }

    fn new(servers: u8, settings: &[(&str, &str)]) -> Stage {
        let mut config = Config { release: Release::V3_8_0, ..Config::of_voters(servers) };
        settings.iter().for_each(|(key, value)| config.set(key, value).unwrap());
        let mut stage = Stage {
            world: World::new(config, 1, Timing::default()),
            alone: servers == 1,
            timeout: 20_000,
            lines: Vec::new(),
            at: BTreeMap::new(),
            before: BTreeMap::new(),
            names: BTreeMap::new(),
            told: Vec::new(),
            counted: 0,
            xid: 0,
            paused: SimTime::ZERO,
        };
        (1..=servers).for_each(|id| stage.cause(Fault::Start(ServerId(id))));
        stage.settle();
        stage
    }

    fn cause(&mut self, fault: Fault) {
        let mut record = Vec::new();
        self.world.cause(fault, &mut record).unwrap();
        self.take_in(record);
    }

    /// Every server serves.
    fn settle(&mut self) {
        let all = |it: &Stage| {
            it.world.hosts().values().all(|host| host.server.as_ref().is_some_and(|it| it.is_established()))
        };
        assert!(self.until(Span::from_secs(20), all), "the ensemble does not settle");
    }

    /// Lets time pass until something is true, at most for so long; whether it is.
    fn until(&mut self, span: Span, done: impl Fn(&Stage) -> bool) -> bool {
        let end = self.world.now() + span;
        while !done(self) {
            if self.world.next_due().is_none_or(|it| end < it) {
                self.world.pass_until(end);
                return done(self);
            }
            let mut record = Vec::new();
            self.world.advance(&mut record);
            self.take_in(record);
        }
        true
    }

    /// Lets time pass until `at`, if it is not over.
    fn pass(&mut self, at: SimTime) {
        self.until(at.since(self.world.now()), |_| false);
    }

    fn take_in(&mut self, record: Vec<Entry>) {
        for entry in record {
            match entry.what {
                What::Told { event: Event::State(state), .. } => self.told.push(state),
                What::Arrived { to, segment, .. } => {
                    let Some(line) = self.lines.iter_mut().find(|it| it.conn.opener == to) else { continue };
                    match segment {
                        Segment::Data(Message::ToClient(message)) => match Arc::unwrap_or_clone(message) {
                            ToClient::Event(event) => line.events.push(event),
                            answer => line.heard.push_back(answer),
                        },
                        Segment::Fin | Segment::Rst => line.closed = true,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn server(&self, name: &str) -> ServerId {
        let leader = self.world.leader();
        let mut followers = self.world.hosts().keys().filter(|it| leader != Some(**it));
        match name {
            "leader" => leader.expect("a leader"),
            "f1" => *followers.next().expect("a follower"),
            _ => *followers.nth(1).expect("two followers"),
        }
    }

    fn line(&self, client: &str) -> &Line {
        &self.lines[self.at[client]]
    }

    /// A client comes with a new session, which the trace names as it does the client.
    fn open(&mut self, client: &str, server: &str) {
        let connect = self.hello(SessionId(0), Zxid::ZERO);
        let connected = self.connect(client, self.server(server), connect).expect("an answer");
        self.names.insert(connected.session, client.to_owned());
    }

    fn hello(&self, session: SessionId, last_zxid_seen: Zxid) -> Connect {
        let timeout = self.timeout;
        Connect { last_zxid_seen, timeout, session, password: password(session), read_only: false }
    }

    /// Opens a connection; what the server answers, if it does not close it instead.
    fn connect(&mut self, client: &str, to: ServerId, connect: Connect) -> Option<Connected> {
        let mut record = Vec::new();
        let id = ClientId(u8::try_from(100 + self.lines.len()).unwrap());
        let conn = self.world.dial(id, to, &mut record);
        let last_zxid = connect.last_zxid_seen;
        self.world.say(conn, ToServer::Connect(connect), &mut record);
        let (heard, events) = (VecDeque::new(), Vec::new());
        let line = Line { conn, server: to, session: SessionId(0), last_zxid, heard, events, closed: false };
        let place = self.lines.len();
        self.lines.push(line);
        self.take_in(record);
        let before = self.at.insert(client.to_owned(), place);
        before.and_then(|it| self.before.insert(client.to_owned(), it));
        match self.answer(place)? {
            ToClient::Connected(connected) => {
                self.lines[place].session = connected.session;
                Some(connected)
            }
            other => panic!("no answer to a connect: {other}"),
        }
    }

    /// A client comes back with its session.
    fn reconnect(&mut self, client: &str, server: ServerId) -> Option<Connected> {
        let (session, seen) = (self.session(client), self.line(client).last_zxid);
        let connect = self.hello(session, seen);
        self.connect(client, server, connect)
    }

    /// The session that a client had first.
    fn session(&self, client: &str) -> SessionId {
        *self.names.iter().find(|(_, name)| *name == client).expect("a session of that name").0
    }

    /// The next answer on a connection; none if it is closed.
    fn answer(&mut self, place: usize) -> Option<ToClient> {
        self.until(PATIENCE, |it| !it.lines[place].heard.is_empty() || it.lines[place].closed);
        self.lines[place].heard.pop_front()
    }

    /// Asks over a connection: result code, zxid and result as the traces write them.
    fn ask(&mut self, place: usize, request: Request) -> Value {
        self.xid += 1;
        let (conn, xid) = (self.lines[place].conn, self.xid);
        let mut record = Vec::new();
        self.world.say(conn, ToServer::Request { xid, request }, &mut record);
        self.take_in(record);
        let Some(ToClient::Reply { xid: answered, zxid, result }) = self.answer(place) else {
            return json!({ "rc": "Closed", "zxid": null, "result": null });
        };
        assert_eq!(answered, xid, "the answer to another request");
        self.lines[place].last_zxid = zxid;
        let rc = result.as_ref().map_or_else(|it| it.name(), |_| "OK");
        let result = result.map_or(Value::Null, |it| plain(&written(&it, &|stat| self.stat(stat))));
        json!({ "rc": rc, "zxid": self.number(zxid), "result": result })
    }

    /// A zxid as the trace writes it: one server alone counts without an epoch.
    fn number(&self, zxid: Zxid) -> u64 {
        let epoch = if self.alone { 0 } else { u64::from(zxid.epoch().0) };
        epoch << 32 | u64::from(zxid.counter())
    }

    fn stat(&self, stat: &Stat) -> Value {
        let owner = stat.ephemeral_owner.map_or(json!(0), |it| json!(self.names[&it]));
        json!({
            "czxid": self.number(stat.czxid), "mzxid": self.number(stat.mzxid), "pzxid": self.number(stat.pzxid),
            "version": stat.version, "cversion": stat.cversion, "aversion": stat.aversion,
            "ephemeralOwner": owner, "dataLength": stat.data_length, "numChildren": stat.num_children
        })
    }

    fn last_processed(&self, server: ServerId) -> Zxid {
        self.world.server(server).expect("it runs").database().last_processed
    }

    /// A client call of a script.
    fn call(&mut self, step: &Value) -> Value {
        let (client, op) = (step["s"].as_str().expect("a client"), step["op"].as_str().expect("a call"));
        let old = matches!((op, step["args"][0].as_str()), ("exists", Some("/m")) | ("create", Some("/m/y")));
        let places = if old { &self.before } else { &self.at };
        let place = places[client];
        self.ask(place, call(op, &step["args"]))
    }

    /// What a script did that is no client call: the same fields as it has noted.
    fn act(&mut self, name: &str, step: &Value) -> Result<Value, String> {
        let op = step["op"].as_str().ok_or("a step without a name")?;
        if op == "events" {
            let place = self.at[step["s"].as_str().expect("a client")];
            let events = std::mem::take(&mut self.lines[place].events);
            let events = events.iter().map(|it| json!([it.event.name(), &*it.path]));
            return Ok(json!({ "events": events.collect::<Value>() }));
        }
        let ours = match name {
            "reconnects" => self.reconnects(op),
            "reconnect-elsewhere" => self.elsewhere(op, step),
            "session-move" => {
                let other = self.server("f2");
                Some(json!({ "ok": self.reconnect("A", other).is_some_and(|it| it.timeout != 0) }))
            }
            "ensemble-basics" => self.basics(op, step["what"].as_str().unwrap_or_default()),
            "read-only" => self.read_only(op),
            "local-sessions-noupgrade" => self.local_sessions(op),
            "frozen-process" => self.frozen(op),
            "expiry-events" => self.expiry(op),
            _ => None,
        };
        ours.ok_or_else(|| format!("step `{op}` is not replayed"))
    }

    fn reconnects(&mut self, op: &str) -> Option<Value> {
        let (server, session) = (self.server("leader"), self.session("A"));
        let is_over =
            |it: Connected| json!({ "timeout": it.timeout, "sessionIsZero": it.session == SessionId(0) });
        Some(match op {
            "reconnect wrong password" => {
                let connect = Connect { password: [7; 16], ..self.hello(session, Zxid::ZERO) };
                is_over(self.connect("A", server, connect)?)
            }
            "old connection after that" => json!({ "rc": self.ask(self.before["A"], Request::Ping)["rc"] }),
            "reconnect right password" => {
                let it = self.reconnect("A", server)?;
                json!({ "ok": it.timeout != 0, "sameSession": it.session == session })
            }
            "second connection of the same session" => {
                json!({ "ok": self.reconnect("A", server)?.timeout != 0 })
            }
            "old socket" => {
                let place = self.before["A"];
                json!({ "closedByServer": self.until(PATIENCE, |it| it.lines[place].closed) })
            }
            "connect with lastZxidSeen ahead" => {
                let connect = self.hello(SessionId(0), "9:9".parse().unwrap());
                json!({ "rc": self.connect("ahead", server, connect).map_or("Closed", |_| "OK") })
            }
            "connect with unknown session id" => {
                let connect = self.hello(SessionId(0x0123_4567), Zxid::ZERO);
                let it = self.connect("unknown", server, connect)?;
                json!({ "timeout": it.timeout, "sid": it.session.0 })
            }
            "reconnect a closed session" => is_over(self.reconnect("A", server)?),
            _ => return None,
        })
    }

    fn elsewhere(&mut self, op: &str, step: &Value) -> Option<Value> {
        Some(match op {
            "A disconnected" => {
                let (conn, last) = (self.line("A").conn, self.line("A").last_zxid);
                self.world.hang_up(conn, &mut Vec::new());
                json!({ "lastZxid": last.to_string() })
            }
            "A reconnects to the other follower" => {
                let other = self.server("f2");
                assert_ne!(self.reconnect("A", other)?.timeout, 0);
                json!({})
            }
            "setWatches" => {
                let paths = |key: &str| {
                    let list = step[key].as_array().into_iter().flatten();
                    list.map(|it| it.as_str().expect("a path").into()).collect()
                };
                let watches = SetWatches {
                    relative_zxid: step["relativeZxid"].as_str()?.parse().ok()?,
                    data: paths("data"),
                    exist: paths("exist"),
                    child: paths("child"),
                    persistent: paths("persistent"),
                    persistent_recursive: paths("persistentRecursive"),
                };
                let mut ours = said(step);
                ours["rc"] = self.ask(self.at["A"], Request::SetWatches(watches))["rc"].take();
                ours
            }
            _ => return None,
        })
    }

    fn zxids(&mut self) -> Value {
        self.until(Span::from_millis(200), |_| false);
        ["f1", "f2", "leader"]
            .map(|it| (it.to_owned(), json!(self.last_processed(self.server(it)).to_string())))
            .into_iter()
            .collect()
    }

    fn basics(&mut self, op: &str, what: &str) -> Option<Value> {
        Some(match op {
            "before" => json!({ "zxids": self.zxids() }),
            "did" => {
                let rc = self.did(what)?;
                json!({ "what": what, "rc": rc, "zxids": self.zxids() })
            }
            "session ids" => {
                let fits = |it: &str| self.line(it).session.server() == self.line(it).server;
                json!({ "highByteIsServerId": [fits("A"), fits("B")] })
            }
            "reply header zxid of B" => json!({ "zxid": self.line("B").last_zxid.to_string() }),
            "txn log (type codes) of f1" => {
                let disk = &self.world.hosts()[&self.server("f1")].disk;
                let records =
                    disk.log.records().map(|it| json!([it.zxid.to_string(), type_code(&it.change)]));
                json!({ "log": records.collect::<Value>() })
            }
            "txn logs equal" => {
                let mut logs =
                    self.world.hosts().values().map(|it| it.disk.log.records().collect::<Vec<_>>());
                let first = logs.next();
                json!({ "equal": logs.all(|it| Some(&it) == first.as_ref()) })
            }
            _ => return None,
        })
    }

    /// What `ensemble-basics` names by a sentence.
    fn did(&mut self, what: &str) -> Option<Value> {
        let create = |path: &str| call("create", &json!([path]));
        let set = |version: i32| call("set", &json!(["/a", "1", version]));
        let part = |request: Request| match request {
            Request::Create(it) => Op::Create(it),
            Request::SetData(it) => Op::SetData(it),
            other => panic!("no part of a multi: {other}"),
        };
        let (client, request) = match what {
            "session A opened on f1" => return Some(self.opened("A", "f1")),
            "session B opened on f2" => return Some(self.opened("B", "f2")),
            "A creates /a" => ("A", create("/a")),
            "A syncs" => ("A", call("sync", &json!(["/"]))),
            "B syncs" => ("B", call("sync", &json!(["/"]))),
            "B watches /a (data), A creates /a again: fails" => {
                self.ask(self.at["B"], call("get", &json!(["/a", true])));
                ("A", create("/a"))
            }
            "A sets /a with a wrong version: fails" => ("A", set(7)),
            "A deletes a missing node: fails" => ("A", call("delete", &json!(["/none", -1]))),
            "A reads" => ("A", call("get", &json!(["/a", false]))),
            "multi that fails" => ("A", Request::Multi(vec![part(create("/x")), part(create("/a"))])),
            "multi of two" => ("A", Request::Multi(vec![part(create("/b")), part(set(0))])),
            "B reads /a" => ("B", call("get", &json!(["/a", false]))),
            "A closes" => ("A", Request::CloseSession),
            "B closes" => ("B", Request::CloseSession),
            _ => return None,
        };
        Some(self.ask(self.at[client], request)["rc"].take())
    }

    fn opened(&mut self, client: &str, server: &str) -> Value {
        self.open(client, server);
        json!("OK")
    }

    fn read_only(&mut self, op: &str) -> Option<Value> {
        let here = self.line("W").server;
        let others: Vec<ServerId> = self.world.hosts().keys().copied().filter(|it| *it != here).collect();
        Some(match op {
            "two of three killed" => {
                others.into_iter().for_each(|it| self.cause(Fault::Crash(it)));
                json!({})
            }
            "srvr" => {
                let serves_reads =
                    |it: &Stage| it.world.server(here).is_some_and(|it| it.serves() == Service::Readers);
                json!({ "mode": if self.until(PATIENCE, serves_reads) { "read-only" } else { "none" } })
            }
            "connect without readOnly flag" => {
                let connect = self.hello(SessionId(0), Zxid::ZERO);
                json!({ "rc": self.connect("refused", here, connect).map_or("Closed", |_| "OK") })
            }
            "connect with readOnly flag" => {
                let connect = Connect { read_only: true, ..self.hello(SessionId(0), Zxid::ZERO) };
                let it = self.connect("RO", here, connect)?;
                self.names.insert(it.session, "RO".to_owned());
                json!({ "timeout": it.timeout, "isReadOnly": it.read_only })
            }
            "quorum back" => {
                others.into_iter().for_each(|it| self.cause(Fault::Start(it)));
                self.settle();
                json!({})
            }
            "RO session ping" => json!({ "rc": self.ask(self.at["RO"], Request::Ping)["rc"] }),
            "RO session reconnects" => {
                let it = self.reconnect("RO", here)?;
                json!({ "ok": it.timeout != 0, "sameSession": it.session == self.session("RO") })
            }
            _ => return None,
        })
    }

    /// How many numbers were used since it was last asked for.
    fn consumed(&mut self) -> Value {
        let last = self.last_processed(self.server("leader")).counter();
        json!({ "zxidConsumed": last - std::mem::replace(&mut self.counted, last) })
    }

    fn local_sessions(&mut self, op: &str) -> Option<Value> {
        let (client, server) = if self.at.contains_key("L") { ("L", "leader") } else { ("F", "f1") };
        Some(match op {
            "session opened on follower" => {
                self.open("F", "f1");
                self.consumed()
            }
            "session opened on leader" => {
                self.consumed();
                self.open("L", "leader");
                self.consumed()
            }
            "mntr" => {
                self.consumed();
                let server = self.world.server(self.server(server))?;
                let global = server.database().tree.sessions().count();
                json!({ "local": server.port().local_sessions().to_string(), "glob": global.to_string() })
            }
            "closed" => {
                let closed = self.line(client).closed;
                assert!(closed, "the server closes the connection");
                let consumed = self.consumed();
                if client == "L" {
                    self.open("X", "leader");
                }
                consumed
            }
            _ => return None,
        })
    }

    /// The process that will be frozen: it has a library that pings. Its owner is named in the trace by its session.
    fn start_library_client(&mut self, step: &Value) {
        let (hosts, timeout) = (vec![self.server("f1")], TIMEOUT);
        let config = ClientConfig { hosts, in_order: true, timeout, can_be_read_only: false };
        self.cause(Fault::StartClient(A, Arc::new(config)));
        self.cause(Fault::Call(A, call("create", &json!(["/el/n-", "A", "EPHEMERAL_SEQUENTIAL"]))));
        self.until(Span::from_millis(500), |_| false);
        let session = self.world.clients()[&A].client.as_ref().expect("it runs").session();
        let owner = step["result"]["stat"]["ephemeralOwner"].as_str().expect("an owner");
        self.names.insert(session, owner.to_owned());
    }

    fn frozen(&mut self, op: &str) -> Option<Value> {
        const TICK: u32 = 500;
        let deleted = |it: &Stage| !it.line("B").events.is_empty();
        Some(match op {
            "A has been pinging through a follower for 3 s (longer than its timeout)" => {
                let state = self.world.server(self.server("f1"))?.state();
                let there = self.ask(self.at["B"], call("exists", &json!(["/el/n-0000000000", false])));
                let role = if state == PeerState::Following { "follower" } else { "another" };
                json!({ "followerOfA": role, "stillThere": there["rc"] })
            }
            "SIGSTOP A" => {
                self.cause(Fault::PauseClient(A));
                self.paused = self.world.now();
                json!({})
            }
            "B sees the deletion" => {
                // From the last ping, which is up to a third of the timeout old, to the end of a tick.
                let (least, most) = (TIMEOUT - TIMEOUT / 3, TIMEOUT + 2 * TICK);
                assert!(self.until(PATIENCE, deleted));
                let after = self.world.now().since(self.paused).as_millis();
                assert!((u64::from(least)..=u64::from(most)).contains(&after), "after {after} ms");
                json!({ "timeoutMs": TIMEOUT, "tickTime": TICK })
            }
            "SIGCONT A" => {
                self.cause(Fault::ResumeClient(A));
                self.until(PATIENCE, |it| it.told.contains(&KeeperState::Expired));
                json!({ "A": if self.told.contains(&KeeperState::Expired) { "reconnect False" } else { "no" } })
            }
            _ => return None,
        })
    }

    fn expiry(&mut self, op: &str) -> Option<Value> {
        let server = self.server("leader");
        Some(match op {
            "A frozen (no more bytes from it)" => {
                self.paused = self.world.now();
                json!({})
            }
            "expired" => {
                let after = self.last_processed(server).counter();
                json!({ "zxidBefore": after - 1, "zxidAfter": after })
            }
            "A reconnects" => {
                let it = self.reconnect("A", server)?;
                json!({ "timeout": it.timeout, "sessionIsZero": it.session == SessionId(0) })
            }
            _ => return None,
        })
    }
}

/// What a log file calls it (`ZooDefs.OpCode`).
fn type_code(change: &TxnOp) -> i32 {
    match change {
        TxnOp::CreateSession { .. } => -10,
        TxnOp::CloseSession { .. } => -11,
        TxnOp::Error(_) => -1,
        TxnOp::Multi(_) => 14,
        TxnOp::Create { with_stat: true, .. } => 15,
        TxnOp::Create { .. } => 1,
        TxnOp::Delete { .. } => 2,
        TxnOp::SetData { .. } => 5,
        TxnOp::SetAcl { .. } => 7,
        TxnOp::Check { .. } => 13,
    }
}

/// Its table of one server is replayed in `scripts.rs`, too.
#[test]
fn a_silent_session_expires_over_the_network_as_well() {
    let text = fs::read_to_string("tests/golden/script-expiry-events.json").unwrap();
    let compared = replay(&serde_json::from_str(&text).unwrap()).unwrap();
    assert_eq!(compared.difference, None);
}

/// Requests stand in line by session: who comes back to the same server while a write is under way reads what it wrote.
#[test]
fn a_read_waits_for_a_write_that_came_over_an_earlier_connection() {
    let mut stage = Stage::new(3, &[]);
    stage.open("A", "f1");
    let (leader, follower) = (stage.server("leader"), stage.server("f1"));
    // What is let go together arrives together: the read would come before the write is in the tree.
    stage.world.set_latency(Span::from_millis(1), Span::ZERO);
    let hold = |name| Pick { from: leader.into(), to: follower.into(), name: Some(name), nth: None };
    stage.cause(Fault::Hold(hold("COMMIT")));
    let mut record = Vec::new();
    let request = call("create", &json!(["/a"]));
    stage.world.say(stage.line("A").conn, ToServer::Request { xid: 1, request }, &mut record);
    stage.take_in(record);
    stage.until(Span::from_millis(100), |_| false);
    // Behind the COMMIT that is held waits the answer to REVALIDATE, too; it is let go before the read is answered.
    let place = stage.lines.len();
    let (session, id) = (stage.session("A"), ClientId(100 + u8::try_from(place).unwrap()));
    let connect = stage.hello(session, Zxid::ZERO);
    let mut record = Vec::new();
    let conn = stage.world.dial(id, follower, &mut record);
    stage.world.say(conn, ToServer::Connect(connect), &mut record);
    let request = call("get", &json!(["/a", false]));
    stage.world.say(conn, ToServer::Request { xid: 2, request }, &mut record);
    let (heard, events) = (VecDeque::new(), Vec::new());
    let last_zxid = Zxid::ZERO;
    stage.lines.push(Line { conn, server: follower, session, last_zxid, heard, events, closed: false });
    stage.take_in(record);
    stage.until(Span::from_millis(100), |_| false);
    stage.cause(Fault::Release(hold("COMMIT")));
    assert!(matches!(stage.answer(place), Some(ToClient::Connected(it)) if it.session == session));
    let Some(ToClient::Reply { result, .. }) = stage.answer(place) else { panic!("no answer to the read") };
    assert!(result.is_ok(), "{result:?}");
}
