//! What runs at clients, and what it believes beside what is true.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::player::history::History;
use crate::player::index::Topic;
use crate::recipe::{Belief, Goal, Hold};
use crate::sim::{ClientHost, World};
use crate::trace::What;
use crate::vocab::ClientId;

/// A program at a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramView {
    /// Its client.
    pub client: ClientId,
    /// Its recipe's name in the language.
    pub recipe: &'static str,
    /// Where its znodes are.
    pub path: Arc<str>,
    /// What it is after, if it can come to hold something.
    pub goal: Option<Goal>,
    /// Where it stands.
    pub stance: Stance,
    /// What it has come to last: the entry of the trace that tells.
    pub fact: Option<usize>,
}

/// What a program believes of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It takes part in nothing.
    Idle,
    /// It is on its way.
    Busy,
    /// It waits for something to happen to a znode: whose that is, if it belongs to a session.
    Waits { on: Arc<str>, of: Option<ClientId> },
    /// It believes to hold something. It is true as long as its session lives, or its lease runs.
    Holds { hold: Hold, is_true: bool },
}

impl ProgramView {
    /// What it holds, and whether it does.
    pub fn hold(&self) -> Option<(&Hold, bool)> {
        match &self.stance {
            Stance::Holds { hold, is_true } => Some((hold, *is_true)),
            Stance::Idle | Stance::Busy | Stance::Waits { .. } => None,
        }
    }
}

/// Every program that runs.
pub(super) fn programs(world: &World, seen: usize, history: &History) -> Vec<ProgramView> {
    let view = |(id, host): (&ClientId, &ClientHost)| {
        let recipe = host.program()?.recipe();
        let stance = match host.belief()? {
            Belief::Idle => Stance::Idle,
            Belief::Busy => Stance::Busy,
            Belief::Waits { on } => Stance::Waits { of: owner(world, seen, history, &on), on },
            Belief::Holds(hold) => Stance::Holds { hold, is_true: world.is_alive(host) },
        };
        let last = host.last_fact.as_ref().and_then(|_| history.index.last(Topic::Fact(*id), seen));
        let (path, goal) = (Arc::clone(&recipe.path), recipe.kind.goal());
        Some(ProgramView { client: *id, recipe: recipe.name, path, goal, stance, fact: last })
    };
    world.clients().iter().filter_map(view).collect()
}

/// Whose session a znode goes with. Its client may be dead by now: only the trace knows it then.
fn owner(world: &World, seen: usize, history: &History, path: &str) -> Option<ClientId> {
    let session = world.newest_tree()?.get(path)?.kind.ephemeral_owner()?;
    match &history.entries[history.index.last(Topic::Session(session), seen)?].what {
        What::ClientNote { client, .. } => Some(*client),
        _ => None,
    }
}

/// What several are after at one path, and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestView {
    /// That path.
    pub path: Arc<str>,
    /// Who holds it, by session.
    pub holders: Vec<ClientId>,
    /// Who believes to, but does not.
    pub believers: Vec<ClientId>,
    /// Who waits.
    pub waiting: Vec<ClientId>,
}

/// All that programs are after, by path.
pub fn contests(programs: &[ProgramView]) -> Vec<ContestView> {
    let mut contests: BTreeMap<&Arc<str>, ContestView> = BTreeMap::new();
    for it in programs.iter().filter(|it| it.goal.is_some()) {
        let contest = contests.entry(&it.path).or_insert_with(|| ContestView {
            path: Arc::clone(&it.path),
            holders: Vec::new(),
            believers: Vec::new(),
            waiting: Vec::new(),
        });
        match &it.stance {
            Stance::Holds { is_true: true, .. } => contest.holders.push(it.client),
            Stance::Holds { is_true: false, .. } => contest.believers.push(it.client),
            Stance::Waits { .. } => contest.waiting.push(it.client),
            Stance::Idle | Stance::Busy => {}
        }
    }
    contests.into_values().collect()
}
