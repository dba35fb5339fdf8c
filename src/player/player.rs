use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::player::history::{Checkpoint, History};
use crate::player::view::{
    BallotsView, LogsView, PathView, ProgramView, StoreView, StoredView, Subject, SyncView,
};
use crate::player::{
    Command, LinkError, Mark, Pace, View, WatchList, ZnodesMemory, ZnodesQuery, ZnodesView, link, logs, path,
    programs, read, store, sync, watches, znodes,
};
use crate::scenario::{ParseError, Problem, Run, Script, parse, parse_act};
use crate::sim::World;
use crate::trace::{Entry, What};
use crate::vocab::{ClientId, ServerId, SimTime, Span, Zxid};

/// No command makes more steps than this at once, so that the page stays alive; the rest comes with the next one.
const MOST_STEPS: u32 = 200_000;
/// How far ahead the next election is looked for.
const FARTHEST_ELECTION: Span = Span::from_secs(600);

/// A scenario being played.
#[derive(Clone, Debug)]
pub struct Player {
    text: String,
    errors: Vec<ParseError>,
    history: History,
    /// The run at the cursor, how many entries of the trace lie before it, and when something happened last.
    run: Run,
    seen: usize,
    last_event: SimTime,
    playing: bool,
    pace: Pace,
    /// What is left of the reader's time, in parts of a simulated microsecond: numerator over the pace's denominator.
    remainder: u64,
}

impl Player {
    /// At the beginning of a scenario. Lines that cannot be read are among the problems; the others run.
    pub fn open(text: &str) -> Player {
        let (script, errors) = parse(text);
        let mut run = Run::new(Arc::new(script));
        let mut history = History::new(&run);
        let mut seen = 0;
        // What stands at the very beginning is done at once: the ensemble is there before the reader plays.
        let mut written = Vec::new();
        while run.next_due() == Some(SimTime::ZERO) && seen < 10_000 {
            run.step(&mut written);
            seen += history.add(seen, &written, &run);
            written.clear();
        }
        Player {
            text: text.to_owned(),
            errors,
            history,
            run,
            seen,
            last_event: SimTime::ZERO,
            playing: false,
            pace: Pace::Adaptive,
            remainder: 0,
        }
    }

    /// What a link shows: its scenario, at its moment, and there behind as many events as it says.
    pub fn from_link(fragment: &str) -> Result<Player, LinkError> {
        let (text, at, seen) = link::decode(fragment)?;
        let mut player = Player::open(&text);
        player.restore(|it| it.seen == 0);
        let mut written = 0;
        let due = |run: &Run| run.next_due().is_some_and(|it| it <= at);
        for _ in 0..MOST_STEPS {
            match (written < seen && due(&player.run)).then(|| player.step()).flatten() {
                Some(more) => written += more,
                None => break,
            }
        }
        if player.run.next_due().is_none_or(|it| at <= it) {
            player.run.pass_until(at);
        }
        Ok(player)
    }

    /// The fragment of a link to what is shown.
    pub fn link(&self) -> String {
        link::encode(&self.text, self.now(), self.seen)
    }

    /// The moment shown.
    pub fn now(&self) -> SimTime {
        self.run.world().now()
    }

    /// The scenario's text, with what the reader has done.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The world at that moment.
    pub fn world(&self) -> &World {
        self.run.world()
    }

    /// The scenario, read.
    pub fn script(&self) -> &Script {
        self.run.script()
    }

    /// The trace as far as it is known; what lies before the cursor is said by [`View::entries`].
    pub fn entries(&self) -> &[Entry] {
        &self.history.entries
    }

    /// What of it is worth a mark on the time axis.
    pub fn marks(&self) -> &[Mark] {
        &self.history.marks
    }

    /// What is wrong with the text, and what went wrong up to the cursor.
    pub fn problems(&self) -> Vec<Problem> {
        let wrong = self.errors.iter().cloned().map(Problem::Parse);
        wrong.chain(self.run.problems().iter().cloned()).collect()
    }

    /// Whether time passes.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// How fast.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// What the stage shows.
    pub fn view(&self) -> View {
        read::view(&self.run, self.seen, &self.history)
    }

    /// The same, by way of an earlier view of this very run: what has not changed is not read again, or shared with it.
    pub fn view_after(&self, before: &View) -> View {
        if (before.steps, before.entries) == (self.world().steps(), self.seen) {
            return View { now: self.now(), known_until: self.history.until, ..before.clone() };
        }
        self.view().sharing(before)
    }

