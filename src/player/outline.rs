use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::tree::{Stat, Tree, split, upwards};
use crate::vocab::ServerId;

/// Paths of children, in the order of their names.
type Paths = Arc<[Arc<str>]>;

/// What was found of the trees before, so that a look at what has not changed since costs little, however large they are.
#[derive(Clone, Debug, Default)]
pub struct ZnodesMemory {
    /// A znode's children at a server, and what its stat was then.
    listed: BTreeMap<(ServerId, String), (Stat, Paths)>,
    /// Lists that were merged, and what came of them.
    merged: BTreeMap<String, (Vec<Paths>, Paths)>,
    searched: Option<Searched>,
}

/// What was searched for in which trees, and what was found: children by their parents, with all above them.
#[derive(Clone, Debug)]
struct Searched {
    text: String,
    digests: Vec<u64>,
    extra: BTreeSet<Arc<str>>,
    found: Arc<Found>,
}

#[derive(Debug, Default)]
struct Found {
    children: BTreeMap<String, Paths>,
    opened: Opened,
}

/// The paths that are open, by their parents.
type Opened = BTreeMap<String, Vec<String>>;

/// What decides which rows there are.
pub(super) struct Plan<'a> {
    /// Trees that are not equal.
    pub trees: &'a [(ServerId, &'a Tree)],
    /// The paths whose children are shown.
    pub open: &'a BTreeSet<String>,
    /// If not empty: only paths that contain this, and those above them.
    pub search: &'a str,
    /// Paths that are shown even if no tree has them.
    pub extra: &'a BTreeSet<Arc<str>>,
}

/// A row without what has to be looked up in every tree.
pub(super) struct Bare {
    pub path: Arc<str>,
    pub depth: usize,
    /// Its place among its siblings, from 1, and how many they are.
    pub place: (usize, usize),
    pub open: bool,
}

/// Which znode stands in which row. The rows themselves are not made: of a hundred thousand, some thirty are seen.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Without a slash at its end.
    path: String,
    depth: usize,
    children: Paths,
    /// Those of the children that are open, by their places.
    open: Vec<(usize, Outline)>,
    /// How many rows are below it.
    pub rows: usize,
}

impl Outline {
    /// Of everything below the root.
    pub fn new(plan: &Plan, memory: &mut ZnodesMemory) -> Outline {
        let found = (!plan.search.is_empty()).then(|| memory.search(plan));
        let mut extra: BTreeMap<String, BTreeSet<Arc<str>>> = BTreeMap::new();
        for (parent, path) in plan.extra.iter().flat_map(|it| lineage(it)) {
            extra.entry(parent.to_owned()).or_default().insert(path.into());
        }
        let opened = if found.is_some() { Opened::new() } else { opened(plan.open) };
        let outline = Lists { plan, memory, found, extra, opened }.outline(String::new(), 2);
        memory.listed.retain(|(server, path), _| {
            plan.trees.iter().any(|it| it.0 == *server) && outline.shows_below(path)
        });
        memory.merged.retain(|path, _| outline.shows_below(path));
        outline
    }

    /// The row at a place, from 0.
    pub fn row(&self, place: usize) -> Option<Bare> {
        let mut before = 0;
        for (index, below) in &self.open {
            let first = index + 1 + before;
            if place < first {
                break;
            } else if place < first + below.rows {
                return below.row(place - first);
            }
            before += below.rows;
        }
        let index = place - before;
        let path = self.children.get(index)?;
        Some(Bare {
            path: Arc::clone(path),
            depth: self.depth,
            place: (index + 1, self.children.len()),
            open: self.open.binary_search_by_key(&index, |it| it.0).is_ok(),
        })
    }

    /// Where the row of a path is; `None` if it is not among them.
    pub fn place(&self, path: &str) -> Option<usize> {
        let rest = path.strip_prefix(&*self.path)?.strip_prefix('/')?;
        let name = rest.split('/').next()?;
        let child = &path[..path.len() - rest.len() + name.len()];
        let index = self.children.binary_search_by(|it| (**it).cmp(child)).ok()?;
        let before: usize = self.open.iter().filter(|it| it.0 < index).map(|it| it.1.rows).sum();
        if name == rest {
            return Some(index + before);
        }
        let below = self.open.iter().find(|it| it.0 == index)?;
        Some(index + before + 1 + below.1.place(path)?)
    }

    /// Whether it lists what is below a path.
    fn shows_below(&self, path: &str) -> bool {
        path == self.path || self.open.iter().any(|it| it.1.shows_below(path))
    }
}

/// A path and all above it but the root, each behind its parent.
fn lineage(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let named = upwards(path).filter(|it| *it != "/");
    named.filter_map(|it| Some((split(it)?.0, it)))
}

fn opened<'a>(paths: impl IntoIterator<Item = &'a String>) -> Opened {
    let mut opened = Opened::new();
    for (path, (parent, _)) in paths.into_iter().filter_map(|it| Some((it, split(it)?))) {
        opened.entry(parent.to_owned()).or_default().push(path.clone());
    }
    opened
}

