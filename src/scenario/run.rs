use std::sync::Arc;

use crate::check::{Checks, Invariant};
use crate::scenario::{Choice, Command, Condition, Line, Problem, Question, Script, parse};
use crate::sim::{Fault, FaultError, Timing, World};
use crate::trace::{Entry, Tally, TraceHash, What};
use crate::vocab::{SimTime, Span};

/// A scenario on its way: its world, and how far its lines have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    script: Arc<Script>,
    world: World,
    /// How many lines of the flow are done, and what the next one waits for.
    done: usize,
    waiting: Option<Waiting>,
    /// How many of the timed lines are done.
    timed_done: usize,
    caption: Option<String>,
    /// What the scenario has asked so far.
    questions: Vec<Arc<Question>>,
    problems: Vec<Problem>,
    checks: Checks,
    /// What happened since the last `mark`, or from the beginning.
    tally: Tally,
}

/// What the flow waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Waiting {
    Time(SimTime),
    Until { condition: Condition, within: Span, deadline: SimTime },
}

/// What comes next. Variant order is the order at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Timed,
    Flow,
    World,
}

impl Run {
    /// At the beginning of a scenario.
    pub fn new(script: Arc<Script>) -> Run {
        let world = World::new(script.config.clone(), script.seed, Timing::default());
        Run {
            script,
            world,
            done: 0,
            waiting: None,
            timed_done: 0,
            caption: None,
            questions: Vec::new(),
            problems: Vec::new(),
            checks: Checks::default(),
            tally: Tally::default(),
        }
    }

    /// The same without the invariants, to measure what they cost.
    pub fn unchecked(script: Arc<Script>) -> Run {
        Run { checks: Checks::off(), ..Run::new(script) }
    }

    /// The world as it is.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The scenario.
    pub fn script(&self) -> &Arc<Script> {
        &self.script
    }

    /// What the scenario said last.
    pub fn caption(&self) -> Option<&str> {
        self.caption.as_deref()
    }

    /// What the scenario has asked so far, in order; only the last one may be open.
    pub fn questions(&self) -> &[Arc<Question>] {
        &self.questions
    }

    /// Whether the scenario has asked something, all answers to choose from are there, and none is revealed. What is typed one
    /// after another stands in the text at one time after another.
    pub fn asks(&self) -> bool {
        let flow = self.script.flow.get(self.done);
        let timed = self.script.timed.get(self.timed_done);
        let more = |line: Option<&Line>| line.is_some_and(|it| matches!(it.command, Command::Option(_)));
        self.questions.last().is_some_and(|it| it.is_open()) && !more(flow) && !more(timed)
    }

    /// What happened since the last `mark`, or from the beginning.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What could not be done, and which expectations were wrong, so far.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether every line is done.
    pub fn is_over(&self) -> bool {
        self.done == self.script.flow.len() && self.timed_done == self.script.timed.len()
    }

    /// Goes on with another script that is the same in all that has been done.
    pub fn go_on_with(&mut self, script: Arc<Script>) {
        self.script = script;
    }

    /// When the next thing happens; `None` if nothing will.
    pub fn next_due(&self) -> Option<SimTime> {
        self.next().map(|(at, _)| at)
    }

    fn next(&self) -> Option<(SimTime, Next)> {
        let now = self.world.now();
        let timed = self.script.timed.get(self.timed_done).and_then(|it| it.at);
        let flow = match &self.waiting {
            None => (self.done < self.script.flow.len()).then_some(now),
            Some(Waiting::Time(at)) => Some(*at),
            Some(Waiting::Until { deadline, condition, .. }) => {
                Some(if condition.holds(&self.world, &self.tally) { now } else { *deadline })
            }
        };
        let world = self.world.next_due();
        let all = [(timed, Next::Timed), (flow, Next::Flow), (world, Next::World)];
        all.into_iter().filter_map(|(at, what)| Some((at?.max(now), what))).min()
    }

