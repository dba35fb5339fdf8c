// one write. Made by the ZooKeeper playground.

use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::trace::TraceHash;

const SCENARIO: &str = r#"
# S6 · from the election to a committed write: discovery, synchronization, broadcast; then what stops when the leader dies.
ensemble 3
latency 5ms jitter 1ms
start all
until s1 s2 s3 votes s3
say write_election
until s3 LEADING
say write_discovery
until s3 epoch 1
say write_synchronization
until settled
say write_serving
wait 3s
say write_forwarded
wait 5s
session s1
write s1 /config
until s1 s2 s3 zxid 1:2
wait 50ms
say write_committed
expect leader s3
wait 5s
crash s3
until s1 LOOKING
write s1 /early
predict write_stopped
option s1 has /early : write_stopped_kept
option s1 lacks /early : write_stopped_lost
option no leader : write_stopped_s3
until settled
expect leader s2
expect s1 s2 zxid 1:2
write s1 /late
until s1 s2 zxid 2:1
wait 50ms
reveal
say write_resumed
wait 4s
"#;

#[test]
fn one_write() {
    let (script, errors) = parse(SCENARIO.trim_start_matches('\n'));
    assert!(errors.is_empty(), "{errors:?}");
    let mut run = Run::new(script.into());
    let mut trace = Vec::new();
    while !run.is_over() && run.world().steps() < 200000 && run.step(&mut trace).is_some() {}
    assert!(run.problems().is_empty(), "{:?}", run.problems());
    let hash = trace.iter().fold(TraceHash::EMPTY, TraceHash::with);
    assert_eq!(hash.to_string(), "903257e10acaddbb");
}
