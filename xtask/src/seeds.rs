//! `cargo xtask seeds`: scenarios drawn from seeds, many of them, on all cores. What is news ends it with an error; each
//! failure lies cut down in target/seeds.

use std::ffi::OsString;

use xtask::command::{self, Outcome, cargo};
use xtask::project;

/// Passes what stands behind it on: `--count N --from N --release VERSION --news`, or `--recipes`, `--naive`, `--recipe WORDS`.
pub fn run(mut args: lexopt::Parser) -> Outcome {
    let words: Vec<OsString> = args.raw_args().map_err(|it| it.to_string())?.collect();
    let mut cargo = cargo();
    cargo.args(["run", "--locked", "--profile", "seeds", "--quiet", "--bin", "zkplay", "--", "seeds"]);
    cargo.arg("--out").arg(project::target_dir().join("seeds")).args(words);
    command::run(&mut cargo)
}

/// As many as every run of the tests plays.
pub fn test() -> Outcome {
    run(lexopt::Parser::from_args(["--count", "5000", "--news"]))?;
    run(lexopt::Parser::from_args(["--recipes", "--count", "300", "--news"]))
}
