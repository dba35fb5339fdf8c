//! DIFF, TRUNC or SNAP: every branch with its numbers, and against a second, naive formulation.

use proptest::prelude::*;
use zookeeper_playground::storage::{Database, Disk, DiskOp};
use zookeeper_playground::tree::{Origin, Txn, TxnOp, TxnRecord};
use zookeeper_playground::vocab::{Config, Epoch, Release, ServerId, SessionId, Zxid};
use zookeeper_playground::zab::{Branch, Rules, Source, SyncKind, SyncPlan, sync_plan};

fn zxid(text: &str) -> Zxid {
    text.parse().unwrap()
}

/// `1:1-5 2:1-2` as zxids.
fn zxids(text: &str) -> Vec<Zxid> {
    let span = |it: &str| {
        let (epoch, counters) = it.split_once(':').unwrap();
        let (first, last) = counters.split_once('-').unwrap_or((counters, counters));
        let (epoch, first, last) = (epoch.parse().unwrap(), first.parse().unwrap(), last.parse().unwrap());
        (first..=last).map(move |counter| Zxid::new(Epoch(epoch), counter)).collect::<Vec<_>>()
    };
    text.split_whitespace().flat_map(span).collect()
}

fn txn(zxid: Zxid) -> Txn {
    let origin = Origin { server: ServerId(1), request: 0 };
    let change = TxnOp::Delete { path: format!("/{zxid}").into() };
    TxnRecord { zxid, time: 0, session: SessionId(0), origin, change }.into()
}

/// A leader: the files of its log, the zxids among them that its committed log holds, and its last processed one.
struct Leader {
    disk: Disk,
    database: Database,
}

impl Leader {
    fn new(files: &[Vec<Zxid>], committed: &[Zxid], last: Zxid) -> Leader {
        let mut disk = Disk::default();
        for file in files {
            disk.perform(&DiskOp::Append(file.iter().map(|it| txn(*it)).collect()));
            disk.perform(&DiskOp::RollLog);
        }
        let mut database = Database { last_processed: last, ..Database::default() };
        committed.iter().for_each(|it| database.add_committed(&txn(*it)));
        Leader { disk, database }
    }

    fn plan(&self, peer: Zxid, release: Release, config: &Config) -> SyncPlan {
        sync_plan(&self.database, &self.disk, peer, &Rules::of(release), config)
    }
}

fn outcome(plan: &SyncPlan) -> String {
    let kind = match plan.kind {
        SyncKind::Diff { zxid } => format!("DIFF {zxid}"),
        SyncKind::Trunc { zxid } => format!("TRUNC {zxid}"),
        SyncKind::Snap => "SNAP".to_owned(),
    };
    let proposals: String = plan.proposals.iter().map(|it| format!(" {}", it.zxid)).collect();
    let cannot = if plan.cannot_trunc { ", cannot TRUNC" } else { "" };
    format!("{kind}{proposals}, {:?} from {:?}{cannot}", plan.branch, plan.source)
}

const V3_4: Release = Release::V3_4_10;
const V3_8: Release = Release::V3_8_0;

/// A release, the leader's log files, its committed log, its last processed zxid, the learner's last one, the outcome.
type Row = (Release, &'static [&'static str], &'static str, &'static str, &'static str, &'static str);

