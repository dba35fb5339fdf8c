use std::sync::Arc;

use crate::client::hosts::Hosts;
use crate::client::pending::{Pending, loss};
use crate::client::search::Search;
use crate::client::{Call, Event, KeeperState, Note, Packet, Registrations, Rules};
use crate::session::Response;
use crate::tree::{Request, WatcherType, ZkError};
use crate::vocab::{ClientId, ConnId, Port, ServerId, SessionId, SimTime, Span, Zxid};
use crate::wire::{Connect, Connected, ToClient, ToServer};

/// It pings at least this often (`MAX_SEND_PING_INTERVAL`).
const LONGEST_SILENCE: Span = Span::from_secs(10);
/// The random part of the wait before it connects anew, and the wait after all hosts have been tried.
const SPIN_DELAY: Span = Span::from_secs(1);

/// What an application hands to the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientConfig {
    /// The servers to connect to. None: it never gets anywhere, and its calls fail.
    pub hosts: Vec<ServerId>,
    /// Whether they are tried in this order; otherwise in a random one, as a real client does.
    pub in_order: bool,
    /// The session timeout that it wishes, in milliseconds.
    pub timeout: u32,
    /// Whether a server without a quorum will do (`canBeReadOnly`).
    pub can_be_read_only: bool,
}

/// Where a client stands (`ZooKeeper.States`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Has no connection, or none that its session has been confirmed on.
    Connecting,
    /// Has its session.
    Connected,
    /// Has a session with a server without a quorum.
    ConnectedReadOnly,
    /// Over: closed by the application, or expired.
    Closed,
    /// Over: its `addauth` failed.
    AuthFailed,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] =
        [Self::Connecting, Self::Connected, Self::ConnectedReadOnly, Self::Closed, Self::AuthFailed];

    /// ZooKeeper's own word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connecting => "CONNECTING",
            Self::Connected => "CONNECTED",
            Self::ConnectedReadOnly => "CONNECTEDREADONLY",
            Self::Closed => "CLOSED",
            Self::AuthFailed => "AUTH_FAILED",
        }
    }

    fn is_alive(self) -> bool {
        !matches!(self, Self::Closed | Self::AuthFailed)
    }

    fn is_connected(self) -> bool {
        matches!(self, Self::Connected | Self::ConnectedReadOnly)
    }
}

/// Its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Socket {
    /// The order of the hosts is being drawn.
    Unborn,
    /// None: it waits for the length of a pause to be drawn.
    Pausing { server: ServerId, extra: Span },
    /// None: it waits.
    Waiting { server: ServerId, since: SimTime, until: SimTime },
    /// Being opened.
    Opening { server: ServerId, conn: ConnId },
    /// Open; the session may or may not have been confirmed.
    Open { server: ServerId, conn: ConnId },
    /// None, and none will be.
    Gone,
}

/// What happens to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Its connection stands.
    Connected { conn: ConnId },
    /// A message.
    Received { conn: ConnId, message: ToClient },
    /// The other end is gone, or refused.
    Closed { conn: ConnId },
    /// The application calls. `CloseSession` closes the handle.
    Called { call: Call, request: Request },
    /// The application removes watches, and its own half of them even if no server can be asked (`removeWatches`, `local`).
    RemovesLocally { call: Call, path: Arc<str>, kind: WatcherType },
    /// The application takes the session for expired (`Testable.injectSessionExpiration`).
    Abandoned,
    /// The number that it asked for.
    Chance { draw: u64 },
    /// The deadline came.
    Wake,
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a connection.
    Connect { conn: ConnId, to: ServerId },
    /// Send a message.
    Send { conn: ConnId, message: ToServer },
    /// Close its end.
    Close { conn: ConnId },
    /// Draw a random number.
    AskChance,
    /// Tell the application what came of a call.
    Replied { call: Call, result: Result<Response, ZkError> },
    /// Tell the application what it has not asked for.
    Event(Event),
    /// The reason of a step.
    Note(Note),
}

