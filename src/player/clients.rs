//! The clients as a pane shows them: what each believes, beside what is true.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cli;
use crate::client::{Packet, Socket, State};
use crate::player::watches::{WatchState, event, keepers, standing};
use crate::server::{Role, Server};
use crate::sim::{ClientHost, World};
use crate::trace::{Entry, What};
use crate::vocab::{ClientId, ProcessId, ServerId, SessionId, SimTime, Span, Zxid};
use crate::wire::{Message, Segment, ToClient};

/// A client, for a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientView {
    /// Its number.
    pub id: ClientId,
    /// Where its handle stands; none while its process does not run.
    pub state: Option<State>,
    /// Whether its process is stopped.
    pub paused: bool,
    /// How fast its clock runs, in per cent.
    pub clock: u32,
    /// The server that it is connected to, or trying to.
    pub server: Option<ServerId>,
    /// Whether that connection stands, as far as it knows.
    pub open: bool,
    /// Its session; none before it has one.
    pub session: Option<SessionId>,
    /// The session's timeout in milliseconds.
    pub timeout: u32,
    /// Until when it waits for a word of its server, by everybody's time, and since when.
    pub patience: Option<(SimTime, SimTime)>,
    /// What the leader knows: when the session will expire, if nobody touches it; none if there is no such session.
    pub expires: Option<SimTime>,
    /// Whether a session that it believes to have is no more.
    pub mistaken: bool,
    /// The last zxid that it has seen.
    pub last_zxid: Zxid,
    /// Its calls under way, oldest first.
    pub pending: Vec<String>,
    /// The ephemerals of its session, by the leader's tree.
    pub ephemerals: Vec<String>,
}

/// What a client waits to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchKind {
    /// Data, of a znode that was there.
    Data,
    /// That it comes to be.
    Exist,
    /// Children.
    Child,
    /// All of it, for good.
    Persistent,
    /// All below it, for good.
    PersistentRecursive,
}

/// Every client.
pub fn clients(world: &World) -> Vec<ClientView> {
    let leader = leader(world);
    world.clients().iter().map(|(id, host)| client(leader, *id, host)).collect()
}

/// What is true of sessions, its tree and its clock say.
fn leader(world: &World) -> Option<&Server> {
    world.leader().and_then(|it| world.server(it))
}

/// What a client believes of its connection and its session, beside what is true.
struct Belief {
    server: Option<ServerId>,
    open: bool,
    session: Option<SessionId>,
    expires: Option<SimTime>,
    mistaken: bool,
}

impl Belief {
    fn of(leader: Option<&Server>, host: &ClientHost) -> Belief {
        let handle = host.client.as_ref();
        let session = handle.map(|it| it.session()).filter(|it| *it != SessionId(0));
        let (server, open) = match handle.map(|it| it.socket()) {
            Some(Socket::Open { server, .. }) => (Some(server), true),
            Some(Socket::Opening { server, .. } | Socket::Waiting { server, .. }) => (Some(server), false),
            Some(Socket::Pausing { server, .. }) => (Some(server), false),
            Some(Socket::Unborn | Socket::Gone) | None => (None, false),
        };
        let tracker = leader.and_then(|it| match it.role() {
            Role::Leading(leader) => leader.sessions(),
            _ => None,
        });
        let expires = session.and_then(|it| tracker?.expiry().of(it));
        let is_known = |it| leader.is_some_and(|leader| leader.database().tree.session(it).is_some());
        let alive = handle.is_some_and(|it| !matches!(it.state(), State::Closed | State::AuthFailed));
        let mistaken = alive && leader.is_some() && session.is_some_and(|it| !is_known(it));
        Belief { server, open, session, expires, mistaken }
    }
}

