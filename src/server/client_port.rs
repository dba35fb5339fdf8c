//! A server's clients: their connections, and the way of a request from its arrival to its reply.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::server::stats::{CnxnStats, ServerStats, op_name};
use crate::session::{Answer, Answering, negotiated_timeout, password, session_id};
use crate::storage::Database;
use crate::tree::{Applied, Id, Origin, Request, Rules, Txn, TxnOp, ZkError};
use crate::vocab::{Config, ConnId, ServerId, SessionId, SimTime};
use crate::watch::{WatchTable, WatcherId};
use crate::wire::{Connect, Connected, ToClient, ToServer};
use crate::zab::{self, ClientRequest, Leader, Metrics};

/// Where all clients come from. The playground has one network, without addresses.
const ADDRESS: &str = "127.0.0.1";

/// What `cons` shows of a request that failed before it could be carried out.
const NO_OP: Option<&str> = Some("NA");

/// How far the session of a connection is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Has not said who it is.
    Unknown,
    /// Its session is being opened, or the leader is asked about it.
    Opening,
    /// Has its session.
    Open,
}

/// A request that has not been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Waiting {
    /// It is on its way through the leader, under this number.
    ForCommit { number: u32, asked: Asked },
    /// It waits for those before it.
    InLine { asked: Asked, request: Request },
}

/// What is kept of a request until it is answered: its number, its name in `cons` if it has one, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    xid: i32,
    op: Option<&'static str>,
    at: SimTime,
}

/// A client's connection (`ServerCnxn`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cnxn {
    /// Its session; 0 as long as it has none.
    pub session: SessionId,
    /// The session's timeout in milliseconds, as negotiated.
    pub timeout: u32,
    /// Who it has shown to be.
    pub ids: Vec<Id>,
    /// How far its session is known.
    pub stage: Stage,
    /// What is counted of it.
    pub stats: CnxnStats,
    /// Requests in their order: a read waits for the writes before it, and for nobody else's (`CommitProcessor`).
    line: VecDeque<Waiting>,
    /// What came before the session was confirmed.
    early: VecDeque<ToServer>,
}

impl Cnxn {
    /// How many of its requests have not been answered.
    pub fn outstanding(&self) -> u64 {
        self.line.len() as u64
    }
}

/// What the port asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortEffect {
    /// Tell a client.
    Send { conn: ConnId, message: ToClient },
    /// Close a connection.
    Close { conn: ConnId },
    /// Something for the leader, or for the role that leads there.
    Ask(zab::Input),
}

/// What the port works with beside its own state.
pub struct PortContext<'a> {
    /// The moment.
    pub now: SimTime,
    /// The server.
    pub me: ServerId,
    /// Its configuration.
    pub config: &'a Config,
    /// Its memory.
    pub database: &'a Database,
    /// Itself as a leader, if it is one.
    pub leader: Option<&'a mut Leader>,
    /// Whether it serves.
    pub serves: bool,
    /// What its process counts.
    pub metrics: &'a mut Metrics,
    /// What it asks for.
    pub out: &'a mut Vec<PortEffect>,
}

impl PortContext<'_> {
    fn close(&mut self, conn: ConnId) {
        self.out.push(PortEffect::Close { conn });
    }
}

/// The clients of one server (`NIOServerCnxnFactory`, `ZooKeeperServer`, `CommitProcessor`, `FinalRequestProcessor`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPort {
    rules: Rules,
    cnxns: BTreeMap<ConnId, Cnxn>,
    watches: WatchTable,
    /// Whose the requests are that are on their way through the leader.
    asked: BTreeMap<u32, ConnId>,
    next_request: u32,
    /// What is counted in the present role, and how many sessions have been opened in it.
    stats: ServerStats,
    sessions: u64,
}

