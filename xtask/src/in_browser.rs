//! The tasks that need a driven browser. Without the feature, they are done by running cargo again with it.

use std::process::Command;

use xtask::chromium::Chromium;
use xtask::command::{Outcome, cargo, run};
use xtask::project;

#[cfg(feature = "browser")]
pub use xtask::browser::{
    bench::run as bench, bundle::run as bundle, curve::run as curve, pictures::run as pictures,
    shot::run as shot, weigh::run as weigh,
};

#[cfg(not(feature = "browser"))]
pub fn shot(args: lexopt::Parser) -> Outcome {
    again("shot", args)
}

#[cfg(not(feature = "browser"))]
pub fn bundle(args: lexopt::Parser) -> Outcome {
    again("bundle", args)
}

#[cfg(not(feature = "browser"))]
pub fn curve(args: lexopt::Parser) -> Outcome {
    again("curve", args)
}

#[cfg(not(feature = "browser"))]
pub fn bench(args: lexopt::Parser) -> Outcome {
    again("bench", args)
}

#[cfg(not(feature = "browser"))]
pub fn pictures(args: lexopt::Parser) -> Outcome {
    again("pictures", args)
}

#[cfg(not(feature = "browser"))]
pub fn weigh(args: lexopt::Parser) -> Outcome {
    again("weigh", args)
}

#[cfg(not(feature = "browser"))]
fn again(task: &str, mut args: lexopt::Parser) -> Outcome {
    let words: Vec<_> = args.raw_args().map_err(|it| it.to_string())?.collect();
    let mut cargo = with_browser("run");
    cargo.args(["--quiet", "--", task]).args(words);
    Chromium::ensure()?.lend(&mut cargo)?;
    run(&mut cargo)
}

/// The driver's own tests, and those of the page in dist/: tests/e2e.
pub fn test(chromium: &Chromium) -> Outcome {
    let mut cargo = with_browser("test");
    cargo.args(["--lib", "--test", "e2e"]);
    chromium.lend(&mut cargo)?;
    run(&mut cargo)
}

/// What the workspace's clippy does not see, since the feature is off there.
pub fn clippy() -> Outcome {
    run(with_browser("clippy").args(["--all-targets", "--", "-D", "warnings"]))
}

fn with_browser(verb: &str) -> Command {
    if !project::browser_target_dir().exists() {
        eprintln!("Building the driver of the browser: half a minute, once");
    }
    let mut cargo = cargo();
    cargo.args([verb, "--locked", "--package", "xtask", "--features", "browser", "--target-dir"]);
    cargo.arg(project::browser_target_dir());
    cargo
}
