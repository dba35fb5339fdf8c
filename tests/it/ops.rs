//! Replays `ops-*`: three sessions that ask one server, one request at a time. Compared are result code, reply zxid, what the
//! reply carries, the watch events of each session in their order; and in the end the whole tree and the server's counters.

use serde_json::{Map, Value, json};

use crate::figures::Compared;
use crate::standalone::{Standalone, difference, lines, request, text};

/// Replays one trace, request by request; then all that they have come to.
pub fn replay(trace: &Value) -> Result<Compared, String> {
    let mut server = Standalone::new();
    let requests = trace["ops"].as_array().ok_or("no ops")?;
    let compared = Compared::of(requests, |step| {
        server.now += 1;
        let ours = normal(perform(&mut server, step, &trace["acls"]), step);
        let mut theirs = Map::new();
        for key in ["rc", "zx", "r", "ev"] {
            theirs.extend(step.get(key).map(|it| (key.to_owned(), it.clone())));
        }
        let difference = difference(&normal(theirs, step), &ours);
        difference.map_or(Ok(()), |it| Err(format!("{it}, after {step}")))
    });
    let theirs = json!({ "end": trace["end"], "tree": sorted_acls(&trace["tree"]) });
    Ok(compared.and(|| difference(&theirs, &end(&server)).map(|it| format!("in the end {it}"))))
}

/// One step, and what came of it as the traces write it.
fn perform(server: &mut Standalone, step: &Value, acls: &Value) -> Map<String, Value> {
    let client = step["s"].to_string();
    let (op, a) = (step["op"].as_str().expect("an op"), &step["a"]);
    let mut ours = Map::from_iter([("rc".to_owned(), json!("OK"))]);
    let answer = match op {
        "open" => {
            server.open(&client, a["as"].as_str().expect("a name"));
            None
        }
        "drop" => {
            server.cut(&client);
            None
        }
        "reconnect" => {
            server.reconnect(&client);
            for cred in a["auths"].as_array().into_iter().flatten() {
                server.request(&client, &request("auth", &json!({ "scheme": "digest", "cred": cred }), acls));
            }
            let has_any = ["data", "exist", "child", "pers", "rec"].iter().any(|it| a.get(it).is_some());
            has_any.then(|| server.request(&client, &request("setWatches", a, acls)))
        }
        _ => Some(server.request(&client, &request(op, a, acls))),
    };
    if let Some(answer) = answer {
        ours.insert("zx".to_owned(), json!(answer.zxid.counter()));
        match &answer.result {
            Ok(response) => {
                let written = server.written(response);
                ours.extend(Some(("r".to_owned(), written)).filter(|it| !it.1.is_null()));
            }
            Err(error) => drop(ours.insert("rc".to_owned(), json!(error.name()))),
        }
    }
    let events = server.take_events();
    if !events.is_empty() {
        ours.insert("ev".to_owned(), Value::Object(events));
    }
    ours
}

/// Without what is nobody's promise: the order of an ACL's lines, and that of the events when a session closes, whose
/// ephemerals go in the order of a hash table.
fn normal(mut outcome: Map<String, Value>, step: &Value) -> Value {
    if let Some(acl) = outcome.get_mut("r").and_then(|it| it.get_mut("acl")) {
        sort(acl);
    }
    if step["op"] == "close" {
        let events = outcome.get_mut("ev").and_then(Value::as_object_mut);
        events.into_iter().flat_map(|it| it.values_mut()).for_each(sort);
    }
    Value::Object(outcome)
}

fn sort(list: &mut Value) {
    list.as_array_mut().into_iter().for_each(|it| it.sort_by_key(Value::to_string));
}

fn sorted_acls(tree: &Value) -> Value {
    let mut tree = tree.clone();
    for node in tree.as_object_mut().into_iter().flat_map(|it| it.values_mut()) {
        node.get_mut("acl").into_iter().for_each(sort);
    }
    tree
}

/// Tree and counters, as the traces write them: an open ACL is not told.
fn end(server: &Standalone) -> Value {
    let tree = &server.tree;
    let node = |(path, node): (&std::sync::Arc<str>, &zookeeper_playground::tree::Znode)| {
        let mut written = json!({ "data": text(&node.data), "stat": server.stat(&node.stat()) });
        if node.acl != Default::default() {
            let mut acl = lines(&node.acl);
            sort(&mut acl);
            written["acl"] = acl;
        }
        (path.to_string(), written)
    };
    json!({
        "end": {
            "znode_count": tree.node_count(),
            "watch_count": server.watches.count(),
            "ephemerals_count": tree.ephemerals().count(),
            "approximate_data_size": tree.approximate_data_size(),
            "global_sessions": tree.sessions().count(),
            "lastZxid": tree.last().counter(),
        },
        "tree": tree.nodes().map(node).collect::<Map<String, Value>>(),
    })
}
