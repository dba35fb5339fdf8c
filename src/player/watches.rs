use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::client::{self, Client, KeeperState, Registrations, Socket};
use crate::player::clients::WatchKind;
use crate::player::history::History;
use crate::player::index::Topic;
use crate::server::Server;
use crate::sim::{ClientHost, World};
use crate::trace::What;
use crate::tree::{Request, SetWatches, Tree, WatchMode, ZkError, upwards};
use crate::vocab::{ClientId, ConnId, ServerId, SimTime, Span};
use crate::watch::{EventType, WatchEvent, Watches};
use crate::wire::{Message, Segment, ToClient, ToServer};

/// One watch, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchView {
    /// Who watches.
    pub client: ClientId,
    /// What.
    pub path: Arc<str>,
    /// What it waits to hear of.
    pub kind: WatchKind,
    /// Where it stands.
    pub state: WatchState,
    /// The server that keeps it, or that is asked to, or that has used it up.
    pub server: Option<ServerId>,
    /// What befell it last.
    pub last: Option<Happening>,
    /// Whether that was a moment ago: see [`MOMENT`].
    pub is_news: bool,
}

/// Where a watch stands: what its client believes, beside what a server keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchState {
    /// Asked for; no server keeps it yet.
    Asked,
    /// A server keeps it, for a connection that its client has.
    Armed,
    /// Its server has used it up, and the event is on its way: the client still believes to have it.
    Fired,
    /// The client believes to have it and no server keeps it: it is set again when the client is connected again.
    Unkept,
    /// A server keeps it for a connection that its client has left: nobody will hear of it.
    Orphaned,
    /// Nobody has it any more.
    Gone,
}

/// Something that befell a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What.
    pub turn: WatchTurn,
    /// When.
    pub at: SimTime,
    /// Its place in the trace.
    pub entry: usize,
}

/// What can befall a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchTurn {
    /// Its client has been granted it.
    Set,
    /// Its client has told another server of it, after a reconnect.
    SetAgain,
    /// It has fired at its server.
    Fired,
    /// Its client has heard of it: one that fires once is used up.
    Told,
    /// Its client has removed it.
    Removed,
    /// It ended with its client's session or process.
    Lost,
}

/// How often what befell the watches of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WatchCounts {
    /// It was granted one.
    pub set: u32,
    /// It set one again after a reconnect.
    pub set_again: u32,
    /// It heard that one has fired.
    pub fired: u32,
    /// It removed one.
    pub removed: u32,
}

/// The watches of one client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchList {
    /// Those that it has, by path; behind them those that are gone, last first.
    pub watches: Vec<WatchView>,
    /// What befell them so far.
    pub counts: WatchCounts,
}

/// For so long what befell a watch is marked.
pub const MOMENT: Span = Span::from_millis(400);
/// So many watches that are gone are still told of.
const MOST_GONE: usize = 4;

type Key = (Arc<str>, WatchKind);

/// The watches of every client, at the end of the first `seen` entries.
pub(super) fn watches(world: &World, seen: usize, history: &History) -> BTreeMap<ClientId, WatchList> {
    let keepers = keepers(world);
    let list = |id: ClientId, host| list(world, &keepers, id, host, &Tale::of(history, seen, id));
    world.clients().iter().map(|(id, host)| (*id, list(*id, host))).collect()
}

fn list(world: &World, keepers: &Keepers, id: ClientId, host: &ClientHost, tale: &Tale) -> WatchList {
    let view = |key: &Key, state, server| {
        let last = tale.last.get(key).copied();
        let is_news = last.is_some_and(|it| world.now() <= it.at + MOMENT);
        WatchView { client: id, path: Arc::clone(&key.0), kind: key.1, state, server, last, is_news }
    };
    let standing = standing(world, keepers, id, host);
    let mut watches: Vec<WatchView> = standing.iter().map(|it| view(&it.key, it.state, it.server)).collect();
    let has = |key: &Key| standing.iter().any(|it| it.key == *key);
    let gone = tale.last.keys().filter(|it| !has(it)).map(|it| view(it, WatchState::Gone, None));
    let mut gone: Vec<WatchView> = gone.collect();
    gone.sort_by_key(|it| Reverse(it.last.map(|it| it.entry)));
    let told = gone.into_iter().enumerate().filter(|(place, it)| *place < MOST_GONE || it.is_news);
    watches.extend(told.map(|it| it.1));
    WatchList { watches, counts: tale.counts }
}

