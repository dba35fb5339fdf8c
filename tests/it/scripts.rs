//! Replays those `script-*` that are about one server's tree, watches and sessions: tables of cases, each with what the real
//! server did.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use zookeeper_playground::session::{ExpiryQueue, negotiated_timeout};
use zookeeper_playground::tree::Request;
use zookeeper_playground::vocab::{SimTime, Span};

use crate::figures::Compared;
use crate::four_letter;
use crate::standalone::{Standalone, difference, request};

/// Replays one script, step by step; an error is that it is about something else.
pub fn replay(script: &Value) -> Result<Compared, String> {
    let steps = script["steps"].as_array().ok_or("no steps")?;
    let replay_step = match script["name"].as_str().unwrap_or_default() {
        "error-precedence" | "quotas-enforced" | "containers-ttl" | "expiry-events" => {
            return Ok(replay_calls(script, steps));
        }
        "four-letter-words" => return Ok(four_letter::replay(steps)),
        "watch-table" => watch_row,
        "zxid-consumption" => consumption,
        "expiry-table" => expiry_rows,
        "negotiation-2000" => negotiation,
        other => return Err(format!("script {other} is not replayed")),
    };
    let compare = |step: &Value| replay_step(step).map_or(Ok(()), |it| Err(format!("{it}, at {step}")));
    Ok(Compared::of(steps, compare))
}

/// Client calls, one after another, with result code, zxid and result; and the events that came, by client.
fn replay_calls(script: &Value, steps: &[Value]) -> Compared {
    let mut server = Standalone::new();
    server.settings.enforce_quota = script["name"] == "quotas-enforced";
    let clients: BTreeSet<&str> = steps.iter().filter_map(|it| it["s"].as_str()).collect();
    clients.iter().for_each(|it| server.open(it, it));
    server.take_events();
    let mut told = json!({});
    Compared::of(steps, |step| {
        run_containers(&mut server, step);
        let Some(client) = step["s"].as_str() else {
            if step["op"] == "expired" {
                server.expire("A");
            }
            return Ok(());
        };
        let theirs;
        let ours = match step["op"].as_str() {
            Some("events") => {
                theirs = json!({ "events": step["events"] });
                collect(&mut told, &mut server);
                json!({ "events": told[client].take() })
            }
            // Its connection went with its session.
            _ if step["rc"] == "Closed" => return Ok(()),
            Some(op) => {
                theirs = json!({ "rc": step["rc"], "zxid": step["zxid"], "result": plain(&step["result"]) });
                called(&mut server, client, &call(op, &step["args"]))
            }
            None => return Err(format!("no call: {step}")),
        };
        let by_path = script["name"] == "expiry-events" && step["op"] == "events";
        let (theirs, ours) = if by_path { (sorted(theirs), sorted(ours)) } else { (theirs, ours) };
        difference(&theirs, &ours).map_or(Ok(()), |it| Err(format!("{it}, at {step}")))
    })
}

/// Where the container manager runs: every half second, as while `containers-ttl` was recorded. The others end before it
/// has anything to do.
fn run_containers(server: &mut Standalone, step: &Value) {
    const INTERVAL: u64 = 500;
    let now = step["t"].as_u64().expect("a step has its time");
    for turn in server.now / INTERVAL + 1..=now / INTERVAL {
        server.now = turn * INTERVAL;
        server.check_containers();
    }
    server.now = now;
}

fn called(server: &mut Standalone, client: &str, request: &Request) -> Value {
    let answer = server.request(client, request);
    let (rc, result) = match &answer.result {
        Ok(response) => ("OK", server.written(response)),
        Err(error) => (error.name(), Value::Null),
    };
    json!({ "rc": rc, "zxid": answer.zxid.counter(), "result": plain(&result) })
}

fn collect(told: &mut Value, server: &mut Standalone) {
    for (client, events) in server.take_events() {
        let before = told[&client].as_array().cloned().unwrap_or_default();
        told[&client] = before.into_iter().chain(events.as_array().cloned().unwrap_or_default()).collect();
    }
}

/// A call of a script, whose arguments have places rather than names.
pub fn call(op: &str, args: &Value) -> Request {
    let (first, second, third) = (&args[0], &args[1], &args[2]);
    let (op, mut named) = match op {
        "create" => {
            let of_kind =
                |fits: fn(&Value) -> bool| args.as_array().into_iter().flatten().find(|it| fits(it));
            let options = of_kind(Value::is_object).cloned().unwrap_or_default();
            let mode = if third.is_string() { third.clone() } else { json!("PERSISTENT") };
            let acl = of_kind(Value::is_array).cloned().unwrap_or_default();
            (
                "create",
                json!({ "path": first, "data": second, "mode": mode, "acl": acl, "ttl": options["ttl"] }),
            )
        }
        "set" => ("set", json!({ "path": first, "data": second, "version": third })),
        "delete" => ("delete", json!({ "path": first, "version": second })),
        "set_acl" => ("setACL", json!({ "path": first, "acl": second, "version": third })),
        "get_acl" => ("getACL", json!({ "path": first })),
        "sync" => ("sync", json!({ "path": first })),
        "close" => ("close", json!({})),
        "get" | "exists" | "children" => (op, json!({ "path": first, "watch": second })),
        "multi" => ("multi", json!({ "ops": first })),
        "auth" => ("auth", json!({ "scheme": first, "cred": second })),
        "add_watch" => ("addWatch", json!({ "path": first, "mode": second })),
        other => panic!("no call of a script: {other}"),
    };
    if named["data"].is_null() {
        named.as_object_mut().expect("an object").remove("data");
    }
    request(op, &named, &Value::Null)
}