impl ClientPort {
    /// Without clients.
    pub fn new(rules: Rules) -> ClientPort {
        ClientPort {
            rules,
            cnxns: BTreeMap::new(),
            watches: WatchTable::new(rules),
            asked: BTreeMap::new(),
            next_request: ClientRequest::NOBODY + 1,
            stats: ServerStats::new(SimTime::ZERO),
            sessions: 0,
        }
    }

    /// Its connections.
    pub fn cnxns(&self) -> &BTreeMap<ConnId, Cnxn> {
        &self.cnxns
    }

    /// The watches that it keeps.
    pub fn watches(&self) -> &WatchTable {
        &self.watches
    }

    /// What is counted in the present role.
    pub fn stats(&self) -> &ServerStats {
        &self.stats
    }

    /// How many requests have not been answered, those that open sessions among them.
    pub fn outstanding(&self) -> u64 {
        let in_line = |it: &&Waiting| matches!(it, Waiting::InLine { .. });
        let reads = self.cnxns.values().map(|it| it.line.iter().filter(in_line).count() as u64);
        self.asked.len() as u64 + reads.sum::<u64>()
    }

    /// Counts anew what is counted of the server (`srst`).
    pub fn reset_stats(&mut self) {
        self.stats.reset();
    }

    /// Counts anew what is counted of connections (`crst`).
    pub fn reset_connections(&mut self) {
        self.cnxns.values_mut().for_each(|it| it.stats.reset());
    }

    /// Something came that is counted, though by no connection of a client's: a four-letter word.
    pub fn count_received(&mut self) {
        self.stats.received += 1;
    }

    /// So many pieces of an answer to one have left.
    pub fn count_sent(&mut self, pieces: u64) {
        self.stats.sent += pieces;
    }

    /// The number that the next request will have that goes through the leader.
    pub fn upcoming(&self) -> u32 {
        self.next_request
    }

    /// Takes that number.
    pub fn next_number(&mut self) -> u32 {
        let number = self.next_request;
        self.next_request += 1;
        number
    }

    /// A role begins, and with it the numbers of new sessions.
    pub fn begin(&mut self, now: SimTime) {
        (self.stats, self.sessions) = (ServerStats::new(now), 0);
    }

    /// The role ends: all clients lose their connections, and their watches with them.
    pub fn close_all(&mut self, out: &mut Vec<PortEffect>) {
        out.extend(self.cnxns.keys().map(|conn| PortEffect::Close { conn: *conn }));
        self.cnxns.clear();
        self.asked.clear();
        self.watches = WatchTable::new(self.rules);
    }

    /// A client has connected. Who it is remains to be seen.
    pub fn on_accepted(&mut self, now: SimTime, conn: ConnId) {
        let cnxn = Cnxn {
            session: SessionId(0),
            timeout: 0,
            ids: vec![Id::ip(ADDRESS)],
            stage: Stage::Unknown,
            stats: CnxnStats::new(now),
            line: VecDeque::new(),
            early: VecDeque::new(),
        };
        self.cnxns.insert(conn, cnxn);
    }

    /// A connection has ended; its session goes on.
    pub fn on_closed(&mut self, conn: ConnId, ctx: &mut PortContext) {
        self.forget(conn);
        ctx.close(conn);
    }

    fn forget(&mut self, conn: ConnId) {
        self.cnxns.remove(&conn);
        self.watches.remove_watcher(watcher(conn));
    }

    fn send(&mut self, conn: ConnId, message: ToClient, ctx: &mut PortContext) {
        if let Some(cnxn) = self.cnxns.get_mut(&conn) {
            cnxn.stats.sent += 1;
            cnxn.stats.touched = ctx.now;
            self.stats.sent += 1;
        }
        ctx.out.push(PortEffect::Send { conn, message });
    }

    fn received(&mut self, conn: ConnId, now: SimTime) {
        if let Some(cnxn) = self.cnxns.get_mut(&conn) {
            cnxn.stats.received += 1;
            cnxn.stats.touched = now;
            self.stats.received += 1;
        }
    }

