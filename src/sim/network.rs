use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::sim::{Agenda, Event, EventKey, Pick, Rng};
use crate::vocab::{ConnId, ProcessId, SimTime, Span};
use crate::wire::Segment;

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Its number in this run.
    pub id: u64,
    /// What.
    pub segment: Segment,
    /// When it was sent.
    pub sent: SimTime,
    /// In which step of the world.
    pub step: u64,
    /// When it arrives, if nothing holds it up.
    pub arrives: SimTime,
    /// Whether somebody holds it.
    pub held: bool,
}

/// One direction of a connection: first in, first out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Where it begins.
    pub from: ProcessId,
    /// Where it ends.
    pub to: ProcessId,
    /// Oldest first.
    pub flights: VecDeque<Flight>,
    /// The arrival of the first of them, unless something holds it up.
    scheduled: Option<EventKey>,
}

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nobody has accepted it yet.
    Unborn,
    /// A process has it.
    Open,
    /// Closed, or gone with its process or its machine.
    Closed,
}

/// A TCP connection. Side 0 is the opener's, side 1 the acceptor's; stream `n` begins at side `n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The two ends.
    pub ends: [End; 2],
    /// The two directions.
    pub streams: [Stream; 2],
}

impl Connection {
    /// The side that `server` is on.
    pub fn side_of(&self, server: ProcessId) -> usize {
        usize::from(self.streams[0].from != server)
    }
}

/// All connections, and the state of the links between machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// How long everything takes at least.
    pub latency: Span,
    /// And at most this much longer.
    pub jitter: Span,
    connections: BTreeMap<ConnId, Connection>,
    cuts: BTreeSet<(ProcessId, ProcessId)>,
    delays: BTreeMap<(ProcessId, ProcessId), Span>,
    /// What is to be held as soon as it is sent.
    armed: Vec<Pick>,
    sent: u64,
}

impl Network {
    /// No connections, all links whole.
    pub fn new(latency: Span, jitter: Span) -> Network {
        Network {
            latency,
            jitter,
            connections: BTreeMap::new(),
            cuts: BTreeSet::new(),
            delays: BTreeMap::new(),
            armed: Vec::new(),
            sent: 0,
        }
    }

    /// All connections that are not yet gone at both ends.
    pub fn connections(&self) -> &BTreeMap<ConnId, Connection> {
        &self.connections
    }

    /// The links through which nothing passes, from and to.
    pub fn cuts(&self) -> &BTreeSet<(ProcessId, ProcessId)> {
        &self.cuts
    }

    /// The links that are slower, and by how much.
    pub fn delays(&self) -> &BTreeMap<(ProcessId, ProcessId), Span> {
        &self.delays
    }

    /// Whether no link is cut or slow, and nothing is held or to be held.
    pub fn is_whole(&self) -> bool {
        let mut streams = self.connections.values().flat_map(|it| &it.streams);
        let holds = streams.any(|it| it.flights.iter().any(|it| it.held)) || !self.armed.is_empty();
        self.cuts.is_empty() && self.delays.is_empty() && !holds
    }

    /// Whether nothing in this stream moves: its link is cut, or its first flight held.
    pub fn is_stalled(&self, stream: &Stream) -> bool {
        self.cuts.contains(&(stream.from, stream.to)) || stream.flights.front().is_some_and(|it| it.held)
    }

    /// A new connection; nothing is sent yet.
    pub fn open(&mut self, conn: ConnId, to: ProcessId) {
        let stream = |from, to| Stream { from, to, flights: VecDeque::new(), scheduled: None };
        let streams = [stream(conn.opener, to), stream(to, conn.opener)];
        let earlier = self.connections.insert(conn, Connection { ends: [End::Open, End::Unborn], streams });
        assert!(earlier.is_none(), "{conn} was opened twice");
    }

    /// A connection's end.
    pub fn end(&self, conn: ConnId, side: usize) -> End {
        self.connections.get(&conn).map_or(End::Closed, |it| it.ends[side])
    }

    /// Sets a connection's end; forgets the connection when nothing of it is left.
    pub fn set_end(&mut self, conn: ConnId, side: usize, end: End) {
        if let Some(connection) = self.connections.get_mut(&conn) {
            connection.ends[side] = end;
        }
        self.forget_if_over(conn);
    }

