use std::fmt::Write as _;
use std::sync::Arc;

use super::verdict::finish;
use crate::scenario::{Run, Script};

/// How long [`workload`] writes, in seconds.
const WRITTEN: u32 = 30;
/// How many clients write, how often each in a second: 200 writes a second in all, evenly spread.
const WRITERS: u32 = 20;
const A_SECOND: u32 = 10;

/// The load that events are counted under: five servers, twenty sessions, 200 writes a second.
pub fn workload() -> String {
    let mut text = String::from("ensemble 5\nseed 1\nstart all\nuntil settled\nclient c1..c20 s1..s5\n");
    for client in 1..=WRITERS {
        let _ = writeln!(text, "at 4s c{client}: create /c{client} 0");
    }
    for turn in 0..WRITTEN * A_SECOND {
        for client in 1..=WRITERS {
            let at = 5_000 + turn * 1_000 / A_SECOND + client * 1_000 / A_SECOND / WRITERS;
            let _ = writeln!(text, "at {at}ms c{client}: set /c{client} {turn}");
        }
    }
    let _ = writeln!(text, "wait {}s", 5 + WRITTEN);
    text
}

/// A day in which nothing happens: five servers and three sessions.
pub fn idle_day() -> String {
    "ensemble 5\nseed 1\nstart all\nuntil settled\nclient c1..c3 s1..s5\nwait 24h\n".to_owned()
}

/// Three servers that start with so many znodes each, and a client that can read them.
pub fn large_tree(znodes: u32) -> String {
    let begin = format!("ensemble 3\nseed 1\nhistory all 1:{znodes}\n");
    begin + "start all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\n"
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
pub fn count_events(script: &Arc<Script>, checked: bool) -> u64 {
    let script = Arc::clone(script);
    let mut run = if checked { Run::new(script) } else { Run::unchecked(script) };
    let mut events = 0;
    finish(&mut run, |_, entries| events += entries.len() as u64);
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_benchmarks_run_can_be_read() {
        for text in [workload(), idle_day(), large_tree(10), hour()] {
            assert_eq!(parse(&text).1, []);
        }
    }
}
