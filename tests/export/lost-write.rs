// lost write. Made by the ZooKeeper playground.

use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::trace::TraceHash;

const SCENARIO: &str = r#"
# L6, S7 · golden/ens-sync-trunc-1: the old leader logged what nobody else has, the new one has no transaction yet: TRUNC.
ensemble 3
say lost_start
start all
until settled
session s3
until all zxid 1:1
wait 1s
crash s1 s2
write s3 /lost
wait 100ms
expect s3 zxid 1:2
say lost_logged
crash s3
start s1 s2
until leader s2
until settled
expect s1 s2 zxid 1:1
predict lost_elected
option s1 s2 s3 zxid 1:2 : lost_elected_all
option s3 zxid 1:1 : lost_elected_cut
option leader s3 : lost_elected_leads
wait 5s
hold s2 > s3 TRUNC
start s3
wait 1s
say lost_trunc
wait 4s
release s2 > s3 TRUNC nth 1
until s3 zxid 1:1
until settled
expect leader s2
reveal
say lost_end
wait 4s
"#;

#[test]
fn lost_write() {
    let (script, errors) = parse(SCENARIO.trim_start_matches('\n'));
    assert!(errors.is_empty(), "{errors:?}");
    let mut run = Run::new(script.into());
    let mut trace = Vec::new();
    while !run.is_over() && run.world().steps() < 200000 && run.step(&mut trace).is_some() {}
    assert!(run.problems().is_empty(), "{:?}", run.problems());
    let hash = trace.iter().fold(TraceHash::EMPTY, TraceHash::with);
    assert_eq!(hash.to_string(), "1bb43c0a45f0fa68");
}