    fn forget_if_over(&mut self, conn: ConnId) {
        let over = self.connections.get(&conn).is_some_and(|it| {
            it.ends.iter().all(|end| *end != End::Open) && it.streams.iter().all(|it| it.flights.is_empty())
        });
        if over {
            self.connections.remove(&conn);
        }
    }

    /// Sends something from a side of a connection, in a step of the world; returns its number.
    pub fn send(
        &mut self,
        (now, step): (SimTime, u64),
        agenda: &mut Agenda,
        rng: &mut Rng,
        (conn, side): (ConnId, usize),
        segment: Segment,
    ) -> u64 {
        let id = self.sent;
        self.sent += 1;
        let Some(stream) = self.connections.get(&conn).map(|it| &it.streams[side]) else { return id };
        let (from, to) = (stream.from, stream.to);
        let earliest = stream.flights.back().map_or(SimTime::ZERO, |it| it.arrives);
        let arrives = (now + self.draw_latency(rng, from, to)).max(earliest);
        let fits = |pick: &Pick| {
            (pick.from, pick.to) == (from, to) && pick.name.is_none_or(|it| it == segment.name())
        };
        let armed = self.armed.iter().position(fits);
        let held = armed.map(|it| self.armed.remove(it)).is_some();
        let stream = &mut self.connections.get_mut(&conn).expect("it was there").streams[side];
        stream.flights.push_back(Flight { id, segment, sent: now, step, arrives, held });
        self.schedule(now, agenda, conn, side);
        id
    }

    fn draw_latency(&self, rng: &mut Rng, from: ProcessId, to: ProcessId) -> Span {
        let delay = self.delays.get(&(from, to)).copied().unwrap_or(Span::ZERO);
        self.draw_plain_latency(rng) + delay
    }

    /// What something takes that goes over none of the links between processes.
    pub fn draw_plain_latency(&self, rng: &mut Rng) -> Span {
        self.latency.max(Span(1)) + Span(rng.up_to(self.jitter.0))
    }

