use std::collections::BTreeSet;
use std::sync::Arc;

use crate::player::document::Document;
use crate::scenario::Run;
use crate::sim::World;
use crate::trace::{Entry, Tally, line};
use crate::tree::Tree;
use crate::vocab::{ServerId, SimTime};

/// No branch is run further than that many steps to be compared.
const MOST_STEPS: u32 = 1_000_000;
/// Of znodes that differ, at most so many are listed.
const MOST_ZNODES: usize = 50;

/// Two branches at one moment, side by side: the first of each pair is of the first branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The moment.
    pub at: SimTime,
    /// The first entries of the traces that differ, pings left out; none of a trace that has ended.
    pub first: Option<[Option<Entry>; 2]>,
    /// What servers are and have, where that differs: as in `LEADING 2:5`.
    pub servers: Vec<(ServerId, [String; 2])>,
    /// Znodes that the newest trees do not have alike: what their data are, or nothing where there is none.
    pub znodes: Vec<(Arc<str>, [Option<String>; 2])>,
    /// Whether there are more of these.
    pub more_znodes: bool,
    /// What has happened since the last `mark`, by what is counted.
    pub counts: Vec<(Counted, [u64; 2])>,
}

/// What is counted of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Messages, pings too.
    Messages,
    /// Watch events.
    Events,
    /// Reads of clients.
    Reads,
    /// Writes of clients.
    Writes,
    /// Znodes in the newest tree.
    Znodes,
    /// Conditions that were not true, and acts that were not possible.
    Problems,
}

/// How a branch goes until `at`.
struct Course {
    run: Run,
    entries: Vec<Entry>,
}

impl Course {
    fn of(document: &Document, at: SimTime) -> Course {
        let mut run = Run::new(document.script().0.into());
        let (mut entries, mut written) = (Vec::new(), Vec::new());
        for _ in 0..MOST_STEPS {
            if run.next_due().is_none_or(|it| at < it) || run.step(&mut written).is_none() {
                break;
            }
            entries.extend(written.drain(..).filter(|it| !it.is_ping()));
        }
        Course { run, entries }
    }

    fn world(&self) -> &World {
        self.run.world()
    }

    fn server(&self, id: ServerId) -> String {
        let Some(host) = self.world().hosts().get(&id) else { return String::new() };
        let state = host.server.as_ref().map_or_else(|| "DOWN".to_owned(), |it| it.state().to_string());
        format!("{state} {}", host.disk.last_zxid())
    }

    fn count(&self, counted: Counted) -> u64 {
        let tally: &Tally = self.run.tally();
        match counted {
            Counted::Messages => tally.messages.values().sum(),
            Counted::Events => tally.events,
            Counted::Reads => tally.reads,
            Counted::Writes => tally.writes,
            Counted::Znodes => self.world().newest_tree().map_or(0, |it| it.nodes().count() as u64),
            Counted::Problems => self.run.problems().len() as u64,
        }
    }
}

/// How two branches of a text differ at a moment.
pub(super) fn difference(document: &Document, branches: [Option<&str>; 2], at: SimTime) -> Difference {
    let courses = branches.map(|it| Course::of(&document.on(it), at));
    let [one, other] = &courses;
    let shared = one.entries.iter().zip(&other.entries);
    let shared = shared.take_while(|(a, b)| line(a) == line(b)).count();
    let first = courses.each_ref().map(|it| it.entries.get(shared).cloned());
    let ids: BTreeSet<ServerId> =
        courses.iter().flat_map(|it| it.world().hosts().keys().copied().collect::<Vec<_>>()).collect();
    let servers = ids.into_iter().map(|id| (id, courses.each_ref().map(|it| it.server(id))));
    let mut znodes = znodes(courses.each_ref().map(|it| it.world().newest_tree()));
    let more_znodes = MOST_ZNODES < znodes.len();
    znodes.truncate(MOST_ZNODES);
    let counted = [
        Counted::Messages,
        Counted::Events,
        Counted::Reads,
        Counted::Writes,
        Counted::Znodes,
        Counted::Problems,
    ];
    Difference {
        at,
        first: first.iter().any(Option::is_some).then_some(first),
        servers: servers.filter(|(_, [a, b])| a != b).collect(),
        znodes,
        more_znodes,
        counts: counted.map(|what| (what, courses.each_ref().map(|it| it.count(what)))).into(),
    }
}

fn znodes(trees: [Option<&Tree>; 2]) -> Vec<(Arc<str>, [Option<String>; 2])> {
    let paths: BTreeSet<Arc<str>> =
        trees.iter().flatten().flat_map(|it| it.nodes()).map(|it| Arc::clone(it.0)).collect();
    let shown = |tree: Option<&Tree>, path: &str| {
        let data = tree?.get(path)?.data.clone().unwrap_or_default();
        Some(String::from_utf8_lossy(&data).into_owned())
    };
    let both = paths.into_iter().map(|path| (trees.map(|it| shown(it, &path)), path));
    both.filter(|([a, b], _)| a != b).map(|(both, path)| (path, both)).collect()
}
