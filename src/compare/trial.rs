use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Change, Course, Measurement};
use crate::recipe::Belief;
use crate::scenario::{Run, Script};
use crate::server::Note;
use crate::trace::{Entry, Tally, What};
use crate::vocab::{Epoch, PeerState, ProcessId, ServerId, SimTime};
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
    /// How many messages each process sent and got.
    load: BTreeMap<ProcessId, u64>,
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

/// No arrangement makes more steps than this; one that is stopped so counts as a problem.
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
            if self.run.is_over() || self.is_endless() || self.run.step(&mut self.record).is_none() {
                return false;
            }
            self.look();
        }
        true
    }

    /// Whether it would go on for longer than anybody waits.
    fn is_endless(&self) -> bool {
        self.run.world().steps() > MOST_STEPS
    }

    /// What has been measured so far.
    pub fn measurement(mut self) -> Measurement {
        let now = self.run.world().now();
        if let Some(mark) = self.mark.take() {
            mark.account(&mut self.measured, now);
            self.measured.at = mark.at.0;
            self.measured.watched = now.since(mark.at).0;
            self.measured.servers.before = mark.leader.map(|it| it.to_string());
            self.measured.recipe.before = mark.holder.map(|it| it.to_string());
            self.measured.servers.change = mark.servers.change(mark.at, mark.leader);
            self.measured.recipe.change = mark.recipe.change(mark.at, mark.holder);
            self.measured.load = mark.load.iter().map(|(who, count)| (who.to_string(), *count)).collect();
        }
        let Tally { events, reads, writes, names, bytes, messages, late, refused } = self.run.tally();
        let messages = messages.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let problems = self.run.problems().len() + usize::from(self.is_endless());
        let problems = u32::try_from(problems).unwrap_or(u32::MAX);
        Measurement {
            events: *events,
            reads: *reads,
            writes: *writes,
            names: *names,
            bytes: *bytes,
            late: *late,
            refused: *refused,
            messages,
            problems,
            ..self.measured
        }
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
            }
        }
        if matters {
            let now = self.standing();
            if let Some(mark) = &mut self.mark {
                mark.account(&mut self.measured, now.since);
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
            load: BTreeMap::new(),
        }
    }

    fn standing(&self) -> Standing {
        let world = self.run.world();
        let servers = world.hosts().values().filter_map(|it| it.server.as_ref());
        let believers = world.clients().values().filter(|it| it.holds_alone());
        let leader = world.leader().and_then(|it| world.hosts().get(&it));
        Standing {
            since: world.now(),
            led: leader.is_some_and(|it| !it.paused),
            leaders: servers.filter(|it| it.state() == PeerState::Leading).count(),
            holders: believers.clone().filter(|it| world.is_alive(it) && !it.paused).count(),
            believers: believers.count(),
        }
    }
}

impl Mark {
    /// Notes how things have stood until now.
    fn account(&self, measured: &mut Measurement, now: SimTime) {
        let (from, until) = (self.before.since.since(self.at).0, now.since(self.at).0);
        let mut note = |course: fn(&mut Measurement) -> &mut Course, count: usize, led: bool| {
            let course = course(measured);
            if !led {
                course.nobody.add(from, until);
            }
            if count > 1 {
                course.two.add(from, until);
            }
        };
        note(|it| &mut it.servers, self.before.leaders, self.before.led);
        note(|it| &mut it.recipe, self.before.believers, self.before.holders > 0);
    }

    fn take_down(&mut self, entry: &Entry) {
        let at = entry.at;
        self.add_load(entry);
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

    fn add_load(&mut self, entry: &Entry) {
        match &entry.what {
            What::Sent { from: who, segment, .. } | What::Arrived { to: who, segment, .. }
                if Tally::counts(segment) =>
            {
                *self.load.entry(*who).or_default() += 1;
            }
            _ => {}
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
        let span = |at: SimTime| at.since(mark).0;
        Some(Change {
            from: from.map(|it| it.to_string()),
            to: to.to_string(),
            detected: span(detected),
            elected: span(elected),
            recovered: span(recovered),
        })
    }
}

/// Whether somebody may lead or hold, or believe so, who did not before, or the other way round.
fn changes_standing(what: &What) -> bool {
    let acts = matches!(what, What::Act { .. } | What::Note { .. } | What::Applied { .. });
    acts || matches!(what, What::State { .. } | What::Believes { .. })
}
