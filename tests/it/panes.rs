//! What the panes tell: the logs side by side, the way of a write, the choice between DIFF, TRUNC and SNAP.

use std::fmt::Write as _;

use zookeeper_playground::player::view::{
    Branch, Fate, LogsView, Medium, PathView, Progress, Station, Subject, SyncKind, When,
};
use zookeeper_playground::player::{Command, Mandate, Player, Term};
use zookeeper_playground::vocab::{ServerId, SimTime, Zxid};

const S1: ServerId = ServerId(1);
const S3: ServerId = ServerId(3);

/// A scenario of the gallery, at the moment after it has said `caption`.
#[track_caller]
fn story(name: &str, caption: &str) -> Player {
    let text = std::fs::read_to_string(format!("www/scenarios/{name}.zk")).unwrap();
    let mut player = Player::open(&text);
    while player.view().caption.as_deref() != Some(caption) {
        let before = player.now();
        player.apply(Command::StepEvent).unwrap();
        assert!(
            player.now() < SimTime(600_000_000) && before <= player.now(),
            "{name} does not say {caption}"
        );
    }
    player
}

fn zxid(text: &str) -> Zxid {
    text.parse().unwrap()
}

/// A line for each server: `s1 1:1 applied, 1:2 memory received`.
fn told(logs: &LogsView) -> String {
    let mut out = String::new();
    for row in &logs.rows {
        let cells = logs.columns.iter().zip(&row.cells).filter_map(|(column, cell)| {
            let cell = cell.as_ref()?;
            let medium =
                if cell.medium == Medium::Log { String::new() } else { format!("{:?} ", cell.medium) };
            Some(format!("{} {medium}{:?}", column.zxid, cell.progress))
        });
        let _ = writeln!(out, "{} {}", row.id, cells.collect::<Vec<_>>().join(", "));
    }
    out
}

#[track_caller]
fn stop(path: &PathView, station: Station, server: ServerId) -> When {
    let stations = path.stations.iter().find(|it| it.station == station).expect("the station");
    stations.stops.iter().find(|it| it.server == server).expect("the server").when
}

#[test]
fn what_only_a_dead_server_logged_is_seen_to_have_no_quorum_and_to_be_passed_over() {
    let player = story("3-sync/lost-write", "lost_logged");
    let logs = player.logs(8);
    assert_eq!(told(&logs), "s1 1:1 Acknowledged\ns2 1:1 Acknowledged\ns3 1:1 Applied, 1:2 Acknowledged\n");
    let [first, second] = &logs.columns[..] else { panic!("{logs:?}") };
    assert!(first.is_quorum && !second.is_quorum && !second.is_passed);
    assert_eq!(player.path(Subject::Txn(zxid("1:2"))).unwrap().fate, Fate::Proposed { acks: 1, missing: 1 });

    let mut player = story("3-sync/lost-write", "lost_elected");
    player.apply(Command::Act("write s1 /next".to_owned())).unwrap();
    player.apply(Command::Seek(SimTime(player.now().0 + 100_000))).unwrap();
    let logs = player.logs(8);
    assert!(logs.columns[1].is_passed, "{logs:?}");
    assert_eq!(logs.rows[2].cells[1].unwrap().progress, Progress::Acknowledged);
    assert_eq!(logs.rows[0].cells[1], None);
}

#[test]
fn what_waits_for_its_flush_is_at_risk() {
    let mut player =
        Player::open("ensemble 3\nstart all\nuntil settled\nsession s3\nwait 100ms\nsay ready\n");
    player.apply(Command::Seek(SimTime(2_000_000))).unwrap();
    player.apply(Command::Act("disk s2 400ms".to_owned())).unwrap();
    player.apply(Command::Act("write s3 /a".to_owned())).unwrap();
    player.apply(Command::Seek(SimTime(player.now().0 + 50_000))).unwrap();
    let logs = player.logs(8);
    assert_eq!(
        told(&logs),
        "s1 1:1 Applied, 1:2 Applied\ns2 1:1 Applied, 1:2 Memory Applied\ns3 1:1 Applied, 1:2 Applied\n",
        "it is in the tree of s2, and on the disks of the others alone"
    );
    assert_eq!(logs.rows[1].at_risk, [zxid("1:2")].into());
    assert!(logs.rows[0].at_risk.is_empty() && logs.columns[1].is_quorum);
    player.apply(Command::Act("crash s2".to_owned())).unwrap();
    assert_eq!(player.logs(8).rows[1].cells[1], None);
}

