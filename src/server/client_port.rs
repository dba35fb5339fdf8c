//! A server's clients: their connections, and the way of a request from its arrival to its reply.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::server::LocalSessions;
use crate::server::stats::{CnxnStats, ServerStats, op_name};
use crate::session::{Answer, Answering, Response, negotiated_timeout, password, session_id};
use crate::storage::Database;
use crate::tree::{Applied, Id, Origin, Request, Rules, Txn, TxnOp, ZkError};
use crate::vocab::{Config, ConnId, ServerId, SessionId, SimTime};
use crate::watch::{WatchTable, WatcherId};
use crate::wire::{Connect, Connected, ToClient, ToServer};
use crate::zab::{self, ClientRequest, Leader, Metrics, SessionScope};

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
    /// It is on its way through the leader, under this number; why a local session could not be upgraded for it.
    ForCommit { conn: ConnId, number: u32, asked: Asked, request: Arc<Request>, refused: Option<ZkError> },
    /// It waits for those before it; what the session tracker said of its session when it came.
    InLine { conn: ConnId, asked: Asked, request: Request, standing: Result<(), ZkError> },
}

/// What is kept of a request until it is answered: its number, its name in `cons` if it has one, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    xid: i32,
    op: Option<&'static str>,
    at: SimTime,
}

/// Whom a server serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Nobody: it looks for a leader, or is being brought level.
    Nobody,
    /// Clients that put up with a server without a quorum (`ReadOnlyZooKeeperServer`).
    Readers,
    /// Everybody.
    Everybody,
}

