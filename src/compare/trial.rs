use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Change, Measurement};
use crate::recipe::Belief;
use crate::scenario::{Run, Script};
use crate::server::Note;
use crate::trace::{Entry, Tally, What};
use crate::vocab::{Epoch, PeerState, ProcessId, ServerId, SimTime, Span};
use crate::zab;

/// An arrangement on its way.
#[derive(Clone, Debug)]
pub struct Trial {
    run: Run,
    record: Vec<Entry>,
    /// The failure; nothing is measured before.
    mark: Option<Mark>,
    measured: Measurement,
}

/// What was the case at the failure, and what has come of it since.
#[derive(Clone, Debug)]
struct Mark {
    at: SimTime,
    leader: Option<ProcessId>,
    holder: Option<ProcessId>,
    epoch: Epoch,
    servers: Steps,
    recipe: Steps,
    /// Who took itself for the leader last, and when.
    leading: BTreeMap<ServerId, SimTime>,
    before: Standing,
}

/// The steps of a change so far.
#[derive(Clone, Copy, Debug, Default)]
struct Steps {
    detected: Option<SimTime>,
    elected: Option<(SimTime, ProcessId)>,
    recovered: Option<SimTime>,
}

/// How things stand between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    since: SimTime,
    led: bool,
    leaders: usize,
    holders: usize,
    believers: usize,
}

/// No arrangement makes more steps than this.
const MOST_STEPS: u64 = 20_000_000;

impl Trial {
    /// At the beginning of a scenario.
    pub fn new(script: Script) -> Trial {
        Trial {
            run: Run::unchecked(Arc::new(script)),
            record: Vec::new(),
            mark: None,
            measured: Measurement::default(),
        }
    }

    /// To the end of its lines.
    pub fn finish(mut self) -> Measurement {
        while self.advance(u32::MAX) {}
        self.measurement()
    }

    /// Makes so many steps of the world at most; whether something is left to do.
    pub fn advance(&mut self, steps: u32) -> bool {
        for _ in 0..steps {
            self.record.clear();
            let over = self.run.is_over() || self.run.world().steps() > MOST_STEPS;
            if over || self.run.step(&mut self.record).is_none() {
                return false;
            }
            self.look();
        }
        true
    }

    /// What has been measured so far.
    pub fn measurement(mut self) -> Measurement {
        let now = self.run.world().now();
        if let Some(mut mark) = self.mark.take() {
            let before = mark.before;
            account(&mut self.measured, before, now);
            mark.before.since = now;
            self.measured.watched = now.since(mark.at);
            self.measured.servers = mark.servers.change(mark.at, mark.leader);
            self.measured.recipe = mark.recipe.change(mark.at, mark.holder);
        }
        self.measured.tally = self.run.tally().clone();
        self.measured.problems = self.run.problems().len();
        self.measured
    }

    /// Takes in what one step has written.
    fn look(&mut self) {
        let record = std::mem::take(&mut self.record);
        let mut matters = false;
        for entry in &record {
            if matches!(&entry.what, What::Act { line } if line == "mark") {
                self.mark = Some(self.marked(entry.at));
                self.measured = Measurement::default();
            }
            if let Some(mark) = &mut self.mark {
                mark.take_down(entry);
                matters |= changes_standing(&entry.what);
                add_load(&mut self.measured.load, entry);
            }
        }
        if matters {
            let now = self.standing();
            if let Some(mark) = &mut self.mark {
                account(&mut self.measured, mark.before, now.since);
                mark.before = now;
            }
        }
        self.record = record;
    }

    fn marked(&self, at: SimTime) -> Mark {
        let world = self.run.world();
        let trees = world.hosts().values().filter_map(|it| Some(it.server.as_ref()?.database().tree.last()));
        Mark {
            at,
            leader: world.leader().map(ProcessId::from),
            holder: world.holder().map(ProcessId::from),
            epoch: trees.max().unwrap_or_default().epoch(),
            servers: Steps::default(),
            recipe: Steps::default(),
            leading: BTreeMap::new(),
            before: self.standing(),
        }
    }

    fn standing(&self) -> Standing {
        let world = self.run.world();
        let servers = world.hosts().values().filter_map(|it| it.server.as_ref());
        let believers = world.clients().values().filter(|it| it.holds_alone());
        Standing {
            since: world.now(),
            led: world.leader().is_some(),
            leaders: servers.filter(|it| it.state() == PeerState::Leading).count(),
            holders: believers.clone().filter(|it| world.is_alive(it)).count(),
            believers: believers.count(),
        }
    }
}

impl Mark {
    fn take_down(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.what {
            What::State { to: Some(PeerState::Looking), from: Some(_), .. } => {
                self.servers.detected.get_or_insert(at);
            }
            What::State { server, to: Some(PeerState::Leading), .. } => {
                self.leading.insert(*server, at);
            }
            What::Note { server, note: Note::Zab(zab::Note::QuorumConnected { .. }) } => {
                let since = self.leading.get(server).copied().unwrap_or(at);
                self.servers.elected.get_or_insert((since, (*server).into()));
                self.servers.recovered.get_or_insert(at);
            }
            What::Applied { zxid, .. } if self.servers.elected.is_some() && self.epoch < zxid.epoch() => {
                self.epoch = zxid.epoch();
                self.servers.recovered = Some(at);
            }
            What::Believes { from: Some(Belief::Waits { .. }), .. } => {
                self.recipe.detected.get_or_insert(at);
            }
            What::Stored { client, .. } if self.recipe.is_by((*client).into()) => {
                self.recipe.recovered.get_or_insert(at);
            }
            _ => {}
        }
        if let What::Believes { client, to: Some(to), .. } = &entry.what
            && to.hold().is_some_and(|it| it.goal.is_exclusive())
        {
            self.recipe.elected.get_or_insert((at, (*client).into()));
        }
    }
}

impl Steps {
    fn is_by(&self, who: ProcessId) -> bool {
        self.elected.is_some_and(|it| it.1 == who)
    }

    fn change(&self, mark: SimTime, from: Option<ProcessId>) -> Option<Change> {
        let (elected, to) = self.elected?;
        let detected = self.detected.unwrap_or(elected).min(elected);
        let recovered = self.recovered.unwrap_or(elected).max(elected);
        let span = |at: SimTime| at.since(mark);
        Some(Change {
            from,
            to,
            detected: span(detected),
            elected: span(elected),
            recovered: span(recovered),
        })
    }
}

/// Whether somebody may lead or hold, or believe so, who did not before, or the other way round.
fn changes_standing(what: &What) -> bool {
    matches!(what, What::State { .. } | What::Note { .. } | What::Believes { .. } | What::Applied { .. })
}

fn account(measured: &mut Measurement, before: Standing, now: SimTime) {
    let passed = now.since(before.since);
    let add = |to: &mut Span, is: bool| to.0 += if is { passed.0 } else { 0 };
    add(&mut measured.leaderless, !before.led);
    add(&mut measured.two_leaders, before.leaders > 1);
    add(&mut measured.holderless, before.holders == 0);
    add(&mut measured.two_believers, before.believers > 1);
}

fn add_load(load: &mut BTreeMap<ProcessId, u64>, entry: &Entry) {
    match &entry.what {
        What::Sent { from: who, segment, .. } | What::Arrived { to: who, segment, .. }
            if Tally::counts(segment) =>
        {
            *load.entry(*who).or_default() += 1;
        }
        _ => {}
    }
}
