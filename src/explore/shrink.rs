use std::collections::BTreeSet;

use super::recipe_seeds::{BEGUN, MENDED};
use super::seeds::demands;
use super::verdict::finish;
use super::{Failure, Finding, judge};
use crate::scenario::{Run, parse};
use crate::sim::{Condition, Host, Medium};
use crate::vocab::{ServerId, Span};

/// The scenario of a seed, cut down to the fewest and shortest steps that still fail in the same way.
///
/// Where a demand is not met, the demands stay, and all that makes them fair: without faults left behind them.
pub fn shrink_seed(text: &str, finding: &Finding) -> String {
    let fails = |text: &str| judge(text).is_some_and(|it| it.findings.contains(finding));
    match finding.failure {
        Failure::Broken(_) => shrink(text, fails),
        Failure::Unmet(_) if text.contains(MENDED) => {
            let (begun, rest) = text.split_at(text.find(BEGUN).unwrap_or_default());
            let (faults, demands) = rest.split_at(rest.find(MENDED).unwrap_or(rest.len()));
            let whole = |faults: &str| format!("{begun}{faults}{demands}");
            whole(&shrink(faults, |faults| fails(&whole(faults))))
        }
        Failure::Unmet(_) => {
            let faults = text.find("until ").map_or(text, |it| &text[..it]);
            let whole = |faults: &str| format!("{faults}{}", demands(servers(faults)));
            whole(&shrink(faults, |faults| is_mended(faults) && fails(&whole(faults))))
        }
    }
}

/// A shorter scenario of which `still_fails` is true as of this one: fewer lines, then fewer servers, then shorter spans and
/// fewer writes, until none of that is possible any more; then rounder spans.
pub fn shrink(text: &str, still_fails: impl FnMut(&str) -> bool) -> String {
    let lines = text.lines().map(str::to_owned).collect();
    let mut shrinking = Shrinking { lines, rejected: BTreeSet::new(), still_fails };
    loop {
        let before = shrinking.lines.clone();
        shrinking.drop_lines();
        shrinking.drop_servers();
        shrinking.join_lines();
        shrinking.rewrite_words(shorter);
        if shrinking.lines == before {
            break;
        }
    }
    shrinking.rewrite_words(rounder);
    joined(&shrinking.lines)
}

struct Shrinking<F> {
    lines: Vec<String>,
    /// What has been tried in vain.
    rejected: BTreeSet<String>,
    still_fails: F,
}

impl<F: FnMut(&str) -> bool> Shrinking<F> {
    /// Takes these lines for the present ones, if they still fail.
    fn accepts(&mut self, lines: Vec<String>) -> bool {
        let text = joined(&lines);
        if lines == self.lines || self.rejected.contains(&text) {
            return false;
        }
        let accepted = (self.still_fails)(&text);
        if accepted {
            self.lines = lines;
        } else {
            self.rejected.insert(text);
        }
        accepted
    }

    /// Halves, quarters, … single lines, from behind: what comes after the failure goes first.
    fn drop_lines(&mut self) {
        let mut chunk = self.lines.len().div_ceil(2);
        while 0 < chunk {
            let mut end = self.lines.len();
            while 0 < end {
                let begin = end.saturating_sub(chunk);
                let mut fewer = self.lines.clone();
                fewer.drain(begin..end);
                self.accepts(fewer);
                end = begin;
            }
            chunk /= 2;
        }
    }

    /// A server with all lines that are about it alone; the higher ones move up.
    fn drop_servers(&mut self) {
        for id in (1..=servers(&joined(&self.lines))).rev() {
            let fewer = self.lines.iter().filter_map(|it| without_server(it, id)).collect();
            self.accepts(fewer);
        }
    }

    /// Two lines in a row that one can say.
    fn join_lines(&mut self) {
        for place in (1..self.lines.len()).rev() {
            if let Some(line) = joint(&self.lines[place - 1], &self.lines[place]) {
                let mut fewer = self.lines.clone();
                fewer[place - 1] = line;
                fewer.remove(place);
                self.accepts(fewer);
            }
        }
    }

    /// The first of what `rewritten` would put in the place of a line, for each word of it, that still fails.
    fn rewrite_words(&mut self, rewritten: fn(&[&str], usize) -> Vec<String>) {
        for place in 0..self.lines.len() {
            // From behind, as a line may lose words there.
            for word in (0..self.lines[place].split(' ').count()).rev() {
                let line = self.lines[place].clone();
                let words: Vec<&str> = line.split(' ').collect();
                for line in rewritten(&words, word) {
                    let mut lines = self.lines.clone();
                    lines[place] = line;
                    if self.accepts(lines) {
                        break;
                    }
                }
            }
        }
    }
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|it| [it, "\n"]).collect()
}

/// `start s1`, then `start s2`, is `start s1 s2`; two waits are one.
fn joint(line: &str, next: &str) -> Option<String> {
    if let (true, Some(servers)) = (line.starts_with("start "), next.strip_prefix("start ")) {
        return Some(format!("{line} {servers}"));
    }
    let span = |it: &str| it.strip_prefix("wait ")?.parse::<Span>().ok();
    Some(format!("wait {}", span(line)? + span(next)?))
}

/// How many servers a scenario has.
fn servers(text: &str) -> u64 {
    parse(text).0.config.members.len() as u64
}

