use std::sync::Arc;

use crate::scenario::{Run, parse_branch};
use crate::trace::TraceHash;

/// A ready test of a scenario: that it can be read, that its expectations hold, and that its trace is what it is now. One that has no end is
/// run for `most` steps; of one with branches the one that is named, or the trunk.
pub fn rust_test(text: &str, branch: Option<&str>, title: &str, most: u64) -> String {
    let hash = hash(text, branch, most);
    let (parse, of) = match branch {
        Some(name) => ("parse_branch", format!(", Some({name:?})")),
        None => ("parse", String::new()),
    };
    let (name, title) = (name(title), title.replace(char::is_control, " "));
    let fence = fence(text);
    let text = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    format!(
        r##"// {title}. Made by the ZooKeeper playground.

use zookeeper_playground::scenario::{{Run, {parse}}};
use zookeeper_playground::trace::TraceHash;

const SCENARIO: &str = r{fence}"
{text}"{fence};

#[test]
fn {name}() {{
    let (script, errors) = {parse}(SCENARIO.trim_start_matches('\n'){of});
    assert!(errors.is_empty(), "{{errors:?}}");
    let mut run = Run::new(script.into());
    let mut trace = Vec::new();
    while !run.is_over() && run.world().steps() < {most} && run.step(&mut trace).is_some() {{}}
    assert!(run.problems().is_empty(), "{{:?}}", run.problems());
    let hash = trace.iter().fold(TraceHash::EMPTY, TraceHash::with);
    assert_eq!(hash.to_string(), "{hash}");
}}
"##
    )
}

/// The hash of what the test runs.
fn hash(text: &str, branch: Option<&str>, most: u64) -> TraceHash {
    let mut run = Run::new(Arc::new(parse_branch(text, branch).0));
    let (mut hash, mut written) = (TraceHash::EMPTY, Vec::new());
    while !run.is_over() && run.world().steps() < most && run.step(&mut written).is_some() {
        hash = written.drain(..).fold(hash, |hash, it| hash.with(&it));
    }
    hash
}

/// A title as a name of a function.
fn name(title: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let words: String = title.chars().map(plain).collect();
    let name = words.split_whitespace().collect::<Vec<_>>().join("_");
    match name.chars().next() {
        None => "scenario".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("scenario_{name}"),
        Some(_) => name,
    }
}

/// As many `#` as a raw string needs to hold a text.
fn fence(text: &str) -> String {
    let longest = text.split('"').skip(1).map(|it| it.chars().take_while(|c| *c == '#').count() + 1).max();
    "#".repeat(longest.unwrap_or(0).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name() {
        assert_eq!(name("Kill the leader!"), "kill_the_leader");
        assert_eq!(name("51 servers"), "scenario_51_servers");
        assert_eq!(name("两台"), "scenario");
    }

    #[test]
    fn a_raw_string_is_fenced_in() {
        assert_eq!(fence("say hello"), "#");
        assert_eq!(fence("say \"hello\""), "#");
        assert_eq!(fence("say \"##"), "###");
    }
}