/// A client's handle: one session, and what it takes to keep it (`ZooKeeper`, `ClientCnxn`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    me: ClientId,
    config: Arc<ClientConfig>,
    rules: Rules,
    hosts: Hosts,
    state: State,
    socket: Socket,
    /// Whether it has ever been connected; before that it does not pause.
    was_connected: bool,
    next_serial: u32,
    next_xid: i32,
    session: SessionId,
    password: [u8; 16],
    /// Whether a server with a quorum has confirmed the session; one that only a read-only server knows is not kept.
    seen_quorum: bool,
    timeout: u32,
    last_zxid: Zxid,
    last_sent: SimTime,
    last_heard: SimTime,
    /// When it looks next whether to ping.
    next_look: SimTime,
    pending: Pending,
    auths: Vec<(Arc<str>, Option<Arc<str>>)>,
    watches: Registrations,
    search: Search,
    /// What the application was told last: it hears of no state twice in a row.
    told: KeeperState,
    closing: bool,
}

impl Client {
    /// A new handle; it begins to connect as soon as the order of its hosts is drawn. `next_serial` is larger than that of any
    /// connection that a process of this number has opened before.
    pub fn new(
        now: SimTime,
        me: ClientId,
        config: Arc<ClientConfig>,
        rules: Rules,
        next_serial: u32,
    ) -> (Client, Vec<Effect>) {
        let mut client = Client {
            me,
            hosts: Hosts::new(config.hosts.clone()),
            state: State::Connecting,
            socket: Socket::Unborn,
            was_connected: false,
            next_serial,
            next_xid: 1,
            session: SessionId(0),
            password: [0; 16],
            seen_quorum: false,
            timeout: config.timeout,
            last_zxid: Zxid::ZERO,
            last_sent: now,
            last_heard: now,
            next_look: now,
            pending: Pending::default(),
            auths: Vec::new(),
            watches: Registrations::default(),
            search: Search::new(now),
            told: KeeperState::Disconnected,
            closing: false,
            config,
            rules,
        };
        let mut out = Vec::new();
        match client.config.in_order {
            _ if client.config.hosts.is_empty() => {}
            true => client.reconnect(now, &mut out),
            false => out.push(Effect::AskChance),
        }
        (client, out)
    }