    /// A message. A server that does not serve closes the connection at the first.
    pub fn on_message(&mut self, conn: ConnId, message: ToServer, ctx: &mut PortContext) {
        let Some(cnxn) = self.cnxns.get_mut(&conn) else { return };
        if !ctx.serves {
            self.forget(conn);
            return ctx.close(conn);
        }
        match (cnxn.stage, message) {
            (Stage::Unknown, ToServer::Connect(connect)) => self.on_connect(conn, &connect, ctx),
            (Stage::Open, ToServer::Request { xid, request }) => self.on_request(conn, xid, request, ctx),
            (Stage::Opening, message @ ToServer::Request { .. }) => cnxn.early.push_back(message),
            (_, _) => {
                self.forget(conn);
                ctx.close(conn);
            }
        }
    }

    /// `ZooKeeperServer.processConnectRequest`.
    fn on_connect(&mut self, conn: ConnId, connect: &Connect, ctx: &mut PortContext) {
        self.received(conn, ctx.now);
        ctx.metrics.connection_requests += 1;
        if ctx.database.last_processed < connect.last_zxid_seen {
            // It has seen a later view than this server's: it must try another one.
            self.forget(conn);
            return ctx.close(conn);
        }
        let config = ctx.config;
        let (min, max) = (config.min_session_timeout, config.max_session_timeout);
        let timeout = negotiated_timeout(connect.timeout, config.tick_time, min, max);
        let session = connect.session;
        if session == SessionId(0) {
            return self.open_session(conn, timeout, ctx);
        }
        ctx.metrics.revalidations += 1;
        // A second connection with the same session closes the first, even before the password is looked at.
        for old in self.connections_of(session) {
            self.forget(old);
            ctx.close(old);
        }
        let cnxn = self.cnxns.get_mut(&conn).expect("it has just spoken");
        (cnxn.session, cnxn.timeout, cnxn.stage) = (session, timeout, Stage::Opening);
        if connect.password != password(session) {
            self.finish_session_init(conn, false, ctx);
        } else {
            ctx.out.push(PortEffect::Ask(zab::Input::Revalidate { session, timeout }));
        }
    }

    fn open_session(&mut self, conn: ConnId, timeout: u32, ctx: &mut PortContext) {
        let session = session_id(ctx.me, self.stats.since.as_wall_millis(), self.sessions);
        self.sessions += 1;
        let cnxn = self.cnxns.get_mut(&conn).expect("it has just spoken");
        (cnxn.session, cnxn.timeout, cnxn.stage) = (session, timeout, Stage::Opening);
        self.ask(conn, Request::CreateSession { timeout }, ctx);
    }

    fn connections_of(&self, session: SessionId) -> Vec<ConnId> {
        let all = self.cnxns.iter().filter(|(_, it)| it.session == session);
        all.map(|(conn, _)| *conn).collect()
    }

    /// Sends a request on its way through the leader; its number.
    fn ask(&mut self, conn: ConnId, request: Request, ctx: &mut PortContext) -> u32 {
        let number = self.next_number();
        let cnxn = &self.cnxns[&conn];
        self.asked.insert(number, conn);
        let request = ClientRequest {
            origin: Origin { server: ctx.me, request: number },
            session: cnxn.session,
            ids: Arc::from(&*cnxn.ids),
            request: Arc::new(request),
        };
        ctx.out.push(PortEffect::Ask(zab::Input::Asked { request }));
        number
    }

    /// The leader has been asked about a session that a client came with.
    pub fn on_revalidated(&mut self, session: SessionId, valid: bool, ctx: &mut PortContext) {
        for conn in self.connections_of(session) {
            if self.cnxns[&conn].stage == Stage::Opening {
                self.finish_session_init(conn, valid, ctx);
            }
        }
    }

