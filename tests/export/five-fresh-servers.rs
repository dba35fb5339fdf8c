// five fresh servers. Made by the ZooKeeper playground.

use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::trace::TraceHash;

const SCENARIO: &str = r#"
# S2, L1 · five fresh servers, started one by one. The leader is the largest id of the first quorum, not of all.
ensemble 5
predict fresh_start
option leader s5 : fresh_start_s5
option leader s3 : fresh_start_s3
option leader s1 : fresh_start_s1
start s1
until s1 votes s1
wait 1500ms
expect s1 LOOKING
say fresh_alone
wait 500ms
start s2
until s1 votes s2
wait 1500ms
expect s1 s2 votes s2
expect s1 s2 LOOKING
say fresh_two
wait 3s
start s3
until s1 s2 s3 votes s3
say fresh_three
until leader
expect leader s3
expect s1 s2 FOLLOWING
say fresh_leader
wait 3s
start s4
until s4 FOLLOWING
say fresh_fourth
start s5
until s5 FOLLOWING
until settled
expect leader s3
reveal
say fresh_fifth
wait 4s
"#;

#[test]
fn five_fresh_servers() {
    let (script, errors) = parse(SCENARIO.trim_start_matches('\n'));
    assert!(errors.is_empty(), "{errors:?}");
    let mut run = Run::new(script.into());
    let mut trace = Vec::new();
    while !run.is_over() && run.world().steps() < 200000 && run.step(&mut trace).is_some() {}
    assert!(run.problems().is_empty(), "{:?}", run.problems());
    let hash = trace.iter().fold(TraceHash::EMPTY, TraceHash::with);
    assert_eq!(hash.to_string(), "d6563c0c437d3ff0");
}
