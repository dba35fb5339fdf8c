//! The data tree as a pane shows it: of one server, or of all merged, with what differs marked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::player::outline::{Bare, Outline, Plan, ZnodesMemory};
use crate::player::watches::{WatchList, WatchState, WatchView};
use crate::server::Server;
use crate::sim::World;
use crate::tree::{CONFIG, Stat, Tree, Znode};
use crate::vocab::{ClientId, ServerId, SessionId};

/// What of the tree is to be shown. The root is the first row, and open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZnodesQuery {
    /// Of this server alone; of all that run, merged, if none.
    pub server: Option<ServerId>,
    /// The paths whose children are shown; those of the root always are.
    pub open: BTreeSet<String>,
    /// If not empty: only paths that contain this, and those above them, all open.
    pub search: String,
    /// The first row, from 0, and how many at most.
    pub first: usize,
    /// See `first`.
    pub count: usize,
    /// A path whose row is wanted wherever it stands.
    pub also: Option<String>,
}

/// The rows of a window onto the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZnodesView {
    /// Those in the window, top first, and the one that is wanted besides.
    pub rows: Vec<ZnodeRow>,
    /// How many there are in all.
    pub total: usize,
    /// Whose tree or trees they are from.
    pub servers: Vec<ServerId>,
}

/// One row: a znode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZnodeRow {
    /// Its path.
    pub path: Arc<str>,
    /// The last part of it.
    pub name: Arc<str>,
    /// Which row it is, from 0.
    pub row: usize,
    /// How many are above it, and itself: the root has 1.
    pub depth: usize,
    /// Whether it has children, and whether they are shown.
    pub has_children: bool,
    /// See `has_children`.
    pub open: bool,
    /// Its place among its siblings, from 1, and how many they are.
    pub place: (usize, usize),
    /// The session that it goes with.
    pub owner: Option<SessionId>,
    /// Its data as text, cut short.
    pub data: Option<String>,
    /// Whether no server has it: it is shown because of who watches it.
    pub missing: bool,
    /// The watches on exactly this path, by client; those that are gone as long as that is news.
    pub watches: Vec<WatchView>,
    /// The servers that do not have it, or not as most have it.
    pub differs: Vec<ServerId>,
}

/// A znode in full, as one server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZnodeView {
    /// Its path.
    pub path: Arc<str>,
    /// The server.
    pub server: ServerId,
    /// What clients are told of it.
    pub stat: Stat,
    /// Its data as text; none for a null.
    pub data: Option<String>,
    /// Its ACL, a line each: `world:anyone:cdrwa`.
    pub acl: Vec<String>,
    /// The session that it goes with, and the client that has it, if one of those that run.
    pub owner: Option<(SessionId, Option<ClientId>)>,
}

/// No row shows more of a znode's data than this, in characters.
const PREVIEW: usize = 48;

/// The servers whose trees are shown: of all that run, those that lead or follow first.
fn shown(world: &World, server: Option<ServerId>) -> Vec<(ServerId, &Server)> {
    let running = world.hosts().iter().filter_map(|(id, it)| Some((*id, it.server.as_ref()?)));
    let wanted = running.filter(|(id, _)| server.is_none_or(|it| it == *id));
    let mut all: Vec<_> = wanted.collect();
    // The leader's tree is the one that the others are held against.
    all.sort_by_key(|(id, it)| (Some(*id) != world.leader(), !it.is_established(), *id));
    all
}

/// A window onto the tree. `watches` are those of every client; `memory` is of earlier looks at the same run.
pub(super) fn znodes(
    world: &World,
    query: &ZnodesQuery,
    watches: &BTreeMap<ClientId, WatchList>,
    memory: &mut ZnodesMemory,
) -> ZnodesView {
    let servers = shown(world, query.server);
    let mut trees: Vec<(ServerId, &Tree)> = Vec::new();
    for (id, tree) in servers.iter().map(|(id, it)| (*id, &*it.database().tree)) {
        if !trees.iter().any(|(_, it)| it.digest() == tree.digest() && it.last() == tree.last()) {
            trees.push((id, tree));
        }
    }
    let watches = watched(watches, query.server);
    let extra = watches.keys().filter(|it| trees.iter().all(|tree| tree.1.get(it).is_none())).cloned();
    let extra = extra.collect();
    let plan = Plan { trees: &trees, open: &query.open, search: &query.search, extra: &extra };
    let outline = Outline::new(&plan, memory);
    let total = if servers.is_empty() { 0 } else { outline.rows + 1 };
    let also = query.also.as_deref().and_then(|it| place(&outline, it));
    let window = query.first..total.min(query.first.saturating_add(query.count));
    let also = also.filter(|it| !window.contains(it) && *it < total);
    let rows = window.chain(also).filter_map(|it| Some(row(&servers, &watches, it, bare(&outline, it)?)));
    ZnodesView { rows: rows.collect(), total, servers: servers.iter().map(|it| it.0).collect() }
}