impl Service {
    /// What it is called in the answer to `isro` (`IsroCommand`).
    pub fn isro(self) -> &'static str {
        match self {
            Self::Nobody => "null",
            Self::Readers => "ro",
            Self::Everybody => "rw",
        }
    }
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
    /// What came before the session was confirmed.
    early: VecDeque<ToServer>,
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
    /// Whom it serves.
    pub service: Service,
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
    asked: BTreeMap<u32, (SessionId, ConnId)>,
    /// The requests of each session in their order: a read waits for the writes before it, also for those that came over an
    /// earlier connection, and for nobody else's (`CommitProcessor.pendingRequests`).
    lines: BTreeMap<SessionId, VecDeque<Waiting>>,
    next_request: u32,
    /// With `localSessionsEnabled`, as long as somebody is served.
    local: Option<LocalSessions>,
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
            lines: BTreeMap::new(),
            next_request: ClientRequest::NOBODY + 1,
            local: None,
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
        let reads = self.lines.values().map(|it| it.iter().filter(in_line).count() as u64);
        self.asked.len() as u64 + reads.sum::<u64>()
    }

    /// How many of them came over this connection.
    pub fn outstanding_of(&self, wanted: ConnId) -> u64 {
        let came_over = |it: &&Waiting| match it {
            Waiting::ForCommit { conn, .. } | Waiting::InLine { conn, .. } => *conn == wanted,
        };
        let session = self.cnxns.get(&wanted).map_or(SessionId(0), |it| it.session);
        self.lines.get(&session).map_or(0, |it| it.iter().filter(came_over).count() as u64)
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

    /// How many sessions only this server knows.
    pub fn local_sessions(&self) -> usize {
        self.local.as_ref().map_or(0, LocalSessions::count)
    }

    /// A role begins, and with it the numbers of new sessions.
    pub fn begin(&mut self, now: SimTime, config: &Config) {
        (self.stats, self.sessions) = (ServerStats::new(now), 0);
        self.local = config.local_sessions_enabled.then(|| LocalSessions::new(now, config.tick_time));
    }

    /// When the next local session expires.
    pub fn deadline(&self) -> Option<SimTime> {
        self.local.as_ref().and_then(LocalSessions::deadline)
    }

    /// Local sessions that have been silent for too long are over; no transaction says so.
    pub fn wake(&mut self, ctx: &mut PortContext) {
        let expired = self.local.as_mut().map(|it| it.expire(ctx.now)).unwrap_or_default();
        for session in expired {
            self.close_connections(session, ctx);
        }
    }

    /// The role ends: all clients lose their connections, and their watches with them.
    pub fn close_all(&mut self, out: &mut Vec<PortEffect>) {
        out.extend(self.cnxns.keys().map(|conn| PortEffect::Close { conn: *conn }));
        self.cnxns.clear();
        self.asked.clear();
        self.lines.clear();
        self.local = None;
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

    /// A message. A server that serves nobody closes the connection at the first, and any server at one that is too long
    /// (`NIOServerCnxn.readLength`).
    pub fn on_message(&mut self, conn: ConnId, message: ToServer, ctx: &mut PortContext) {
        let Some(cnxn) = self.cnxns.get_mut(&conn) else { return };
        if (cnxn.stage, &message) == (Stage::Unknown, &ToServer::IsReadOnly) {
            return self.on_is_read_only(conn, ctx);
        }
        let too_long = u64::from(ctx.config.jute_max_buffer) < message.size();
        if ctx.service == Service::Nobody || too_long {
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

    fn on_is_read_only(&mut self, conn: ConnId, ctx: &mut PortContext) {
        self.send(conn, ToClient::IsReadOnly(ctx.service.isro()), ctx);
        self.forget(conn);
        ctx.close(conn);
    }

    /// `ZooKeeperServer.processConnectRequest`.
    fn on_connect(&mut self, conn: ConnId, connect: &Connect, ctx: &mut PortContext) {
        self.received(conn, ctx.now);
        ctx.metrics.connection_requests += 1;
        let without_quorum = ctx.service == Service::Readers;
        // It has seen a later view than this server's: it must try another one.
        let is_behind = ctx.database.last_processed < connect.last_zxid_seen;
        // Who cannot ask the leader renews no session that others know, too.
        let is_global = ctx.database.tree.session(connect.session).is_some();
        if without_quorum && (!connect.read_only || is_global) || is_behind {
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
        self.close_connections(session, ctx);
        let cnxn = self.cnxns.get_mut(&conn).expect("it has just spoken");
        (cnxn.session, cnxn.timeout, cnxn.stage) = (session, timeout, Stage::Opening);
        if connect.password != password(session) {
            self.finish_session_init(conn, false, ctx);
        } else if self.local.as_mut().is_some_and(|it| it.touch(ctx.now, session, timeout)) {
            self.finish_session_init(conn, true, ctx);
        } else if without_quorum {
            // Without local sessions it tracks none, and believes everybody.
            self.finish_session_init(conn, self.local.is_none(), ctx);
        } else {
            ctx.out.push(PortEffect::Ask(zab::Input::Revalidate { session, timeout }));
        }
    }

    fn close_connections(&mut self, session: SessionId, ctx: &mut PortContext) {
        for conn in self.connections_of(session) {
            self.forget(conn);
            ctx.close(conn);
        }
    }

    fn open_session(&mut self, conn: ConnId, timeout: u32, ctx: &mut PortContext) {
        let session = session_id(ctx.me, self.stats.since.as_wall_millis(), self.sessions);
        self.sessions += 1;
        let cnxn = self.cnxns.get_mut(&conn).expect("it has just spoken");
        (cnxn.session, cnxn.timeout, cnxn.stage) = (session, timeout, Stage::Opening);
        match &mut self.local {
            Some(local) => {
                local.open(ctx.now, session, timeout);
                self.finish_session_init(conn, true, ctx);
            }
            // A global session cannot be opened there: an error comes where the client waits for its session.
            None if ctx.service == Service::Readers => {
                let (zxid, result) = (ctx.database.last_processed, Err(ZkError::NotReadOnly));
                self.send(conn, ToClient::Reply { xid: 0, zxid, result }, ctx);
            }
            None => {
                let request = Arc::new(Request::CreateSession { timeout });
                self.ask(conn, request, SessionScope::Global, ctx);
            }
        }
    }

    fn connections_of(&self, session: SessionId) -> Vec<ConnId> {
        let all = self.cnxns.iter().filter(|(_, it)| it.session == session);
        all.map(|(conn, _)| *conn).collect()
    }

    /// Sends a request on its way through the leader; its number.
    fn ask(
        &mut self,
        conn: ConnId,
        request: Arc<Request>,
        scope: SessionScope,
        ctx: &mut PortContext,
    ) -> u32 {
        let number = self.next_number();
        let cnxn = &self.cnxns[&conn];
        self.asked.insert(number, (cnxn.session, conn));
        let request = ClientRequest {
            origin: Origin { server: ctx.me, request: number },
            session: cnxn.session,
            ids: Arc::from(&*cnxn.ids),
            request,
            scope,
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
        let read_only = ctx.service == Service::Readers;
        let connected = Connected { timeout, session, password, read_only };
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

    /// `ZooKeeperServer.processPacket`, `submitRequestNow`: every request is a sign of life. «Dropping request»: its session
    /// is over, or about to be.
    fn on_request(&mut self, conn: ConnId, xid: i32, request: Request, ctx: &mut PortContext) {
        self.received(conn, ctx.now);
        let asked = Asked { xid, op: op_name(&request), at: ctx.now };
        if matches!(request, Request::Auth { .. }) {
            return self.read(conn, asked, &request, Ok(()), ctx);
        }
        if !self.touch(conn, ctx) {
            return;
        }
        let session = self.cnxns[&conn].session;
        let is_local = self.local.as_ref().is_some_and(|it| it.contains(session));
        let closes_local = is_local && request == Request::CloseSession;
        let goes_through = match request {
            Request::Sync { .. } if ctx.service == Service::Readers => true,
            // A leader has no way to itself that a sync would flush.
            Request::Sync { .. } => ctx.leader.is_none(),
            _ => request.is_write() && !closes_local,
        };
        if goes_through && ctx.service == Service::Readers {
            let (zxid, result) = (ctx.database.last_processed, Err(ZkError::NotReadOnly));
            return self.send(conn, ToClient::Reply { xid, zxid, result }, ctx);
        }
        if goes_through {
            return self.send_through(conn, asked, request, is_local, ctx);
        }
        let standing = match &mut ctx.leader {
            Some(leader) if !is_local => leader.standing(session, ctx.me, ctx.config),
            _ => Ok(()),
        };
        match self.lines.get_mut(&session) {
            None => self.read(conn, asked, &request, standing, ctx),
            Some(line) => line.push_back(Waiting::InLine { conn, asked, request, standing }),
        }
    }

    /// Whether the session is alive, as far as this server knows (`touchSession` of the three trackers).
    fn touch(&mut self, conn: ConnId, ctx: &mut PortContext) -> bool {
        let (session, timeout) = (self.cnxns[&conn].session, self.cnxns[&conn].timeout);
        if self.local.as_mut().is_some_and(|it| it.touch(ctx.now, session, timeout)) {
            return true;
        }
        if let Some(leader) = &mut ctx.leader {
            return leader.touch(ctx.now, session, timeout);
        }
        let may_be_local = self.local.as_ref().is_some_and(|it| !it.is_upgrading(session));
        if may_be_local && ctx.database.tree.session(session).is_none() {
            return false;
        }
        if ctx.service == Service::Everybody {
            ctx.out.push(PortEffect::Ask(zab::Input::Touched { session, timeout }));
        }
        true
    }

    /// A write, or a learner's sync. A local session that wants to own an ephemeral is made a global one first, or refused
    /// (`QuorumZooKeeperServer.checkUpgradeSession`).
    fn send_through(
        &mut self,
        conn: ConnId,
        asked: Asked,
        request: Request,
        is_local: bool,
        ctx: &mut PortContext,
    ) {
        let session = self.cnxns[&conn].session;
        let outgrows = is_local && request.creates_ephemeral();
        let upgrades = outgrows && ctx.config.local_sessions_upgrading_enabled;
        if let Some(timeout) = self.local.as_mut().filter(|_| upgrades).and_then(|it| it.upgrade(session)) {
            let open = ClientRequest::of_server(ctx.me, session, Request::CreateSession { timeout });
            ctx.out.push(PortEffect::Ask(zab::Input::Asked { request: open }));
        }
        let scope = match ctx.leader {
            Some(_) if outgrows && !upgrades => SessionScope::NotUpgraded,
            Some(_) if is_local && !upgrades => SessionScope::Local,
            _ => SessionScope::Global,
        };
        let refused = (outgrows && !upgrades).then_some(ZkError::EphemeralOnLocalSession);
        let request = Arc::new(request);
        let number = self.ask(conn, Arc::clone(&request), scope, ctx);
        let line = self.lines.entry(session).or_default();
        line.push_back(Waiting::ForCommit { conn, number, asked, request, refused });
    }

    /// What this server answers by itself: a read, or the end of a session that nobody else knows.
    fn read(
        &mut self,
        conn: ConnId,
        asked: Asked,
        request: &Request,
        standing: Result<(), ZkError>,
        ctx: &mut PortContext,
    ) {
        let Some(cnxn) = self.cnxns.get_mut(&conn) else { return };
        if *request == Request::CloseSession {
            return self.close_local(conn, asked, ctx);
        }
        let answering = Answering {
            tree: &ctx.database.tree,
            last_processed: ctx.database.last_processed,
            watches: &mut self.watches,
            rules: self.rules,
            watcher: watcher(conn),
            session: cnxn.session,
            ids: &mut cnxn.ids,
            address: ADDRESS,
            super_digest: None,
        };
        let answer = answering.read(standing, request);
        let op = if standing.is_ok() { asked.op } else { asked.op.and(NO_OP) };
        self.reply(conn, Asked { op, ..asked }, answer, ctx);
    }

    fn close_local(&mut self, conn: ConnId, asked: Asked, ctx: &mut PortContext) {
        let session = self.cnxns[&conn].session;
        self.local.as_mut().expect("the session is one of them").remove(session);
        let (zxid, result) = (ctx.database.last_processed, Ok(Response::Done));
        self.reply(conn, asked, Answer { events: Vec::new(), zxid, result }, ctx);
        self.forget(conn);
        ctx.close(conn);
    }

    /// The events that belong before a reply, and the reply; some errors end the connection, one instead of a reply.
    fn reply(&mut self, conn: ConnId, asked: Asked, answer: Answer, ctx: &mut PortContext) {
        if !self.cnxns.contains_key(&conn) {
            return;
        }
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
        let mine = self.take_asked(txn, ctx.me);
        self.on_session_txn(txn, mine, ctx);
        let Some(conn) = mine else { return };
        if let TxnOp::CreateSession { .. } = &txn.change {
            // Nothing else has been read since.
            let at = self.cnxns.get(&conn).map_or(ctx.now, |it| it.stats.touched);
            self.count_answer(conn, Asked { xid: 0, op: Some("SESS"), at }, ctx);
            return self.finish_session_init(conn, true, ctx);
        }
        let answer = Answer::to_write(applied, ctx.database.last_processed);
        self.answered(txn.session, txn.origin.request, |_| answer, ctx);
        if let TxnOp::CloseSession { .. } = &txn.change {
            self.forget(conn);
            ctx.close(conn);
        }
    }

    /// Who has asked for a transaction, if it was here. An earlier process of this server may have used the same number, for
    /// another session.
    fn take_asked(&mut self, txn: &Txn, me: ServerId) -> Option<ConnId> {
        let (session, conn) = *self.asked.get(&txn.origin.request).filter(|_| txn.origin.server == me)?;
        (session == txn.session).then(|| self.asked.remove(&txn.origin.request))?;
        Some(conn)
    }

    /// A session has become global, or is over (`processTxnForSessionEvents`).
    fn on_session_txn(&mut self, txn: &Txn, mine: Option<ConnId>, ctx: &mut PortContext) {
        match (&txn.change, mine) {
            (TxnOp::CreateSession { timeout }, _) => {
                self.local.iter_mut().for_each(|it| it.remove(txn.session));
                // Every learner takes its coming for a sign of life (`LearnerSessionTracker.commitSession`).
                if ctx.leader.is_none() && ctx.service == Service::Everybody {
                    let (session, timeout) = (txn.session, *timeout);
                    ctx.out.push(PortEffect::Ask(zab::Input::Touched { session, timeout }));
                }
            }
            (TxnOp::CloseSession { .. }, mine) => {
                self.local.iter_mut().for_each(|it| it.remove(txn.session));
                // Expired, or closed by way of another server: the client hears of it when it connects again.
                if mine.is_none() {
                    self.close_connections(txn.session, ctx);
                }
            }
            _ => {}
        }
    }

    /// The SYNC that was asked for has come back.
    pub fn on_synced(&mut self, origin: Origin, ctx: &mut PortContext) {
        self.asked.remove(&origin.request);
        let waits = |it: Option<&Waiting>| matches!(it, Some(Waiting::ForCommit { number, .. }) if *number == origin.request);
        let mut lines = self.lines.iter();
        let Some(session) = lines.find(|(_, line)| waits(line.front())).map(|it| *it.0) else { return };
        let zxid = ctx.database.last_processed;
        let answer = |request: &Request| {
            let path = request.path().cloned().unwrap_or_default();
            Answer { events: Vec::new(), zxid, result: Ok(Response::Path(path, None)) }
        };
        self.answered(session, origin.request, answer, ctx);
    }

    /// A request has come back: its reply, and those of the reads that have waited for it.
    fn answered(
        &mut self,
        session: SessionId,
        number: u32,
        answer: impl FnOnce(&Request) -> Answer,
        ctx: &mut PortContext,
    ) {
        let Some(line) = self.lines.get_mut(&session) else { return };
        let awaited = line.pop_front_if(|it| matches!(it, Waiting::ForCommit { .. }));
        let Some(Waiting::ForCommit { conn, number: first, asked, request, refused }) = awaited else {
            return;
        };
        assert_eq!(first, number, "the requests of a session come back in their order");
        let mut answer = answer(&request);
        if let (Err(error), Some(refused)) = (&mut answer.result, refused) {
            // The leader could not know better.
            *error = refused;
        }
        // A write that failed has not come as far as to be named, but for a multi.
        let op = if answer.result.is_ok() { asked.op } else { NO_OP };
        self.reply(conn, Asked { op, ..asked }, answer, ctx);
        while let Some(Waiting::InLine { conn, asked, request, standing }) = self.next_in_line(session) {
            self.read(conn, asked, &request, standing, ctx);
        }
    }

    /// The next of a session's requests that waits for no commit; who is the last leaves no line behind.
    fn next_in_line(&mut self, session: SessionId) -> Option<Waiting> {
        let line = self.lines.get_mut(&session)?;
        let next = line.pop_front_if(|it| matches!(it, Waiting::InLine { .. }));
        if line.is_empty() {
            self.lines.remove(&session);
        }
        next
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
