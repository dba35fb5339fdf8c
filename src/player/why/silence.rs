//! Who silenced whom: of a clock that ran out because nobody spoke no message tells, but an act, or a death, may.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::player::history::{History, MarkKind};
use crate::player::index::Topic;
use crate::scenario::{Command, Script, read_act};
use crate::sim::{Clock, Fault, Medium};
use crate::trace::What;
use crate::vocab::{ProcessId, ServerId, SimTime, Span};

/// What was on its way when somebody was silenced still arrives; that takes no longer.
const ON_ITS_WAY: Span = Span::from_millis(100);

/// Those who were not heard, and the ways that their words would have taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Silent {
    /// Who is to be named.
    pub named: BTreeSet<ProcessId>,
    /// Whether it is known since when.
    pub is_dated: bool,
    pub speakers: BTreeSet<ProcessId>,
    pub links: BTreeSet<(ProcessId, ProcessId)>,
}

impl Silent {
    /// `speaker` says nothing to `listener`; that may also be as it hears nothing of it.
    pub fn add(&mut self, speaker: ProcessId, listener: ProcessId) {
        self.named.insert(speaker);
        self.speakers.insert(speaker);
        self.links.extend([(speaker, listener), (listener, speaker)]);
    }
}

/// A way to be silenced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Harm {
    Dead(ProcessId),
    Paused(ProcessId),
    Cut(ProcessId, ProcessId),
    Slow(ProcessId, ProcessId),
    Held(ProcessId, ProcessId),
    Disk(ServerId),
    Clock(ProcessId),
}

/// The place of what silenced them from `since` on, as it is told before `before`.
pub(super) fn culprit(
    history: &History,
    script: &Script,
    silent: &Silent,
    since: SimTime,
    before: usize,
) -> Option<usize> {
    let mut events: Vec<(usize, Harm, bool)> = Vec::new();
    for speaker in &silent.speakers {
        deaths(history, *speaker, before, &mut events);
    }
    for (place, faults) in acts(history, script, 0..before) {
        let harms = faults.iter().flat_map(|it| harms(it, silent));
        events.extend(harms.filter(|it| silent.suffers(it.0)).map(|(harm, begins)| (place, harm, begins)));
    }
    events.sort_by_key(|(place, ..)| *place);
    let at = |place: usize| history.entries[place].at;
    let mut active: BTreeMap<Harm, usize> = BTreeMap::new();
    for (place, harm, begins) in events {
        if begins {
            active.entry(harm).or_insert(place);
        } else if at(place) <= since {
            active.remove(&harm);
        }
    }
    let first = active.values().copied().filter(|it| since <= at(*it) + ON_ITS_WAY).min();
    first.or_else(|| active.values().copied().max())
}

/// The place of the act that let go on what had waited on its way from one process to another, if one did.
pub(super) fn freed(
    history: &History,
    script: &Script,
    link: (ProcessId, ProcessId),
    between: Range<usize>,
) -> Option<usize> {
    let mut silent = Silent::default();
    silent.links.insert(link);
    let frees = |fault: &Fault| {
        let mut mended = harms(fault, &silent).into_iter().filter(|it| !it.1);
        mended
            .any(|(harm, _)| matches!(harm, Harm::Cut(from, to) | Harm::Held(from, to) if (from, to) == link))
    };
    acts(history, script, between).into_iter().rev().find(|it| it.1.iter().any(frees)).map(|it| it.0)
}

/// What was done, by its places.
fn acts(history: &History, script: &Script, places: Range<usize>) -> Vec<(usize, Vec<Fault>)> {
    let marks = &history.marks;
    let from = marks.partition_point(|it| it.entry < places.start);
    let marks =
        marks[from..].iter().take_while(|it| it.entry < places.end).filter(|it| it.kind == MarkKind::Act);
    let read = |place: usize| {
        let What::Act { line } = &history.entries[place].what else { return None };
        match read_act(script, line).ok()?.command {
            Command::Faults(faults) => Some((place, faults)),
            _ => None,
        }
    };
    marks.filter_map(|it| read(it.entry)).collect()
}

