//! `cargo xtask build`

use std::path::Path;

use lexopt::Parser;
use xtask::command::{self, Outcome};
use xtask::tools::Tools;
use xtask::{offline, project, published};

use crate::{apart, split};

pub fn run(mut args: Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    release(&Tools::ensure()?)
}

/// The page as it is published, in dist/.
pub fn release(tools: &Tools) -> Outcome {
    let mut trunk = tools.trunk();
    // What refers to what stands in parts that a stripped program has not; they are left out again when it is cut.
    trunk.args(["build", "--release"]).env("RUSTFLAGS", split::FLAGS).env("CARGO_PROFILE_PAGE_STRIP", "none");
    command::run(&mut trunk)?;
    zkplay("messages", &project::dist())?;
    split::set(tools, &project::dist())?;
    apart::set(&project::dist())?;
    zkplay("posters", &project::dist().join("posters"))?;
    published::set(&project::dist())?;
    offline::set(&project::dist())
}

/// Has the engine fill a folder, as the seeds run it: built sooner than a release.
fn zkplay(what: &str, folder: &Path) -> Outcome {
    let mut cargo = command::cargo();
    cargo.args(["run", "--quiet", "--locked", "--profile", "seeds", "--bin", "zkplay", what]).arg(folder);
    command::run(&mut cargo)
}
