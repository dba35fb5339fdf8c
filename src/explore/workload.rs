use std::fmt::Write as _;

use super::verdict::finish;
use crate::scenario::{Run, parse};

/// The scenario that benchmarks run: five servers for ten minutes, twenty writes a second, a leader that dies each minute.
pub fn workload() -> String {
    let mut text = String::from("ensemble 5\nseed 1\nstart all\nuntil settled\n");
    for minute in 0..10 {
        for second in 0..60 {
            let at = 1_000 * (60 * minute + second) + 5_000;
            let _ = writeln!(text, "at {at}ms write s{} /w{at}- times 20", 1 + second % 5);
        }
        let leader = 5 - minute % 2;
        let at = 60_000 * minute + 40_000;
        let _ = writeln!(text, "at {at}ms crash s{leader}\nat {}ms start s{leader}", at + 10_000);
    }
    text.push_str("wait 600s\n");
    text
}

/// An hour of five servers and twenty sessions, for what going back costs: a write every ten seconds, each by another client,
/// and every ten minutes a leader that dies and comes back.
pub fn hour() -> String {
    let mut text = String::from("ensemble 5\nseed 1\nstart all\nuntil settled\nclient c1..c20 s1..s5\n");
    for client in 1..=20 {
        let _ = writeln!(text, "at 10s c{client}: create -e /c{client} 0");
    }
    for tenth in 2..360 {
        let client = 1 + tenth % 20;
        let _ = writeln!(text, "at {}s c{client}: set /c{client} {tenth}", 10 * tenth);
    }
    for sixth in 0..6 {
        let leader = 5 - sixth % 2;
        let at = 600 * sixth + 305;
        let _ = writeln!(text, "at {at}s crash s{leader}\nat {}s start s{leader}", at + 60);
    }
    text.push_str("wait 3600s\n");
    text
}

/// Runs a scenario to the end of its lines, with the invariants or without; how many entries its trace has.
pub fn count_events(text: &str, checked: bool) -> u64 {
    let script = parse(text).0.into();
    let mut run = if checked { Run::new(script) } else { Run::unchecked(script) };
    let mut events = 0;
    finish(&mut run, |_, entries| events += entries.len() as u64);
    events
}

/// What the invariants cost, in per cent of a run without them: by the events a second with them and without.
pub fn cost_of_checks(checked: u64, unchecked: u64) -> u64 {
    (unchecked * 100 / checked.max(1)).saturating_sub(100)
}