    /// Does the next thing, a line or a turn of the world; `None` if nothing is left to do.
    pub fn step(&mut self, record: &mut Vec<Entry>) -> Option<SimTime> {
        let (at, next) = self.next()?;
        let known = record.len();
        self.do_next(at, next, record);
        record[known..].iter().for_each(|it| self.tally.add(it));
        self.check(known, record);
        Some(at)
    }

    fn do_next(&mut self, at: SimTime, next: Next, record: &mut Vec<Entry>) {
        match next {
            Next::World => {
                self.world.advance(record);
            }
            Next::Timed => {
                self.world.pass_until(at);
                let line = self.script.timed[self.timed_done].clone();
                self.timed_done += 1;
                self.perform(line, record);
            }
            Next::Flow => {
                self.world.pass_until(at);
                self.flow(record);
            }
        }
    }

    /// Holds what one step has written against the invariants.
    fn check(&mut self, known: usize, record: &mut Vec<Entry>) {
        let broken = self.checks.observe(&self.world, &record[known..]);
        let (violations, step) = (self.checks.violations(), self.world.steps());
        for it in &violations[violations.len() - broken..] {
            let (line, found) = (it.invariant.to_string(), Some(it.found.clone()));
            self.world.conclude(step, What::Expected { line, found }, record);
            let meant = self.script.flow.iter().any(|line| line.command == Command::Breaks(it.invariant));
            if !meant {
                self.problems.push(Problem::Broken {
                    invariant: it.invariant,
                    at: it.at,
                    found: it.found.clone(),
                });
            }
        }
    }

    /// The invariants, and which of them have been broken so far.
    pub fn checks(&self) -> &Checks {
        &self.checks
    }

    /// Lets time pass until `at`, up to which nothing is due.
    pub fn pass_until(&mut self, at: SimTime) {
        self.world.pass_until(at);
    }

    fn flow(&mut self, record: &mut Vec<Entry>) {
        match self.waiting.take() {
            None => {
                let line = self.script.flow[self.done].clone();
                self.perform(line, record);
                if self.waiting.is_some() {
                    return; // the line is done when its time has come
                }
            }
            Some(Waiting::Time(_)) => {}
            Some(Waiting::Until { condition, within, .. }) => {
                if !condition.holds(&self.world, &self.tally) {
                    let line = self.script.flow[self.done].number;
                    let (at, found) = (self.world.now(), condition.found(&self.world, &self.tally));
                    self.world.note(expected(&condition, Some(found.clone())), record);
                    self.problems.push(Problem::Until {
                        line,
                        at,
                        condition: condition.to_string(),
                        within,
                        found,
                    });
                }
            }
        }
        self.done += 1;
    }

    fn perform(&mut self, line: Line, record: &mut Vec<Entry>) {
        let Line { number, command, text, .. } = line;
        let now = self.world.now();
        match command {
            Command::Header => {}
            Command::Observers(servers) => {
                self.world.note(What::Act { line: text }, record);
                for id in servers {
                    self.world.make_observer(id).expect("the parser knows the servers");
                }
            }
            Command::Set { key, value } => {
                self.world.note(What::Act { line: text }, record);
                self.world.set(&key, &value).expect("the parser has tried it");
            }
            Command::Release(release) => {
                self.world.note(What::Act { line: text }, record);
                self.world.set_release(release);
            }
            Command::Latency { latency, jitter } => {
                self.world.note(What::Act { line: text }, record);
                self.world.set_latency(latency, jitter);
            }
            Command::Faults(faults) => {
                self.world.note(What::Act { line: text }, record);
                for fault in faults {
                    if matches!(fault, Fault::SetDisk(..)) {
                        self.checks.forget();
                    }
                    if let Err(why) = self.world.cause(fault, record) {
                        self.problems.push(Problem::Refused { line: number, at: now, why });
                    }
                }
            }
            Command::Late(text) => {
                let (leader, holder) = (self.world.leader(), self.world.holder());
                match self.script.resolve(&text, leader, holder) {
                    Some((command, text)) => self.perform(Line { number, at: None, command, text }, record),
                    None => {
                        self.problems.push(Problem::Refused {
                            line: number,
                            at: now,
                            why: FaultError::Nobody,
                        });
                    }
                }
            }
            Command::Mark => {
                self.world.note(What::Act { line: text }, record);
                self.tally = Tally::default();
            }
            Command::Wait(span) => self.waiting = Some(Waiting::Time(now + span)),
            Command::Until { condition, within } => {
                self.waiting = Some(Waiting::Until { condition, within, deadline: now + within });
            }
            Command::Breaks(invariant) => self.expect_broken(number, invariant, record),
            Command::Expect(condition) => self.expect(number, &condition, record),
            Command::Say(text) => self.say(text, record),
            Command::Predict(text) => {
                self.questions.push(Arc::new(Question::new(number, now, text.clone())));
                self.say(text, record);
            }
            Command::Option(choice) => match self.questions.last_mut().filter(|it| it.outcome.is_none()) {
                Some(question) => Arc::make_mut(question).choices.push(choice),
                None => self.problems.push(Problem::NothingAsked { line: number, at: now }),
            },
            Command::Reveal => self.reveal(number, record),
        }
    }

