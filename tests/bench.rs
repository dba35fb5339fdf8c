//! The benchmark as the browser runs it: `cargo xtask bench` runs it beside the native one. It asserts nothing about time.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use zookeeper_playground::explore::{cost_of_checks, count_events, workload};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const ROUNDS: usize = 7;

#[wasm_bindgen_test]
fn events_per_second() {
    let text = workload();
    let events = count_events(&text, true);
    assert!(events > 100_000, "the workload is one");
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (checked, rates) in [true, false].into_iter().zip(&mut rates) {
            let begun = js_sys::Date::now();
            let events = count_events(&text, checked);
            rates.push(events * 1_000 / (js_sys::Date::now() - begun).max(1.0) as u64);
        }
    }
    let [checked, unchecked] = rates.map(|mut it| {
        it.sort_unstable();
        it[ROUNDS / 2]
    });
    console_log!(
        "bench: wasm: {events} events, {checked} events/s with the invariants, {unchecked} without: they cost {} % \
         (medians of {ROUNDS})",
        cost_of_checks(checked, unchecked),
    );
}
