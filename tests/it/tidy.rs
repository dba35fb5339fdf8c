//! What holds for the tree: who may use whom, where colours and words stand, that every note has a story.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use zookeeper_playground::explore::seeded_scenario;
use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::trace::What;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).into_iter().flatten().map(|it| it.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The `pub mod` lines of src/lib.rs, lowest first.
fn layers() -> Vec<String> {
    let text = fs::read_to_string("src/lib.rs").unwrap();
    text.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned)).collect()
}

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let layers = layers();
    let mut wrong = Vec::new();
    for (rank, layer) in layers.iter().enumerate() {
        for path in files(&format!("src/{layer}"), "rs") {
            for line in read(&path).lines() {
                for used in uses(line) {
                    let used_rank = layers.iter().position(|it| *it == used);
                    if used_rank.is_some_and(|it| rank < it) {
                        wrong.push(format!("{}: `{layer}` may not use `{used}`", path.display()));
                    }
                }
            }
        }
    }
    assert!(layers.len() > 8, "the layers are read from src/lib.rs");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules of this crate that a line names: `crate::x`, and each of `crate::{x, y}`.
fn uses(line: &str) -> Vec<String> {
    let word = |it: &str| it.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                found.extend(list.split('}').next().unwrap_or("").split(',').map(|it| word(it.trim())))
            }
            None => found.push(word(rest)),
        }
    }
    found
}

#[test]
fn the_page_does_not_reach_for_the_rules() {
    let allowed = ["locale", "vocab", "election", "trace", "scenario", "player", "ui", "t"];
    for path in files("src/ui", "rs") {
        for used in read(&path).lines().flat_map(uses) {
            assert!(allowed.contains(&used.as_str()), "{}: the page may not use `{used}`", path.display());
        }
    }
}

#[test]
fn only_the_world_draws_by_chance_and_only_tests_and_views_read_notes() {
    for layer in ["vocab", "storage", "election", "zab", "wire", "server"] {
        for path in files(&format!("src/{layer}"), "rs") {
            assert!(!read(&path).contains("Rng"), "{}: others are handed the draw", path.display());
        }
    }
}

#[test]
fn every_module_opens_with_an_essay() {
    for layer in layers() {
        for path in files(&format!("src/{layer}"), "rs").iter().filter(|it| it.ends_with("mod.rs")) {
            assert!(read(path).starts_with("//!"), "{}: begins with what it is", path.display());
        }
    }
}

#[test]
fn colours_stand_in_tokens_alone() {
    for path in files("www/css", "css").iter().filter(|it| !it.ends_with("tokens.css")) {
        for (number, line) in read(path).lines().enumerate() {
            let hex = line.split('#').skip(1).any(|it| {
                let digits = it.chars().take_while(char::is_ascii_hexdigit).count();
                let next = it.chars().nth(digits);
                [3, 4, 6, 8].contains(&digits)
                    && next.is_none_or(|it| !it.is_alphanumeric() && it != '-' && it != '_')
            });
            let function =
                ["rgb(", "rgba(", "hsl(", "oklch(", "light-dark("].iter().any(|it| line.contains(it));
            assert!(!hex && !function, "{}:{}: colours stand in tokens.css", path.display(), number + 1);
        }
    }
}

/// One brace too many takes the next sheet away, once they are one file.
#[test]
fn every_block_of_a_style_sheet_is_closed_once() {
    for path in files("www/css", "css") {
        let text = read(&path);
        let depths = text.chars().scan(0_i32, |depth, it| {
            *depth += i32::from(it == '{') - i32::from(it == '}');
            Some(*depth)
        });
        let (mut last, mut least) = (0, 0);
        depths.for_each(|it| (last, least) = (it, least.min(it)));
        assert_eq!((last, least), (0, 0), "{}", path.display());
    }
}

/// A policy without 'unsafe-inline' ignores the attribute; the property (`~style` in Yew) it does not.
#[test]
fn styles_of_elements_are_properties_and_no_attributes() {
    for path in files("src/ui", "rs") {
        for (number, line) in read(&path).lines().enumerate() {
            let attribute = line.contains(" style={") || line.contains(" {style}");
            assert!(!attribute, "{}:{}: write ~style={{…}}", path.display(), number + 1);
        }
    }
}

/// Known bugs of some release that no fault of the language brings about: they need the steps of one server's threads in
/// another order than that of time. For the search over schedules.
const NEEDS_ANOTHER_SCHEDULE: [&str; 5] =
    ["GapInSync", "UnexpectedPacket", "UnknownAck", "UnmatchedCommit", "WrongNewLeaderAck"];

/// A note leads from a rule to a test: each is caused by some scenario of the repository, or by one of the first seeds.
#[test]
fn every_note_is_hit_by_a_scenario() {
    let mut missing: BTreeSet<String> = ["src/election/note.rs", "src/zab/note.rs", "src/server/note.rs"]
        .iter()
        .flat_map(|it| variants(it))
        .collect();
    assert!(missing.len() > 20, "the notes are read from their sources");
    ["Election", "Zab"].iter().for_each(|it| assert!(missing.remove(*it)));
    let texts = files("www/scenarios", "zk").into_iter().chain(files("tests/scenarios", "zk"));
    for text in texts.map(|it| read(&it)) {
        missing = &missing - &notes_of(&text);
    }
    for unreached in NEEDS_ANOTHER_SCHEDULE {
        assert!(missing.remove(unreached), "a scenario causes {unreached} now: take it off the list");
    }
    assert!(missing.is_empty(), "no scenario causes {missing:?}");
    assert_ne!(notes_of(&seeded_scenario(1)), BTreeSet::new());
}

fn variants(path: &str) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let body = text.split("pub enum Note {").nth(1).expect("the notes");
    let named = body.lines().filter(|it| it.starts_with("    ") && !it.starts_with("     "));
    let word = |it: &str| it.trim().chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    named.map(word).filter(|it| it.starts_with(|c: char| c.is_uppercase())).collect()
}

fn notes_of(text: &str) -> BTreeSet<String> {
    let mut run = Run::new(parse(text).0.into());
    let (mut record, mut found) = (Vec::new(), BTreeSet::new());
    while !run.is_over() && run.step(&mut record).is_some() {
        for entry in record.drain(..) {
            if let What::Note { note, .. } = entry.what {
                let shown = format!("{note:?}");
                found.extend(shown.split(|c: char| !c.is_alphanumeric()).take(2).map(str::to_owned));
            }
        }
    }
    found
}