struct Lists<'a> {
    plan: &'a Plan<'a>,
    memory: &'a mut ZnodesMemory,
    found: Option<Arc<Found>>,
    extra: BTreeMap<String, BTreeSet<Arc<str>>>,
    opened: Opened,
}

impl Lists<'_> {
    fn outline(&mut self, path: String, depth: usize) -> Outline {
        let children = self.children(&path);
        let opened = self.found.as_ref().map_or(&self.opened, |it| &it.opened);
        let opened = opened.get(&path).cloned().unwrap_or_default();
        let mut open = Vec::new();
        for child in opened {
            if let Ok(index) = children.binary_search_by(|it| (**it).cmp(&child)) {
                let below = self.outline(child, depth + 1);
                if !below.children.is_empty() {
                    open.push((index, below));
                }
            }
        }
        open.sort_by_key(|it| it.0);
        let rows = children.len() + open.iter().map(|it| it.1.rows).sum::<usize>();
        Outline { path, depth, children, open, rows }
    }

    fn children(&mut self, path: &str) -> Paths {
        if let Some(found) = &self.found {
            return found.children.get(path).cloned().unwrap_or_default();
        }
        let mut lists = Vec::new();
        for (server, tree) in self.plan.trees {
            lists.extend(self.memory.list(*server, tree, path));
        }
        lists.extend(self.extra.get(path).map(|it| it.iter().cloned().collect()));
        self.memory.merge(path, lists)
    }
}

impl ZnodesMemory {
    fn list(&mut self, server: ServerId, tree: &Tree, path: &str) -> Option<Paths> {
        let stat = tree.get(path)?.stat();
        let listed = self.listed.entry((server, path.to_owned()));
        let (at, children) = listed.or_insert_with(|| (stat, tree.child_paths(path).into()));
        // Nothing tells of the children but these: data may change without them.
        if (at.czxid, at.pzxid, at.cversion, at.num_children)
            != (stat.czxid, stat.pzxid, stat.cversion, stat.num_children)
        {
            (*at, *children) = (stat, tree.child_paths(path).into());
        }
        Some(Arc::clone(children))
    }

    fn merge(&mut self, path: &str, lists: Vec<Paths>) -> Paths {
        if let [one] = &lists[..] {
            return Arc::clone(one);
        }
        if let Some((_, all)) = self.merged.get(path).filter(|it| it.0 == lists) {
            return Arc::clone(all);
        }
        let all: Paths = lists.iter().fold(Vec::new(), |all, it| united(all, it)).into();
        self.merged.insert(path.to_owned(), (lists, Arc::clone(&all)));
        all
    }

    fn search(&mut self, plan: &Plan) -> Arc<Found> {
        let digests: Vec<u64> = plan.trees.iter().map(|it| it.1.digest()).collect();
        if let Some(it) = &self.searched
            && (&*it.text, &it.digests, &it.extra) == (plan.search, &digests, plan.extra)
        {
            return Arc::clone(&it.found);
        }
        let mut below: BTreeMap<&str, Vec<Arc<str>>> = BTreeMap::new();
        let trees = plan.trees.iter().flat_map(|it| it.1.nodes()).map(|it| &**it.0);
        for path in trees.chain(plan.extra.iter().map(|it| &**it)).filter(|it| it.contains(plan.search)) {
            for (parent, child) in lineage(path) {
                let children = below.entry(parent).or_default();
                if children.last().is_some_and(|it| **it == *child) {
                    break; // and so are all above it
                }
                children.push(child.into());
            }
        }
        let sorted = |mut children: Vec<Arc<str>>| {
            children.sort();
            children.dedup();
            Paths::from(children)
        };
        let children: BTreeMap<_, _> =
            below.into_iter().map(|(path, it)| (path.to_owned(), sorted(it))).collect();
        let found = Arc::new(Found { opened: opened(children.keys()), children });
        let (text, extra) = (plan.search.to_owned(), plan.extra.clone());
        self.searched = Some(Searched { text, digests, extra, found: Arc::clone(&found) });
        found
    }
}

/// Two sorted lists as one. Most of them is the very same in both, for servers share what they have told each other.
fn united(all: Vec<Arc<str>>, more: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut united = Vec::with_capacity(all.len().max(more.len()));
    let (mut all, mut more) = (all.into_iter().peekable(), more.iter().peekable());
    while let (Some(a), Some(b)) = (all.peek(), more.peek()) {
        let order = if Arc::ptr_eq(a, b) { Ordering::Equal } else { a.cmp(b) };
        if order != Ordering::Less {
            united.extend(more.next().filter(|_| order == Ordering::Greater).cloned());
        }
        if order != Ordering::Greater {
            united.extend(all.next());
        }
    }
    united.extend(all);
    united.extend(more.cloned());
    united
}
