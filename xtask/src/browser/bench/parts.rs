use lexopt::prelude::*;

use super::table::Table;
use super::{engine, frames, heap, loading, rest};
use crate::command::Outcome;

/// What is measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Nothing in a browser.
    pub native_only: bool,
    /// Ten minutes of play, not one.
    pub is_long: bool,
}

type Part = fn(Wanted, &mut Table) -> Outcome;

/// In the order of the table.
const PARTS: [(&str, Part); 5] = [
    ("engine", engine::measure),
    ("frames", frames::measure),
    ("loading", loading::measure),
    ("rest", rest::measure),
    ("heap", heap::measure),
];

pub fn run(mut args: lexopt::Parser) -> Outcome {
    let (mut wanted, mut is_json, mut named) = (Wanted::default(), false, Vec::new());
    while let Some(arg) = args.next().map_err(|it| it.to_string())? {
        match arg {
            Long("json") => is_json = true,
            Long("native") => wanted.native_only = true,
            Long("long") => wanted.is_long = true,
            Value(word) => {
                let part = PARTS.iter().find(|it| word == it.0);
                named.push(*part.ok_or_else(|| format!("no part {}", word.display()))?);
            }
            _ => return Err(arg.unexpected().to_string()),
        }
    }
    let parts: &[(&str, Part)] = match () {
        () if !named.is_empty() => &named,
        () if wanted.native_only => &PARTS[..1],
        () => &PARTS,
    };
    let mut table = Table::new(is_json);
    parts.iter().try_for_each(|(_, measure)| measure(wanted, &mut table))?;
    table.end();
    Ok(())
}
