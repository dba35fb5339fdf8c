//! The engine as the browser runs it: 32 bit wasm in a page.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;
use zookeeper_playground::explore::seeded_scenario;
use zookeeper_playground::scenario::trace_hash;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The same file holds the native run to the same hashes (`tests/it/determinism.rs`).
#[wasm_bindgen_test]
fn a_thousand_seeds_have_the_hashes_of_the_native_run() {
    let known: Vec<&str> = include_str!("hashes/seeds.txt").lines().collect();
    assert_eq!(known.len(), 1_000);
    for (seed, hash) in (1..).zip(known) {
        assert_eq!(trace_hash(&seeded_scenario(seed)).to_string(), hash, "seed {seed}");
    }
}