#[test]
fn only_the_last_transactions_are_shown() {
    let mut player = Player::open("ensemble 3\nhistory all 1:99\nstart all\n");
    player.apply(Command::ToNextElection).unwrap();
    let logs = player.logs(6);
    assert_eq!((logs.columns.len(), logs.earlier), (6, 93));
    assert_eq!(logs.columns[0].zxid, zxid("1:94"));
    let path = player.path(Subject::Txn(zxid("1:95"))).unwrap();
    assert_eq!((path.op.as_str(), path.stations[0].station), ("create /n95", Station::Logged));
    assert_eq!(stop(&path, Station::Applied, S1), When::Loaded);
}

#[test]
fn a_write_is_followed_from_its_client_to_every_tree() {
    let mut player = story("2-broadcast/one-write", "write_serving");
    let (before, seen) = (player.now(), player.view().entries);
    player.apply(Command::Act("write s1 /followed".to_owned())).unwrap();
    let asked = player.last_asked_after(seen).expect("it was asked for");
    let path = player.path(asked).unwrap();
    assert_eq!((path.zxid, path.op.as_str(), path.fate), (None, "create /followed", Fate::Asked));
    assert!(matches!(stop(&path, Station::Asked, S1), When::Done(_, at) if before < at));
    assert!(matches!(stop(&path, Station::Request, S1), When::Underway(..)));
    assert_eq!(stop(&path, Station::Answered, S1), When::NotYet(None));

    player.apply(Command::Seek(SimTime(before.0 + 300_000))).unwrap();
    let path = player.path(asked).unwrap();
    assert_eq!((path.zxid, path.fate, path.answered), (Some(zxid("1:1")), Fate::Committed, Some(true)));
    let all: Vec<_> = path.stations.iter().flat_map(|it| &it.stops).collect();
    assert!(all.iter().all(|it| matches!(it.when, When::Done(..))), "{all:?}");
    assert_eq!(all.iter().filter(|it| it.decisive).count(), 1);
    assert_eq!(player.path(Subject::Txn(zxid("1:1"))), Some(path.clone()), "by its number it is the same");

    let When::Done(place, at) = stop(&path, Station::Committed, S3) else { panic!("{path:?}") };
    player.apply(Command::SeekEntry(place)).unwrap();
    assert_eq!(player.now(), at);
    let then = player.path(asked).unwrap();
    assert_eq!(then.fate, Fate::Committed);
    assert!(matches!(stop(&then, Station::Answered, S1), When::NotYet(Some(_))), "it is known when");
}

#[test]
fn a_write_that_was_cut_off_is_gone() {
    let mut player = story("3-sync/lost-write", "lost_end");
    let path = player.path(Subject::Txn(zxid("1:2"))).unwrap();
    assert_eq!((path.fate, path.answered), (Fate::Gone, Some(false)));
    assert!(matches!(stop(&path, Station::Logged, S3), When::Undone(..)));
    let sync = player.last_sync(S3).unwrap();
    assert_eq!((sync.kind, sync.taken()), (SyncKind::Trunc { zxid: zxid("1:1") }, Some(Branch::Ahead)));
    player.apply(Command::Restart).unwrap();
    assert_eq!(player.last_sync(S3), None);
}

#[test]
fn a_write_that_nobody_committed_comes_with_the_next_leader() {
    let player = story("2-broadcast/never-acknowledged", "unacked_end");
    let path = player.path(Subject::Txn(zxid("1:2"))).unwrap();
    assert_eq!((path.fate, path.answered), (Fate::Adopted(ServerId(2)), Some(false)));
    assert_eq!(stop(&path, Station::Applied, S1), When::Loaded);
}

