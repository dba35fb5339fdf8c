//! The data tree as a pane shows it: of one server, or of all merged, with what differs marked.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::server::Server;
use crate::sim::World;
use crate::tree::{CONFIG, Stat, Tree, Znode};
use crate::vocab::{ClientId, ServerId, SessionId};

/// What of the tree is to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZnodesQuery {
    /// Of this server alone; of all that run, merged, if none.
    pub server: Option<ServerId>,
    /// The paths whose children are shown; the root's always are.
    pub open: BTreeSet<String>,
    /// If not empty: only paths that contain this, and those above them, all open.
    pub search: String,
    /// The first row, from 0, and how many at most.
    pub first: usize,
    /// See `first`.
    pub count: usize,
}

/// The rows of a window onto the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZnodesView {
    /// Those in the window, top first.
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
    /// How many are above it; the root's children have 1.
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
    /// How many connections watch it, at all of the servers shown.
    pub watchers: usize,
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
    /// Who watches it: the server of the connection, the client.
    pub watchers: Vec<(ServerId, ClientId)>,
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

/// A window onto the tree.
pub fn znodes(world: &World, query: &ZnodesQuery) -> ZnodesView {
    let servers = shown(world, query.server);
    let trees: Vec<&Tree> = servers.iter().map(|(_, it)| &*it.database().tree).collect();
    let mut distinct: Vec<&Tree> = Vec::new();
    for tree in &trees {
        if !distinct.iter().any(|it| it.digest() == tree.digest() && it.last() == tree.last()) {
            distinct.push(tree);
        }
    }
    let found = if query.search.is_empty() { None } else { Some(found(&distinct, &query.search)) };
    let mut walk = Walk { trees: &distinct, query, found, rows: Vec::new(), total: 0 };
    walk.children("", 1);
    let total = walk.total;
    let rows = walk.rows.into_iter().map(|it| row(&servers, it)).collect();
    ZnodesView { rows, total, servers: servers.iter().map(|it| it.0).collect() }
}

/// Every path that contains `text`, and all above them.
fn found(trees: &[&Tree], text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in trees.iter().flat_map(|it| it.nodes()).map(|it| it.0).filter(|it| it.contains(text)) {
        let ends = path.match_indices('/').map(|it| it.0).filter(|it| *it != 0);
        found.extend(ends.map(|it| path[..it].to_owned()));
        found.insert(path.to_string());
    }
    found
}

/// A row without what has to be looked up in every tree.
struct Bare {
    path: Arc<str>,
    name: Arc<str>,
    depth: usize,
    place: (usize, usize),
    has_children: bool,
    open: bool,
}

struct Walk<'a> {
    trees: &'a [&'a Tree],
    query: &'a ZnodesQuery,
    found: Option<BTreeSet<String>>,
    rows: Vec<Bare>,
    total: usize,
}

impl Walk<'_> {
    /// The rows below a path, which is written without a slash at its end.
    fn children(&mut self, path: &str, depth: usize) {
        let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
        for tree in self.trees {
            names.extend(tree.children(if path.is_empty() { "/" } else { path }));
        }
        let wanted =
            |name: &Arc<str>| self.found.as_ref().is_none_or(|it| it.contains(&format!("{path}/{name}")));
        let names: Vec<Arc<str>> = names.into_iter().filter(wanted).collect();
        for (place, name) in names.iter().enumerate() {
            let child = format!("{path}/{name}");
            let has_children = self.trees.iter().any(|it| it.get(&child).is_some_and(|it| it.children != 0));
            let open = has_children && (self.found.is_some() || self.query.open.contains(&child));
            let window = self.query.first..self.query.first + self.query.count;
            if window.contains(&self.total) {
                let place = (place + 1, names.len());
                let (path, name) = (Arc::from(&*child), Arc::clone(name));
                self.rows.push(Bare { path, name, depth, place, has_children, open });
            }
            self.total += 1;
            if open {
                self.children(&child, depth + 1);
            }
        }
    }
}

fn row(servers: &[(ServerId, &Server)], bare: Bare) -> ZnodeRow {
    let Bare { path, name, depth, place, has_children, open } = bare;
    let nodes: Vec<(ServerId, Option<&Znode>)> =
        servers.iter().map(|(id, it)| (*id, it.database().tree.get(&path))).collect();
    let first = nodes.iter().find_map(|it| it.1);
    // Each server writes the members by itself, at a time of its own.
    let is_own =
        |node: Option<&Znode>| *path == *CONFIG && node.map(|it| &it.data) == first.map(|it| &it.data);
    let differs = nodes.iter().filter(|it| it.1 != first && !is_own(it.1)).map(|it| it.0).collect();
    let watchers = servers.iter().map(|(_, it)| watchers(it, &path).len()).sum();
    ZnodeRow {
        name,
        depth,
        has_children,
        open,
        place,
        owner: first.and_then(|it| it.kind.ephemeral_owner()),
        data: first.and_then(|it| text(it, PREVIEW)),
        watchers,
        differs,
        path,
    }
}

/// The connections that watch a path at a server.
fn watchers(server: &Server, path: &str) -> BTreeSet<ClientId> {
    let table = server.port().watches();
    let of = |id: &crate::watch::WatcherId| crate::server::connection(*id).opener.client();
    let kept = |watches: &crate::watch::Watches| {
        let watchers = watches.watchers(path);
        watchers.iter().filter_map(of).collect::<Vec<_>>()
    };
    kept(table.data()).into_iter().chain(kept(table.child())).collect()
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
    let watchers = servers
        .iter()
        .flat_map(|(id, it)| watchers(it, path).into_iter().map(move |client| (*id, client)))
        .collect();
    let line = |it: &crate::tree::Acl| format!("{}:{}:{}", it.id.scheme, it.id.id, it.perms);
    Some(ZnodeView {
        path: Arc::from(path),
        server: id,
        stat: node.stat(),
        data: text(node, usize::MAX),
        acl: node.acl.lines().iter().map(line).collect(),
        owner: node.kind.ephemeral_owner().map(|it| (it, client(it))),
        watchers,
    })
}
