//! Recorded traces of a real ZooKeeper, replayed step for step: `tests/golden`, and the folder that `GOLDEN_DIR` names.
//!
//! A trace's steps become a scenario: what was done to the servers, at the time of the recording, with the release that was
//! recorded. At each `status` every server must have the role, the zxid and the epochs that the real one had; at each
//! `lastLoggedZxid` its log must end where the real one ended; at `treesEqual` the trees must be equal; and in the end every
//! learner must have been brought level in the same way, decided from the same numbers.
//!
//! Traces of one server, without an ensemble around it, are replayed in `ops.rs` and `scripts.rs`; scripts that need the network in
//! `world_scripts.rs`, and elections among clients in `recipe_scripts.rs`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;
use zookeeper_playground::player::{Command, Player};
use zookeeper_playground::server::Note;
use zookeeper_playground::sim::{Condition, World};
use zookeeper_playground::trace::{Entry, What};
use zookeeper_playground::vocab::{PeerState, ServerId, SimTime, Span, Zxid};
use zookeeper_playground::zab::{self, Source, SyncKind};

use crate::figures::{Compared, Count, tell};
use crate::{ops, recipe_scripts, scripts, world_scripts};

/// From the launch of a JVM to its open election port, as in the recordings (facts.md 12: about 0.8 s).
const JVM_START: Span = Span::from_millis(700);

/// How long a write took at most, in milliseconds, from the request to the note of its answer.
const ANSWERED_WITHIN: u64 = 40;