#[test]
fn an_act_in_the_past_forgets_what_followed() {
    let mut player = story("3-sync/level-again", "level_snap");
    assert!(player.last_sync(S1).is_some());
    player.apply(Command::Seek(SimTime(200_000))).unwrap();
    player.apply(Command::Act("crash s1".to_owned())).unwrap();
    assert_eq!(player.path(Subject::Txn(zxid("1:2"))), None);
    assert_eq!(player.last_asked_after(0), None);
}

#[test]
fn a_write_of_a_client_with_a_session_is_followed_to_its_answer() {
    let text = "ensemble 3\nstart all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\nc1: create /order 1\nwait 1s\n";
    let mut player = Player::open(text);
    player.apply(Command::Seek(SimTime(5_000_000))).unwrap();
    let path = player.path(Subject::Txn(zxid("1:2"))).unwrap();
    assert_eq!((path.op.as_str(), path.fate, path.answered), ("create /order", Fate::Committed, Some(true)));
    let all: Vec<_> = path.stations.iter().flat_map(|it| &it.stops).collect();
    assert!(all.iter().all(|it| matches!(it.when, When::Done(..))), "{path:?}");
    let (When::Done(asked, _), When::Done(request, _)) =
        (stop(&path, Station::Asked, S1), stop(&path, Station::Request, S1))
    else {
        panic!("{path:?}")
    };
    assert!(asked < request);
}

#[test]
fn what_has_been_deleted_since_was_still_applied() {
    let text = "ensemble 3\nstart all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\nc1: create /order 1\nc1: delete /order\n\
        wait 1s\ncrash s2\nwipe s2\nstart s2\nuntil settled\nwait 1s\n";
    let mut player = Player::open(text);
    player.apply(Command::Seek(SimTime(9_000_000))).unwrap();
    let logs = player.logs(8);
    assert_eq!(
        told(&logs),
        "s1 1:1 Applied, 1:2 Applied, 1:3 Applied\ns2 1:1 Snapshot Applied, 1:2 Snapshot Applied, 1:3 Snapshot Applied\n\
        s3 1:1 Applied, 1:2 Applied, 1:3 Applied\n"
    );
}

#[test]
fn what_a_snapshot_went_beyond_without_it_is_left_in_an_old_file() {
    let mut player = story("3-sync/trunc-or-snap", "fork_end");
    let logs = player.logs(12);
    let lone = logs.columns.iter().position(|it| it.zxid == zxid("1:6")).unwrap();
    let cells: Vec<_> = logs.rows.iter().map(|it| it.cells[lone].map(|it| it.medium)).collect();
    assert_eq!(cells, [None, None, Some(Medium::Stale)], "{}", told(&logs));
    assert!(!logs.columns[lone].is_quorum);
    let path = player.path(Subject::Txn(zxid("1:6"))).unwrap();
    assert_eq!(path.fate, Fate::Gone);
    player.apply(Command::Restart).unwrap();
}

#[test]
fn a_leader_is_told_to_have_won_by_what_it_was_ahead_in() {
    #[track_caller]
    fn check(name: &str, caption: &str, expected: Mandate) {
        let player = story(name, caption);
        let leader = player.view().leader.expect("a leader");
        assert_eq!(player.mandate(leader), Some(expected), "{name}");
    }
    let over = |id: u8, term: Term| Mandate { term, over: ServerId(id) };
    check("1-election/kill-the-leader", "kill_elected", over(1, Term::Leader));
    check("1-election/zxid-before-id", "before_end", over(3, Term::Zxid));
    check("1-election/epoch-before-zxid", "epoch_end", over(5, Term::PeerEpoch));
    let fresh = Player::open("ensemble 3");
    assert_eq!(fresh.mandate(S1), None, "nobody has voted");
}