    /// A server's ballot box, if it has one to show.
    pub fn ballots(&self, server: ServerId) -> Option<BallotsView> {
        read::ballots(&self.run, self.seen, &self.history, server)
    }

    /// The logs of all servers: the last `most` transactions that any of them has.
    pub fn logs(&self, most: usize) -> LogsView {
        logs::logs(&self.run, self.seen, &self.history, most)
    }

    /// What a crash of a server now would lose of its log: it is in memory only.
    pub fn at_risk(&self, server: ServerId) -> BTreeSet<Zxid> {
        logs::at_risk(&self.run, server)
    }

    /// The way of a write; `None` if there is none like that, or none any more.
    pub fn path(&self, write: Subject) -> Option<PathView> {
        path::path(&self.run, self.seen, &self.history, write)
    }

    /// How the last sync of a learner was decided.
    pub fn last_sync(&self, learner: ServerId) -> Option<SyncView> {
        sync::last_sync(&self.history, self.seen, learner)
    }

    /// The watches of every client.
    pub fn watches(&self) -> BTreeMap<ClientId, WatchList> {
        watches::watches(self.world(), self.seen, &self.history)
    }

    /// What runs at clients.
    pub fn programs(&self) -> Vec<ProgramView> {
        programs::programs(self.world(), self.seen, &self.history)
    }

    /// The store, once somebody has written to it, or a fence stands around it.
    pub fn store(&self) -> Option<StoreView> {
        store::store(self.world(), self.seen, &self.history)
    }

    /// The last writes that came to the store, at most so many, oldest first.
    pub fn stored(&self, most: usize) -> Vec<StoredView> {
        store::stored(self.seen, &self.history, most)
    }

    /// A window onto the data tree. `memory` makes the next look cheap; it is of one run, and forgotten with it.
    pub fn znodes(&self, query: &ZnodesQuery, memory: &mut ZnodesMemory) -> ZnodesView {
        znodes::znodes(self.world(), query, &self.watches(), memory)
    }

    /// The first znodes in the order of their paths, at most so many.
    pub fn first_znodes(&self, most: usize) -> ZnodesView {
        znodes::first_znodes(self.world(), &self.watches(), most)
    }

    /// The last thing that a client has asked for behind the first `before` entries.
    pub fn last_asked_after(&self, before: usize) -> Option<Subject> {
        let since = self.history.entries.get(before..self.seen)?;
        let place = since.iter().rposition(|it| matches!(it.what, What::Asked { .. }))?;
        Some(Subject::Asked(before + place))
    }

    /// Does what the reader asks for. An act that cannot be read changes nothing.
    pub fn apply(&mut self, command: Command) -> Result<(), Problem> {
        match command {
            Command::Play => self.playing = true,
            Command::Pause => self.playing = false,
            Command::Toggle => self.playing = !self.playing,
            Command::StepEvent => self.step_event(),
            Command::StepBack => self.step_back(),
            Command::ToNextElection => self.run_to_next_election(),
            Command::SetPace(pace) => {
                self.pace = pace;
                self.remainder = 0;
            }
            Command::Seek(at) => self.seek(at),
            Command::SeekEntry(place) => self.seek_seen(place + 1),
            Command::Act(line) => self.act(&line)?,
            Command::Open(text) => {
                *self = Player { pace: self.pace, playing: self.playing, ..Player::open(&text) }
            }
            Command::Restart => self.seek(SimTime::ZERO),
        }
        Ok(())
    }

    /// Lets the reader's time pass. Whether anything that is shown has changed.
    pub fn tick(&mut self, wall: Span) -> bool {
        if !self.playing {
            return false;
        }
        let before = (self.now(), self.seen);
        let mut left = wall;
        let mut steps = 0;
        while left != Span::ZERO && steps < MOST_STEPS {
            let next = self.run.next_due();
            let (simulated, real) = self.pace.rate(&self.run, self.last_event, next);
            let parts = left.0.saturating_mul(simulated.0).saturating_add(self.remainder);
            let ahead = self.now() + Span(parts / real.0);
            match next.filter(|it| *it <= ahead) {
                None => {
                    self.remainder = parts % real.0;
                    self.run.pass_until(ahead);
                    left = Span::ZERO;
                }
                Some(at) => {
                    let used = at.since(self.now()).0.saturating_mul(real.0).saturating_sub(self.remainder);
                    left = left - Span(used / simulated.0.max(1));
                    self.remainder = 0;
                    self.step();
                    steps += 1;
                }
            }
        }
        self.history.until = self.history.until.max(self.now());
        before != (self.now(), self.seen)
    }

