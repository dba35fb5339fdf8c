//! A run in named stages, timed. The first that fails ends it.

use std::time::{Duration, Instant};

use crate::command::Outcome;

#[derive(Debug, Default)]
pub struct Stages {
    done: Vec<(&'static str, Duration, bool)>,
}

impl Stages {
    pub fn run<T>(&mut self, name: &'static str, stage: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        eprintln!("\n=== {name}");
        let begun = Instant::now();
        let outcome = stage();
        let took = begun.elapsed();
        eprintln!("=== {name}: {} in {:.1} s", verdict(outcome.is_ok()), took.as_secs_f64());
        self.done.push((name, took, outcome.is_ok()));
        outcome
    }
}

/// However the run ends, it ends with its table.
impl Drop for Stages {
    fn drop(&mut self) {
        eprintln!();
        for (name, took, ok) in &self.done {
            eprintln!("{:>7.1} s  {:<6}  {name}", took.as_secs_f64(), verdict(*ok));
        }
        let total: Duration = self.done.iter().map(|(_, took, _)| *took).sum();
        eprintln!("{:>7.1} s  in all", total.as_secs_f64());
    }
}

fn verdict(ok: bool) -> &'static str {
    if ok { "ok" } else { "FAILED" }
}
