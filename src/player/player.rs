use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::player::branches::{self, BranchView, Change};
use crate::player::difference::{Difference, difference};
use crate::player::document::Document;
use crate::player::foresight::{self, Answers};
use crate::player::history::{Checkpoint, History};
use crate::player::link::{Edition, state_of};
use crate::player::summary::summary;
use crate::player::until::{self, Found, Sought, Wanted, Way};
use crate::player::view::{
    BallotsView, LogsView, PathView, ProgramView, StoreView, StoredView, Subject, SyncView,
};
use crate::player::{
    Chain, Command, Fact, Link, Mandate, Mark, Pace, Question, QuestionView, Scout, Story, View, WatchList,
    Within, ZnodesMemory, ZnodesQuery, ZnodesView, logs, mandate, offers, path, programs, read, store, sync,
    watches, why, znodes,
};
use crate::scenario::{ParseError, Problem, Run, Script, parse_act};
use crate::sim::World;
use crate::trace::{Entry, What};
use crate::vocab::{ClientId, ServerId, SimTime, Span, Zxid};

/// No command makes more steps than this at once, so that the page stays alive; the rest comes with the next one.
const MOST_STEPS: u32 = 200_000;
/// Nor than this before the reader has asked for anything.
const MOST_STEPS_AT_BEGINNING: u32 = 10_000;
/// So often can be taken back what was done.
const MOST_VERSIONS: usize = 200;
/// How far ahead the next election is looked for.
const FARTHEST_ELECTION: Span = Span::from_secs(600);

/// A scenario being played.
#[derive(Clone, Debug)]
pub struct Player {
    document: Document,
    errors: Vec<ParseError>,
    /// What the document was and became, and which of these it is.
    versions: Vec<Version>,
    version: usize,
    history: History,
    /// The run at the cursor, how many entries of the trace lie before it, and when something happened last.
    run: Run,
    seen: usize,
    last_event: SimTime,
    playing: bool,
    pace: Pace,
    /// What is left of the reader's time, in parts of a simulated microsecond: numerator over the pace's denominator.
    remainder: u64,
    /// What the last command has looked for.
    sought: Option<Sought>,
    answers: Answers,
}

/// A state of the document.
#[derive(Clone, Debug)]
struct Version {
    document: Document,
    /// What made it.
    change: Change,
    /// The moments at which that was done, before and behind it.
    done: SimTime,
    after: SimTime,
}

impl Player {
    /// At the beginning of a scenario. Lines that cannot be read are among the problems; the others run.
    pub fn open(text: &str) -> Player {
        Player::beginning(Document::new(text))
    }

    fn beginning(document: Document) -> Player {
        let (script, errors) = document.script();
        let run = Run::new(Arc::new(script));
        let first = Version {
            document: document.clone(),
            change: Change::Opened,
            done: SimTime::ZERO,
            after: SimTime::ZERO,
        };
        let mut player = Player {
            document,
            errors,
            versions: vec![first],
            version: 0,
            history: History::new(&run),
            run,
            seen: 0,
            last_event: SimTime::ZERO,
            playing: false,
            pace: Pace::Adaptive,
            remainder: 0,
            sought: None,
            answers: Answers::new(),
        };
        player.begin();
        player
    }

    /// What stands at the very beginning is done at once: the ensemble is there before the reader plays.
    fn begin(&mut self) {
        for _ in 0..MOST_STEPS_AT_BEGINNING {
            if self.run.next_due() != Some(SimTime::ZERO) || self.step().is_none() {
                return;
            }
        }
    }

    /// What a link shows: its scenario and branch, at its moment.
    pub fn from_link(link: &Link) -> Player {
        let document = Document::new(&link.text).on(link.branch.as_deref());
        let mut player = Player::beginning(document);
        match link.within {
            Within::All => player.seek(link.at),
            Within::Steps(steps) => {
                if let Some(before) = link.at.0.checked_sub(1) {
                    player.seek(SimTime(before));
                } else {
                    player.restore(|it| it.seen == 0);
                }
                player.step_until(link.at, steps, |_| 1);
            }
            Within::Entries(entries) => {
                player.restore(|it| it.seen == 0);
                player.step_until(link.at, entries as u64, |written| written as u64);
            }
        }
        player
    }