/// The servers that keep a watch of anybody. Where there are hundreds of clients, most servers keep none.
pub(super) type Keepers<'a> = Vec<(ServerId, &'a Server)>;

/// See [`Keepers`].
pub(super) fn keepers(world: &World) -> Keepers<'_> {
    let servers = world.hosts().iter().filter_map(|(id, it)| Some((*id, it.server.as_ref()?)));
    let keeps = |it: &Watches| it.by_watcher().next().is_some();
    servers
        .filter(|(_, it)| [it.port().watches().data(), it.port().watches().child()].into_iter().any(keeps))
        .collect()
}

/// A watch that somebody has.
pub(super) struct Standing {
    key: Key,
    /// Where it stands.
    pub state: WatchState,
    server: Option<ServerId>,
}

/// The watches of a client that it believes to have, or that a server keeps for it.
pub(super) fn standing(world: &World, keepers: &Keepers, id: ClientId, host: &ClientHost) -> Vec<Standing> {
    let handle = host.client.as_ref().filter(|it| is_alive(it));
    let believed = handle.map(|it| registered(it.watches())).unwrap_or_default();
    let kept = kept(keepers, id, &believed);
    let asked = asked(world, handle);
    let here = connection(handle);
    let all: BTreeSet<&Key> = believed.iter().chain(kept.keys()).chain(asked.keys()).collect();
    let standing = all.into_iter().map(|key| {
        let (state, server) = match kept.get(key) {
            Some((server, conn)) if here.is_some_and(|it| it.1 == *conn) => {
                (WatchState::Armed, Some(*server))
            }
            Some((server, _)) if !believed.contains(key) => (WatchState::Orphaned, Some(*server)),
            _ if !believed.contains(key) => (WatchState::Asked, asked.get(key).copied().flatten()),
            _ => match underway(world, id).iter().find(|it| is_once(key.1) && is_of(it.1, key)) {
                Some((server, _)) => (WatchState::Fired, Some(*server)),
                None => (WatchState::Unkept, None),
            },
        };
        Standing { key: key.clone(), state, server }
    });
    standing.collect()
}

fn is_alive(handle: &Client) -> bool {
    !matches!(handle.state(), client::State::Closed | client::State::AuthFailed)
}

fn connection(handle: Option<&Client>) -> Option<(ServerId, ConnId)> {
    match handle?.socket() {
        Socket::Open { server, conn } => Some((server, conn)),
        Socket::Unborn
        | Socket::Pausing { .. }
        | Socket::Waiting { .. }
        | Socket::Opening { .. }
        | Socket::Gone => None,
    }
}

/// What the library believes to have.
fn registered(it: &Registrations) -> BTreeSet<Key> {
    let sets = [
        (WatchKind::Data, &it.data),
        (WatchKind::Exist, &it.exist),
        (WatchKind::Child, &it.child),
        (WatchKind::Persistent, &it.persistent),
        (WatchKind::PersistentRecursive, &it.persistent_recursive),
    ];
    sets.into_iter().flat_map(|(kind, set)| set.iter().map(move |it| (Arc::clone(it), kind))).collect()
}

/// What servers keep for a client, and for which of its connections. A server does not know whether one on data waits for a
/// znode to come: the client does, or else whether it is there tells.
fn kept(keepers: &Keepers, id: ClientId, believed: &BTreeSet<Key>) -> BTreeMap<Key, (ServerId, ConnId)> {
    let mut found = BTreeMap::new();
    for (server, process) in keepers.iter().copied() {
        let (table, tree) = (process.port().watches(), &process.database().tree);
        let on_data = |path: &Arc<str>| {
            let waits = believed.contains(&(Arc::clone(path), WatchKind::Exist));
            let knows = believed.contains(&(Arc::clone(path), WatchKind::Data));
            if waits || (!knows && tree.get(path).is_none()) { WatchKind::Exist } else { WatchKind::Data }
        };
        for (is_data, watches) in [(true, table.data()), (false, table.child())] {
            for (watcher, paths) in watches.by_watcher() {
                let conn = crate::server::connection(watcher);
                if conn.opener.client() != Some(id) {
                    continue;
                }
                for path in paths {
                    let it = watches.kept(path, watcher);
                    let standard = if is_data { on_data(path) } else { WatchKind::Child };
                    let kinds = [
                        (it.standard, standard),
                        (it.persistent, WatchKind::Persistent),
                        (it.recursive, WatchKind::PersistentRecursive),
                    ];
                    let kinds = kinds.into_iter().filter(|it| it.0);
                    found.extend(kinds.map(|it| ((Arc::clone(path), it.1), (server, conn))));
                }
            }
        }
    }
    found
}

