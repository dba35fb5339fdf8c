//! Seeds: an ensemble, faults of all kinds, then everything is mended, and progress is demanded in bounded time.

use zookeeper_playground::explore::seeded_scenario;
use zookeeper_playground::scenario::{Problem, Run, parse};

#[test]
fn what_is_mended_works_again() {
    let mut wrong = Vec::new();
    for seed in 1..=500 {
        let (script, errors) = parse(&seeded_scenario(seed));
        assert_eq!(errors, [], "seed {seed}");
        let mut run = Run::new(script.into());
        let mut record = Vec::new();
        while !run.is_over() && run.step(&mut record).is_some() {
            record.clear();
        }
        // An act may be impossible by the time it comes; what is demanded in the end is not.
        let failed = run.problems().iter().find(|it| !matches!(it, Problem::Refused { .. }));
        wrong.extend(failed.map(|it| format!("seed {seed}, line {}: {}", it.line(), it.text("en".into()))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