fn client(leader: Option<&Server>, id: ClientId, host: &ClientHost) -> ClientView {
    let handle = host.client.as_ref();
    let Belief { server, open, session, expires, mistaken } = Belief::of(leader, host);
    let ephemerals = session.zip(leader).map(|(session, leader)| {
        leader.database().tree.ephemerals_of(session).map(ToString::to_string).collect()
    });
    let patience = handle.filter(|_| open && server.is_some()).map(|it| {
        let (heard, span): (SimTime, Span) = it.patience();
        (host.clock.global(heard), host.clock.global(heard + span))
    });
    ClientView {
        id,
        state: handle.map(|it| it.state()),
        paused: host.paused,
        clock: host.clock.rate() / 10_000,
        server,
        open,
        session,
        timeout: handle.map(|it| it.timeout()).unwrap_or_default(),
        patience,
        expires,
        mistaken,
        last_zxid: handle.map_or(Zxid::ZERO, |it| it.last_zxid()),
        pending: handle.map(|it| it.pending().map(|it| it.request.to_string()).collect()).unwrap_or_default(),
        ephemerals: ephemerals.unwrap_or_default(),
    }
}

/// What the stage shows of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientFigure {
    /// Its number.
    pub id: ClientId,
    /// Where its handle stands; none while its process does not run.
    pub state: Option<State>,
    /// Whether its process is stopped.
    pub paused: bool,
    /// The server that it is connected to, or trying to.
    pub server: Option<ServerId>,
    /// Whether that connection stands, as far as it knows.
    pub open: bool,
    /// When the leader will close its session, if nobody touches it.
    pub expires: Option<SimTime>,
    /// The session's timeout in milliseconds.
    pub timeout: u32,
    /// How many calls are under way.
    pub pending: usize,
    /// How many watches its server keeps for it.
    pub armed: usize,
    /// How many it believes to have that no server keeps: they have fired, or wait to be set again.
    pub unarmed: usize,
    /// Whether it believes to have a session that is no more.
    pub mistaken: bool,
}

/// Something between a client and a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFlight {
    /// The client.
    pub client: ClientId,
    /// The server.
    pub server: ServerId,
    /// Which way.
    pub to_server: bool,
    /// Its name, as in traces.
    pub name: &'static str,
    /// `request`, `reply`, `event`, `ping` or `connection`.
    pub kind: &'static str,
    /// Of an event: the znode that it tells of.
    pub path: Option<Arc<str>>,
    /// When it was sent.
    pub sent: SimTime,
    /// When it arrives, unless something holds it up.
    pub arrives: Option<SimTime>,
}

/// Every client, as the stage shows it.
pub fn figures(world: &World) -> Vec<ClientFigure> {
    let (leader, keepers) = (leader(world), keepers(world));
    let figure = |(id, host): (&ClientId, &ClientHost)| {
        let Belief { server, open, expires, mistaken, .. } = Belief::of(leader, host);
        let handle = host.client.as_ref();
        let standing = standing(world, &keepers, *id, host);
        let count = |of: &[WatchState]| standing.iter().filter(|it| of.contains(&it.state)).count();
        ClientFigure {
            id: *id,
            state: handle.map(|it| it.state()),
            paused: host.paused,
            server,
            open,
            expires,
            timeout: handle.map(|it| it.timeout()).unwrap_or_default(),
            pending: handle.map_or(0, |it| it.pending().count()),
            armed: count(&[WatchState::Armed]),
            unarmed: count(&[WatchState::Fired, WatchState::Unkept]),
            mistaken,
        }
    };
    world.clients().iter().map(figure).collect()
}

/// What is on its way between clients and servers.
pub fn client_flights(world: &World) -> Vec<ClientFlight> {
    let network = world.network();
    let mut found = Vec::new();
    for stream in network.connections().values().flat_map(|it| &it.streams) {
        let (client, server, to_server) = match (stream.from, stream.to) {
            (ProcessId::Client(client), ProcessId::Server(server)) => (client, server, true),
            (ProcessId::Server(server), ProcessId::Client(client)) => (client, server, false),
            _ => continue,
        };
        let mut stalled = network.is_stalled(stream);
        for flight in &stream.flights {
            stalled |= flight.held;
            let (name, arrives) = (flight.segment.name(), (!stalled).then_some(flight.arrives));
            let (kind, sent) = (kind(&flight.segment), flight.sent);
            let path = event(&flight.segment).map(|it| Arc::clone(&it.path));
            found.push(ClientFlight { client, server, to_server, name, kind, path, sent, arrives });
        }
    }
    found
}

