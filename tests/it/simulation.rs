//! Seeds: an ensemble, faults of all kinds, then everything is mended, and progress is demanded in bounded time. Here a few
//! in every `cargo test`; `cargo xtask test` and `cargo xtask seeds` run thousands.

use zookeeper_playground::check::Invariant;
use zookeeper_playground::explore::{
    Failure, Finding, judge, release_of, seeded_scenario, seeded_scenario_on, shrink_seed,
};
use zookeeper_playground::vocab::Release;

const SEEDS: u64 = 500;

/// How a seed failed, in words that lead back to it.
fn told(seed: u64, text: &str) -> Vec<(String, Finding)> {
    let findings = judge(text).expect("a seed's scenario can be read").findings;
    let release = release_of(text);
    findings.into_iter().map(|it| (format!("seed {seed} on {release}: {}", it.failure), it)).collect()
}

#[test]
fn what_seeds_break_is_known() {
    let newest = (1..=SEEDS).map(|it| (it, seeded_scenario_on(Release::default(), it)));
    let all = (1..=SEEDS).map(|it| (it, seeded_scenario(it))).chain(newest);
    let news = all.flat_map(|(seed, text)| told(seed, &text)).filter(|(_, it)| it.bug.is_none());
    let news: Vec<String> = news.map(|(told, _)| told).collect();
    assert!(news.is_empty(), "cargo xtask seeds cuts them down: {}", news.join("\n"));
}

/// The first seed with which a release breaks an invariant by that bug.
fn first_to_find(release: Release, invariant: Invariant, bug: &str) -> (String, Finding) {
    let finds = |it: &Finding| {
        it.failure == Failure::Broken(invariant) && it.bug.is_some_and(|it| it.starts_with(bug))
    };
    let texts = (1..=1_000).map(|seed| seeded_scenario_on(release, seed));
    let mut found =
        texts.filter_map(|text| Some((told(0, &text).into_iter().find(|(_, it)| finds(it))?.1, text)));
    let (finding, text) = found.next().unwrap_or_else(|| panic!("no seed finds {bug} in {release}"));
    (text, finding)
}

#[test]
fn known_bugs_are_found() {
    first_to_find(Release::V3_4_10, Invariant::I10, "ZOOKEEPER-2845");
    first_to_find(Release::V3_8_0, Invariant::I10, "ZOOKEEPER-4712");
    first_to_find(Release::V3_9_5, Invariant::I10, "ZOOKEEPER-4882");
}

/// Still the same bug, in few lines.
#[test]
fn a_failing_seed_is_cut_down() {
    let (text, finding) = first_to_find(Release::V3_9_2, Invariant::I14, "ZOOKEEPER-4394");
    let shrunk = shrink_seed(&text, &finding);
    assert!(judge(&shrunk).expect("it can be read").findings.contains(&finding), "{shrunk}");
    assert!(shrunk.lines().count() * 3 < text.lines().count(), "{text}\n{shrunk}");
}
