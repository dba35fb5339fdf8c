use std::collections::BTreeMap;
use std::sync::Arc;

use crate::election::Notification;
use crate::vocab::{Config, ConnId, Port, ServerId, SimTime};

/// What happens to the connections on the election port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CnxInput {
    /// The election has a notification for another server.
    ToSend { to: ServerId, notification: Notification },
    /// The election asks for connections to all whom it has written to.
    ConnectAll,
    /// Somebody has opened a connection; who, its first message will say.
    Accepted { conn: ConnId },
    /// A connection that we opened stands.
    Connected { conn: ConnId },
    /// The first message on an accepted connection: its opener's id.
    Greeted { conn: ConnId, from: ServerId },
    /// A notification.
    Received { conn: ConnId, notification: Notification },
    /// The other end is gone, or refused the connection.
    Closed { conn: ConnId },
    /// The deadline came.
    Wake,
}

/// What the connection manager asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CnxEffect {
    /// Open a connection.
    Connect { conn: ConnId, to: ServerId },
    /// Send the first message, our id.
    Greet { conn: ConnId },
    /// Send a notification.
    Send { conn: ConnId, notification: Notification },
    /// Close our end.
    Close { conn: ConnId },
    /// Hand a notification to the election.
    Heard { from: ServerId, notification: Notification },
    /// A connection to a larger id: it will call back («Have smaller server identifier, so dropping the connection»).
    DroppedToLarger { to: ServerId },
    /// A connection from a smaller id: closed it, and will call back.
    CallsBack { to: ServerId },
    /// Sent the last notification once more, as the queue was empty when the connection came to stand.
    SentLastAgain { to: ServerId },
    /// A notification that had not been sent yet was replaced in the queue.
    Overwrote { to: ServerId },
}

/// What is kept for one other server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// The send queue: room for one, a newer notification replaces an older (`CircularBlockingQueue`).
    pub queue: Option<Notification>,
    /// What was sent last, over any connection.
    pub last_sent: Option<Notification>,
    /// The connection that notifications pass over.
    pub up: Option<ConnId>,
    /// A connection that is being opened, and when that is given up.
    pub dialing: Option<(ConnId, SimTime)>,
}

/// One connection for each pair of servers, kept by the one with the larger id (`QuorumCnxManager`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CnxManager {
    me: ServerId,
    config: Arc<Config>,
    next_serial: u32,
    peers: BTreeMap<ServerId, Peer>,
    /// Accepted connections that have not said yet whose they are, and when they are given up.
    nameless: BTreeMap<ConnId, SimTime>,
    /// The end of the patience with some connection, as of the last step: it is asked for far more often than it changes.
    deadline: Option<SimTime>,
}

impl CnxManager {
    /// No connections yet; `next_serial` is larger than that of any connection opened in an earlier life.
    pub fn new(me: ServerId, config: Arc<Config>, next_serial: u32) -> CnxManager {
        let (peers, nameless) = (BTreeMap::new(), BTreeMap::new());
        CnxManager { me, config, next_serial, peers, nameless, deadline: None }
    }

    /// What is kept for each other server.
    pub fn peers(&self) -> &BTreeMap<ServerId, Peer> {
        &self.peers
    }

    /// The number of the next connection that it would open.
    pub fn next_serial(&self) -> u32 {
        self.next_serial
    }

    /// Whether some send queue is empty, so that at least one server has got all that was meant for it.
    pub fn have_delivered(&self) -> bool {
        self.peers.values().any(|it| it.queue.is_none())
    }

    /// When it wants to be woken: the end of the patience with some connection.
    pub fn deadline(&self) -> Option<SimTime> {
        self.deadline
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, input: CnxInput) -> Vec<CnxEffect> {
        let mut out = Vec::new();
        match input {
            CnxInput::ToSend { to, notification } => self.enqueue(now, to, notification, &mut out),
            CnxInput::ConnectAll => self.connect_all(now, &mut out),
            CnxInput::Accepted { conn } => {
                self.nameless.insert(conn, now + self.config.ticks(self.config.sync_limit));
            }
            CnxInput::Connected { conn } => self.on_connected(conn, &mut out),
            CnxInput::Greeted { conn, from } => self.on_greeted(now, conn, from, &mut out),
            CnxInput::Received { conn, notification } => {
                if let Some(from) = self.owner_of(conn) {
                    out.push(CnxEffect::Heard { from, notification });
                }
            }
            CnxInput::Closed { conn } => self.on_closed(conn, &mut out),
            CnxInput::Wake => self.give_up(now, &mut out),
        }
        let dialing = self.peers.values().filter_map(|it| it.dialing.map(|(_, deadline)| deadline));
        self.deadline = dialing.chain(self.nameless.values().copied()).min();
        out
    }