    /// Makes steps until `at`, as long as they do not count up to `most`.
    fn step_until(&mut self, at: SimTime, most: u64, count: fn(usize) -> u64) {
        let mut counted = 0;
        for _ in 0..MOST_STEPS {
            let due = counted < most && self.run.next_due().is_some_and(|it| it <= at);
            match due.then(|| self.step()).flatten() {
                Some(written) => counted += count(written),
                None => break,
            }
        }
        if self.run.next_due().is_none_or(|it| at <= it) {
            self.run.pass_until(at);
        }
    }

    /// A link to what is shown, with all that can be held against it.
    pub fn link(&self) -> Link {
        Link { within: self.within(), state: Some((self.state(), Edition::OURS)), ..self.bookmark() }
    }

    /// The same at no cost: to the moment, without how much of it has happened.
    pub fn bookmark(&self) -> Link {
        Link {
            text: Arc::clone(&self.document.text),
            branch: self.document.branch.clone(),
            at: self.now(),
            ..Link::default()
        }
    }

    /// A checksum of what is shown.
    pub fn state(&self) -> u16 {
        state_of(&summary(self.world()))
    }

    /// What is shown, in words that stay as they are from version to version: see [`Player::state`].
    pub fn summary(&self) -> String {
        summary(self.world())
    }

    /// How much of this very moment has happened.
    fn within(&self) -> Within {
        let now = self.now();
        if self.run.next_due().is_none_or(|it| now < it) {
            return Within::All;
        }
        let mut run = self.history.last_that(|it| it.run.world().now() < now).run.clone();
        let (mut steps, mut written) = (0, Vec::new());
        while run.world().steps() < self.world().steps() {
            written.clear();
            if run.step(&mut written).is_none() {
                break;
            }
            steps = if run.world().now() == now { steps + 1 } else { 0 };
        }
        Within::Steps(steps)
    }

    /// The moment shown.
    pub fn now(&self) -> SimTime {
        self.run.world().now()
    }

