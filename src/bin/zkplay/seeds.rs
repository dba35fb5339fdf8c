//! `zkplay seeds`: runs scenarios drawn from seeds on all cores, cuts down what fails, and says what is news.

use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::cpu;
use lexopt::prelude::*;
use zookeeper_playground::explore::{
    DRAWN, Drawn, Finding, Verdict, judge, recipe_scenario, release_of, seeded_scenario, seeded_scenario_on,
    shrink, shrink_seed,
};
use zookeeper_playground::vocab::Release;

/// How many failures of one kind are cut down and written to files, if they are news; of what is known, one.
const MOST_FILES: usize = 10;

struct Options {
    seeds: RangeInclusive<u64>,
    /// `None`: the one that each seed draws.
    release: Option<Release>,
    /// Whether only what is not known is cut down.
    news: bool,
    folder: PathBuf,
    /// The program that is drawn; `None`: faults and writes alone.
    program: Option<&'static Drawn>,
}

/// What the seeds did; a thread has one of its own.
#[derive(Default)]
struct Tally {
    seeds: BTreeMap<Release, u64>,
    events: u64,
    spent: Duration,
    /// By release and kind: the seeds.
    failed: BTreeMap<(Release, Kind), Vec<u64>>,
}

/// How a seed failed; `None`: an assertion of the engine does not hold.
type Kind = Option<Finding>;