/// What its calls under way would set, and at which server.
fn asked(world: &World, handle: Option<&Client>) -> BTreeMap<Key, Option<ServerId>> {
    let Some(handle) = handle else { return BTreeMap::new() };
    let server = connection(Some(handle)).map(|it| it.0);
    let tree = server.and_then(|it| world.server(it)).map(|it| &*it.database().tree);
    let is_there = |path: &str| tree.is_some_and(|it: &Tree| it.get(path).is_some());
    let wanted = handle.pending().filter_map(|it| {
        let error = it.request.path().filter(|path| !is_there(path)).map(|_| ZkError::NoNode);
        wanted(&it.request, error)
    });
    wanted.map(|it| (it, server)).collect()
}

/// What a request sets, if it is answered with that error or none (`WatchRegistration`).
fn wanted(request: &Request, error: Option<ZkError>) -> Option<Key> {
    let (path, kind) = match request {
        Request::GetData { path, watch: true } if error.is_none() => (path, WatchKind::Data),
        Request::Exists { path, watch: true } if error.is_none() => (path, WatchKind::Data),
        Request::Exists { path, watch: true } if error == Some(ZkError::NoNode) => (path, WatchKind::Exist),
        Request::GetChildren { path, watch: true } | Request::GetChildren2 { path, watch: true }
            if error.is_none() =>
        {
            (path, WatchKind::Child)
        }
        Request::AddWatch { path, mode: WatchMode::Persistent } => (path, WatchKind::Persistent),
        Request::AddWatch { path, mode: WatchMode::PersistentRecursive } => {
            (path, WatchKind::PersistentRecursive)
        }
        _ => return None,
    };
    Some((Arc::clone(path), kind))
}

/// Whether some answer to a request sets a watch.
fn may_watch(request: &Request) -> bool {
    wanted(request, None).or_else(|| wanted(request, Some(ZkError::NoNode))).is_some()
}

/// Events on their way to a client, and from whom.
fn underway(world: &World, id: ClientId) -> Vec<(ServerId, &WatchEvent)> {
    let streams = world.network().connections().values().flat_map(|it| &it.streams);
    let mut found = Vec::new();
    for stream in streams.filter(|it| it.to.client() == Some(id)) {
        let Some(server) = stream.from.server() else { continue };
        found.extend(stream.flights.iter().filter_map(|it| Some((server, event(&it.segment)?))));
    }
    found
}

