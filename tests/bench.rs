//! The benchmark as the browser runs it: `cargo xtask bench` runs it beside the native one. It asserts nothing about time.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use zookeeper_playground::explore::{cost_of_checks, count_events, hour, workload};
use zookeeper_playground::player::{Command, Player};
use zookeeper_playground::vocab::SimTime;

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

/// How much this program has asked of the browser so far, in KiB.
fn memory() -> u32 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length() / 1_024
}

/// Plays an hour of five servers and twenty sessions, and goes to random moments of it.
#[wasm_bindgen_test]
fn going_anywhere_in_an_hour() {
    const END: SimTime = SimTime(3_600_000_000);
    let before = memory();
    let mut player = Player::open(&hour());
    let mut go = |at| {
        let begun = js_sys::Date::now();
        player.apply(Command::Seek(at)).expect("one can go anywhere");
        drop(player.view());
        js_sys::Date::now() - begun
    };
    let played = go(END) + go(END) + go(END);
    let history = memory() - before;
    let mut at = 0x9e37_79b9_7f4a_7c15_u64;
    let mut taken: Vec<f64> = (0..300)
        .map(|_| {
            at = at.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            go(SimTime((at >> 20) % END.0))
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    console_log!(
        "seek: wasm: an hour played in {played} ms; its history takes {history} KiB; 300 random seeks: p50 {} ms, p95 {} ms, most {} ms",
        taken[150],
        taken[285],
        taken[299],
    );
}