/// Every branch of facts.md 3.3.
const TABLE: &[Row] = &[
    // 2: level, also when there is a committed log, or only the new epoch's beginning.
    (V3_8, &["1:1-5"], "1:1-5", "1:5", "1:5", "DIFF 1:5, Level from Nothing"),
    (V3_8, &[], "", "0:0", "0:0", "DIFF 0:0, Level from Nothing"),
    (V3_8, &["1:1-3"], "1:1-3", "2:0", "2:0", "DIFF 2:0, Level from Nothing"),
    // 3: ahead of all that is committed: TRUNC; but not with the beginning of an epoch, which is not in any log.
    (V3_8, &["1:1-5"], "1:1-5", "2:0", "1:7", "TRUNC 1:5, Ahead from Nothing"),
    (V3_8, &["1:1-5"], "1:1-5", "1:5", "2:0", "SNAP, Otherwise from Snapshot"),
    (V3_8, &[], "", "1:0", "1:2", "TRUNC 1:0, Ahead from Nothing"),
    // 4: within the committed log: it is there, or an epoch begins there, or the leader never had it.
    (V3_8, &["1:1-5"], "1:1-5", "1:5", "1:3", "DIFF 1:5 1:4 1:5, InCommittedLog from Memory"),
    (V3_8, &["1:1-5"], "1:1-5", "2:0", "1:5", "DIFF 1:5, InCommittedLog from Memory"),
    (V3_8, &["1:1-3 2:1-2"], "1:1-3 2:1-2", "2:2", "2:0", "DIFF 2:2 2:1 2:2, InCommittedLog from Memory"),
    (V3_8, &["1:1-3 2:1-2"], "1:1-3 2:1-2", "2:2", "1:4", "SNAP, InCommittedLog from Snapshot, cannot TRUNC"),
    (V3_8, &["1:1-2 1:4-5"], "1:1-2 1:4-5", "1:5", "1:3", "TRUNC 1:2 1:4 1:5, InCommittedLog from Memory"),
    // 5: before the committed log, from the log on disk: the first file counts for nothing, the others 64 MiB each.
    (V3_8, &["1:1-9"], "1:6-9", "1:9", "1:4", "DIFF 1:9 1:5 1:6 1:7 1:8 1:9, FromTxnLog from TxnLog"),
    (V3_8, &["1:1-4", "1:5-9"], "1:6-9", "1:9", "1:3", "SNAP, Otherwise from Snapshot"),
    (V3_8, &["1:3-9"], "1:6-9", "1:9", "1:1", "SNAP, Otherwise from Snapshot"),
    (V3_8, &["1:1-3"], "1:6-9", "1:9", "1:2", "SNAP, FromTxnLog from Snapshot"),
    (V3_8, &["1:1-3 2:1-9"], "2:6-9", "2:9", "1:4", "SNAP, FromTxnLog from Snapshot, cannot TRUNC"),
    (
        V3_8,
        &["1:1-2 1:4-9"],
        "1:6-9",
        "1:9",
        "1:3",
        "TRUNC 1:2 1:4 1:5 1:6 1:7 1:8 1:9, FromTxnLog from TxnLog",
    ),
    // 6: a new learner, and a leader with nothing but its epoch.
    (V3_8, &[], "", "1:0", "0:0", "SNAP, Otherwise from Snapshot"),
    // 3.4: by the committed log alone; TRUNC crosses epochs, and cuts at the beginning of one, too.
    (V3_4, &["1:1-5"], "1:1-5", "1:5", "1:5", "DIFF 1:5, Level from Nothing"),
    (V3_4, &["1:1-5"], "", "2:0", "1:5", "SNAP, Otherwise from Snapshot"),
    (V3_4, &["1:1-9"], "1:6-9", "1:9", "1:4", "SNAP, Otherwise from Snapshot"),
    (V3_4, &["1:1-5"], "1:1-5", "1:5", "1:3", "DIFF 1:5 1:4 1:5, InCommittedLog from Memory"),
    (V3_4, &["1:1-3 2:1-2"], "1:1-3 2:1-2", "2:2", "1:4", "TRUNC 1:3 2:1 2:2, InCommittedLog from Memory"),
    (V3_4, &["1:1-3 2:1-2"], "1:1-3 2:1-2", "2:2", "2:0", "TRUNC 1:3 2:1 2:2, InCommittedLog from Memory"),
    (V3_4, &["1:1-5"], "1:1-5", "2:0", "1:7", "TRUNC 1:5, Ahead from Nothing"),
];

#[test]
fn every_branch_with_its_numbers() {
    let config = Config::of_voters(3);
    for (release, files, committed, last, peer, expected) in TABLE {
        let files: Vec<_> = files.iter().map(|it| zxids(it)).collect();
        let leader = Leader::new(&files, &zxids(committed), zxid(last));
        let plan = leader.plan(zxid(peer), *release, &config);
        assert_eq!(outcome(&plan), *expected, "{release}: {files:?}, {committed}, last {last}, peer {peer}");
    }
}

#[test]
fn settings_turn_branches_off() {
    let leader = Leader::new(&[zxids("1:1-9")], &zxids("1:6-9"), zxid("1:9"));
    let mut config = Config::of_voters(3);
    config.set("zookeeper.snapshotSizeFactor", "-1").unwrap();
    let plan = leader.plan(zxid("1:4"), V3_8, &config);
    assert_eq!(outcome(&plan), "SNAP, Otherwise from Snapshot");
    config.set("zookeeper.forceSnapshotSync", "true").unwrap();
    let plan = leader.plan(zxid("1:9"), V3_8, &config);
    assert_eq!(outcome(&plan), "SNAP, Forced from Snapshot");
}