/// The event that is being told.
pub(super) fn event(segment: &Segment) -> Option<&WatchEvent> {
    match segment {
        Segment::Data(Message::ToClient(message)) => match &**message {
            ToClient::Event(event) => Some(event),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an event is of a watch that this key stands for (`ZKWatchManager.materialize`).
fn is_of(event: &WatchEvent, (path, kind): &Key) -> bool {
    use EventType as E;
    let here = *path == event.path;
    match kind {
        WatchKind::Data | WatchKind::Exist => {
            here && matches!(event.event, E::NodeCreated | E::NodeDataChanged | E::NodeDeleted)
        }
        WatchKind::Child => here && matches!(event.event, E::NodeChildrenChanged | E::NodeDeleted),
        WatchKind::Persistent => here,
        WatchKind::PersistentRecursive => {
            event.event != E::NodeChildrenChanged && upwards(&event.path).any(|it| it == &**path)
        }
    }
}

/// Whether a watch fires once.
fn is_once(kind: WatchKind) -> bool {
    matches!(kind, WatchKind::Data | WatchKind::Exist | WatchKind::Child)
}

/// What befell the watches of one client so far, as the trace tells it.
#[derive(Default)]
struct Tale {
    /// Those that it believes to have.
    set: BTreeSet<Key>,
    /// Its calls under way that would set one.
    calls: BTreeMap<client::Call, std::sync::Arc<Request>>,
    last: BTreeMap<Key, Happening>,
    counts: WatchCounts,
}

impl Tale {
    fn of(history: &History, seen: usize, id: ClientId) -> Tale {
        let mut tale = Tale::default();
        let places = history.index.of(Topic::Client(id));
        for place in &places[..places.partition_point(|it| *it < seen)] {
            let entry = &history.entries[*place];
            tale.add(&entry.what, |turn| Happening { turn, at: entry.at, entry: *place });
        }
        tale
    }

    fn add(&mut self, what: &What, told: impl Fn(WatchTurn) -> Happening) {
        match what {
            What::Called { call, request, .. } if may_watch(request) => {
                self.calls.insert(*call, request.clone());
            }
            What::Replied { call, result, .. } => {
                let request = self.calls.remove(call);
                let granted = request.and_then(|it| wanted(&it, (**result).as_ref().err().copied()));
                if let Some(key) = granted.filter(|it| result.is_ok() || it.1 == WatchKind::Exist) {
                    self.counts.set += 1;
                    self.set.insert(key.clone());
                    self.last.insert(key, told(WatchTurn::Set));
                }
            }
            What::Told { event: client::Event::Watch(event), .. } => self.hear(event, &told),
            What::Told {
                event:
                    client::Event::State(KeeperState::Expired | KeeperState::Closed | KeeperState::AuthFailed),
                ..
            }
            | What::ClientState { to: None, .. } => {
                self.calls.clear();
                let lost = std::mem::take(&mut self.set);
                self.last.extend(lost.into_iter().map(|it| (it, told(WatchTurn::Lost))));
            }
            What::Sent { segment, .. } => {
                let Some(event) = event(segment) else { return };
                let fired = self.set.iter().filter(|it| is_of(event, it)).cloned();
                self.last.extend(fired.map(|it| (it, told(WatchTurn::Fired))));
            }
            What::Arrived { segment, .. } => {
                for key in set_again(segment) {
                    self.counts.set_again += 1;
                    self.last.insert(key, told(WatchTurn::SetAgain));
                }
            }
            _ => {}
        }
    }

    /// The client hears that watches have fired, or that it has removed them.
    fn hear(&mut self, event: &WatchEvent, told: &impl Fn(WatchTurn) -> Happening) {
        use EventType as E;
        let removed: &[WatchKind] = match event.event {
            E::DataWatchRemoved => &[WatchKind::Data, WatchKind::Exist],
            E::ChildWatchRemoved => &[WatchKind::Child],
            E::PersistentWatchRemoved => &[WatchKind::Persistent, WatchKind::PersistentRecursive],
            E::NodeCreated | E::NodeDeleted | E::NodeDataChanged | E::NodeChildrenChanged => &[],
        };
        let is_met = |it: &&Key| {
            if removed.is_empty() { is_of(event, it) } else { it.0 == event.path && removed.contains(&it.1) }
        };
        let met: Vec<Key> = self.set.iter().filter(is_met).cloned().collect();
        for key in met {
            if !removed.is_empty() || is_once(key.1) {
                self.set.remove(&key);
            }
            let (turn, count) = match removed.is_empty() {
                true => (WatchTurn::Told, &mut self.counts.fired),
                false => (WatchTurn::Removed, &mut self.counts.removed),
            };
            *count += 1;
            self.last.insert(key, told(turn));
        }
    }
}

/// What a client tells a server of, after a reconnect.
fn set_again(segment: &Segment) -> Vec<Key> {
    let Segment::Data(Message::ToServer(message)) = segment else { return Vec::new() };
    let ToServer::Request { request: Request::SetWatches(wanted), .. } = &**message else {
        return Vec::new();
    };
    let SetWatches { data, exist, child, persistent, persistent_recursive, relative_zxid: _ } = wanted;
    let sets = [
        (WatchKind::Data, data),
        (WatchKind::Exist, exist),
        (WatchKind::Child, child),
        (WatchKind::Persistent, persistent),
        (WatchKind::PersistentRecursive, persistent_recursive),
    ];
    sets.into_iter().flat_map(|(kind, set)| set.iter().map(move |it| (Arc::clone(it), kind))).collect()
}
