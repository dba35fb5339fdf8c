//! `cargo xtask bench`: how many events the engine makes in a second, natively and in Chromium, in one run.

use xtask::chromium::Chromium;
use xtask::command::{self, Outcome, cargo};
use xtask::tools::Tools;

const ROUNDS: &str = "7";

pub fn run(_: lexopt::Parser) -> Outcome {
    let (tools, chromium) = (Tools::ensure()?, Chromium::ensure()?);
    command::run(cargo().args([
        "run",
        "--locked",
        "--release",
        "--quiet",
        "--bin",
        "zkplay",
        "--",
        "bench",
        ROUNDS,
    ]))?;
    let mut wasm = tools.cargo();
    // The profile of the page, as what is measured is what a reader gets.
    wasm.args([
        "test",
        "--locked",
        "--profile",
        "page",
        "--target",
        "wasm32-unknown-unknown",
        "--test",
        "bench",
    ]);
    wasm.args(["--", "--nocapture"]);
    wasm.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    wasm.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    chromium.lend(&mut wasm)?;
    command::run(&mut wasm)
}