/// The first znodes in the order of their paths, at most so many, as if all were open; and how many there are.
pub(super) fn first_znodes(
    world: &World,
    watches: &BTreeMap<ClientId, WatchList>,
    most: usize,
) -> ZnodesView {
    let servers = shown(world, None);
    let watches = watched(watches, None);
    let trees = servers.iter().map(|it| &it.1.database().tree);
    let total = trees.clone().map(|it| it.node_count() as usize - 1).max().unwrap_or_default();
    let paths: BTreeSet<&Arc<str>> = trees.flat_map(|it| it.nodes().take(most)).map(|it| it.0).collect();
    let bare = |path: &Arc<str>| Bare { path: Arc::clone(path), depth: 1, place: (1, 1), open: true };
    let rows = paths.into_iter().chain(watches.keys()).collect::<BTreeSet<_>>().into_iter().take(most);
    let rows = rows.enumerate().map(|(place, it)| row(&servers, &watches, place, bare(it))).collect();
    ZnodesView { rows, total, servers: servers.iter().map(|it| it.0).collect() }
}

/// Where a path stands; the root stands above all others.
fn place(outline: &Outline, path: &str) -> Option<usize> {
    if path == "/" { Some(0) } else { outline.place(path).map(|it| it + 1) }
}

fn bare(outline: &Outline, place: usize) -> Option<Bare> {
    match place.checked_sub(1) {
        None => Some(Bare { path: "/".into(), depth: 1, place: (1, 1), open: true }),
        Some(below) => outline.row(below),
    }
}

type Watched<'a> = BTreeMap<Arc<str>, Vec<&'a WatchView>>;

/// The watches that rows tell of, by path: of one server, those that it keeps or kept.
fn watched(all: &BTreeMap<ClientId, WatchList>, server: Option<ServerId>) -> Watched<'_> {
    let told = |it: &&WatchView| {
        let here = server.is_none() || it.server == server;
        if it.state == WatchState::Gone { it.is_news && server.is_none() } else { here }
    };
    let mut watched = Watched::new();
    for it in all.values().flat_map(|it| &it.watches).filter(told) {
        watched.entry(Arc::clone(&it.path)).or_default().push(it);
    }
    watched
}

fn row(servers: &[(ServerId, &Server)], watches: &Watched, row: usize, bare: Bare) -> ZnodeRow {
    let Bare { path, depth, place, open } = bare;
    let nodes: Vec<(ServerId, Option<&Znode>)> =
        servers.iter().map(|(id, it)| (*id, it.database().tree.get(&path))).collect();
    let first = nodes.iter().find_map(|it| it.1);
    // Each server writes the members by itself, at a time of its own.
    let is_own =
        |node: Option<&Znode>| *path == *CONFIG && node.map(|it| &it.data) == first.map(|it| &it.data);
    let differs = nodes.iter().filter(|it| it.1 != first && !is_own(it.1)).map(|it| it.0).collect();
    let name = path.rsplit_once('/').map_or("/", |it| if it.1.is_empty() { "/" } else { it.1 });
    ZnodeRow {
        name: name.into(),
        row,
        depth,
        has_children: open || nodes.iter().any(|it| it.1.is_some_and(|it| it.children != 0)),
        open,
        place,
        owner: first.and_then(|it| it.kind.ephemeral_owner()),
        data: first.and_then(|it| text(it, PREVIEW)),
        missing: first.is_none(),
        watches: watches.get(&path).into_iter().flatten().map(|it| (*it).clone()).collect(),
        differs,
        path,
    }
}

/// A znode's data as text, at most so many characters of it; other bytes as `\x00`.
fn text(node: &Znode, most: usize) -> Option<String> {
    let data = node.data.as_deref()?;
    let text = match std::str::from_utf8(data) {
        Ok(text) => text.to_owned(),
        Err(_) => data.iter().map(|it| format!("\\x{it:02x}")).collect(),
    };
    match text.char_indices().nth(most) {
        Some((end, _)) => Some(format!("{}…", &text[..end])),
        None => Some(text),
    }
}

/// A znode in full: of that server, or of the leader, or of the first that has it.
pub fn znode(world: &World, path: &str, server: Option<ServerId>) -> Option<ZnodeView> {
    let servers = shown(world, server);
    let (id, node) = servers.iter().find_map(|(id, it)| Some((*id, it.database().tree.get(path)?)))?;
    let client = |session: SessionId| {
        let clients = world.clients().iter();
        let of = |it: &crate::sim::ClientHost| it.client.as_ref().is_some_and(|it| it.session() == session);
        clients.filter(|(_, it)| of(it)).map(|(id, _)| *id).next()
    };
    let line = |it: &crate::tree::Acl| format!("{}:{}:{}", it.id.scheme, it.id.id, it.perms);
    Some(ZnodeView {
        path: Arc::from(path),
        server: id,
        stat: node.stat(),
        data: text(node, usize::MAX),
        acl: node.acl.lines().iter().map(line).collect(),
        owner: node.kind.ephemeral_owner().map(|it| (it, client(it))),
    })
}
