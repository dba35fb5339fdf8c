//! The scenarios of the repository: each runs to its end, and every expectation of it is true.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use zookeeper_playground::player::gallery;
use zookeeper_playground::recipe::Fact;
use zookeeper_playground::scenario::{COMMANDS, Command, ParseError, Problem, Run, parse};
use zookeeper_playground::sim::Fault;
use zookeeper_playground::trace::What;
use zookeeper_playground::vocab::ClientId;

fn scenario_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        if entry.is_dir() {
            found.extend(scenario_files(&entry));
        } else if entry.extension().is_some_and(|it| it == "zk") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// Runs a scenario to the end of its lines; what went wrong.
fn play(text: &str) -> Vec<Problem> {
    let (script, errors) = parse(text);
    let mut run = Run::new(script.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {
        record.clear();
    }
    errors.into_iter().map(Problem::Parse).chain(run.problems().iter().cloned()).collect()
}

#[test]
fn every_scenario_keeps_what_it_promises() {
    let files: Vec<PathBuf> =
        ["www/scenarios", "tests/scenarios"].iter().flat_map(|it| scenario_files(Path::new(it))).collect();
    let mut wrong = Vec::new();
    for file in &files {
        for problem in play(&fs::read_to_string(file).unwrap()) {
            wrong.push(format!("{}:{}: {}", file.display(), problem.line(), problem.text("en".into())));
        }
    }
    println!("scenarios: {} played, {} problems", files.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_story_file_is_in_the_gallery_with_its_words() {
    let files = scenario_files(Path::new("www/scenarios"));
    assert_eq!(files.len(), gallery().len(), "a file of www/scenarios is missing in the gallery");
    for story in gallery() {
        for lang in zookeeper_playground::locale::Lang::ALL {
            assert_ne!(story.title(lang), story.slug, "{} has no title in {}", story.slug, lang.tag());
            assert_ne!(story.summary(lang), "", "{} has no summary in {}", story.slug, lang.tag());
        }
    }
}

/// A story that needs its seed names it, and says why.
#[test]
fn no_story_depends_on_luck() {
    let mut wrong = Vec::new();
    for story in gallery().iter().filter(|it| !it.text.contains("\nseed ")) {
        for seed in 2..=6 {
            let problems = play(&story.text.replacen("\nensemble", &format!("\nseed {seed}\nensemble"), 1));
            wrong.extend(
                problems.iter().map(|it| format!("{}, seed {seed}: {}", story.slug, it.text("en".into()))),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who takes what out of a queue: no item twice, none left, and each consumer in the order of the numbers.
#[test]
fn consumers_share_a_queue_without_a_gap() {
    let text = fs::read_to_string("tests/scenarios/recipe/each_item_is_taken_once.zk").unwrap();
    let mut run = Run::new(parse(&text).0.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {}
    let mut taken: BTreeMap<ClientId, Vec<String>> = BTreeMap::new();
    for entry in &record {
        if let What::Came { client, fact: Fact::Took { item } } = &entry.what {
            taken.entry(*client).or_default().push(item.to_string());
        }
    }
    assert_eq!(taken.len(), 2, "both take something");
    assert!(taken.values().all(|it| it.is_sorted()), "each in order: {taken:?}");
    let mut all: Vec<String> = taken.into_values().flatten().collect();
    all.sort();
    let expected: Vec<String> = (0..20).map(|it| format!("/queue/queue-{it:010}")).collect();
    assert_eq!(all, expected);
}

/// How many packets of the broadcast a story sends between two of its captions.
fn packets(slug: &str, from: &str, to: &str) -> BTreeMap<&'static str, usize> {
    let story = gallery().iter().find(|it| it.slug == slug).unwrap();
    let mut run = Run::new(parse(story.text).0.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {}
    let said =
        |word: &str| record.iter().position(|it| it.what == What::Said { text: word.to_owned() }).unwrap();
    let mut sent = BTreeMap::new();
    for entry in &record[said(from)..said(to)] {
        if let What::Sent { segment, .. } = &entry.what
            && ["PROPOSAL", "ACK", "COMMIT", "INFORM"].contains(&segment.name())
        {
            *sent.entry(segment.name()).or_default() += 1;
        }
    }
    sent
}

/// L20: what the captions of `fewer-acks` say.
#[test]
fn an_observer_owes_no_ack() {
    let voters = packets("fewer-acks", "acks_voters", "acks_voters_done");
    assert_eq!(voters, BTreeMap::from([("ACK", 4), ("COMMIT", 4), ("PROPOSAL", 4)]));
    let observers = packets("fewer-acks", "acks_observers", "acks_observers_done");
    assert_eq!(observers, BTreeMap::from([("ACK", 2), ("COMMIT", 2), ("INFORM", 2), ("PROPOSAL", 2)]));
}

/// What stands behind `c1:` is typed to the letter; a client must have been declared before.
#[test]
fn a_line_for_a_shell_is_not_read() {
    let (script, errors) = parse("ensemble 1\nclient c1\nat 3s c1:  get  /a #b\nc2: ls /\nc1:\n");
    let text = |it: &ParseError| (it.line, it.column, Problem::Parse(it.clone()).text("en".into()));
    let errors: Vec<_> = errors.iter().map(text).collect();
    assert_eq!(script.timed[0].text, "c1:  get  /a #b");
    assert_eq!(
        script.timed[0].command,
        Command::Faults(vec![Fault::Type(ClientId(1), " get  /a #b".into())])
    );
    let places: Vec<_> = errors.iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(places, [(4, 1), (5, 5)], "{errors:?}");
    assert!(errors[0].2.contains("c2"), "{}", errors[0].2);
}

#[test]
fn the_example_of_every_command_can_be_read() {
    for spec in COMMANDS {
        let header =
            if ["ensemble", "seed", "title"].contains(&spec.name) { "" } else { "ensemble 5\nclient c1\n" };
        let (_, errors) = parse(&format!("{header}{}\n", spec.example));
        assert_eq!(errors, [], "{}", spec.example);
    }
}