    /// `ZooKeeperServer.finishSessionInit`.
    fn finish_session_init(&mut self, conn: ConnId, valid: bool, ctx: &mut PortContext) {
        let Some(cnxn) = self.cnxns.get(&conn) else { return };
        let (session, timeout) = if valid { (cnxn.session, cnxn.timeout) } else { (SessionId(0), 0) };
        let password = if valid { password(session) } else { [0; 16] };
        let connected = Connected { timeout, session, password, read_only: false };
        self.send(conn, ToClient::Connected(connected), ctx);
        if !valid {
            self.forget(conn);
            return ctx.close(conn);
        }
        let Some(cnxn) = self.cnxns.get_mut(&conn) else { return };
        cnxn.stage = Stage::Open;
        for message in std::mem::take(&mut cnxn.early) {
            self.on_message(conn, message, ctx);
        }
    }

    /// `ZooKeeperServer.processPacket`, `submitRequestNow`: every request is a sign of life.
    fn on_request(&mut self, conn: ConnId, xid: i32, request: Request, ctx: &mut PortContext) {
        self.received(conn, ctx.now);
        let asked = Asked { xid, op: op_name(&request), at: ctx.now };
        if matches!(request, Request::Auth { .. }) {
            return self.read(conn, asked, &request, ctx);
        }
        let cnxn = self.cnxns.get_mut(&conn).expect("it has just spoken");
        let (session, timeout) = (cnxn.session, cnxn.timeout);
        match &mut ctx.leader {
            Some(leader) => {
                // «Dropping request»: its session is over, or about to be.
                if !leader.touch(ctx.now, session, timeout) {
                    return;
                }
            }
            None => ctx.out.push(PortEffect::Ask(zab::Input::Touched { session, timeout })),
        }
        // A leader has no way to itself that a sync would flush.
        let goes_through = match request {
            Request::Sync { .. } => ctx.leader.is_none(),
            _ => request.is_write(),
        };
        if goes_through {
            let number = self.ask(conn, request, ctx);
            let cnxn = self.cnxns.get_mut(&conn).expect("it has just spoken");
            cnxn.line.push_back(Waiting::ForCommit { number, asked });
        } else if cnxn.line.is_empty() {
            self.read(conn, asked, &request, ctx);
        } else {
            cnxn.line.push_back(Waiting::InLine { asked, request });
        }
    }

    fn read(&mut self, conn: ConnId, asked: Asked, request: &Request, ctx: &mut PortContext) {
        let Some(cnxn) = self.cnxns.get_mut(&conn) else { return };
        let session = cnxn.session;
        let standing = ctx.leader.as_mut().map_or(Ok(()), |it| it.standing(session, ctx.me));
        let answering = Answering {
            tree: &ctx.database.tree,
            last_processed: ctx.database.last_processed,
            watches: &mut self.watches,
            rules: self.rules,
            watcher: watcher(conn),
            session,
            ids: &mut cnxn.ids,
            address: ADDRESS,
            super_digest: None,
        };
        let answer = answering.read(standing, request);
        let op = if standing.is_ok() { asked.op } else { asked.op.and(NO_OP) };
        self.reply(conn, Asked { op, ..asked }, answer, ctx);
    }

    /// The events that belong before a reply, and the reply; some errors end the connection, one instead of a reply.
    fn reply(&mut self, conn: ConnId, asked: Asked, answer: Answer, ctx: &mut PortContext) {
        let Answer { events, zxid, result } = answer;
        for event in events {
            self.send(conn, ToClient::Event(event), ctx);
        }
        let ends = match result {
            Err(ZkError::SessionMoved) => {
                self.forget(conn);
                return ctx.close(conn);
            }
            Err(ZkError::AuthFailed) => true,
            _ => false,
        };
        self.count_answer(conn, asked, ctx);
        self.send(conn, ToClient::Reply { xid: asked.xid, zxid, result }, ctx);
        if ends {
            self.forget(conn);
            ctx.close(conn);
        }
    }

