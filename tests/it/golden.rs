//! Recorded traces of a real ZooKeeper, replayed step for step: `tests/golden`, and the folder that `GOLDEN_DIR` names.
//!
//! A trace's steps become a scenario: what was done to the servers, at the time of the recording. At each `status` every
//! server must have the role that the real one had. Writes are left out, as the world has none yet: they do not change
//! who is elected as long as all histories are equal, and traces in which they are not are in `listed.txt`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;
use zookeeper_playground::player::{Command, Player};
use zookeeper_playground::sim::{Condition, World};
use zookeeper_playground::vocab::{PeerState, ServerId, SimTime, Span};

/// From the launch of a JVM to its open election port, as in the recordings (facts.md 12: about 0.8 s).
const JVM_START: Span = Span::from_millis(700);

#[test]
fn golden_traces_replay_equal() {
    let mut wrong = replay_folder(Path::new("tests/golden"));
    if let Some(folder) = env::var_os("GOLDEN_DIR") {
        wrong.extend(replay_folder(Path::new(&folder)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Replays every trace of a folder; says what is wrong.
fn replay_folder(folder: &Path) -> Vec<String> {
    let listed = listed();
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|it| it.ok()?.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    let (mut equal, mut known, mut wrong) = (0, 0, Vec::new());
    for name in &names {
        let reason = listed.iter().find(|(pattern, _)| matches(pattern, name)).map(|it| &it.1);
        let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        match (replay(name, &text), reason) {
            (Ok(()), None) => equal += 1,
            (Ok(()), Some(_)) => wrong.push(format!("{name} is listed, but passes: take it off the list")),
            (Err(difference), Some(reason)) => {
                println!("listed: {name}: {reason} ({difference})");
                known += 1;
            }
            (Err(difference), None) => wrong.push(format!("{name}: {difference}")),
        }
    }
    println!(
        "golden: {equal} equal, {known} listed, {} different, of {} in {}",
        wrong.len(),
        names.len(),
        folder.display()
    );
    wrong
}

fn listed() -> Vec<(String, String)> {
    let text = fs::read_to_string("tests/golden/listed.txt").unwrap();
    let lines = text.lines().filter(|it| !it.starts_with('#'));
    lines.filter_map(|it| it.split_once(' ')).map(|(name, why)| (name.to_owned(), why.to_owned())).collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |beginning| name.starts_with(beginning))
}

/// Replays one trace; an error is the first difference, or what of it cannot be replayed.
fn replay(name: &str, text: &str) -> Result<(), String> {
    let trace: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    if trace["kind"] != "ensemble" {
        return Err(format!("kind {} is not replayed", trace["kind"]));
    }
    let steps = trace["steps"].as_array().ok_or("no steps")?;
    if let Some(op) = steps.iter().find_map(|it| unknown(&it["op"])) {
        return Err(format!("step `{op}` is not replayed"));
    }
    let mut player = Player::open(&scenario(&trace));
    if let Some(problem) = player.problems().first() {
        return Err(format!("line {}: {}", problem.line(), problem.text("en".into())));
    }
    for step in steps.iter().filter(|it| it["op"] == "status") {
        let at = SimTime(millis(step) * 1_000);
        player.apply(Command::Seek(at)).map_err(|it| it.text("en".into()))?;
        compare(name, step, player.world())?;
    }
    Ok(())
}

/// The name of a step that the world cannot follow, if it is one. Writes are followed by doing nothing.
fn unknown(op: &Value) -> Option<String> {
    let followed =
        ["start", "kill", "pause", "resume", "status", "write", "writes", "lastLoggedZxid", "treesEqual"];
    let op = op.as_str().unwrap_or("?");
    (!followed.contains(&op)).then(|| op.to_owned())
}

fn millis(step: &Value) -> u64 {
    step["t"].as_u64().expect("a step has its time")
}

/// The trace as a scenario: its configuration, and what was done to its servers.
fn scenario(trace: &Value) -> String {
    let config = &trace["config"];
    let mut text = format!("ensemble {}\n", config["servers"]);
    let observers = config["observers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !observers.is_empty() {
        let ids: Vec<String> = observers.iter().map(|it| format!("s{it}")).collect();
        let _ = writeln!(text, "observers {}", ids.join(" "));
    }
    for key in ["tickTime", "initLimit", "syncLimit"] {
        let _ = writeln!(text, "set {key} {}", config[key]);
    }
    for (key, value) in config["extraConf"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "set {key} {}", value.as_str().map_or(value.to_string(), str::to_owned));
    }
    let mut looked_at = None;
    for step in trace["steps"].as_array().into_iter().flatten() {
        if step["op"] == "status" {
            looked_at = Some(millis(step));
        }
        let (act, delay) = match step["op"].as_str() {
            Some("start") => ("start", JVM_START.as_millis()),
            Some("kill") => ("crash", 0),
            Some("pause") => ("pause", 0),
            Some("resume") => ("resume", 0),
            _ => continue,
        };
        // What follows a status in the same millisecond happened after it.
        let at = millis(step) + delay + u64::from(looked_at == Some(millis(step)));
        let _ = writeln!(text, "at {at}ms {act} s{}", step["sid"]);
    }
    text
}

/// Every server's role; where all were launched together, only how many have which (README of the traces).
fn compare(name: &str, step: &Value, world: &World) -> Result<(), String> {
    let servers = step["servers"].as_object().ok_or("a status without servers")?;
    let pairs: Vec<(ServerId, String, String)> = servers
        .iter()
        .map(|(sid, it)| {
            let id = ServerId(sid.parse().expect("a sid"));
            (id, it["role"].as_str().unwrap_or("?").to_owned(), role(world, id).to_owned())
        })
        .collect();
    let label = &step["label"];
    if name.contains("together") {
        let count = |roles: &mut dyn Iterator<Item = &String>| {
            roles.fold(BTreeMap::new(), |mut sum, it| {
                *sum.entry(it.clone()).or_insert(0) += 1;
                sum
            })
        };
        let (theirs, ours) =
            (count(&mut pairs.iter().map(|it| &it.1)), count(&mut pairs.iter().map(|it| &it.2)));
        return if theirs == ours {
            Ok(())
        } else {
            Err(format!("{label}: roles {theirs:?}, here {ours:?}"))
        };
    }
    match pairs.iter().find(|(_, theirs, ours)| theirs != ours) {
        Some((id, theirs, ours)) => {
            Err(format!("at {}ms, {label}: {id} was {theirs}, here it is {ours}", millis(step)))
        }
        None => Ok(()),
    }
}

/// As `srvr` tells it.
fn role(world: &World, id: ServerId) -> &'static str {
    let host = &world.hosts()[&id];
    match (host.condition(), &host.server) {
        (Condition::PoweredOff | Condition::Down, _) | (_, None) => "down",
        (Condition::Paused, _) => "paused",
        (Condition::Running, Some(server)) if !server.is_established() => "not-serving",
        (Condition::Running, Some(server)) => match server.state() {
            PeerState::Looking => "not-serving",
            PeerState::Following => "follower",
            PeerState::Leading => "leader",
            PeerState::Observing => "observer",
        },
    }
}
