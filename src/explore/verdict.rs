use std::fmt;

use super::known::KnownBug;
use super::release_of;
use crate::check::Invariant;
use crate::scenario::{Problem, Run, parse};
use crate::trace::Entry;
use crate::vocab::ProcessId;

/// How a scenario fails.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// It breaks an invariant.
    Broken(Invariant),
    /// A condition of this kind is not true when it should be; its first word that names no process.
    Unmet(String),
}

/// As the language says it: `I-8`, `settled`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(invariant) => invariant.fmt(f),
            Self::Unmet(kind) => f.write_str(kind),
        }
    }
}

impl Failure {
    /// Of what has gone wrong; an act that was not possible is no failure.
    fn of(problem: &Problem) -> Option<Failure> {
        match problem {
            Problem::Broken { invariant, .. } => Some(Self::Broken(*invariant)),
            Problem::Expectation { condition, .. } | Problem::Until { condition, .. } => {
                let kind = condition.split(' ').find(|it| it.parse::<ProcessId>().is_err());
                Some(Self::Unmet(kind.unwrap_or_default().to_owned()))
            }
            Problem::Parse(_)
            | Problem::Refused { .. }
            | Problem::NothingAsked { .. }
            | Problem::NoAnswer { .. } => None,
        }
    }
}

/// A failure, and the name of the known bug that explains it; `None`: it is news.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The failure.
    pub failure: Failure,
    /// The bug.
    pub bug: Option<&'static str>,
}

/// What came of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many entries its trace has.
    pub events: u64,
    /// How it failed, each way once, in the order of time. What is unmet after another failure is left out: it follows.
    pub findings: Vec<Finding>,
}

/// Runs a scenario to the end of its lines. `None` if a line of it cannot be read.
pub fn judge(text: &str) -> Option<Verdict> {
    let (script, errors) = parse(text);
    if !errors.is_empty() {
        return None;
    }
    let (mut run, known) = (Run::new(script.into()), KnownBug::of(release_of(text)));
    let (mut verdict, mut seen, mut told) = (Verdict::default(), vec![false; known.len()], 0);
    finish(&mut run, |run, entries| {
        verdict.events += entries.len() as u64;
        for (bug, seen) in known.iter().zip(&mut seen) {
            *seen = *seen || entries.iter().any(|it| bug.shows(run.world(), &it.what));
        }
        for failure in run.problems()[told..].iter().filter_map(Failure::of) {
            let bug = known.iter().zip(&seen).find(|(bug, seen)| **seen && bug.explains(&failure));
            verdict.find(failure, bug.map(|(bug, _)| bug.name));
        }
        told = run.problems().len();
    });
    Some(verdict)
}

impl Verdict {
    fn find(&mut self, failure: Failure, bug: Option<&'static str>) {
        let follows = !self.findings.is_empty() && matches!(failure, Failure::Unmet(_));
        if !follows && self.findings.iter().all(|it| it.failure != failure) {
            self.findings.push(Finding { failure, bug });
        }
    }
}

/// Runs the rest of the lines, and shows what each step has written.
pub(super) fn finish(run: &mut Run, mut look: impl FnMut(&Run, &[Entry])) {
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {
        look(run, &record);
        record.clear();
    }
}
