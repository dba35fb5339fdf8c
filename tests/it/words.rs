//! Every message of `www/locales` is used: a source names it, or it belongs to something that there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use zookeeper_playground::check::Invariant;
use zookeeper_playground::compare::{Experiment, Metric};
use zookeeper_playground::locale::{Lang, keys};
use zookeeper_playground::player::{experiments, gallery};
use zookeeper_playground::scenario::{COMMANDS, Command, RECIPES, four_letter_words, parse};

#[test]
fn every_message_is_used() {
    let mut sources = String::new();
    read_all(Path::new("src"), &mut sources);
    let composed = composed();
    let unused: Vec<_> = keys()
        .iter()
        .filter(|it| !composed.contains(**it) && !sources.contains(&format!("\"{it}\"")))
        .collect();
    assert!(unused.is_empty(), "www/locales has messages that nothing shows: {unused:#?}");
}

fn read_all(folder: &Path, text: &mut String) {
    for path in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        if path.is_dir() {
            read_all(&path, text);
        } else {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The keys that are put together when the program runs: see who calls `locale::find`.
fn composed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |group: &str, name: &str, parts: &[&str]| {
        found.extend(parts.iter().map(|part| format!("{group}.{name}{part}")));
    };
    for story in gallery() {
        add("chapter", story.chapter, &[""]);
        add("story", story.slug, &[".title", ".summary"]);
        captions(story.text).iter().for_each(|it| add("caption", it, &[""]));
    }
    for prepared in experiments() {
        add("experiment", prepared.slug, &[".title", ".question"]);
        let experiment = Experiment::parse(prepared.text).0.unwrap();
        for (place, arrangement) in experiment.arrangements.iter().enumerate() {
            add("arrangement", &arrangement.title, &[".title", ".says"]);
            captions(&experiment.text(place, experiment.sizes[0]))
                .iter()
                .for_each(|it| add("caption", it, &[""]));
        }
    }
    Metric::ALL.iter().for_each(|it| add("metric", it.name(), &[".name", ".is"]));
    Invariant::ALL.iter().for_each(|it| add("check", &format!("{it:?}"), &[""]));
    COMMANDS.iter().for_each(|it| add("command", it.name, &[""]));
    RECIPES.iter().for_each(|it| add("recipe", it.name, &[".does", ".promises", ".breaks", ".source"]));
    four_letter_words(Lang::En).iter().for_each(|it| add("four_letter", it.0, &[""]));
    found
}

/// What a text says and asks: a single word of it is looked up.
fn captions(text: &str) -> Vec<String> {
    let script = parse(text).0;
    let lines = script.flow.iter().chain(&script.timed).map(|it| &it.command);
    let said = lines.filter_map(|it| match it {
        Command::Say(text) | Command::Predict(text) => Some(text.clone()),
        Command::Option(choice) => Some(choice.text.clone()),
        _ => None,
    });
    said.chain(script.title.clone()).collect()
}
