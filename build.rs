//! Turns `www/locales/<topic>.<language>.yml` into tables of messages, and stops the build where a language lacks one.
//!
//! The files are the simple part of YAML that translators' tools write: nested keys by two spaces, and scalars, plain or
//! in double quotes. `%{name}` is a place for an argument. A message that counts something may have, instead of a text, a
//! group of plural forms with the names of CLDR (`one`, `few`, `many`, `other`), as Rails writes them. They are told apart
//! by the argument `count`, or by the message's only one. A language may give a text where another gives forms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::{env, fs, path::Path};

/// A language of which everything is there.
struct Language {
    tag: &'static str,
    /// The name of its table.
    table: &'static str,
    /// The plural forms that it tells apart, in the order of `Lang::form`, and one that it may have besides, for what is no
    /// whole number.
    forms: &'static [&'static str],
    besides: &'static [&'static str],
    /// Whether the form `one` is for 1 alone, so that it need not say the number.
    one_is_1: bool,
}

/// The first one is the reference.
const LANGUAGES: [Language; 4] = [
    Language { tag: "en", table: "EN", forms: &["one", "other"], besides: &[], one_is_1: true },
    Language { tag: "zh-CN", table: "ZH_CN", forms: &["other"], besides: &[], one_is_1: false },
    Language { tag: "zh-TW", table: "ZH_TW", forms: &["other"], besides: &[], one_is_1: false },
    Language { tag: "ru", table: "RU", forms: &["one", "few", "many"], besides: &["other"], one_is_1: false },
];

/// Every name of a plural form.
const FORMS: [&str; 4] = ["one", "few", "many", "other"];

/// What stands between the forms of a message in a table; see `locale::fill`.
const BETWEEN_FORMS: &str = "\u{1f}";

enum Message {
    Text(String),
    /// By the names of the forms.
    Forms(BTreeMap<String, String>),
}

type Table = BTreeMap<String, Message>;

fn main() {
    let folder = Path::new("www/locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut texts: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let mut paths: Vec<_> = fs::read_dir(folder).expect("www/locales").map(|it| it.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let Some((_, tag)) = name.strip_suffix(".yml").and_then(|it| it.rsplit_once('.')) else { continue };
        let language =
            LANGUAGES.iter().find(|it| it.tag == tag).unwrap_or_else(|| panic!("{name}: language?"));
        let text = fs::read_to_string(&path).unwrap();
        let all = texts.entry(language.tag).or_default();
        for (key, message) in messages(name, &text) {
            assert!(all.insert(key.clone(), message).is_none(), "{name}: `{key}` stands twice");
        }
    }
    let tables = texts.into_iter().map(|(tag, it)| (tag, with_forms(it))).collect();
    check(&tables);
    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("messages.rs");
    fs::write(out, generated(&tables)).unwrap();
}

/// Groups in which all keys are names of plural forms are one message each.
fn with_forms(texts: BTreeMap<String, String>) -> Table {
    let mut groups: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (key, text) in texts {
        let (above, last) = key.rsplit_once('.').unwrap_or(("", &key));
        groups.entry(above.to_owned()).or_default().insert(last.to_owned(), text);
    }
    let mut table = Table::new();
    for (above, group) in groups {
        if group.keys().all(|it| FORMS.contains(&it.as_str())) {
            table.insert(above, Message::Forms(group));
        } else {
            table.extend(
                group.into_iter().map(|(last, text)| (format!("{above}.{last}"), Message::Text(text))),
            );
        }
    }
    table
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

fn check(tables: &BTreeMap<&str, Table>) {
    let mut wrong = String::new();
    let empty = Table::new();
    let reference = tables.get(LANGUAGES[0].tag).unwrap_or(&empty);
    for language in &LANGUAGES {
        let tag = language.tag;
        let table = tables.get(tag).unwrap_or(&empty);
        for (key, message) in reference {
            match table.get(key) {
                None => writeln!(wrong, "{tag} lacks `{key}`").unwrap(),
                Some(it) if places(it) != places(message) => {
                    writeln!(wrong, "{tag}: `{key}` has other arguments than {}", LANGUAGES[0].tag).unwrap();
                }
                Some(Message::Text(_)) => {}
                Some(Message::Forms(forms)) => {
                    if let Err(why) = check_forms(language, forms, &places(message)) {
                        writeln!(wrong, "{tag}: `{key}` {why}").unwrap();
                    }
                }
            }
        }
        for key in table.keys().filter(|it| !reference.contains_key(*it)) {
            writeln!(wrong, "{tag} has `{key}`, which {} lacks", LANGUAGES[0].tag).unwrap();
        }
    }
    assert!(wrong.is_empty(), "www/locales:\n{wrong}");
}

fn check_forms(
    language: &Language,
    forms: &BTreeMap<String, String>,
    arguments: &BTreeSet<&str>,
) -> Result<(), String> {
    if let Some(form) = language.forms.iter().find(|it| !forms.contains_key(**it)) {
        return Err(format!("lacks the form `{form}`"));
    }
    let known = |it: &str| language.forms.contains(&it) || language.besides.contains(&it);
    if let Some(form) = forms.keys().find(|it| !known(it)) {
        return Err(format!("has the form `{form}`, which the language has not"));
    }
    let number = match arguments.first() {
        _ if arguments.contains("count") => "count",
        Some(only) if arguments.len() == 1 => only,
        _ => return Err("has forms, but no argument `count`".to_owned()),
    };
    for (form, text) in forms {
        let may_lack = (form == "one" && language.one_is_1).then_some(number);
        let lacks = arguments.difference(&places_in(text)).find(|it| Some(**it) != may_lack).copied();
        if let Some(argument) = lacks {
            return Err(format!("lacks `{argument}` in the form `{form}`"));
        }
    }
    Ok(())
}

fn places(message: &Message) -> BTreeSet<&str> {
    match message {
        Message::Text(text) => places_in(text),
        Message::Forms(forms) => forms.values().flat_map(|it| places_in(it)).collect(),
    }
}

fn places_in(text: &str) -> BTreeSet<&str> {
    text.split("%{").skip(1).filter_map(|it| it.split_once('}')).map(|it| it.0).collect()
}

/// As it stands in the table of its language.
fn tabled(language: &Language, message: &Message) -> String {
    match message {
        Message::Text(text) => text.clone(),
        Message::Forms(forms) => {
            let order = language.forms.iter().chain(language.besides);
            order.filter_map(|it| forms.get(*it).cloned()).collect::<Vec<_>>().join(BETWEEN_FORMS)
        }
    }
}

fn generated(tables: &BTreeMap<&str, Table>) -> String {
    let mut out = String::new();
    let reference = &tables[LANGUAGES[0].tag];
    let keys: Vec<&String> = reference.keys().collect();
    writeln!(out, "/// Every key, in order.\npub(super) static KEYS: [&str; {}] = {keys:?};", keys.len())
        .unwrap();
    // Looked up when the program runs: all but those of the page, which need not be part of it.
    let found: Vec<(&String, usize)> =
        keys.iter().enumerate().filter(|it| !it.1.starts_with("page.")).map(|(at, key)| (*key, at)).collect();
    writeln!(out, "/// See `find`.\nstatic FOUND: [(&str, usize); {}] = {found:?};", found.len()).unwrap();
    for language in &LANGUAGES {
        let table = &tables[language.tag];
        let messages: Vec<String> = keys.iter().map(|it| tabled(language, &table[*it])).collect();
        writeln!(out, "/// In `{}`.", language.tag).unwrap();
        writeln!(out, "static {}: [&str; {}] = {messages:?};", language.table, keys.len()).unwrap();
    }
    out
}
