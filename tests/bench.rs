//! The benchmark as the browser runs it: `cargo xtask bench` runs it beside the native one. It asserts nothing about time.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use zookeeper_playground::explore::{count_events, workload};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const ROUNDS: usize = 5;

#[wasm_bindgen_test]
fn events_per_second() {
    let text = workload();
    let events = count_events(&text);
    assert!(events > 100_000, "the workload is one");
    let mut rates: Vec<u64> = (0..ROUNDS)
        .map(|_| {
            let begin = js_sys::Date::now();
            count_events(&text) * 1_000 / (js_sys::Date::now() - begin).max(1.0) as u64
        })
        .collect();
    rates.sort_unstable();
    console_log!("bench: wasm: {events} events, {} events/s (median of {ROUNDS})", rates[ROUNDS / 2]);
}
