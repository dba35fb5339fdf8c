//! What the engine costs, in figures: the same natively and in the browser, where `tests/bench.rs` takes this file in.
//! `cargo xtask bench` makes a table of them.
//!
//! Of several rounds the best counts: what else a machine does only ever adds. The kinds of run that are compared take turns.

use std::sync::Arc;

use zookeeper_playground::explore::{count_events, hour, idle_day, large_tree, workload};
use zookeeper_playground::player::{Command, Player};
use zookeeper_playground::scenario::parse;
use zookeeper_playground::vocab::SimTime;

/// What it is measured by, which is another thing in a browser.
pub struct Means {
    /// What has been spent so far, in microseconds.
    pub spent: fn() -> u64,
    /// How many bytes of memory are in use, where that is told.
    pub memory: fn() -> Option<u64>,
}

const HOUR: SimTime = SimTime(3_600_000_000);
const DAY: SimTime = SimTime(24 * HOUR.0);
const ZNODES: u32 = 100_000;
const SEEKS: usize = 300;
/// What takes long is measured this often.
const FEW: usize = 2;

/// Measures everything, and tells each figure by its name.
pub fn measure(rounds: usize, means: &Means, tell: &mut dyn FnMut(&str, u64)) {
    an_hour(means, tell); // first, since a heap that has been used before tells nothing
    events(rounds.max(1), means, tell);
    let day = idle_day();
    tell("idle day us", best(FEW, means, || Player::open(&day), |player| go(player, DAY)));
    let tree = Arc::new(parse(&large_tree(ZNODES)).0);
    tell("tree us", best(FEW, means, || (), |()| assert!(0 < count_events(&tree, false))));
}

/// The least that a work takes, without what is made ready for it.
fn best<T>(rounds: usize, means: &Means, ready: impl Fn() -> T, work: impl Fn(&mut T)) -> u64 {
    let round = |_| {
        let mut it = ready();
        let begun = (means.spent)();
        work(&mut it);
        (means.spent)() - begun
    };
    (0..rounds).map(round).min().unwrap_or_default().max(1)
}

/// Events a second: of the rules alone; held against the invariants; and kept, with states to go back to, as the page does.
fn events(rounds: usize, means: &Means, tell: &mut dyn FnMut(&str, u64)) {
    let text = workload();
    let script = Arc::new(parse(&text).0);
    let events = count_events(&script, true);
    let end = SimTime(script.timed.last().and_then(|it| it.at).map_or(0, |it| it.0));
    let mut least = [u64::MAX; 3];
    for _ in 0..rounds {
        let plain = best(1, means, || (), |()| assert_eq!(count_events(&script, false), events));
        let checked = best(1, means, || (), |()| assert_eq!(count_events(&script, true), events));
        let kept = best(1, means, || Player::open(&text), |player| go(player, end));
        least = [least[0].min(plain), least[1].min(checked), least[2].min(kept)];
    }
    let names = ["events/s plain", "events/s with checks", "events/s with checks and history"];
    tell("events", events);
    names.iter().zip(least).for_each(|(name, micros)| tell(name, events * 1_000_000 / micros));
}

/// An hour of five servers and twenty sessions: what its history weighs, and what it takes to go to random moments of it.
fn an_hour(means: &Means, tell: &mut dyn FnMut(&str, u64)) {
    let before = (means.memory)();
    let mut player = Player::open(&hour());
    go(&mut player, HOUR);
    if let Some((before, after)) = before.zip((means.memory)()) {
        tell("hour bytes", after.saturating_sub(before));
    }
    let mut at = 0x9e37_79b9_7f4a_7c15_u64;
    let mut taken: Vec<u64> = (0..SEEKS)
        .map(|_| {
            at = at.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            let begun = (means.spent)();
            go(&mut player, SimTime((at >> 20) % HOUR.0));
            drop(player.view());
            (means.spent)() - begun
        })
        .collect();
    taken.sort_unstable();
    tell("seek p50 us", taken[SEEKS / 2]);
    tell("seek p95 us", taken[SEEKS * 95 / 100]);
}

/// However many times the reader has to ask.
fn go(player: &mut Player, at: SimTime) {
    loop {
        player.apply(Command::Seek(at)).expect("one can go anywhere");
        if player.now() == at {
            return;
        }
    }
}