    /// What the application has handed to it.
    pub fn config(&self) -> &ClientConfig {
        &self.config
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Its connection.
    pub fn socket(&self) -> Socket {
        self.socket
    }

    /// Its session; 0 before it has one.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The session's timeout in milliseconds: as wished, and then as negotiated.
    pub fn timeout(&self) -> u32 {
        self.timeout
    }

    /// The last zxid that it has seen.
    pub fn last_zxid(&self) -> Zxid {
        self.last_zxid
    }

    /// The watches that it believes to have.
    pub fn watches(&self) -> &Registrations {
        &self.watches
    }

    /// What waits to be sent, then what waits for its reply.
    pub fn pending(&self) -> impl Iterator<Item = &Packet> {
        self.pending.outgoing.iter().chain(&self.pending.sent)
    }

    /// The number of the next connection that it would open.
    pub fn next_serial(&self) -> u32 {
        self.next_serial
    }

    /// When it last heard of its server, or began to connect, and how long it is patient from then on.
    pub fn patience(&self) -> (SimTime, Span) {
        let timeout = u64::from(self.timeout);
        if self.state.is_connected() {
            (self.last_heard, Span::from_millis(timeout * 2 / 3))
        } else {
            (self.last_sent, Span::from_millis(timeout / u64::from(self.hosts.count())))
        }
    }

    /// When it gives its session up, if it hears of nobody.
    fn expires_at(&self) -> Option<SimTime> {
        let may = self.rules.expires_by_itself && self.session != SessionId(0);
        may.then(|| self.last_heard + Span::from_millis(u64::from(self.timeout) * 4 / 3))
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> Option<SimTime> {
        match self.socket {
            Socket::Unborn | Socket::Pausing { .. } | Socket::Gone => None,
            Socket::Waiting { until, .. } => Some(until),
            Socket::Opening { .. } | Socket::Open { .. } => {
                let (heard, patience) = self.patience();
                let look = self.state.is_connected().then_some(self.next_look);
                let search = (self.state == State::ConnectedReadOnly).then(|| self.search.deadline());
                [Some(heard + patience), self.expires_at(), look, search].into_iter().flatten().min()
            }
        }
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            Input::Connected { conn } if self.search.conn() == Some(conn) => {
                out.push(Effect::Send { conn, message: ToServer::IsReadOnly });
            }
            Input::Connected { conn } => self.on_connected(now, conn, &mut out),
            Input::Received { conn, message: ToClient::IsReadOnly(answer) } => {
                if self.search.conn() == Some(conn) {
                    self.on_asked(now, answer, &mut out);
                }
            }
            Input::Received { conn, message } if self.is_open(conn) => {
                self.on_message(now, message, &mut out);
            }
            Input::Received { .. } => {}
            Input::Closed { conn } => {
                out.push(Effect::Close { conn });
                if self.search.conn() == Some(conn) {
                    self.search.abandon();
                } else if self.conn() == Some(conn) {
                    self.lose(now, |server| Note::Lost { server }, &mut out);
                }
            }
            Input::Called { call, request } => self.call(now, call, request, false, &mut out),
            Input::RemovesLocally { call, path, kind } => {
                self.call(now, call, Request::RemoveWatches { path, kind }, true, &mut out);
            }
            Input::Abandoned if self.state.is_alive() => {
                out.push(Effect::Note(Note::Abandoned { session: self.session }));
                self.expire(&mut out);
            }
            Input::Abandoned => {}
            Input::Chance { draw } => self.on_chance(now, draw, &mut out),
            Input::Wake => self.wake(now, &mut out),
        }
        self.look(now, &mut out);
        self.look_for_quorum(now, &mut out);
        out
    }

    /// As long as its server has no quorum, it asks the others in turn whether they have one, less and less often.
    fn look_for_quorum(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let looks = self.state == State::ConnectedReadOnly && matches!(self.socket, Socket::Open { .. });
        if !looks || self.search.conn().is_some() && self.search.deadline() <= now {
            out.extend(self.search.abandon().map(|conn| Effect::Close { conn }));
        }
        if looks && self.search.is_due(now) {
            let (server, _) = self.hosts.advance();
            let conn = self.new_conn();
            self.search.ask(now, server, conn);
            out.push(Effect::Connect { conn, to: server });
        }
    }

    /// The answer of one that was asked. If it has a quorum, the present connection is given up for it.
    fn on_asked(&mut self, now: SimTime, answer: &str, out: &mut Vec<Effect>) {
        if answer != "rw" {
            return out.extend(self.search.abandon().map(|conn| Effect::Close { conn }));
        }
        let asked = self.search.conn();
        let Some(server) = self.search.succeed() else { return };
        out.extend([asked, self.conn()].into_iter().flatten().map(|conn| Effect::Close { conn }));
        out.push(Effect::Note(Note::FoundQuorum { server }));
        self.fail(out);
        self.reconnect(now, out);
    }

    /// Pings if it has sent nothing for half of its patience, or for longer than ten seconds; when it has been silent for more
    /// than one, a second earlier. It looks whenever something happens, and when the time that it then knew of is over
    /// (`SendThread.run`).
    fn look(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let Socket::Open { conn, .. } = self.socket else { return };
        if !self.state.is_connected() {
            return;
        }
        let half = Span(self.patience().1.0 / 2);
        let idle = now.since(self.last_sent);
        let early = if SPIN_DELAY < idle { SPIN_DELAY } else { Span::ZERO };
        if half <= idle + early || LONGEST_SILENCE < idle {
            self.last_sent = now;
            self.next_look = now + half;
            let message = ToServer::Request { xid: Packet::PING, request: Request::Ping };
            out.push(Effect::Send { conn, message });
        } else {
            self.next_look = now + (half - idle - early);
        }
    }

    fn conn(&self) -> Option<ConnId> {
        match self.socket {
            Socket::Opening { conn, .. } | Socket::Open { conn, .. } => Some(conn),
            Socket::Unborn | Socket::Pausing { .. } | Socket::Waiting { .. } | Socket::Gone => None,
        }
    }

    fn is_open(&self, conn: ConnId) -> bool {
        matches!(self.socket, Socket::Open { conn: open, .. } if open == conn)
    }

    /// The next host: at once the first time, after a random pause later, and after a second more if all have been tried.
    fn reconnect(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        if self.closing || !self.state.is_alive() {
            return self.end(out);
        }
        let found = self.search.take_found().map(|server| (server, false));
        let (server, full_round) = found.unwrap_or_else(|| self.hosts.advance());
        let extra = if full_round { SPIN_DELAY } else { Span::ZERO };
        if self.was_connected {
            self.socket = Socket::Pausing { server, extra };
            out.push(Effect::AskChance);
        } else if full_round {
            self.pause(now, server, extra, out);
        } else {
            self.open(now, server, out);
        }
    }

    fn on_chance(&mut self, now: SimTime, draw: u64, out: &mut Vec<Effect>) {
        match self.socket {
            Socket::Unborn => {
                self.hosts.shuffle(draw);
                self.reconnect(now, out);
            }
            Socket::Pausing { server, extra } => {
                let pause = Span::from_millis(draw % SPIN_DELAY.as_millis());
                self.pause(now, server, pause + extra, out);
            }
            _ => {}
        }
    }

    fn pause(&mut self, now: SimTime, server: ServerId, wait: Span, out: &mut Vec<Effect>) {
        self.socket = Socket::Waiting { server, since: now, until: now + wait };
        out.push(Effect::Note(Note::Waits { server, wait }));
    }

    fn open(&mut self, now: SimTime, server: ServerId, out: &mut Vec<Effect>) {
        let conn = self.new_conn();
        self.state = State::Connecting;
        self.socket = Socket::Opening { server, conn };
        self.last_sent = now;
        out.push(Effect::Connect { conn, to: server });
    }

    fn new_conn(&mut self) -> ConnId {
        let conn = ConnId { opener: self.me.into(), port: Port::Client, serial: self.next_serial };
        self.next_serial += 1;
        conn
    }

    /// Says who it is. All else waits for the answer (`ClientCnxnSocketNIO.doIO`): a server that knows no such session closes
    /// the connection, and a reset could overtake what it says.
    fn on_connected(&mut self, now: SimTime, conn: ConnId, out: &mut Vec<Effect>) {
        let Socket::Opening { server, conn: own } = self.socket else {
            return out.push(Effect::Close { conn });
        };
        if own != conn {
            return out.push(Effect::Close { conn });
        }
        self.socket = Socket::Open { server, conn };
        self.was_connected = true;
        (self.last_heard, self.last_sent) = (now, now);
        let session = if self.seen_quorum { self.session } else { SessionId(0) };
        let connect = Connect {
            last_zxid_seen: self.last_zxid,
            timeout: self.config.timeout,
            session,
            password: self.password,
            read_only: self.config.can_be_read_only,
        };
        out.push(Effect::Send { conn, message: ToServer::Connect(connect) });
    }

    /// What it has shown to be, which watches it has; then what the application has called meanwhile (`primeConnection`).
    fn prime(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let Socket::Open { conn, .. } = self.socket else { return };
        for (scheme, auth) in self.auths.iter().rev().cloned() {
            let request = Request::Auth { scheme, auth };
            out.push(Effect::Send { conn, message: ToServer::Request { xid: Packet::AUTH, request } });
        }
        if !self.watches.is_empty() {
            let request = Request::SetWatches(self.watches.to_set_again(self.last_zxid));
            self.pending.outgoing.push_front(Packet { xid: 0, call: None, request, local: false });
        }
        self.send_all(now, out);
    }

    /// Sends what waits, once the session is confirmed; only then a request gets its number.
    fn send_all(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let Socket::Open { conn, .. } = self.socket else { return };
        if !self.state.is_connected() {
            return;
        }
        while let Some(packet) = self.pending.outgoing.pop_front() {
            self.last_sent = now;
            let xid = self.next_xid;
            self.next_xid += 1;
            let message = ToServer::Request { xid, request: packet.request.clone() };
            out.push(Effect::Send { conn, message });
            self.pending.sent.push_back(Packet { xid, ..packet });
        }
    }

    fn call(&mut self, now: SimTime, call: Call, request: Request, local: bool, out: &mut Vec<Effect>) {
        if !self.state.is_alive() || self.closing {
            let error = loss(self.state == State::AuthFailed, self.state == State::Closed);
            return out.push(Effect::Replied { call, result: Err(error) });
        }
        if let Request::Auth { scheme, auth } = &request {
            // Remembered for later connections; there is no reply to wait for.
            self.auths.push((Arc::clone(scheme), auth.clone()));
            out.push(Effect::Replied { call, result: Ok(Response::Done) });
            if let (true, Socket::Open { conn, .. }) = (self.state.is_connected(), self.socket) {
                out.push(Effect::Send { conn, message: ToServer::Request { xid: Packet::AUTH, request } });
            }
            return;
        }
        // Even without a connection: the try that is under way is its last.
        self.closing = request == Request::CloseSession;
        self.pending.outgoing.push_back(Packet { xid: 0, call: Some(call), request, local });
        self.send_all(now, out);
        match self.config.hosts.is_empty() {
            true if self.closing => self.end(out),
            true => self.fail_all(out),
            false => {}
        }
    }

    /// A message; one that is too long ends the connection before it is read (`ClientCnxnSocket.readLength`).
    fn on_message(&mut self, now: SimTime, message: ToClient, out: &mut Vec<Effect>) {
        let bytes = message.size();
        if u64::from(self.rules.longest_message) < bytes {
            out.extend(self.conn().map(|conn| Effect::Close { conn }));
            return self.lose(now, |server| Note::TooLong { server, bytes }, out);
        }
        self.last_heard = now;
        match message {
            ToClient::Connected(connected) => self.on_session(now, connected, out),
            ToClient::Event(event) => {
                self.watches.fired(&event);
                out.push(Effect::Event(Event::Watch(event)));
            }
            ToClient::Reply { xid: Packet::AUTH, result: Err(ZkError::AuthFailed), .. } => {
                self.state = State::AuthFailed;
                self.tell(KeeperState::AuthFailed, out);
                self.end(out);
            }
            ToClient::Reply { xid: Packet::PING | Packet::AUTH, .. } => {}
            // Not what it waits for: it cannot read that.
            ToClient::Reply { .. } if !self.state.is_connected() => {
                out.extend(self.conn().map(|conn| Effect::Close { conn }));
                self.lose(now, |server| Note::Lost { server }, out);
            }
            ToClient::Reply { xid, zxid, result } => self.on_reply(now, xid, zxid, result, out),
            ToClient::IsReadOnly(_) => {}
        }
    }

    fn see(&mut self, zxid: Zxid) {
        if Zxid::ZERO < zxid {
            self.last_zxid = zxid;
        }
    }

    /// The server has confirmed the session, or says that there is none (`SendThread.onConnected`).
    fn on_session(&mut self, now: SimTime, connected: Connected, out: &mut Vec<Effect>) {
        let Socket::Open { server, .. } = self.socket else { return };
        if connected.timeout == 0 {
            out.push(Effect::Note(Note::Expired { session: self.session }));
            self.state = State::Closed;
            self.tell(KeeperState::Expired, out);
            return self.end(out);
        }
        self.hosts.connected();
        self.timeout = connected.timeout;
        (self.session, self.password) = (connected.session, connected.password);
        self.seen_quorum |= !connected.read_only;
        self.state = if connected.read_only { State::ConnectedReadOnly } else { State::Connected };
        let (session, timeout) = (connected.session, connected.timeout);
        out.push(Effect::Note(Note::Established { server, session, timeout }));
        let state =
            if connected.read_only { KeeperState::ConnectedReadOnly } else { KeeperState::SyncConnected };
        self.tell(state, out);
        self.prime(now, out);
    }

    fn on_reply(
        &mut self,
        now: SimTime,
        xid: i32,
        zxid: Zxid,
        result: Result<Response, ZkError>,
        out: &mut Vec<Effect>,
    ) {
        let packet = match self.pending.take() {
            Some(packet) if packet.xid == xid => packet,
            // «Xid out of order»: the server has dropped a request before this one.
            wrong => {
                if let Some(packet) = wrong {
                    self.finish(packet, Err(ZkError::ConnectionLoss), out);
                }
                out.extend(self.conn().map(|conn| Effect::Close { conn }));
                return self.lose(now, |server| Note::Lost { server }, out);
            }
        };
        self.see(zxid);
        if packet.request == Request::CloseSession {
            self.end(out);
        }
        self.finish(packet, result, out);
    }

    /// The application gets its result, and the watches follow it (`finishPacket`).
    fn finish(&mut self, packet: Packet, mut result: Result<Response, ZkError>, out: &mut Vec<Effect>) {
        let mut events = Vec::new();
        if let Request::RemoveWatches { path, kind } = &packet.request {
            match self.watches.unregister(path, *kind, packet.local, result.as_ref().err().copied()) {
                Ok(removed) => (events, result) = (removed, Ok(Response::Done)),
                Err(error) => result = Err(error),
            }
        } else {
            self.watches.replied(&packet.request, result.as_ref().err().copied());
        }
        out.extend(packet.call.map(|call| Effect::Replied { call, result }));
        out.extend(events.into_iter().map(|it| Effect::Event(Event::Watch(it))));
    }

    fn tell(&mut self, state: KeeperState, out: &mut Vec<Effect>) {
        if self.told != state {
            self.told = state;
            out.push(Effect::Event(Event::State(state)));
        }
    }

    fn wake(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        if let Socket::Waiting { server, until, .. } = self.socket
            && until <= now
        {
            self.open(now, server, out);
        }
        match self.socket {
            Socket::Opening { .. } | Socket::Open { .. } if self.expires_at().is_some_and(|it| it <= now) => {
                out.push(Effect::Note(Note::GivesUp { session: self.session }));
                self.expire(out);
            }
            Socket::Opening { conn, .. } | Socket::Open { conn, .. } => {
                let (heard, patience) = self.patience();
                if heard + patience <= now {
                    out.push(Effect::Close { conn });
                    let connected = self.state.is_connected();
                    let why = move |server| {
                        if connected { Note::NotHeard { server } } else { Note::NotConnected { server } }
                    };
                    self.lose(now, why, out);
                }
            }
            Socket::Unborn | Socket::Pausing { .. } | Socket::Waiting { .. } | Socket::Gone => {}
        }
    }

    /// Without having heard so from a server.
    fn expire(&mut self, out: &mut Vec<Effect>) {
        self.state = State::Closed;
        self.fail_all(out);
        self.tell(KeeperState::Expired, out);
        self.end(out);
    }

    /// The connection is gone: what was under way fails, the application is told, the next host is tried.
    fn lose(&mut self, now: SimTime, why: impl Fn(ServerId) -> Note, out: &mut Vec<Effect>) {
        if let Socket::Opening { server, .. } | Socket::Open { server, .. } = self.socket {
            out.push(Effect::Note(why(server)));
        }
        self.fail(out);
        self.reconnect(now, out);
    }

    fn fail(&mut self, out: &mut Vec<Effect>) {
        self.fail_all(out);
        if self.state.is_alive() && !self.closing {
            self.tell(KeeperState::Disconnected, out);
        }
        if self.state.is_connected() {
            self.state = State::Connecting;
        }
    }

    fn fail_all(&mut self, out: &mut Vec<Effect>) {
        let error = loss(self.state == State::AuthFailed, self.state == State::Closed);
        for packet in self.pending.take_all() {
            self.finish(packet, Err(error), out);
        }
    }

    /// The handle is dead. Its watchers hear of that if the application has closed it; who was told that it has expired, or is
    /// not believed, is told nothing more (`queueEventOfDeath`).
    fn end(&mut self, out: &mut Vec<Effect>) {
        out.extend(self.conn().map(|conn| Effect::Close { conn }));
        self.socket = Socket::Gone;
        if self.state.is_alive() {
            self.state = State::Closed;
        }
        if self.closing {
            self.tell(KeeperState::Closed, out);
        }
        self.fail_all(out);
    }
}