    fn enqueue(&mut self, now: SimTime, to: ServerId, n: Notification, out: &mut Vec<CnxEffect>) {
        let peer = self.peers.entry(to).or_default();
        if peer.queue.replace(n).is_some() {
            out.push(CnxEffect::Overwrote { to });
        }
        self.connect_one(now, to, out);
        self.flush(to, out);
    }

    fn connect_all(&mut self, now: SimTime, out: &mut Vec<CnxEffect>) {
        let known: Vec<ServerId> = self.peers.keys().copied().collect();
        known.into_iter().for_each(|to| self.connect_one(now, to, out));
    }

    /// Opens a connection, unless there is one or one is being opened.
    fn connect_one(&mut self, now: SimTime, to: ServerId, out: &mut Vec<CnxEffect>) {
        let peer = self.peers.entry(to).or_default();
        if peer.up.is_some() || peer.dialing.is_some() {
            return;
        }
        let conn = ConnId { opener: self.me.into(), port: Port::Election, serial: self.next_serial };
        self.next_serial += 1;
        peer.dialing = Some((conn, now + self.config.cnx_timeout));
        out.push(CnxEffect::Connect { conn, to });
    }

    /// `startConnection`: says who we are; keeps the connection only if the other id is smaller.
    fn on_connected(&mut self, conn: ConnId, out: &mut Vec<CnxEffect>) {
        let dialed = self.peers.iter_mut().find(|(_, it)| it.dialing.is_some_and(|(id, _)| id == conn));
        let Some((&to, peer)) = dialed else { return out.push(CnxEffect::Close { conn }) };
        peer.dialing = None;
        out.push(CnxEffect::Greet { conn });
        if self.me < to {
            out.push(CnxEffect::DroppedToLarger { to });
            return out.push(CnxEffect::Close { conn });
        }
        self.install(to, conn, out);
    }

    /// `handleConnection`: a smaller id is called back over a connection of our own; a larger one's connection is used.
    fn on_greeted(&mut self, now: SimTime, conn: ConnId, from: ServerId, out: &mut Vec<CnxEffect>) {
        if self.nameless.remove(&conn).is_none() {
            return;
        }
        if self.me < from {
            self.peers.entry(from).or_default();
            return self.install(from, conn, out);
        }
        if let Some(old) = self.peers.get_mut(&from).and_then(|it| it.up.take()) {
            out.push(CnxEffect::Close { conn: old });
        }
        out.push(CnxEffect::Close { conn });
        out.push(CnxEffect::CallsBack { to: from });
        self.connect_one(now, from, out);
    }

    /// Uses `conn` from now on, in place of an older one.
    fn install(&mut self, with: ServerId, conn: ConnId, out: &mut Vec<CnxEffect>) {
        let peer = self.peers.get_mut(&with).expect("a server that we write to");
        if let Some(old) = peer.up.replace(conn) {
            out.push(CnxEffect::Close { conn: old });
        }
        if let (None, Some(notification)) = (peer.queue, peer.last_sent) {
            out.push(CnxEffect::SentLastAgain { to: with });
            out.push(CnxEffect::Send { conn, notification });
        }
        self.flush(with, out);
    }

    fn flush(&mut self, to: ServerId, out: &mut Vec<CnxEffect>) {
        let peer = self.peers.get_mut(&to).expect("a server that we write to");
        let Some(conn) = peer.up else { return };
        if let Some(notification) = peer.queue.take() {
            peer.last_sent = Some(notification);
            out.push(CnxEffect::Send { conn, notification });
        }
    }

    fn on_closed(&mut self, conn: ConnId, out: &mut Vec<CnxEffect>) {
        self.nameless.remove(&conn);
        for peer in self.peers.values_mut() {
            peer.dialing = peer.dialing.filter(|(id, _)| *id != conn);
            peer.up = peer.up.filter(|id| *id != conn);
        }
        out.push(CnxEffect::Close { conn });
    }

    fn give_up(&mut self, now: SimTime, out: &mut Vec<CnxEffect>) {
        let dialing = self.peers.values().filter_map(|it| it.dialing);
        let late: Vec<ConnId> = dialing
            .chain(self.nameless.iter().map(|(id, deadline)| (*id, *deadline)))
            .filter_map(|(conn, deadline)| (deadline <= now).then_some(conn))
            .collect();
        late.into_iter().for_each(|conn| self.on_closed(conn, out));
    }

    fn owner_of(&self, conn: ConnId) -> Option<ServerId> {
        self.peers.iter().find(|(_, it)| it.up == Some(conn)).map(|(id, _)| *id)
    }
}