    /// One step of the run: how much it wrote, pings too; `None` if there was none.
    fn step(&mut self) -> Option<usize> {
        let mut written = Vec::new();
        self.last_event = self.run.step(&mut written)?;
        self.seen += self.history.add(self.seen, &written, &self.run);
        Some(written.len())
    }

    fn step_event(&mut self) {
        (0..MOST_STEPS).take_while(|_| self.step() == Some(0)).for_each(drop);
    }

    /// Goes to just before the step that wrote last, were it a ping.
    fn step_back(&mut self) {
        let mut end = self.world().steps();
        while 0 < end {
            let start = self.history.last_that(|it| it.run.world().steps() < end);
            if let Some(before) = last_writing(&mut start.run.clone(), end) {
                self.restore(|it| it.run.world().steps() <= before);
                (0..MOST_STEPS)
                    .take_while(|_| self.world().steps() < before && self.step().is_some())
                    .for_each(drop);
                return;
            }
            end = start.run.world().steps();
        }
        self.seek(SimTime::ZERO);
    }

    fn seek(&mut self, at: SimTime) {
        let nearest = self.history.last_that(|it| it.run.world().now() <= at).run.world();
        if at < self.now() || self.world().steps() < nearest.steps() {
            self.restore(|it| it.run.world().now() <= at);
        }
        let due = |run: &Run| run.next_due().is_some_and(|it| it <= at);
        let budget = (0..MOST_STEPS).take_while(|_| due(&self.run) && self.step().is_some()).count();
        if budget < MOST_STEPS as usize {
            self.run.pass_until(at);
            self.history.until = self.history.until.max(at);
        }
    }

    /// Goes to where the first `seen` entries, and no others, have been written.
    fn seek_seen(&mut self, seen: usize) {
        let nearest = self.history.last_that(|it| it.seen <= seen);
        if seen <= self.seen || self.seen < nearest.seen {
            self.restore(|it| it.seen <= seen);
        }
        (0..MOST_STEPS).take_while(|_| self.seen < seen && self.step().is_some()).for_each(drop);
    }

    /// Goes to the last state kept that fits.
    fn restore(&mut self, fits: impl Fn(&Checkpoint) -> bool) {
        let checkpoint = self.history.last_that(fits);
        self.run = checkpoint.run.clone();
        self.seen = checkpoint.seen;
        self.last_event = self.now();
        self.remainder = 0;
    }

    fn run_to_next_election(&mut self) {
        let end = self.now() + FARTHEST_ELECTION;
        let mut looked = false;
        for _ in 0..MOST_STEPS {
            let world = self.run.world();
            let awake = world.hosts().values().filter(|it| !it.paused).filter_map(|it| it.server.as_ref());
            let over = awake.clone().all(crate::server::Server::is_established);
            looked |= !over;
            if looked && over && world.leader().is_some() {
                return;
            }
            if self.run.next_due().is_none_or(|it| end < it) || self.step().is_none() {
                return;
            }
        }
    }

    /// Writes an act into the text, just ahead of the cursor, and does it.
    fn act(&mut self, line: &str) -> Result<(), Problem> {
        let line = parse_act(self.run.script(), line).map_err(Problem::Parse)?;
        let at = self.now() + Span(1);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&format!("at {at} {line}\n"));
        let (script, errors) = parse(&self.text);
        let script = Arc::new(script);
        self.errors = errors;
        self.history.forget_after(self.seen, self.now());
        self.history.checkpoints_mut().for_each(|it| it.run.go_on_with(Arc::clone(&script)));
        self.run.go_on_with(script);
        self.seek(at);
        Ok(())
    }
}

/// Goes on with `run` to its step `end`; how many steps lay before the last one until then that wrote something.
fn last_writing(run: &mut Run, end: u64) -> Option<u64> {
    let (mut written, mut found) = (Vec::new(), None);
    while run.world().steps() < end {
        let before = run.world().steps();
        run.step(&mut written)?;
        if !written.is_empty() {
            found = Some(before);
        }
        written.clear();
    }
    found
}
