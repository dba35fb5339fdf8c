//! The tools that cargo does not bring: the wasm target, Trunk, wasm-bindgen, wasm-split-cli.
//!
//! Each is wanted in one exact version. What is on the PATH in that version is used; otherwise it is built once, unoptimised
//! (the quickest way to have it: it then runs for a second at a time), into `zookeeper-playground-tools/<tool>-<version>` in
//! the user's cache: outside the clone, so that the next clone has it too, and by version, so that two clones may differ.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Instant;

use crate::command::{Outcome, cargo, on_path, output, program, run};
use crate::project;

const WASM: &str = "wasm32-unknown-unknown";

/// 0.22 wants a newer Rust than ours.
const TRUNK_VERSION: &str = "0.21.14";
/// Reads what `wasm_split_helpers` marks.
const SPLIT_VERSION: &str = "0.2.4";

struct Tool {
    package: &'static str,
    version: String,
    /// All of these have to be there, in that version.
    programs: &'static [&'static str],
    /// Of the package, for the programs to be built.
    features: &'static str,
    /// Whether they say which version they are. Those that do not are only looked for in our cache.
    tells_version: bool,
    /// What the install takes where there are two cores.
    expected: &'static str,
}

/// The tools, ready to run.
#[derive(Debug)]
pub struct Tools {
    /// The PATH with our folders first.
    path: OsString,
}

impl Tools {
    /// Makes sure of all of them and installs what is missing.
    pub fn ensure() -> Outcome<Tools> {
        ensure_wasm_target()?;
        let wanted = [
            Tool {
                package: "wasm-bindgen-cli",
                version: project::locked_version("wasm-bindgen")?,
                programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
                features: "",
                tells_version: true,
                expected: "a minute",
            },
            Tool {
                package: "wasm_split_cli_support",
                version: SPLIT_VERSION.to_owned(),
                programs: &["wasm-split-cli"],
                features: "build-binary",
                tells_version: false,
                expected: "a minute",
            },
            Tool {
                package: "trunk",
                version: TRUNK_VERSION.to_owned(),
                programs: &["trunk"],
                features: "",
                tells_version: true,
                expected: "two minutes",
            },
        ];
        let mut folders = Vec::new();
        for tool in &wanted {
            if !tool.is_on_path() {
                folders.push(tool.ensure_cached()?);
            }
        }
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let path = env::join_paths(folders).map_err(|it| it.to_string())?;
        Ok(Tools { path })
    }

    /// Trunk, to be run in the clone.
    pub fn trunk(&self) -> Command {
        self.program("trunk")
    }

    /// One of the tools, to be run in the clone.
    pub fn program(&self, name: &str) -> Command {
        // By its path: where a child is looked for in our own PATH, setting the child's does not help.
        let mut tool = program(on_path(name, &self.path).unwrap_or_else(|| name.into()));
        tool.env("PATH", &self.path);
        tool
    }

    /// cargo, which finds the tools.
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo();
        cargo.env("PATH", &self.path);
        cargo
    }
}

impl Tool {
    /// The folder with the tool's programs in our cache, filled if it was not.
    fn ensure_cached(&self) -> Outcome<PathBuf> {
        let name = format!("{}-{}", self.package, self.version);
        let cache = cache()?;
        let home = cache.join(&name);
        if self.is_in(&home.join("bin")) {
            return Ok(home.join("bin"));
        }
        eprintln!("Installing {name} into {}: about {}, once", home.display(), self.expected);
        let begun = Instant::now();
        // Built beside its place and moved there whole: an install cut short, or two at once, leaves no half of a tool.
        let draft = cache.join(format!("{name}.draft-{}", process::id()));
        self.install_into(&draft)?;
        // What is there is not that version, or another install was quicker; neither is worth keeping.
        let _ = fs::remove_dir_all(&home);
        fs::rename(&draft, &home).map_err(|it| format!("{}: {it}", home.display()))?;
        eprintln!("Installed {name} in {} s", begun.elapsed().as_secs());
        Ok(home.join("bin"))
    }

    fn install_into(&self, home: &Path) -> Outcome {
        let build = home.join("build");
        let mut cargo = cargo();
        cargo
            .args(["install", self.package, "--version", &self.version, "--locked", "--no-default-features"])
            .args(["--features", self.features])
            .arg("--root")
            .arg(home)
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "4")
            .env_remove("RUSTFLAGS");
        if !io::stderr().is_terminal() {
            cargo.arg("--quiet"); // without its progress bar, cargo's lines by the hundred say nothing
        }
        run(&mut cargo)?;
        fs::remove_dir_all(&build).map_err(|it| format!("{}: {it}", build.display()))
    }

    fn is_on_path(&self) -> bool {
        self.tells_version && self.programs.iter().all(|it| self.is_version_of(Path::new(it)))
    }

    fn is_in(&self, folder: &Path) -> bool {
        let is_there = |it: PathBuf| if self.tells_version { self.is_version_of(&it) } else { it.is_file() };
        self.programs.iter().all(|it| is_there(folder.join(it)))
    }

    /// Each says its name and its version.
    fn is_version_of(&self, path: &Path) -> bool {
        let said = output(program(path).arg("--version"));
        said.is_some_and(|it| it.split(' ').nth(1) == Some(&self.version))
    }
}

/// The standard library of the page. Asked of the compiler, for Rust may be here without rustup.
fn ensure_wasm_target() -> Outcome {
    let libraries = output(program("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if libraries.is_some_and(|it| Path::new(&it).is_dir()) {
        return Ok(());
    }
    eprintln!("Adding Rust's target {WASM}: some seconds, once");
    run(program("rustup").args(["target", "add", WASM]))
}

fn cache() -> Outcome<PathBuf> {
    env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|it| it.is_absolute())
        .or_else(|| env::home_dir().map(|it| it.join(".cache")))
        .map(|it| it.join("zookeeper-playground-tools"))
        .ok_or_else(|| "no home folder to install tools into: set XDG_CACHE_HOME".to_owned())
}