#[test]
fn golden_traces_replay_equal() {
    let mut wrong = replay_folder(Path::new("tests/golden"));
    wrong.extend(replay_folder(Path::new("tests/golden/more")));
    if let Some(folder) = env::var_os("GOLDEN_DIR") {
        wrong.extend(replay_folder(Path::new(&folder)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What of the traces of one kind is equal: of single requests, of scripts, of ensembles.
#[derive(Default)]
struct Figures {
    traces: Count,
    steps: Count,
}

/// Replays every trace of a folder, and tells how many are equal; says what is wrong.
fn replay_folder(folder: &Path) -> Vec<String> {
    let listed = listed();
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|it| it.ok()?.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    let (mut figures, mut known, mut wrong) = (BTreeMap::<String, Figures>::new(), 0, Vec::new());
    for name in &names {
        let reason = listed.iter().find(|(pattern, _)| matches(pattern, name)).map(|it| &it.1);
        let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let trace: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let compared = replay(name, &trace).unwrap_or_else(|reason| {
            let steps = Count { equal: 0, all: trace["steps"].as_array().map_or(0, Vec::len) };
            Compared { steps, difference: Some(reason) }
        });
        let is_equal = compared.difference.is_none();
        let of_kind = figures.entry(name.split('-').next().unwrap_or_default().to_owned()).or_default();
        of_kind.traces += Count { equal: usize::from(is_equal), all: 1 };
        of_kind.steps += compared.steps;
        match (compared.difference, reason) {
            (None, None) => {}
            (None, Some(_)) => wrong.push(format!("{name} is listed, but passes: take it off the list")),
            (Some(difference), Some(reason)) => {
                tell(&format!("listed: {name}: {reason} ({difference})"));
                known += 1;
            }
            (Some(difference), None) => wrong.push(format!("{name}: {difference}")),
        }
    }
    for (kind, Figures { traces, steps }) in figures {
        let what = match &*kind {
            "ops" => "requests",
            _ => "steps",
        };
        tell(&format!(
            "{}, {kind}-*: {} of {} traces equal; {} of {} {what}",
            folder.display(),
            traces.equal,
            traces.all,
            steps.equal,
            steps.all
        ));
    }
    tell(&format!("{}: {known} listed, {} different, of {}", folder.display(), wrong.len(), names.len()));
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

/// Replays one trace; an error is what of it cannot be replayed.
fn replay(name: &str, trace: &Value) -> Result<Compared, String> {
    match trace["kind"].as_str() {
        Some("ensemble") => replay_ensemble(name, trace),
        Some("single-server-ops") => ops::replay(trace),
        Some("scripted") if world_scripts::IS_ABOUT.iter().any(|it| trace["name"] == *it) => {
            world_scripts::replay(trace)
        }
        Some("scripted") if recipe_scripts::IS_ABOUT.iter().any(|it| trace["name"] == *it) => {
            recipe_scripts::replay(trace)
        }
        Some("scripted") => scripts::replay(trace),
        _ => Err(format!("kind {} is not replayed", trace["kind"])),
    }
}

fn replay_ensemble(name: &str, trace: &Value) -> Result<Compared, String> {
    let steps = trace["steps"].as_array().ok_or("no steps")?;
    if let Some(op) = steps.iter().find_map(|it| unknown(&it["op"])) {
        return Err(format!("step `{op}` is not replayed"));
    }
    let mut player = Player::open(&scenario(trace));
    if let Some(problem) = player.problems().first() {
        return Err(format!("line {}: {}", problem.line(), problem.text("en".into())));
    }
    let compared = Compared::of(steps, |step| {
        let at = SimTime(millis(step) * 1_000);
        player.apply(Command::Seek(at)).map_err(|it| it.text("en".into()))?;
        match step["op"].as_str() {
            Some("status") => compare(name, step, player.world()),
            Some("lastLoggedZxid") => compare_logs(step, player.world()),
            Some("treesEqual") => compare_trees(step, player.world()),
            _ => Ok(()),
        }
    });
    Ok(compared.and(|| match name.contains("together") {
        true => None,
        false => compare_syncs(trace, &player).err(),
    }))
}

/// The name of a step that the world cannot follow, if it is one.
fn unknown(op: &Value) -> Option<String> {
    let followed = [
        "start",
        "kill",
        "pause",
        "resume",
        "wipeData",
        "status",
        "write",
        "writes",
        "writeNoWait",
        "lastLoggedZxid",
        "treesEqual",
    ];
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
    for option in config["jvm"].as_array().into_iter().flatten() {
        let (key, value) =
            option.as_str().and_then(|it| it.strip_prefix("-D")?.split_once('=')).expect("-Dkey=value");
        let _ = writeln!(text, "set {key} {value}");
    }
    text.push_str("release 3.8.0\n");
    let mut client = Client::new(&text);
    let mut before = 0;
    for step in trace["steps"].as_array().into_iter().flatten() {
        // What follows a step in the same millisecond happened after it; a write was noted when it had been answered.
        let writes = step["op"].as_str().is_some_and(|it| it.starts_with("write"));
        let at = millis(step).saturating_sub(if writes { ANSWERED_WITHIN } else { 0 }).max(before + 1);
        before = at.max(millis(step));
        let sid = &step["sid"];
        let _ = match step["op"].as_str() {
            Some("start") => writeln!(text, "at {}ms start s{sid}", at + JVM_START.as_millis()),
            Some("kill") => writeln!(text, "at {at}ms crash s{sid}"),
            Some("pause" | "resume") => {
                writeln!(text, "at {at}ms {} s{sid}", step["op"].as_str().unwrap_or_default())
            }
            Some("wipeData") => writeln!(text, "at {at}ms wipe s{sid}"),
            Some("write" | "writes" | "writeNoWait") => writeln!(text, "{}", client.lines(step, at)),
            _ => Ok(()),
        };
    }
    text
}

/// The client that wrote while the trace was recorded. Whether it opened a session first is seen from the zxids: a session
/// is a transaction.
struct Client {
    last: (u64, u64),
    beginning: u64,
}

impl Client {
    fn new(config: &str) -> Client {
        let initial = config.lines().find_map(|it| it.strip_prefix("set zookeeper.testingonly.initialZxid "));
        Client { last: (0, 0), beginning: initial.map_or(0, |it| it.parse().expect("a number")) }
    }

    fn lines(&mut self, step: &Value, at: u64) -> String {
        let via = &step["via"];
        let zxid = step["zxid"].as_str().or(step["upTo"].as_str()).and_then(|it| {
            let (epoch, counter) = it.split_once(':')?;
            Some((epoch.parse::<u64>().ok()?, counter.parse::<u64>().ok()?))
        });
        let before = zxid.filter(|it| it.0 == self.last.0).map_or(self.beginning, |_| self.last.1);
        let txns = zxid.map_or(1, |it| it.1 - before);
        self.last = zxid.unwrap_or(self.last);
        let path = step["path"].as_str().map_or_else(|| format!("/w{at}-"), str::to_owned);
        if step["op"] == "writes" {
            return format!("at {at}ms write s{via} {path} times {txns}");
        }
        let session = if txns == 2 { format!("at {at}ms session s{via}\n") } else { String::new() };
        format!("{session}at {at}ms write s{via} {path}")
    }
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
    if let Some((id, theirs, ours)) = pairs.iter().find(|(_, theirs, ours)| theirs != ours) {
        return Err(format!("at {}ms, {label}: {id} was {theirs}, here it is {ours}", millis(step)));
    }
    for (sid, theirs) in servers {
        let id = ServerId(sid.parse().expect("a sid"));
        let host = &world.hosts()[&id];
        let zxid = host.server.as_ref().map(|it| it.database().last_processed.to_string());
        let ours = [
            ("zxid", zxid.map(Value::from)),
            ("acceptedEpoch", Some(host.disk.accepted_epoch.0.into())),
            ("currentEpoch", Some(host.disk.current_epoch.0.into())),
        ];
        for (what, ours) in ours {
            let theirs = Some(&theirs[what]).filter(|it| !it.is_null());
            if theirs.is_some() && theirs != ours.as_ref() {
                return Err(format!(
                    "at {}ms, {label}: {id} had {what} {theirs:?}, here {ours:?}",
                    millis(step)
                ));
            }
        }
    }
    Ok(())
}

fn compare_logs(step: &Value, world: &World) -> Result<(), String> {
    for (sid, theirs) in step["zxid"].as_object().ok_or("a lastLoggedZxid without zxids")? {
        let id = ServerId(sid.parse().expect("a sid"));
        let ours = world.hosts()[&id].disk.log.last().to_string();
        if *theirs != ours {
            return Err(format!("at {}ms: the log of {id} ended at {theirs}, here at {ours}", millis(step)));
        }
    }
    Ok(())
}

fn compare_trees(step: &Value, world: &World) -> Result<(), String> {
    let running: Vec<_> = world.hosts().values().filter_map(|it| it.server.as_ref()).collect();
    let trees: Vec<_> = running.iter().map(|it| &it.database().tree).collect();
    if (trees.windows(2).all(|it| it[0].agrees_with(it[1]))) != (step["equal"] == true) {
        return Err(format!(
            "at {}ms: the trees were equal: {}, and not so here",
            millis(step),
            step["equal"]
        ));
    }
    let Some(paths) = step["paths"].as_array() else { return Ok(()) };
    let theirs: Vec<&str> = paths
        .iter()
        .filter_map(|it| it.as_str())
        .filter(|it| it.len() > 1 && !it.starts_with("/zookeeper"))
        .collect();
    let own = |it: &&str| it.len() > 1 && !it.starts_with("/zookeeper");
    let ours: Vec<&str> = trees.first().map(|it| it.nodes().map(|it| &**it.0).collect()).unwrap_or_default();
    let ours: Vec<&str> = ours.into_iter().filter(own).collect();
    if theirs == ours {
        Ok(())
    } else {
        Err(format!("at {}ms: paths {theirs:?}, here {ours:?}", millis(step)))
    }
}

/// Which sync every learner got, and from which source; in any order, as learners come at once. Where there was nothing to
/// send the source does not matter: whether a learner came before or after the leader began to serve is a matter of time.
fn compare_syncs(trace: &Value, player: &Player) -> Result<(), String> {
    let mut theirs: Vec<String> = Vec::new();
    let mut decided: BTreeMap<(u64, u64), Decision> = BTreeMap::new();
    for event in trace["events"].as_array().into_iter().flatten() {
        let number = |key: &str| event[key].as_u64().unwrap_or_default();
        let zxid =
            |key: &str| event[key].as_str().and_then(|it| it.parse::<Zxid>().ok()).unwrap_or(Zxid::ZERO);
        let key = (number("sid"), number("learner"));
        match event["ev"].as_str().unwrap_or_default() {
            "syncDecision" => {
                let (peer, max) = (zxid("peer"), zxid("max"));
                decided.insert(key, Decision { peer, max, source: Source::Nothing });
            }
            "useCommittedLog" => drop(decided.entry(key).and_modify(|it| it.source = Source::Memory)),
            "useTxnLog" => drop(decided.entry(key).and_modify(|it| it.source = Source::TxnLog)),
            "sendDiff" => {
                let decision = decided.remove(&key).ok_or("a DIFF without its decision")?;
                theirs.push(sync_line(key.0, key.1, SyncKind::Diff { zxid: zxid("zxid") }, decision));
            }
            "sendTrunc" => {
                let decision = decided.remove(&key).ok_or("a TRUNC without its decision")?;
                theirs.push(sync_line(key.0, key.1, SyncKind::Trunc { zxid: zxid("zxid") }, decision));
            }
            "sendSnap" => {
                // The line of the real log does not name the learner; its last zxid does.
                let fits = |it: &(&(u64, u64), &Decision)| it.0.0 == key.0 && it.1.peer == zxid("peer");
                let found = *decided.iter().find(fits).ok_or("a SNAP without its decision")?.0;
                let decision = decided.remove(&found).expect("it was found");
                theirs.push(sync_line(found.0, found.1, SyncKind::Snap, decision));
            }
            _ => {}
        }
    }
    let mut ours: Vec<String> =
        player.entries()[..player.view().entries].iter().filter_map(sync_of).collect();
    theirs.sort();
    ours.sort();
    if theirs == ours {
        return Ok(());
    }
    Err(format!("syncs:\n  {}\nhere:\n  {}", theirs.join("\n  "), ours.join("\n  ")))
}

/// What a sync was decided from, as far as it is compared.
struct Decision {
    peer: Zxid,
    max: Zxid,
    source: Source,
}

fn sync_of(entry: &Entry) -> Option<String> {
    let What::Note { server, note: Note::Zab(note) } = &entry.what else { return None };
    let zab::Note::SyncDecided { learner, kind, source, max, peer, .. } = note else { return None };
    let decision = Decision { peer: *peer, max: *max, source: *source };
    Some(sync_line(server.0.into(), learner.0.into(), *kind, decision))
}

fn sync_line(leader: u64, learner: u64, kind: SyncKind, decision: Decision) -> String {
    let Decision { peer, max, source } = decision;
    let kind = match kind {
        SyncKind::Diff { .. } if max <= peer || source == Source::Nothing => "an empty DIFF".to_owned(),
        SyncKind::Diff { zxid } => format!("DIFF to {zxid} from {source:?}"),
        SyncKind::Trunc { zxid } => format!("TRUNC {zxid}"),
        SyncKind::Snap => "SNAP".to_owned(),
    };
    format!("s{leader} to s{learner}: {kind}")
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