/// A result with its stats as lists, without its times; children and ACL in an order of their own.
pub fn plain(result: &Value) -> Value {
    const FIELDS: [&str; 9] = [
        "czxid",
        "mzxid",
        "pzxid",
        "version",
        "cversion",
        "aversion",
        "ephemeralOwner",
        "dataLength",
        "numChildren",
    ];
    match result {
        Value::Object(fields) if fields.contains_key("czxid") => {
            FIELDS.iter().map(|it| fields[*it].clone()).collect()
        }
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                let value = plain(value);
                (key.clone(), if ["children", "acl"].contains(&key.as_str()) { sorted(value) } else { value })
            };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

pub fn sorted(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => items.sort_by_key(Value::to_string),
        Value::Object(fields) => fields.values_mut().for_each(|it| *it = sorted(it.take())),
        _ => {}
    }
    value
}

/// One watch of one kind, and one thing that happens: the events, and what is left of the watch.
fn watch_row(row: &Value) -> Option<String> {
    if row["op"] != "row" {
        return None;
    }
    let action = row["action"].as_str().expect("an action");
    let mut server = Standalone::new();
    for client in ["watcher", "actor", "owner"] {
        server.open(client, client);
    }
    let ask = |server: &mut Standalone, client: &str, op: &str, a: Value| {
        let answer = server.request(client, &request(op, &a, &Value::Null));
        answer.result.map_or_else(|it| it.name(), |_| "OK")
    };
    prepare_row(&mut server, action, &ask);
    let kinds = row["watch"].as_str().expect("a kind").split('+');
    let set: Value = kinds
        .map(|kind| match kind {
            "data" => ask(&mut server, "watcher", "get", json!({ "path": "/n", "watch": true })),
            "exists" => ask(&mut server, "watcher", "exists", json!({ "path": "/n", "watch": true })),
            "child" => ask(&mut server, "watcher", "children", json!({ "path": "/n", "watch": true })),
            "persistent" => ask(&mut server, "watcher", "addWatch", json!({ "path": "/n", "mode": 0 })),
            "recursive" => ask(&mut server, "watcher", "addWatch", json!({ "path": "/n", "mode": 1 })),
            other => panic!("no kind of watch: {other}"),
        })
        .collect();
    server.take_events();
    act(&mut server, action, &ask);
    let events = server.take_events().remove("watcher").unwrap_or(json!([]));
    let mut left =
        |kind| ask(&mut server, "watcher", "checkWatches", json!({ "path": "/n", "type": kind })) == "OK";
    let ours = json!({ "setRc": set, "events": events, "watchLeft": { "child": left(1), "data": left(2) } });
    let theirs = json!({ "setRc": row["setRc"], "events": row["events"], "watchLeft": row["watchLeft"] });
    difference(&theirs, &ours)
}

/// What there is before the watch is set.
fn prepare_row(
    server: &mut Standalone,
    action: &str,
    ask: &dyn Fn(&mut Standalone, &str, &str, Value) -> &'static str,
) {
    let mut made = |client: &str, path: &str, mode: &str| {
        assert_eq!(ask(server, client, "create", json!({ "path": path, "mode": mode })), "OK");
    };
    match action {
        "create node" => return,
        "ephemeral node closes" => return made("owner", "/n", "EPHEMERAL"),
        _ => made("actor", "/n", "PERSISTENT"),
    }
    if action == "ephemeral child expires" {
        return made("owner", "/n/c", "EPHEMERAL");
    }
    if ["set child", "delete child"].contains(&action) || action.ends_with("grandchild") {
        made("actor", "/n/c", "PERSISTENT");
    }
    if ["set grandchild", "delete grandchild"].contains(&action) {
        made("actor", "/n/c/g", "PERSISTENT");
    }
}

