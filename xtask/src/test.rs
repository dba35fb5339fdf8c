//! `cargo xtask test`: what takes seconds first, what takes a browser last.

use lexopt::prelude::*;
use xtask::chromium::Chromium;
use xtask::command::{self, Outcome, cargo};
use xtask::stages::Stages;
use xtask::tools::Tools;

use crate::{build, in_browser, seeds};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

pub fn run(args: lexopt::Parser) -> Outcome {
    let native_only = parse(args).map_err(|it| it.to_string())?;
    let mut stages = Stages::default();
    native(&mut stages)?;
    if native_only {
        return Ok(());
    }
    stages.run("seeds", seeds::test)?;
    browser(&mut stages)
}

/// Whether only the native part is asked for.
fn parse(mut args: lexopt::Parser) -> Result<bool, lexopt::Error> {
    let mut native_only = false;
    while let Some(arg) = args.next()? {
        match arg {
            Long("native") => native_only = true,
            _ => return Err(arg.unexpected()),
        }
    }
    Ok(native_only)
}

fn native(stages: &mut Stages) -> Outcome {
    stages.run("format", || command::run(cargo().args(["fmt", "--all", "--check"])))?;
    stages.run("clippy", || {
        command::run(cargo().args(["clippy", "--locked", "--workspace", "--all-targets"]).args(DENY_WARNINGS))
    })?;
    stages.run("tests", || command::run(cargo().args(["test", "--locked", "--workspace"])))
}

fn browser(stages: &mut Stages) -> Outcome {
    let tools = stages.run("tools", Tools::ensure)?;
    let chromium = stages.run("browser", Chromium::ensure)?;
    stages.run("clippy, the page", || {
        let mut cargo = cargo();
        // Not tests/it, whose dependencies are native ones.
        cargo.args(["clippy", "--locked", "--features", "ui", "--lib", "--bins", "--test", "wasm"]);
        cargo.args(WASM).args(DENY_WARNINGS);
        command::run(&mut cargo)
    })?;
    stages.run("tests of the page's parts", || {
        command::run(cargo().args(["test", "--locked", "--features", "ui", "--lib", "ui::"]))
    })?;
    stages.run("tests as wasm, in the browser", || {
        let mut cargo = tools.cargo();
        cargo.args(["test", "--locked", "--lib", "--test", "wasm"]).args(WASM);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        chromium.lend(&mut cargo)?;
        command::run(&mut cargo)
    })?;
    stages.run("the page, as published", || build::release(&tools))?;
    stages.run("the page in one file", || in_browser::bundle(lexopt::Parser::from_args([""; 0])))?;
    stages.run("clippy, the browser's driver", in_browser::clippy)?;
    stages.run("tests of the page", || in_browser::test(&chromium))?;
    stages.run("weight of the page", || in_browser::weigh(lexopt::Parser::from_args([""; 0])))
}