    /// The scenario's text, with what the reader has done, and all its branches.
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// The story that it is, but for its branches.
    pub fn story(&self) -> Option<&'static Story> {
        self.document.story()
    }

    /// The branches, the trunk first.
    pub fn branches(&self) -> Vec<BranchView> {
        branches::branches(&self.document)
    }

    /// How two branches differ at the moment shown; `None` is the trunk.
    pub fn difference(&self, branches: [Option<&str>; 2]) -> Difference {
        difference(&self.document, branches, self.now())
    }

    /// What would be taken back, and what would be done again.
    pub fn undoable(&self) -> [Option<Change>; 2] {
        let done = (0 < self.version).then(|| self.versions[self.version].change.clone());
        [done, self.versions.get(self.version + 1).map(|it| it.change.clone())]
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

    /// What the last command has looked for, and what came of it.
    pub fn sought(&self) -> Option<&Sought> {
        self.sought.as_ref()
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

    /// Finds the moments of the scenario, those that lie ahead as well.
    pub fn scout(&self) -> Scout {
        Scout::new(self.run.script())
    }

    /// What the reader was last asked to foresee.
    pub fn question(&self) -> Option<QuestionView> {
        foresight::question(&self.run, &self.answers)
    }

    /// Whether the reader is asked to foresee something and is waited for.
    pub fn waits_for_answer(&self) -> bool {
        foresight::waits(&self.run, &self.answers)
    }

    /// What is true now, as conditions of the language.
    pub fn offers(&self) -> Vec<String> {
        offers::offers(&self.run)
    }

    /// The last thing that a client has asked for behind the first `before` entries.
    pub fn last_asked_after(&self, before: usize) -> Option<Subject> {
        let since = self.history.entries.get(before..self.seen)?;
        let place = since.iter().rposition(|it| matches!(it.what, What::Asked { .. }))?;
        Some(Subject::Asked(before + place))
    }

    /// What put a candidate before those who vote for it now.
    pub fn mandate(&self, candidate: ServerId) -> Option<Mandate> {
        mandate::mandate(self.world(), &self.history, self.seen, candidate)
    }

    /// The question after a fact, as it stands now; `None` where nothing is known of it.
    pub fn ask(&self, fact: &Fact) -> Option<Question> {
        why::ask(fact, &self.history, self.seen, self.world())
    }

    /// What led to what was asked for; `None` where the trace is another one since.
    pub fn why(&self, question: &Question) -> Option<Chain> {
        why::chain(&self.history, self.script(), question)
    }

    /// Does what the reader asks for. An act that cannot be read changes nothing.
    pub fn apply(&mut self, command: Command) -> Result<(), Problem> {
        self.sought = None;
        match command {
            Command::Play => self.playing = true,
            Command::Pause => self.playing = false,
            Command::Toggle if self.waits_for_answer() => self.answer(None),
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
            Command::Find(wanted) => self.find(wanted)?,
            Command::Act(line) => self.act(&line)?,
            Command::Open(text) => {
                self.answers.clear();
                self.change(Document::new(&text), Change::Opened, SimTime::ZERO);
            }
            Command::Switch(branch) => self.switch(branch.as_deref()),
            Command::Rename(branch, name) => {
                if let Some(renamed) = self.kept().renamed(&branch, &name) {
                    self.change(renamed, Change::Renamed(branch, name.into()), self.now());
                }
            }
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Restart => self.seek(SimTime::ZERO),
            Command::Answer(choice) => self.answer(choice),
            Command::ToReveal => self.run_to_reveal(),
        }
        Ok(())
    }

    /// Lets the reader's time pass. Whether anything that is shown has changed.
    pub fn tick(&mut self, wall: Span) -> bool {
        if !self.playing || self.stops_to_ask() {
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
                    if self.stops_to_ask() {
                        break;
                    }
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
        let events = written.len();
        self.seen += self.history.add(self.seen, written, &self.run);
        Some(events)
    }

    fn step_event(&mut self) {
        (0..MOST_STEPS).take_while(|_| self.step() == Some(0)).for_each(drop);
        self.stops_to_ask();
    }

    /// Stops where the reader is waited for.
    fn stops_to_ask(&mut self) -> bool {
        let waits = self.waits_for_answer();
        self.playing &= !waits;
        waits
    }

    fn answer(&mut self, choice: Option<usize>) {
        if let Some(asked) = self.run.questions().last().filter(|it| it.is_open()) {
            self.answers.insert(asked.line, choice.filter(|it| *it < asked.choices.len()));
        }
        self.playing = true;
    }

    fn run_to_reveal(&mut self) {
        let is_open = |run: &Run| run.questions().last().is_some_and(|it| it.is_open()) && !run.is_over();
        (0..MOST_STEPS).take_while(|_| is_open(&self.run) && self.step().is_some()).for_each(drop);
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

    /// Goes to what is wanted, if that comes.
    fn find(&mut self, wanted: Wanted) -> Result<(), Problem> {
        let from = self.now();
        let way = until::way(&wanted, &self.run, self.seen, self.entries()).map_err(Problem::Parse)?;
        match way {
            Way::Steps(steps) => (0..steps).take_while(|_| self.step().is_some()).for_each(drop),
            Way::Entry(place) => self.seek_seen(place + 1),
            Way::Stay(_) => {}
        }
        let found = match way {
            Way::Stay(found) => found,
            _ if self.now() < from => Found::Before(from.since(self.now())),
            _ => Found::After(self.now().since(from)),
        };
        self.sought = Some(Sought { wanted, found });
        Ok(())
    }

    /// Writes an act into the text, just ahead of the cursor, and does it: on a branch of its own, if a future is known that would
    /// not come then, or the scenario is a story.
    fn act(&mut self, line: &str) -> Result<(), Problem> {
        let line = parse_act(self.run.script(), line).map_err(Problem::Parse)?;
        let at = roundest(self.now(), self.run.next_due());
        let base = self.kept();
        let is_story = base.branch.is_none() && base.story().is_some();
        let acted = match is_story || self.has_future() {
            true => base.forked(at, &line),
            false => base.with(at, &line),
        };
        self.change(acted, Change::Acted(line.into()), at);
        Ok(())
    }

    /// The document, with what was undone of it as a branch.
    fn kept(&self) -> Document {
        match self.versions.get(self.version + 1..).and_then(<[Version]>::last) {
            Some(undone) => self.document.keeping(&undone.document),
            None => self.document.clone(),
        }
    }

    /// Whether it is known what comes behind the cursor, or the text says when.
    fn has_future(&self) -> bool {
        let timed = &self.run.script().timed;
        self.now() < self.history.until || timed.last().and_then(|it| it.at).is_some_and(|it| self.now() < it)
    }

    /// Takes another document, and goes to a moment of it.
    fn change(&mut self, document: Document, change: Change, after: SimTime) {
        self.versions[self.version].document = self.kept();
        self.versions.truncate(self.version + 1);
        self.versions.push(Version { document: document.clone(), change, done: self.now(), after });
        if MOST_VERSIONS < self.versions.len() {
            self.versions.remove(0);
        }
        self.version = self.versions.len() - 1;
        self.adopt(document, after);
    }

    fn undo(&mut self) {
        if let Some(before) = self.version.checked_sub(1) {
            let done = self.versions[self.version].done;
            self.version = before;
            self.adopt(self.versions[before].document.clone(), done);
        }
    }

    fn redo(&mut self) {
        if let Some(next) = self.versions.get(self.version + 1) {
            let (document, after) = (next.document.clone(), next.after);
            self.version += 1;
            self.adopt(document, after);
        }
    }

    fn switch(&mut self, branch: Option<&str>) {
        let document = self.document.on(branch);
        self.versions[self.version].document = document.clone();
        self.adopt(document, self.now());
    }

    /// Goes along `document` from now on: what it has in common with the one before stays known.
    fn adopt(&mut self, document: Document, at: SimTime) {
        let (script, errors) = document.script();
        let script = Arc::new(script);
        let parting = parting(self.run.script(), &script);
        (self.document, self.errors) = (document, errors);
        match parting {
            None => {}
            Some(SimTime::ZERO) => {
                self.run = Run::new(script);
                self.history = History::new(&self.run);
                (self.seen, self.last_event, self.remainder) = (0, SimTime::ZERO, 0);
                self.begin();
            }
            Some(parting) => {
                self.history.forget_from(parting);
                self.history.checkpoints_mut().for_each(|it| it.run.go_on_with(Arc::clone(&script)));
                if self.now() < parting {
                    self.run.go_on_with(script);
                } else {
                    self.restore(|_| true);
                }
            }
        }
        self.seek(at);
    }
}

/// From when on two scripts differ; from the beginning, if not only in what is done at times. `None`: they do not.
fn parting(one: &Script, other: &Script) -> Option<SimTime> {
    if (&one.config, one.seed, &one.flow) != (&other.config, other.seed, &other.flow) {
        return Some(SimTime::ZERO);
    }
    let shared = one.timed.iter().zip(&other.timed).take_while(|(a, b)| a == b).count();
    let next = [one, other].map(|it| it.timed.get(shared).and_then(|it| it.at));
    next.into_iter().flatten().min()
}

/// The time with the fewest digits behind `now` and before what is due next: an act at that time comes between them.
fn roundest(now: SimTime, due: Option<SimTime>) -> SimTime {
    let fits = |it: &SimTime| due.is_none_or(|due| *it < due);
    let units = [100_000, 10_000, 1_000, 100, 10].into_iter();
    units.map(|unit| SimTime((now.0 / unit + 1) * unit)).find(fits).unwrap_or(now + Span(1))
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
