use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::{Link, Within};
use crate::compare::{Experiment, Growth, Measurement, Metric, Table, Trial};
use crate::scenario::{ParseError, Script, parse};
use crate::vocab::SimTime;

/// An experiment that is being looked at: what has been measured of it, and what is still to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    text: Arc<str>,
    experiment: Option<Experiment>,
    errors: Vec<ParseError>,
    size: u16,
    /// What the curve is of.
    pub metric: Metric,
    measured: BTreeMap<Job, Measurement>,
    jobs: VecDeque<Job>,
    /// How many of those that were asked for together are done.
    done: usize,
}

/// One arrangement, by its place, for one n.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// Which arrangement.
    pub place: usize,
    /// For which n.
    pub size: u16,
}

/// What is shown first, if the experiment has it: few enough to be told one by one.
const FIRST_SIZE: u16 = 5;

impl Comparison {
    /// A text that may be an experiment, nothing of which has been run. The n is the one asked for, if the text has it.
    pub fn open(text: &str, size: u16) -> Comparison {
        let (experiment, errors) = Experiment::parse(text);
        let sizes = experiment.as_ref().map_or(&[FIRST_SIZE][..], |it| &it.sizes);
        let wanted = [size, FIRST_SIZE].into_iter().find(|it| sizes.contains(it));
        Comparison {
            text: text.into(),
            size: wanted.unwrap_or(sizes[0]),
            experiment: experiment.filter(|_| errors.is_empty()),
            errors,
            metric: Metric::Messages,
            measured: BTreeMap::new(),
            jobs: VecDeque::new(),
            done: 0,
        }
    }

    /// Whether a text is an experiment, and not a scenario.
    pub fn is_one(text: &str) -> bool {
        Experiment::is_one(text)
    }

    /// What a link carries, if it carries an experiment.
    pub fn from_link(fragment: &str) -> Option<Comparison> {
        let link = Link::decode(fragment).ok()?;
        let size = match link.within {
            Within::Entries(size) => size as u64,
            Within::All | Within::Steps(_) => link.at.0,
        };
        let size = u16::try_from(size).unwrap_or_default();
        Comparison::is_one(&link.text).then(|| Comparison::open(&link.text, size))
    }

    /// A link to it. Where one to a scenario has its moment, there stands the n.
    pub fn link(&self) -> Link {
        Link { at: SimTime(self.size.into()), ..Link::to_text(&self.text) }
    }

    /// Its text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What of it cannot be read.
    pub fn errors(&self) -> &[ParseError] {
        &self.errors
    }

    /// The words that the arrangements are called by, in their order; none if something of the text cannot be read.
    pub fn titles(&self) -> Vec<&str> {
        self.experiment.iter().flat_map(|it| &it.arrangements).map(|it| &*it.title).collect()
    }

    /// Every n that can be chosen; none if the arrangements do not depend on it.
    pub fn sizes(&self) -> &[u16] {
        self.experiment.as_ref().filter(|it| it.has_sizes()).map_or(&[], |it| &it.sizes)
    }

    /// The n that is looked at.
    pub fn size(&self) -> u16 {
        self.size
    }

    /// The scenario of an arrangement for an n.
    pub fn scenario(&self, job: Job) -> String {
        self.experiment.as_ref().map_or_else(String::new, |it| it.text(job.place, job.size))
    }

    /// Looks at another n; what is not known of it is run next.
    pub fn choose(&mut self, size: u16) {
        self.size = size;
        self.ask(&[size]);
    }

    /// Asks for what is not known of every n, the smallest first.
    pub fn ask_for_curve(&mut self) {
        let mut sizes = self.sizes().to_vec();
        sizes.sort_unstable();
        self.ask(&sizes);
    }

    /// Puts what is not known of these ahead of what was asked for before.
    fn ask(&mut self, sizes: &[u16]) {
        if self.jobs.is_empty() {
            self.done = 0;
        }
        let places = self.titles().len();
        let asked = sizes.iter().flat_map(|size| (0..places).map(|place| Job { place, size: *size }));
        let asked = asked.filter(|it| !self.measured.contains_key(it));
        let others = self.jobs.iter().filter(|it| !sizes.contains(&it.size));
        self.jobs = asked.chain(others.copied()).collect();
    }

