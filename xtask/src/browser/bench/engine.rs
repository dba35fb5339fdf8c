//! The engine: `zkplay bench`, and the same as wasm (`tests/bench.rs`), built as the page is.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use super::parts::Wanted;
use super::table::{Goal, Row, Table, Unit};
use crate::chromium::Chromium;
use crate::command::{Outcome, cargo};
use crate::tools::Tools;

const ROUNDS: &str = "7";

/// By name, in the program's own units.
type Figures = BTreeMap<String, f64>;

struct Told {
    name: &'static str,
    what: &'static str,
    unit: Unit,
    /// How many of the program's units make one of these.
    scale: f64,
    goal: Option<Goal>,
}

const fn told(name: &'static str, what: &'static str, unit: Unit, scale: f64, goal: Option<Goal>) -> Told {
    Told { name, what, unit, scale, goal }
}

const PLAIN: &str = "events/s plain";
/// The load of the first three: five servers, twenty sessions, 200 writes a second.
const TOLD: [Told; 8] = [
    told(PLAIN, "events a CPU-second", Unit::Count, 1.0, Some(Goal::AtLeast(1e6))),
    told("events/s with checks", "events a CPU-second, with checks", Unit::Count, 1.0, None),
    told(
        "events/s with checks and history",
        "events a CPU-second, with checks and history",
        Unit::Count,
        1.0,
        Some(Goal::AtLeast(5e5)),
    ),
    told("idle day us", "an idle day of five servers", Unit::Seconds, 1e6, Some(Goal::AtMost(3.0))),
    told("seek p50 us", "going anywhere in an hour: median", Unit::Millis, 1e3, None),
    told("seek p95 us", "going anywhere in an hour: p95", Unit::Millis, 1e3, Some(Goal::AtMost(16.0))),
    told("hour bytes", "memory after that hour", Unit::KiB, 1024.0, None),
    told("tree us", "three servers with 100,000 znodes", Unit::Seconds, 1e6, None),
];

pub fn measure(wanted: Wanted, table: &mut Table) -> Outcome {
    let native = figures(&mut native())?;
    let wasm = if wanted.native_only { Figures::new() } else { figures(&mut wasm()?)? };
    for Told { name, what, unit, scale, goal } in TOLD {
        let of = |figures: &Figures| figures.get(name).map(|it| it / scale);
        table.add(Row { what: what.to_owned(), unit, native: of(&native), chromium: of(&wasm), goal });
    }
    if let (Some(native), Some(wasm)) = (native.get(PLAIN), wasm.get(PLAIN)) {
        table.add(Row::of_page("wasm against native, by events", Unit::Ratio, wasm / native).at_least(0.6));
    }
    Ok(())
}

fn native() -> Command {
    let mut cargo = cargo();
    cargo.args(["run", "--locked", "--release", "--quiet", "--bin", "zkplay", "--", "bench", ROUNDS]);
    cargo
}

fn wasm() -> Outcome<Command> {
    let (tools, chromium) = (Tools::ensure()?, Chromium::ensure()?);
    let mut cargo = tools.cargo();
    // The profile of the page, as what is measured is what a reader gets.
    cargo.args(["test", "--locked", "--quiet", "--profile", "page", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--test", "bench", "--", "--nocapture"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    chromium.lend(&mut cargo)?;
    Ok(cargo)
}

/// What a program says in lines `bench NAME: NUMBER`.
fn figures(command: &mut Command) -> Outcome<Figures> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|it| it.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("the engine's figures: {}\n{said}", output.status));
    }
    let figure = |line: &str| {
        let (name, figure) = line.trim().strip_prefix("bench ")?.rsplit_once(": ")?;
        Some((name.to_owned(), figure.parse().ok()?))
    };
    Ok(said.lines().filter_map(figure).collect())
}
