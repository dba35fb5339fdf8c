//! Turns `www/locales/<topic>.<language>.yml` into tables of messages, and stops the build where a language lacks one.
//!
//! The files are the simple part of YAML that translators' tools write: nested keys by two spaces, and scalars, plain or
//! in double quotes. `%{name}` is a place for an argument.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::{env, fs, path::Path};

/// The languages, with the names of their tables. The first one is the reference.
const LANGUAGES: [(&str, &str); 2] = [("en", "EN"), ("zh-CN", "ZH_CN")];

fn main() {
    let folder = Path::new("www/locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut tables: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let mut paths: Vec<_> = fs::read_dir(folder).expect("www/locales").map(|it| it.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let Some((_, language)) = name.strip_suffix(".yml").and_then(|it| it.rsplit_once('.')) else {
            continue;
        };
        let (language, _) =
            LANGUAGES.iter().find(|it| it.0 == language).unwrap_or_else(|| panic!("{name}: language?"));
        let text = fs::read_to_string(&path).unwrap();
        let table = tables.entry(language).or_default();
        for (key, message) in messages(name, &text) {
            assert!(table.insert(key.clone(), message).is_none(), "{name}: `{key}` stands twice");
        }
    }
    check(&tables);
    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("messages.rs");
    fs::write(out, generated(&tables)).unwrap();
}

/// The messages of one file, by their keys from the root.
fn messages(name: &str, text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') || content.starts_with("_version:") {
            continue;
        }
        let place = format!("{name}:{}", number + 1);
        let indent = line.len() - content.len();
        assert!(indent % 2 == 0 && indent / 2 <= above.len(), "{place}: indent by two spaces");
        above.truncate(indent / 2);
        let (key, value) =
            content.split_once(':').unwrap_or_else(|| panic!("{place}: expected `key: message`"));
        let value = value.trim();
        if value.is_empty() {
            above.push(key.trim_matches('"'));
        } else {
            let path: Vec<&str> = above.iter().copied().chain([key.trim_matches('"')]).collect();
            found.push((path.join("."), scalar(&place, value)));
        }
    }
    found
}

fn scalar(place: &str, value: &str) -> String {
    if let Some(inner) = value.strip_prefix('"') {
        let inner = inner.strip_suffix('"').unwrap_or_else(|| panic!("{place}: the quote does not end"));
        return inner.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\");
    }
    if let Some(inner) = value.strip_prefix('\'') {
        let inner = inner.strip_suffix('\'').unwrap_or_else(|| panic!("{place}: the quote does not end"));
        return inner.replace("''", "'");
    }
    assert!(!value.starts_with(['|', '>', '[', '{', '&', '*']), "{place}: only plain and quoted scalars");
    value.to_owned()
}

fn check(tables: &BTreeMap<&str, BTreeMap<String, String>>) {
    let mut wrong = String::new();
    let empty = BTreeMap::new();
    let reference = tables.get(LANGUAGES[0].0).unwrap_or(&empty);
    for (language, _) in LANGUAGES {
        let table = tables.get(language).unwrap_or(&empty);
        for (key, message) in reference {
            match table.get(key) {
                None => writeln!(wrong, "{language} lacks `{key}`").unwrap(),
                Some(it) if places(it) != places(message) => {
                    writeln!(wrong, "{language}: `{key}` has other arguments than {}", LANGUAGES[0].0)
                        .unwrap();
                }
                Some(_) => {}
            }
        }
        for key in table.keys().filter(|it| !reference.contains_key(*it)) {
            writeln!(wrong, "{language} has `{key}`, which {} lacks", LANGUAGES[0].0).unwrap();
        }
    }
    assert!(wrong.is_empty(), "www/locales:\n{wrong}");
}

fn places(message: &str) -> BTreeSet<&str> {
    message.split("%{").skip(1).filter_map(|it| it.split_once('}')).map(|it| it.0).collect()
}

fn generated(tables: &BTreeMap<&str, BTreeMap<String, String>>) -> String {
    let mut out = String::new();
    let reference = &tables[LANGUAGES[0].0];
    let keys: Vec<&String> = reference.keys().collect();
    writeln!(out, "/// Every key, in order.\npub(super) static KEYS: [&str; {}] = {keys:?};", keys.len())
        .unwrap();
    // Looked up when the program runs: all but those of the page, which need not be part of it.
    let found: Vec<(&String, usize)> =
        keys.iter().enumerate().filter(|it| !it.1.starts_with("page.")).map(|(at, key)| (*key, at)).collect();
    writeln!(out, "/// See `find`.\nstatic FOUND: [(&str, usize); {}] = {found:?};", found.len()).unwrap();
    for (language, table) in LANGUAGES {
        let messages: Vec<&String> = keys.iter().map(|it| &tables[language][*it]).collect();
        writeln!(out, "/// In `{language}`.\nstatic {table}: [&str; {}] = {messages:?};", keys.len())
            .unwrap();
    }
    out
}