/// The line in an ensemble that lacks this server; `None` if it was about this server alone.
fn without_server(line: &str, id: u64) -> Option<String> {
    if let Some(servers) = line.strip_prefix("ensemble ").and_then(|it| it.parse::<u64>().ok()) {
        return Some(format!("ensemble {}", servers - 1));
    }
    let named = line.split(' ').filter(|it| it.parse::<ServerId>().is_ok()).count();
    let mut words = Vec::new();
    for word in line.split(' ') {
        match word.parse::<ServerId>().map(|it| u64::from(it.0)) {
            Ok(it) if it == id && named == 1 => return None,
            Ok(it) if it == id => {}
            Ok(it) if id < it => words.push(format!("s{}", it - 1)),
            Ok(_) | Err(_) => words.push(word.to_owned()),
        }
    }
    let at_link = words.iter().position(|it| it == "|" || it == ">");
    let names = |it: Option<&String>| it.is_some_and(|it| it == "rest" || it.parse::<ServerId>().is_ok());
    let whole = at_link.is_none_or(|at| names(words.get(at - 1)) && names(words.get(at + 1)));
    whole.then(|| words.join(" "))
}

/// Spans to put in the place of longer ones, in milliseconds.
const SPANS: [u64; 14] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/// The line with something shorter in the place of its word number `word`, best first.
fn shorter(words: &[&str], word: usize) -> Vec<String> {
    if let Ok(span) = words[word].parse::<Span>() {
        let spans = SPANS.into_iter().map(Span::from_millis).filter(|it| *it < span);
        return spans.map(|it| with(words, word, it)).collect();
    }
    match (words[word], words.get(word + 1).and_then(|it| it.parse::<u64>().ok())) {
        ("times", Some(times)) => {
            let once = words[..word].join(" ");
            let fewer = (2..times).map(|it| format!("{once} times {it}"));
            [once.clone()].into_iter().chain(fewer).collect()
        }
        _ => Vec::new(),
    }
}

/// The line with a span of one digit, then of two, in the place of its word number `word`.
fn rounder(words: &[&str], word: usize) -> Vec<String> {
    let Ok(span) = words[word].parse::<Span>() else { return Vec::new() };
    let unit = 10_u64.pow(span.0.checked_ilog10().unwrap_or(0));
    let round = |unit: u64| [span.0.next_multiple_of(unit), span.0 / unit * unit];
    let spans = [round(unit), round(unit.div_ceil(10))].concat();
    spans.into_iter().take_while(|it| *it != span.0).map(|it| with(words, word, Span(it))).collect()
}

fn with(words: &[&str], word: usize, span: Span) -> String {
    let span = span.to_string();
    [&words[..word], &[&*span], &words[word + 1..]].concat().join(" ")
}

/// Whether the scenario leaves a world in which everything works.
fn is_mended(text: &str) -> bool {
    let (script, errors) = parse(text);
    let mut run = Run::new(script.into());
    finish(&mut run, |_, _| {});
    let world = run.world();
    let works =
        |it: &Host| it.condition() == Condition::Running && it.flush.is_none() && it.medium == Medium::Sound;
    errors.is_empty()
        && world.hosts().keys().any(|it| world.config().is_voter(*it))
        && world.network().is_whole()
        && world.hosts().values().all(works)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn only_what_fails_is_left() {
        fn check(text: &str, still_fails: fn(&str) -> bool, shrunk: &str) {
            assert_eq!(shrink(text, still_fails), shrunk, "of\n{text}");
        }
        let text = "ensemble 5\nstart s1\nstart s2\nwait 130ms\nwait 7s\nwrite s2 /a times 3\ncut s1 | s3\n";
        check(text, |_| true, "");
        check(text, |it| it.contains("cut"), "cut s1 | s2\n");
        check(text, |it| it.contains("start") && it.contains("s2"), "start s2\n");
        check(text, |it| it.contains("start s1\nstart s2") || it.contains("s1 s2"), "start s1 s2\n");
        check(text, |it| it.contains("ensemble") && it.contains("write"), "ensemble 1\nwrite s1 /a\n");
        check(text, |it| it.contains("times"), "write s1 /a times 2\n");
        check(text, |it| 3_400_000 <= waited(it), "wait 5s\n");
        check(text, |it| 6_900_000 <= waited(it), "wait 7s\n");
    }

    /// Microseconds.
    fn waited(text: &str) -> u64 {
        let spans = text.lines().filter_map(|it| it.strip_prefix("wait ")?.parse::<Span>().ok());
        spans.map(|it| it.0).sum()
    }

    #[test]
    fn a_server_is_taken_out_of_every_line() {
        fn check(line: &str, without_s2: Option<&str>) {
            assert_eq!(without_server(line, 2).as_deref(), without_s2, "{line}");
        }
        check("ensemble 5", Some("ensemble 4"));
        check("start s1 s2 s3", Some("start s1 s2"));
        check("start s3", Some("start s2"));
        check("crash s2", None);
        check("cut s1 | s2", None);
        check("cut s2 s3 > rest", Some("cut s2 > rest"));
        check("wait 2s", Some("wait 2s"));
    }

    /// A world in which something is still wrong owes nobody anything.
    #[test]
    fn only_a_mended_world_owes_progress() {
        fn check(lines: &str, mended: bool) {
            assert_eq!(is_mended(&format!("ensemble 3\nstart all\nwait 1s\n{lines}")), mended, "{lines}");
        }
        check("", true);
        check("cut s1 | rest\nheal", true);
        check("hold s1 > s2\nrelease s1 > s2", true);
        for harm in [
            "cut s1 | s2",
            "delay s1 > s2 1s",
            "hold s1 > s2",
            "pause s1",
            "crash s1",
            "disk s1 1s",
            "disk s1 full",
        ] {
            check(harm, false);
        }
        check("observers all\nrestart all", false);
    }
}