/// Runs the seeds; fails if one of them found something that is not known.
pub fn run(mut parser: lexopt::Parser) -> Result<ExitCode, lexopt::Error> {
    let (mut options, programs) = options(&mut parser)?;
    let mut news = false;
    for program in programs {
        options.program = program;
        news |= run_program(&options)?;
    }
    Ok(if news { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Runs the seeds of one program, or of none; whether one of them found something that is not known.
fn run_program(options: &Options) -> Result<bool, lexopt::Error> {
    let tally = tally(options);
    let (first, last) = (options.seeds.start(), options.seeds.end());
    let (events, rate) = (tally.events, cpu::per_second(tally.events, tally.spent));
    if let Some(it) = options.program {
        let naive = if it.naive { " (naive: to be broken)" } else { "" };
        println!("program: {}{naive}", it.recipe);
    }
    println!("seeds: {first} to {last}, {events} events, {rate} of them in a second of CPU");
    for (release, seeds) in &tally.seeds {
        println!("{release}: {seeds} seeds");
        for ((_, kind), failed) in tally.failed.iter().filter(|(it, _)| it.0 == *release) {
            report(*release, kind, failed, options)?;
        }
    }
    let naive = options.program.is_some_and(|it| it.naive);
    Ok(!naive && tally.failed.keys().any(|(_, kind)| bug(kind).is_none()))
}

type Programs = Vec<Option<&'static Drawn>>;

fn options(parser: &mut lexopt::Parser) -> Result<(Options, Programs), lexopt::Error> {
    let (mut count, mut from, mut release, mut news) = (1_000, 1, None, false);
    let mut folder = PathBuf::from("target/seeds");
    let (mut group, mut named) = (None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("count") => count = parser.value()?.parse()?,
            Long("from") => from = parser.value()?.parse()?,
            Long("release") => {
                let known = "a release: 3.4.10, 3.8.0, 3.9.2, 3.9.3 or 3.9.5";
                release = Some(parser.value()?.string()?.parse().map_err(|_| format!("expected {known}"))?);
            }
            Long("news") => news = true,
            Long("recipes") => group = Some(false),
            Long("naive") => group = Some(true),
            Long("recipe") => named = Some(parser.value()?.string()?),
            Long("out") => folder = parser.value()?.into(),
            _ => return Err(argument.unexpected()),
        }
    }
    let last = u64::checked_add(from, count).and_then(|it| it.checked_sub(1)).ok_or("no such seeds")?;
    let programs: Programs = match (group, named) {
        (_, Some(name)) => DRAWN.iter().filter(|it| it.recipe == name).map(Some).collect(),
        (Some(naive), None) => DRAWN.iter().filter(|it| it.naive == naive).map(Some).collect(),
        (None, None) => vec![None],
    };
    if programs.is_empty() {
        let known: Vec<&str> = DRAWN.iter().map(|it| it.recipe).collect();
        return Err(format!("no such program; there are: {}", known.join(", ")).into());
    }
    Ok((Options { seeds: from..=last, release, news, folder, program: None }, programs))
}

impl Options {
    fn scenario(&self, seed: u64) -> String {
        if let Some(drawn) = self.program {
            return recipe_scenario(drawn, seed);
        }
        self.release.map_or_else(|| seeded_scenario(seed), |it| seeded_scenario_on(it, seed))
    }
}

/// Runs all seeds, each thread the next that nobody has taken.
fn tally(options: &Options) -> Tally {
    let next = AtomicU64::new(*options.seeds.start());
    let work = || {
        let (mut tally, begun) = (Tally::default(), cpu::spent());
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if !options.seeds.contains(&seed) {
                tally.spent = cpu::spent() - begun;
                return tally;
            }
            tally.take(seed, &options.scenario(seed));
            if seed.is_multiple_of(10_000) {
                eprintln!("seed {seed} of {} …", options.seeds.end());
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let tallies = workers.into_iter().map(|it| it.join().expect("a panic is caught where it happens"));
        tallies.reduce(Tally::and).unwrap_or_default()
    })
}

impl Tally {
    fn take(&mut self, seed: u64, text: &str) {
        let release = release_of(text);
        *self.seeds.entry(release).or_default() += 1;
        let kinds = match play(text) {
            Some(Verdict { events, findings }) => {
                self.events += events;
                findings.into_iter().map(Some).collect()
            }
            None => vec![None],
        };
        for kind in kinds {
            self.failed.entry((release, kind)).or_default().push(seed);
        }
    }

    fn and(mut self, other: Tally) -> Tally {
        self.events += other.events;
        self.spent += other.spent;
        for (release, seeds) in other.seeds {
            *self.seeds.entry(release).or_default() += seeds;
        }
        for (kind, seeds) in other.failed {
            let all = self.failed.entry(kind).or_default();
            all.extend(seeds);
            all.sort_unstable();
        }
        self
    }
}

/// `None` if the engine panics.
fn play(text: &str) -> Option<Verdict> {
    catch_unwind(|| judge(text).expect("a seed's scenario can be read")).ok()
}

fn bug(kind: &Kind) -> Option<&'static str> {
    kind.as_ref().and_then(|it| it.bug)
}

/// Says how often that happened and what explains it; writes the scenario, cut down.
fn report(release: Release, kind: &Kind, failed: &[u64], options: &Options) -> Result<(), lexopt::Error> {
    let name = kind.as_ref().map_or("panic".to_owned(), |it| it.failure.to_string());
    let bug = bug(kind);
    let why = bug.map_or("NEWS".to_owned(), |it| format!("known: {it}"));
    println!("{release} {name}: {} seeds, {why}", failed.len());
    fs::create_dir_all(&options.folder).map_err(|it| format!("{}: {it}", options.folder.display()))?;
    let files = match bug {
        None => MOST_FILES,
        Some(_) if options.news => 0,
        Some(_) => 1,
    };
    for seed in failed.iter().take(files) {
        let text = options.scenario(*seed);
        let shrunk = match kind {
            Some(finding) => shrink_seed(&text, finding),
            None => shrink(&text, |it| catch_unwind(|| judge(it)).is_err()),
        };
        let path = options.folder.join(format!("{release}-{name}-{seed}.zk"));
        let text = format!("# Seed {seed} on {release}, cut down: {name}; {why}.\n{shrunk}");
        fs::write(&path, &text).map_err(|it| format!("{}: {it}", path.display()))?;
        println!("{}:\n{text}", path.display());
    }
    Ok(())
}