/// When a process died, and when it came back.
fn deaths(history: &History, process: ProcessId, before: usize, events: &mut Vec<(usize, Harm, bool)>) {
    let topic = match process {
        ProcessId::Server(id) => Topic::State(id),
        ProcessId::Client(id) => Topic::Client(id),
    };
    for place in history.index.before(topic, before).iter().copied() {
        let (from, to) = match history.entries[place].what {
            What::State { from, to, .. } => (from.is_some(), to.is_some()),
            What::ClientState { from, to, .. } => (from.is_some(), to.is_some()),
            _ => continue,
        };
        if from != to {
            events.push((place, Harm::Dead(process), !to));
        }
    }
}

/// What a fault does to processes and ways, and what it mends (`false`). Deaths are read off the states.
fn harms(fault: &Fault, silent: &Silent) -> Vec<(Harm, bool)> {
    let ways = |from: &BTreeSet<ProcessId>, to: &BTreeSet<ProcessId>, both: bool| {
        let there = from.iter().flat_map(|a| to.iter().map(|b| (*a, *b))).collect::<Vec<_>>();
        let back = there.iter().filter(|_| both).map(|(a, b)| (*b, *a)).collect::<Vec<_>>();
        [there, back].concat()
    };
    let mended = |ways: Vec<(ProcessId, ProcessId)>| {
        ways.into_iter().flat_map(|(a, b)| [(Harm::Cut(a, b), false), (Harm::Slow(a, b), false)]).collect()
    };
    match fault {
        Fault::Cut { from, to, both } => {
            ways(from, to, *both).into_iter().map(|(a, b)| (Harm::Cut(a, b), true)).collect()
        }
        Fault::Delay { from, to, both, by } => {
            ways(from, to, *both).into_iter().map(|(a, b)| (Harm::Slow(a, b), *by != Span::ZERO)).collect()
        }
        Fault::Heal { from, to, both } => mended(ways(from, to, *both)),
        Fault::HealAll => mended(silent.links.iter().copied().collect()),
        Fault::Pause(id) => vec![(Harm::Paused((*id).into()), true)],
        Fault::PauseClient(id) => vec![(Harm::Paused((*id).into()), true)],
        Fault::Resume(id)
        | Fault::Start(id)
        | Fault::Crash(id)
        | Fault::PowerOff(id)
        | Fault::Restart(id) => {
            vec![(Harm::Paused((*id).into()), false)]
        }
        Fault::ResumeClient(id) | Fault::StartClient(id, _) | Fault::CrashClient(id) => {
            vec![(Harm::Paused((*id).into()), false)]
        }
        Fault::SetClock(id, rate) => vec![(Harm::Clock((*id).into()), *rate != Clock::TRUE)],
        Fault::SetFlush(id, flush) => vec![(Harm::Disk(*id), flush.is_some())],
        Fault::SetMedium(id, medium) => vec![(Harm::Disk(*id), *medium != Medium::Sound)],
        Fault::Hold(pick) => vec![(Harm::Held(pick.from, pick.to), true)],
        Fault::Release(pick) => vec![(Harm::Held(pick.from, pick.to), false)],
        Fault::Drop(_)
        | Fault::SetDisk(..)
        | Fault::Ask(..)
        | Fault::FourLetter(..)
        | Fault::Run(..)
        | Fault::Fence(_)
        | Fault::Type(..)
        | Fault::Call(..) => Vec::new(),
    }
}

impl Silent {
    fn suffers(&self, harm: Harm) -> bool {
        match harm {
            Harm::Dead(it) | Harm::Paused(it) | Harm::Clock(it) => self.speakers.contains(&it),
            Harm::Disk(it) => self.speakers.contains(&it.into()),
            Harm::Cut(from, to) | Harm::Slow(from, to) | Harm::Held(from, to) => {
                self.links.contains(&(from, to))
            }
        }
    }
}
