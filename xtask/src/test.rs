//! `cargo xtask test`: what takes seconds first, what takes a browser last.

use lexopt::prelude::*;
use xtask::chromium::Chromium;
use xtask::command::{Outcome, cargo, run as run_command};
use xtask::stages::Stages;
use xtask::tools::Tools;

use crate::{build, in_browser};

pub fn run(args: lexopt::Parser) -> Outcome {
    let native_only = parse(args).map_err(|it| it.to_string())?;
    let mut stages = Stages::default();
    native(&mut stages)?;
    if native_only { Ok(()) } else { in_the_browser(&mut stages) }
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
    stages.run("format", || run_command(cargo().args(["fmt", "--all", "--check"])))?;
    stages.run("clippy", || {
        run_command(cargo().args([
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    stages.run("tests", || run_command(cargo().args(["test", "--locked", "--workspace"])))
}

fn in_the_browser(stages: &mut Stages) -> Outcome {
    let tools = stages.run("tools", Tools::ensure)?;
    let chromium = stages.run("browser", Chromium::ensure)?;
    stages.run("clippy, the page", || {
        run_command(
            cargo()
                .args(["clippy", "--locked", "--all-targets", "--features", "ui"])
                .args(WASM)
                .args(["--", "-D", "warnings"]),
        )
    })?;
    stages.run("tests as wasm, in the browser", || {
        let mut cargo = tools.cargo();
        cargo.args(["test", "--locked", "--lib", "--test", "wasm"]).args(WASM);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        chromium.lend(&mut cargo)?;
        run_command(&mut cargo)
    })?;
    stages.run("the page, as published", || build::release(&tools))?;
    stages.run("clippy, the browser's driver", in_browser::clippy)?;
    stages.run("tests of the page", || in_browser::test(&chromium))?;
    stages.run("weight of the page", || in_browser::weigh(lexopt::Parser::from_args([""; 0])))
}

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