fn act(
    server: &mut Standalone,
    action: &str,
    ask: &dyn Fn(&mut Standalone, &str, &str, Value) -> &'static str,
) {
    let mut did = |op: &str, a: Value| assert_eq!(ask(server, "actor", op, a), "OK", "{action}");
    let path = match action {
        _ if action.ends_with("grandchild") => "/n/c/g",
        _ if action.ends_with(" child") => "/n/c",
        _ => "/n",
    };
    match action {
        "create node" | "create child" | "create grandchild" => did("create", json!({ "path": path })),
        "set node" | "set child" | "set grandchild" => did("set", json!({ "path": path })),
        "delete node" | "delete child" | "delete grandchild" => did("delete", json!({ "path": path })),
        "setACL node" => did("setACL", json!({ "path": path, "acl": [[31, "world", "anyone"]] })),
        "set node twice" => (0..2).for_each(|_| did("set", json!({ "path": "/n" }))),
        "delete and recreate" => ["delete", "create"].iter().for_each(|it| did(it, json!({ "path": "/n" }))),
        "multi set twice" => {
            let set = json!({ "op": "set", "path": "/n" });
            did("multi", json!({ "ops": [set, set] }));
        }
        "multi create+delete child" => {
            let part = |op: &str| json!({ "op": op, "path": "/n/c" });
            did("multi", json!({ "ops": [part("create"), part("delete")] }));
        }
        "ephemeral child expires" => server.expire("owner"),
        "ephemeral node closes" => drop(ask(server, "owner", "close", json!({}))),
        other => panic!("no action: {other}"),
    }
}

/// How many zxids a request takes.
fn consumption(step: &Value) -> Option<String> {
    let mut server = Standalone::new();
    server.open("A", "A");
    server.request("A", &request("create", &json!({ "path": "/a" }), &Value::Null));
    let before = server.tree.last().counter();
    let multi = |last: &str| {
        let create = |path: &str| json!({ "op": "create", "path": path });
        json!({ "ops": [create("/x"), create("/y"), create(last)] })
    };
    let read = json!({ "ops": [{ "op": "get", "path": "/a" }] });
    let watch = json!({ "path": "/a", "mode": 0 });
    let (op, a) = match step["what"].as_str().expect("what was asked") {
        "create" => ("create", json!({ "path": "/b" })),
        "create that fails (exists)" => ("create", json!({ "path": "/a" })),
        "set" => ("set", json!({ "path": "/a" })),
        "set that fails (version)" => ("set", json!({ "path": "/a", "version": 7 })),
        "delete that fails (no node)" => ("delete", json!({ "path": "/none" })),
        "create with a malformed path" => ("create", json!({ "path": "/none//x" })),
        "get" => ("get", json!({ "path": "/a" })),
        "exists" => ("exists", json!({ "path": "/a" })),
        "children" => ("children", json!({ "path": "/a" })),
        "sync" => ("sync", json!({ "path": "/a" })),
        "ping" => ("ping", json!({})),
        "multi of 3" => ("multi", multi("/z")),
        "multi that fails" => ("multi", multi("/a")),
        "empty multi" => ("multi", json!({ "ops": [] })),
        "multiRead" => ("multiRead", read),
        "setACL" => ("setACL", json!({ "path": "/a", "acl": [[31, "world", "anyone"]] })),
        "setACL with bad acl" => ("setACL", json!({ "path": "/a", "acl": [] })),
        "getACL" => ("getACL", json!({ "path": "/a" })),
        "addWatch" => ("addWatch", watch),
        "removeWatches" => {
            server.request("A", &request("addWatch", &watch, &Value::Null));
            ("removeWatches", json!({ "path": "/a", "type": 3 }))
        }
        "auth" => ("auth", json!({ "scheme": "digest", "cred": "a:b" })),
        "open session" => ("open", json!({})),
        "close session" => ("close", json!({})),
        other => panic!("no request: {other}"),
    };
    let rc = if op == "open" {
        server.open("B", "B");
        "OK"
    } else {
        let answer = server.request("A", &request(op, &a, &Value::Null));
        answer.result.map_or_else(|it| it.name(), |_| "OK")
    };
    let ours = json!({ "rc": rc, "zxids": server.tree.last().counter() - before });
    difference(&json!({ "rc": step["rc"], "zxids": step["zxids"] }), &ours)
}

/// From the last sign of life to the end, for whatever moment between two ticks that was: every time measured must lie
/// between the shortest and the longest.
fn expiry_rows(step: &Value) -> Option<String> {
    let tick = step["tickTime"].as_u64()?;
    let lasted = |phase: u64, timeout: u64| {
        let mut queue = ExpiryQueue::new(Span::from_millis(tick));
        let end = queue.update(SimTime(phase * 1_000), (), Span::from_millis(timeout));
        end.0 / 1_000 - phase
    };
    let wrong = |row: &&Value| {
        let (timeout, elapsed) = (row[0].as_u64().unwrap_or(0), row[1].as_u64().unwrap_or(0));
        let possible: BTreeSet<u64> = (0..tick).map(|phase| lasted(phase, timeout)).collect();
        !possible.contains(&elapsed)
    };
    step["rows"].as_array()?.iter().find(wrong).map(|it| format!("{it} could not be here"))
}

fn negotiation(step: &Value) -> Option<String> {
    let wanted = u32::try_from(step["want"].as_u64()?).ok()?;
    let ours = negotiated_timeout(wanted, Span::from_secs(2), None, None);
    difference(&step["got"], &json!(ours))
}