    fn say(&mut self, text: String, record: &mut Vec<Entry>) {
        self.world.note(What::Said { text: text.clone() }, record);
        self.caption = Some(text);
    }

    /// Looks which of the answers are true now. One of them has to be, and one that is not true in part only.
    fn reveal(&mut self, line: usize, record: &mut Vec<Entry>) {
        let at = self.world.now();
        let Some(question) = self.questions.last_mut().filter(|it| it.is_open()) else {
            return self.problems.push(Problem::NothingAsked { line, at });
        };
        let question = Arc::make_mut(question);
        let holds = |it: &Choice| it.condition.holds(&self.world, &self.tally);
        question.outcome = Some(question.choices.iter().map(holds).collect());
        if let Some(right) = question.right().next() {
            self.world.note(expected(&right.condition, None), record);
            return;
        }
        let mut wrong = question.choices.iter().map(|it| &it.condition);
        let conditions: Vec<String> = wrong.clone().map(ToString::to_string).collect();
        let found = wrong.next().map(|it| it.found(&self.world, &self.tally)).unwrap_or_default();
        let told = What::Expected { line: conditions.join(" | "), found: Some(found.clone()) };
        self.world.note(told, record);
        self.problems.push(Problem::NoAnswer { line, at, found });
    }

    fn expect_broken(&mut self, line: usize, invariant: Invariant, record: &mut Vec<Entry>) {
        let broken = self.checks.violations().iter().any(|it| it.invariant == invariant);
        let found = (!broken).then(|| "whole".to_owned());
        self.world.note(What::Expected { line: format!("broken {invariant}"), found: found.clone() }, record);
        if let Some(found) = found {
            let (at, condition) = (self.world.now(), format!("broken {invariant}"));
            self.problems.push(Problem::Expectation { line, at, condition, found });
        }
    }

    fn expect(&mut self, line: usize, condition: &Condition, record: &mut Vec<Entry>) {
        let found =
            (!condition.holds(&self.world, &self.tally)).then(|| condition.found(&self.world, &self.tally));
        self.world.note(expected(condition, found.clone()), record);
        if let Some(found) = found {
            let (at, condition) = (self.world.now(), condition.to_string());
            self.problems.push(Problem::Expectation { line, at, condition, found });
        }
    }
}

/// The hash of a scenario's whole trace, to the end of its lines.
pub fn trace_hash(text: &str) -> TraceHash {
    let mut run = Run::new(Arc::new(parse(text).0));
    let mut record = Vec::new();
    let mut hash = TraceHash::EMPTY;
    while !run.is_over() && run.step(&mut record).is_some() {
        hash = record.drain(..).fold(hash, |sum, entry| sum.with(&entry));
    }
    hash
}

fn expected(condition: &Condition, found: Option<String>) -> What {
    What::Expected { line: condition.to_string(), found }
}