fn kind(segment: &Segment) -> &'static str {
    match segment {
        Segment::Data(Message::ToServer(it)) if ["ping", "isro"].contains(&it.name()) => "ping",
        Segment::Data(Message::ToServer(_)) => "request",
        Segment::Data(Message::ToClient(message)) => match &**message {
            ToClient::Event(_) => "event",
            ToClient::Reply { xid, .. } if *xid == Packet::PING => "ping",
            ToClient::IsReadOnly(_) => "ping",
            ToClient::Reply { .. } | ToClient::Connected(_) => "reply",
        },
        _ => "connection",
    }
}

/// A line of a client's terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellLine {
    /// What was typed, what was printed, what was complained of.
    pub kind: ShellKind,
    /// Without the end of the line.
    pub text: String,
}

/// Where a line of a terminal comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShellKind {
    /// The reader, or the scenario.
    Typed,
    /// stdout.
    Out,
    /// stderr.
    Err,
}

/// How far back a terminal is read, in entries of the trace.
const FAR_ENOUGH: usize = 20_000;

/// The last lines of a client's terminal, at most so many, as the trace tells them.
pub fn shell(entries: &[Entry], client: ClientId, most: usize) -> Vec<ShellLine> {
    let mut lines = Vec::new();
    let prefix = format!("{client}: ");
    for entry in entries.iter().rev().take(FAR_ENOUGH) {
        let found = match &entry.what {
            What::Act { line } => line.strip_prefix(&prefix).map(|it| (ShellKind::Typed, it)),
            What::Printed { client: who, printed } if *who == client => {
                Some((if printed.stderr { ShellKind::Err } else { ShellKind::Out }, &*printed.text))
            }
            _ => None,
        };
        let Some((kind, text)) = found else { continue };
        lines.extend(text.lines().rev().map(|it| ShellLine { kind, text: it.to_owned() }));
        if most <= lines.len() {
            break;
        }
    }
    lines.truncate(most);
    lines.reverse();
    lines
}

/// What has become of a line typed at a client's terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is no answer yet.
    Waiting,
    /// It is done.
    Done,
    /// It is not, and that is what the terminal says.
    Failed(String),
}

/// What has become of the first line that was typed at a client's terminal, and of no other, in these entries of the trace.
pub fn outcome(entries: &[Entry], client: ClientId) -> Outcome {
    let prefix = format!("{client}: ");
    let is_line = |it: &Entry| matches!(&it.what, What::Act { line } if line.starts_with(&prefix));
    let Some(begun) = entries.iter().position(is_line) else { return Outcome::Waiting };
    let own = entries[begun + 1..].iter().take(FAR_ENOUGH).take_while(|it| !is_line(it));
    let (mut calls, mut said, mut failed) = (BTreeSet::new(), String::new(), None);
    for entry in own {
        match &entry.what {
            What::Called { client: who, call, .. } if *who == client => drop(calls.insert(*call)),
            What::Replied { client: who, call, result } if *who == client && calls.remove(call) => {
                failed = Some(result.is_err());
            }
            What::Printed { client: who, printed } if *who == client => {
                said.push_str(&printed.text);
                if failed.is_none() && calls.is_empty() {
                    return Outcome::Failed(said.trim_end().to_owned());
                }
            }
            _ => {}
        }
    }
    match failed {
        None => Outcome::Waiting,
        Some(false) => Outcome::Done,
        Some(true) => Outcome::Failed(said.trim_end().to_owned()),
    }
}

/// What a line typed at a client's shell can be completed to: commands, and paths of the tree of the server that it is
/// connected to.
pub fn complete(world: &World, id: ClientId, line: &str) -> Vec<String> {
    let server = world.clients().get(&id).and_then(|it| Belief::of(None, it).server);
    let tree = server.or_else(|| world.leader()).and_then(|it| world.server(it));
    let children = |path: &str| {
        let names = tree.map(|it| it.database().tree.children(path)).unwrap_or_default();
        names.iter().map(ToString::to_string).collect()
    };
    let completion = cli::complete(line, children);
    let kept = &line[..completion.start];
    completion.candidates.iter().map(|it| format!("{kept}{it}")).collect()
}
