//! The engine's figures as the browser has them: `cargo xtask bench` runs it beside the native ones. It asserts nothing about time.

#![cfg(target_arch = "wasm32")]

#[path = "../src/bin/zkplay/figures.rs"]
mod figures;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const ROUNDS: usize = 7;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page began, to a tenth of one.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// How much this program has asked of the browser so far.
fn memory() -> Option<u64> {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    Some(memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length().into())
}

#[wasm_bindgen_test]
fn figures_of_the_engine() {
    let means = figures::Means { spent: || (now() * 1_000.0) as u64, memory };
    figures::measure(ROUNDS, &means, &mut |name, figure| console_log!("bench {name}: {figure}"));
}