/// What `LearnerHandler.syncFollower` decides, said of sets: no iterators, nothing remembered.
fn naive(leader: &Leader, files: &[Vec<Zxid>], peer: Zxid) -> String {
    let committed: Vec<Zxid> = leader.database.committed_log.iter().map(|it| it.zxid).collect();
    let last = leader.database.last_processed;
    let (min, max) = (committed.iter().min().unwrap_or(&last), committed.iter().max().unwrap_or(&last));
    let is_epoch = peer.counter() == 0;
    if peer == last {
        return format!("DIFF {peer}");
    }
    if peer > *max {
        return if is_epoch { "SNAP".to_owned() } else { format!("TRUNC {max}") };
    }
    let mut known = committed.clone();
    if peer < *min {
        // The file that peer is in, or would be in, is read for nothing; any other is larger than a third of a snapshot.
        let first = files.iter().rposition(|it| it[0] <= peer).unwrap_or(0);
        let read = files.get(first..).unwrap_or_default();
        if read.len() != 1 || peer < read[0][0] {
            return "SNAP".to_owned();
        }
        known = read[0].iter().copied().filter(|it| it <= min).collect();
        if !known.contains(min) {
            return "SNAP".to_owned();
        }
        known.extend(committed.iter().filter(|it| *it > min));
    }
    let after: Vec<Zxid> = known.iter().copied().filter(|it| *it > peer).collect();
    let list: String = after.iter().map(|it| format!(" {it}")).collect();
    if known.contains(&peer) || is_epoch {
        format!("DIFF {max}{list}")
    } else if after[0].epoch() == peer.epoch() {
        let before = known.iter().filter(|it| **it < peer).max();
        format!("TRUNC {}{list}", before.copied().unwrap_or(Zxid::UNEXPECTED_EMPTY))
    } else {
        "SNAP".to_owned()
    }
}

/// A leader's history over a few epochs, cut into files, with a tail of it in the committed log; and a learner's last zxid:
/// one of the history, one that another leader made, or where an epoch begins.
fn cases() -> impl Strategy<Value = (Vec<Vec<Zxid>>, usize, Option<Zxid>, Zxid)> {
    let epochs = prop::collection::vec(0_u32..5, 1..4);
    let cuts = prop::collection::vec(any::<bool>(), 16);
    (epochs, cuts, 0_usize..8, any::<bool>(), 0_u32..5, 0_u32..7).prop_map(
        |(epochs, cuts, kept, leads, epoch, counter)| {
            let all: Vec<Zxid> = (1..)
                .zip(&epochs)
                .flat_map(|(epoch, n)| (1..=*n).map(move |counter| Zxid::new(Epoch(epoch), counter)))
                .collect();
            let mut files: Vec<Vec<Zxid>> = Vec::new();
            for (zxid, cut) in all.iter().zip(cuts) {
                match files.last_mut().filter(|_| !cut) {
                    Some(file) => file.push(*zxid),
                    None => files.push(vec![*zxid]),
                }
            }
            let office = leads.then(|| Zxid::new(Epoch(epochs.len() as u32 + 1), 0));
            (files, kept, office, Zxid::new(Epoch(epoch), if epoch == 0 { 0 } else { counter }))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decides_as_the_naive_formulation((files, kept, office, peer) in cases()) {
        let all: Vec<Zxid> = files.concat();
        let committed = &all[all.len().saturating_sub(kept)..];
        let last = office.or(all.last().copied()).unwrap_or(Zxid::ZERO);
        let leader = Leader::new(&files, committed, last);
        let plan = leader.plan(peer, V3_8, &Config::of_voters(3));
        let found = outcome(&plan);
        prop_assert_eq!(found.split(',').next().unwrap(), naive(&leader, &files, peer));
        prop_assert_eq!(plan.source == Source::Snapshot, plan.kind == SyncKind::Snap);
    }

    /// Whoever applies the plan has what the leader has committed: nothing is missing, nothing twice.
    #[test]
    fn a_learner_is_level_after_it((files, kept, office, peer) in cases(), old in any::<bool>()) {
        let all: Vec<Zxid> = files.concat();
        let committed = &all[all.len().saturating_sub(kept)..];
        let last = office.or(all.last().copied()).unwrap_or(Zxid::ZERO);
        let release = if old { V3_4 } else { V3_8 };
        let plan = Leader::new(&files, committed, last).plan(peer, release, &Config::of_voters(3));
        // A learner with that last zxid has all of the leader's history before it. Where the same epoch has another
        // transaction with its number, it is that one.
        let mut history: Vec<Zxid> = all.iter().copied().filter(|it| *it < peer).collect();
        history.extend((peer.counter() != 0).then_some(peer));
        match plan.kind {
            SyncKind::Snap => return Ok(()),
            SyncKind::Trunc { zxid } => history.retain(|it| *it <= zxid),
            SyncKind::Diff { .. } => {}
        }
        history.extend(plan.proposals.iter().map(|it| it.zxid));
        prop_assert_eq!(history, all);
        prop_assert!(plan.branch != Branch::Forced);
    }
}
