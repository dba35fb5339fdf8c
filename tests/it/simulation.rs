//! Seeds: an ensemble, faults of all kinds, then everything is mended, and progress is demanded in bounded time.

use std::collections::BTreeSet;

use zookeeper_playground::explore::seeded_scenario;
use zookeeper_playground::scenario::{Problem, Run, parse};

#[test]
fn what_is_mended_works_again() {
    let mut wrong = Vec::new();
    for seed in 1..=500 {
        let (script, errors) = parse(&with_the_newest_release(&seeded_scenario(seed)));
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

/// Older releases break invariants, as they should (`known_bugs_are_found`).
fn with_the_newest_release(text: &str) -> String {
    let lines = text.lines().map(|it| if is_release(it) { "release 3.9.5" } else { it });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_release(line: &str) -> bool {
    line.starts_with("release ") && !line.contains('>')
}

/// What the first thousand seeds find in releases with known bugs: ZOOKEEPER-4712 (I-10) and ZOOKEEPER-4394 (I-14); and
/// nothing in the newest.
#[test]
fn known_bugs_are_found() {
    let mut found = BTreeSet::new();
    for seed in 1..=1_000 {
        let text = seeded_scenario(seed);
        let release = text.lines().find(|it| is_release(it)).expect("every seed has a release").to_owned();
        let mut run = Run::new(parse(&text).0.into());
        let mut record = Vec::new();
        while !run.is_over() && run.step(&mut record).is_some() {
            record.clear();
        }
        found.extend(run.checks().violations().iter().map(|it| (release.clone(), it.invariant.to_string())));
    }
    let has = |release: &str, invariant: &str| {
        found.contains(&(format!("release {release}"), invariant.to_owned()))
    };
    assert!(has("3.8.0", "I-10") && has("3.9.2", "I-14"), "{found:?}");
    assert!(!found.iter().any(|(release, _)| release == "release 3.9.5"), "{found:?}");
}
