//! Recipes whose connection breaks at any point of their program: each message between one client and its server is lost in turn, each in
//! a run of its own, and what the recipe promises holds all the same.

use std::collections::BTreeSet;

use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::trace::{Entry, What};
use zookeeper_playground::vocab::{ClientId, ProcessId, SimTime};
use zookeeper_playground::wire::Segment;

const C1: ClientId = ClientId(1);

/// Whether the client that loses a message comes before the others.
#[derive(Clone, Copy, Debug)]
enum Comes {
    First,
    Last,
}

/// Three clients with a recipe, of whom one is to hold; and then the first crashes.
fn scenario(recipe: &str, comes: Comes, loss: &str) -> String {
    let (first, second) = match comes {
        Comes::First => ("c1", "c2..c3"),
        Comes::Last => ("c2..c3", "c1"),
    };
    format!(
        "ensemble 3\nstart all\nuntil settled\nclient c1 s1 s2 timeout 4s\nclient c2..c3 s2 s3 timeout 4s\n\
         until c1..c3 CONNECTED\n{loss}\nrun {first} {recipe}\nwait 3s\nrun {second} {recipe}\nwait 12s\n\
         expect holders 1\nexpect believers 1\ncrash c1\nwait 10s\nexpect holders 1\nexpect believers 1\n"
    )
}

/// Plays it to the end: what happened, and what was not as expected.
fn play(text: &str) -> (Vec<Entry>, Vec<String>) {
    let (script, errors) = parse(text);
    assert_eq!(errors, [], "{text}");
    let mut run = Run::new(script.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {}
    (record, run.problems().iter().map(|it| it.text("en".into())).collect())
}

/// When messages go between the first client and a server, and from whom to whom, until the others have come too and all is quiet.
fn messages(record: &[Entry]) -> BTreeSet<(SimTime, ProcessId, ProcessId)> {
    let begin = record.iter().position(|it| matches!(it.what, What::Believes { client: C1, .. })).unwrap();
    let sent = record[begin..].iter().filter_map(|it| match &it.what {
        What::Sent { from, to, segment: Segment::Data(_), .. } => Some((it.at, *from, *to)),
        _ => None,
    });
    let first = record[begin].at;
    let own = sent.filter(|it| it.1 == C1.into() || it.2 == C1.into());
    own.take_while(|it| it.0.since(first).as_millis() < 5_000).collect()
}

/// Loses each message in turn; in how many runs of how many something was not as expected, and the first of those.
fn lose_each(recipe: &str, comes: Comes) -> (usize, usize, String) {
    let (record, problems) = play(&scenario(recipe, comes, ""));
    assert_eq!(problems, [] as [String; 0], "{recipe}, without a loss");
    let messages = messages(&record);
    let mut wrong = Vec::new();
    for (at, from, to) in &messages {
        // A microsecond later it is on its way.
        let text = scenario(recipe, comes, &format!("at {}us drop {from} > {to}", at.0 + 1));
        let (_, problems) = play(&text);
        wrong.extend(problems.first().map(|it| format!("{it}\n{text}")));
    }
    println!("{recipe}, {comes:?}: {} lost in turn, {} runs not as expected", messages.len(), wrong.len());
    (wrong.len(), messages.len(), wrong.into_iter().next().unwrap_or_default())
}

#[test]
fn a_recipe_survives_the_loss_of_any_message() {
    const RECIPES: [&str; 8] = [
        "election guid",
        "election herd guid",
        "lock",
        "writelock",
        "latch",
        "latch session",
        "master",
        "master by-number",
    ];
    for recipe in RECIPES {
        for comes in [Comes::First, Comes::Last] {
            let (wrong, messages, first) = lose_each(recipe, comes);
            assert!(wrong == 0 && 4 <= messages, "{recipe}, {comes:?}, {wrong} of {messages}: {first}");
        }
    }
}

/// Without a number of its own a lost reply leaves a ghost, and nobody leads as long as that client lives.
#[test]
fn an_election_without_a_guid_does_not() {
    let (wrong, messages, first) = lose_each("election", Comes::First);
    assert!(0 < wrong && wrong < messages, "{wrong} of {messages}");
    assert!(first.contains("“holders 0”"), "{first}");
}