    /// Whether nothing of it has been run or asked for.
    pub fn is_new(&self) -> bool {
        self.measured.is_empty() && self.jobs.is_empty()
    }

    /// What is to be run next.
    pub fn job(&self) -> Option<Job> {
        self.jobs.front().copied()
    }

    /// Asks for nothing more.
    pub fn cancel(&mut self) {
        self.jobs.clear();
    }

    /// How many of the runs that were asked for are done, and how many they are; `None` if none is under way.
    pub fn progress(&self) -> Option<(usize, usize)> {
        (!self.jobs.is_empty()).then_some((self.done, self.done + self.jobs.len()))
    }

    /// Takes what came of a run. What nobody asks for any more is kept as well.
    pub fn take(&mut self, job: Job, measured: Measurement) {
        let asked = self.jobs.len();
        self.jobs.retain(|it| *it != job);
        self.done += asked - self.jobs.len();
        self.measured.insert(job, measured);
    }

    /// What an arrangement did, for the n that is looked at.
    pub fn measured(&self, place: usize) -> Option<&Measurement> {
        self.measured.get(&Job { place, size: self.size })
    }

    /// Whether every n has been run in every arrangement.
    pub fn has_curve(&self) -> bool {
        let places = self.titles().len();
        let mut all =
            self.sizes().iter().flat_map(|size| (0..places).map(|place| Job { place, size: *size }));
        1 < self.sizes().len() && all.all(|it| self.measured.contains_key(&it))
    }

    /// The points of a curve as far as they are known, and how they grow if all are.
    pub fn curve(&self, place: usize, metric: Metric) -> (Vec<(u16, u64)>, Option<Growth>) {
        let points = self.table().curve(place, metric);
        let growth = Growth::of(&points).filter(|_| self.has_curve());
        (points, growth)
    }

    /// All that is known as CSV.
    pub fn csv(&self) -> String {
        self.experiment.as_ref().map_or_else(String::new, |it| self.table().csv(it))
    }

    fn table(&self) -> Table {
        Table { rows: self.measured.iter().map(|(it, of)| (it.place, it.size, of.clone())).collect() }
    }

    /// The end of the time axis on which the lanes lie, in microseconds since the failure: behind all that changes in any of them.
    pub fn ends(&self) -> u64 {
        let lanes = (0..self.titles().len()).filter_map(|it| self.measured(it));
        let ends = lanes.flat_map(|it| {
            let course = it.course();
            let stretches = [&course.nobody, &course.two].into_iter().flat_map(|it| &it.0);
            stretches.map(|it| it.1).chain(course.change.iter().map(|it| it.recovered)).collect::<Vec<_>>()
        });
        let last = ends.max().unwrap_or_default().max(1_000);
        last + last / 8
    }
}

/// Moments that are worth a mark on an axis of that length, in microseconds: eight at most, at round distances.
pub fn ticks(length: u64) -> Vec<u64> {
    let decades = (0..).map(|it| 10_u64.pow(it));
    let steps = decades.flat_map(|it| [it, it * 2, it * 5]);
    let step = steps.into_iter().find(|it| length / it <= 8).unwrap_or(length);
    (0..=length / step).map(|it| it * step).collect()
}

/// Runs a scenario and measures it. As text, for who asks from another thread.
pub fn measure(scenario: &str) -> String {
    serde_json::to_string(&Trial::new(parse(scenario).0).finish()).expect("numbers and texts")
}

/// What [`measure`] has written.
pub fn measured(json: &str) -> Option<Measurement> {
    serde_json::from_str(json).ok()
}

/// A run that is made bit by bit, where there is no other thread.
pub fn trial(scenario: &str) -> Trial {
    let script: Script = parse(scenario).0;
    Trial::new(script)
}
