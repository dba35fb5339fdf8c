//! Same scenario, same seed: same trace, byte for byte, here and as wasm (`tests/wasm.rs` compares with the same file).

use std::fs;
use std::path::Path;

use zookeeper_playground::explore::seeded_scenario;
use zookeeper_playground::scenario::trace_hash;

const HASHES: &str = "tests/hashes/seeds.txt";

/// The hash of the trace of each of the seeds 1 to 1,000, a line each; `UPDATE_GOLDEN=1` writes the file anew.
#[test]
fn a_thousand_seeds_have_the_hashes_on_file() {
    let hashes: Vec<String> =
        (1..=1_000).map(|seed| trace_hash(&seeded_scenario(seed)).to_string()).collect();
    let text = hashes.join("\n") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(Path::new(HASHES).parent().unwrap()).unwrap();
        fs::write(HASHES, &text).unwrap();
    }
    let distinct: std::collections::BTreeSet<&String> = hashes.iter().collect();
    assert!(distinct.len() > 990, "seeds must make different traces: {} distinct", distinct.len());
    let known = fs::read_to_string(HASHES).expect("tests/hashes/seeds.txt");
    let differing = known.lines().zip(&hashes).enumerate().find(|(_, (known, now))| known != now);
    assert_eq!(differing, None, "the first seed (from 0) whose trace has changed");
    assert_eq!(known.lines().count(), 1_000);
}

#[test]
fn a_scenario_runs_the_same_twice() {
    let text = seeded_scenario(7);
    assert_eq!(trace_hash(&text), trace_hash(&text));
    assert_ne!(trace_hash(&text), trace_hash(&text.replace("seed 7", "seed 8")));
}