    /// Plans the arrival of a stream's first flight, or takes the plan back, as the stream is now.
    fn schedule(&mut self, now: SimTime, agenda: &mut Agenda, conn: ConnId, side: usize) {
        let Some(connection) = self.connections.get(&conn) else { return };
        let stream = &connection.streams[side];
        let head = stream.flights.front().filter(|_| !self.is_stalled(stream)).map(|it| it.arrives.max(now));
        let stream = &mut self.connections.get_mut(&conn).expect("it was there").streams[side];
        match (stream.scheduled, head) {
            (Some(key), None) => {
                agenda.cancel(key);
                stream.scheduled = None;
            }
            (None, Some(at)) => stream.scheduled = Some(agenda.plan(at, Event::Arrive { conn, side })),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// Takes the first flight of a stream, whose arrival is due.
    pub fn arrive(
        &mut self,
        now: SimTime,
        agenda: &mut Agenda,
        conn: ConnId,
        side: usize,
    ) -> (Flight, ProcessId, ProcessId) {
        let connection = self.connections.get_mut(&conn).expect("an arrival is planned on a connection");
        let stream = &mut connection.streams[side];
        stream.scheduled = None;
        let flight = stream.flights.pop_front().expect("an arrival is planned for a flight");
        let ends = (stream.from, stream.to);
        self.schedule(now, agenda, conn, side);
        (flight, ends.0, ends.1)
    }

    /// To be called when what a flight caused is done.
    pub fn settle(&mut self, conn: ConnId) {
        self.forget_if_over(conn);
    }

    /// Changes links, then lets their streams stand or go: what has waited flies anew.
    fn rearrange(
        &mut self,
        now: SimTime,
        agenda: &mut Agenda,
        rng: &mut Rng,
        change: impl FnOnce(&mut Self),
    ) {
        change(self);
        let conns: Vec<ConnId> = self.connections.keys().copied().collect();
        for (conn, side) in conns.into_iter().flat_map(|conn| [(conn, 0), (conn, 1)]) {
            let stream = &self.connections[&conn].streams[side];
            if stream.scheduled.is_none() && !self.is_stalled(stream) {
                self.fly_anew(now, rng, conn, side);
            }
            self.schedule(now, agenda, conn, side);
        }
    }

    fn fly_anew(&mut self, now: SimTime, rng: &mut Rng, conn: ConnId, side: usize) {
        let stream = &self.connections[&conn].streams[side];
        let (from, to, len) = (stream.from, stream.to, stream.flights.len());
        let mut earliest = SimTime::ZERO;
        for index in 0..len {
            let arrives = self.connections[&conn].streams[side].flights[index].arrives;
            let again = if arrives <= now { now + self.draw_latency(rng, from, to) } else { arrives };
            earliest = again.max(earliest);
            let stream = &mut self.connections.get_mut(&conn).expect("it was there").streams[side];
            stream.flights[index].arrives = earliest;
        }
    }

    /// Cuts directed links.
    pub fn cut(
        &mut self,
        now: SimTime,
        agenda: &mut Agenda,
        rng: &mut Rng,
        links: Vec<(ProcessId, ProcessId)>,
    ) {
        self.rearrange(now, agenda, rng, |it| it.cuts.extend(links));
    }

    /// Mends directed links: neither cut nor slow.
    pub fn heal(
        &mut self,
        now: SimTime,
        agenda: &mut Agenda,
        rng: &mut Rng,
        links: Vec<(ProcessId, ProcessId)>,
    ) {
        self.rearrange(now, agenda, rng, |it| {
            for link in links {
                it.cuts.remove(&link);
                it.delays.remove(&link);
            }
        });
    }

    /// Slows directed links down, for what is sent from now on.
    pub fn delay(&mut self, links: Vec<(ProcessId, ProcessId)>, by: Span) {
        for link in links {
            if by == Span::ZERO {
                self.delays.remove(&link);
            } else {
                self.delays.insert(link, by);
            }
        }
    }

    /// Where `pick` is: connection, side, place in the stream. With `held` only among what is held.
    fn find(&self, pick: Pick, held: bool) -> Option<(ConnId, usize, usize)> {
        let mut fitting: Vec<(u64, ConnId, usize, usize)> = Vec::new();
        for (conn, connection) in &self.connections {
            for (side, stream) in connection.streams.iter().enumerate() {
                if (stream.from, stream.to) == (pick.from, pick.to) {
                    let named = stream.flights.iter().enumerate().filter(|(_, it)| {
                        pick.name.is_none_or(|name| name == it.segment.name()) && (it.held || !held)
                    });
                    fitting.extend(named.map(|(place, it)| (it.id, *conn, side, place)));
                }
            }
        }
        fitting.sort_unstable();
        let nth = usize::try_from(pick.nth.unwrap_or(1)).ok()?.checked_sub(1)?;
        fitting.get(nth).map(|(_, conn, side, place)| (*conn, *side, *place))
    }

    /// Holds a flight; if nothing fits and no place was named, holds the next that is sent. Whether that was possible.
    pub fn hold(&mut self, now: SimTime, agenda: &mut Agenda, pick: Pick) -> bool {
        match (self.find(pick, false), pick.nth) {
            (Some((conn, side, place)), _) => {
                self.flight_mut(conn, side, place).held = true;
                self.schedule(now, agenda, conn, side);
            }
            (None, None) => self.armed.push(pick),
            (None, Some(_)) => return false,
        }
        true
    }

    /// Lets a held flight go, or takes back a hold on what is still to be sent. Whether there was one.
    pub fn release(&mut self, now: SimTime, agenda: &mut Agenda, rng: &mut Rng, pick: Pick) -> bool {
        if let Some((conn, side, place)) = self.find(pick, pick.nth.is_none()) {
            let was_held = std::mem::replace(&mut self.flight_mut(conn, side, place).held, false);
            self.rearrange(now, agenda, rng, |_| {});
            return was_held;
        }
        let armed = self.armed.iter().position(|it| *it == pick);
        armed.map(|it| self.armed.remove(it)).is_some()
    }

    /// Takes a flight and all behind it out of its stream.
    pub fn drop_from(
        &mut self,
        now: SimTime,
        agenda: &mut Agenda,
        pick: Pick,
    ) -> Option<(ConnId, usize, Vec<Flight>)> {
        let (conn, side, place) = self.find(pick, false)?;
        let stream = &mut self.connections.get_mut(&conn)?.streams[side];
        let lost = stream.flights.split_off(place).into();
        if let Some(key) = stream.scheduled.take_if(|_| place == 0) {
            agenda.cancel(key);
        }
        self.schedule(now, agenda, conn, side);
        Some((conn, side, lost))
    }

    fn flight_mut(&mut self, conn: ConnId, side: usize, place: usize) -> &mut Flight {
        &mut self.connections.get_mut(&conn).expect("it was found").streams[side].flights[place]
    }
}