    /// `FinalRequestProcessor.updateStats`: every request but `auth`, which does not come so far.
    fn count_answer(&mut self, conn: ConnId, asked: Asked, ctx: &PortContext) {
        let (Some(cnxn), Some(op)) = (self.cnxns.get_mut(&conn), asked.op) else { return };
        let took = ctx.now.as_wall_millis() - asked.at.as_wall_millis();
        self.stats.latency.add(took);
        cnxn.stats.answered(ctx.now, took, asked.xid, ctx.database.last_processed, op);
    }

    /// A transaction is in the tree: watches fire, and who asked for it is answered.
    pub fn on_applied(&mut self, txn: &Txn, applied: &Applied, ctx: &mut PortContext) {
        let ids =
            |watcher: WatcherId| self.cnxns.get(&connection(watcher)).map(|it| &*it.ids).unwrap_or_default();
        for (watcher, event) in self.watches.fire(&applied.changes, txn.zxid, ids) {
            self.send(connection(watcher), ToClient::Event(event), ctx);
        }
        let mine = if txn.origin.server == ctx.me { self.asked.remove(&txn.origin.request) } else { None };
        if let (TxnOp::CloseSession { .. }, None) = (&*txn.change, mine) {
            // Expired, or closed by way of another server: the client hears of it when it connects again.
            for conn in self.connections_of(txn.session) {
                self.forget(conn);
                ctx.close(conn);
            }
        }
        let Some(conn) = mine else { return };
        if let TxnOp::CreateSession { .. } = *txn.change {
            // Nothing else has been read since.
            let at = self.cnxns.get(&conn).map_or(ctx.now, |it| it.stats.touched);
            self.count_answer(conn, Asked { xid: 0, op: Some("SESS"), at }, ctx);
            return self.finish_session_init(conn, true, ctx);
        }
        let answer = Answer::to_write(applied, ctx.database.last_processed);
        self.answered(conn, txn.origin.request, answer, ctx);
        if let TxnOp::CloseSession { .. } = *txn.change {
            self.forget(conn);
            ctx.close(conn);
        }
    }

    /// The SYNC that was asked for has come back.
    pub fn on_synced(&mut self, origin: Origin, ctx: &mut PortContext) {
        let Some(conn) = self.asked.remove(&origin.request) else { return };
        let zxid = ctx.database.last_processed;
        let path = Arc::from("/");
        let result = Ok(crate::session::Response::Path(path, None));
        self.answered(conn, origin.request, Answer { events: Vec::new(), zxid, result }, ctx);
    }

    /// A request has come back: its reply, and those of the reads that have waited for it.
    fn answered(&mut self, conn: ConnId, number: u32, answer: Answer, ctx: &mut PortContext) {
        let Some(cnxn) = self.cnxns.get_mut(&conn) else { return };
        let Some(Waiting::ForCommit { number: first, asked }) = cnxn.line.front() else { return };
        assert_eq!(*first, number, "the requests of a connection come back in their order");
        // A write that failed has not come as far as to be named, but for a multi.
        let op = if answer.result.is_ok() { asked.op } else { NO_OP };
        let asked = Asked { op, ..*asked };
        cnxn.line.pop_front();
        self.reply(conn, asked, answer, ctx);
        while let Some(cnxn) = self.cnxns.get_mut(&conn) {
            let Some(Waiting::InLine { asked, request }) =
                cnxn.line.pop_front_if(|it| matches!(it, Waiting::InLine { .. }))
            else {
                return;
            };
            self.read(conn, asked, &request, ctx);
        }
    }
}

/// A connection as the watches know it: its client, and the client's count.
fn watcher(conn: ConnId) -> WatcherId {
    let client = conn.opener.client().map_or(0, |it| u64::from(it.0));
    WatcherId(client << 32 | u64::from(conn.serial))
}

/// The connection that a watch belongs to.
pub fn connection(watcher: WatcherId) -> ConnId {
    use crate::vocab::{ClientId, Port};
    let client = ClientId((watcher.0 >> 32) as u8);
    ConnId { opener: client.into(), port: Port::Client, serial: watcher.0 as u32 }
}
