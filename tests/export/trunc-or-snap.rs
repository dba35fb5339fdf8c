// trunc or snap. Made by the ZooKeeper playground.

use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::trace::TraceHash;

const SCENARIO: &str = r#"
# S7 · the fourth sync, a TRUNC with a DIFF behind it: 3.4 had it, from 3.5 on a SNAP comes in its place.
# golden/ens-sync-trunc-then-writes
ensemble 3
release 3.4.10
history s1 s2 1:4
history s3 1:6
say fork_start
start s1 s2
until leader s2
until settled
session s2
write s2 /new
until s1 s2 zxid 2:2
wait 3s
hold s2 > s3 TRUNC
start s3
wait 1s
say fork_trunc
wait 5s
release s2 > s3 TRUNC nth 1
until s3 zxid 2:2
until settled
wait 2s
crash all
release 3.9.5
history s1 s2 1:4
history s3 1:6
predict fork_again
option counted SNAP 1 : fork_again_snap
option counted TRUNC 1 : fork_again_trunc
option counted DIFF 1 : fork_again_diff
start s1 s2
until leader s2
until settled
session s2
write s2 /new
until s1 s2 zxid 2:2
wait 2s
mark
hold s2 > s3 SNAP
start s3
wait 1s
reveal
say fork_snap
wait 5s
release s2 > s3 SNAP nth 1
until s3 zxid 2:2
until settled
say fork_end
wait 4s
"#;

#[test]
fn trunc_or_snap() {
    let (script, errors) = parse(SCENARIO.trim_start_matches('\n'));
    assert!(errors.is_empty(), "{errors:?}");
    let mut run = Run::new(script.into());
    let mut trace = Vec::new();
    while !run.is_over() && run.world().steps() < 200000 && run.step(&mut trace).is_some() {}
    assert!(run.problems().is_empty(), "{:?}", run.problems());
    let hash = trace.iter().fold(TraceHash::EMPTY, TraceHash::with);
    assert_eq!(hash.to_string(), "0b49c8ad03581657");
}
