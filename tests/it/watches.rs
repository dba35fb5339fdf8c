//! A watch is seen being asked for, armed, fired, gone and set again, from the trace and the world alone.

use zookeeper_playground::player::{
    Command, Outcome, Player, WatchKind, WatchState, WatchTurn, WatchView, ZnodesMemory, ZnodesQuery,
    figures, outcome,
};
use zookeeper_playground::vocab::{ClientId, SimTime, Span};

const C1: ClientId = ClientId(1);
const TWO: &str = "ensemble 3\nstart all\nuntil settled\nclient c1 s1 s3 timeout 6s\nclient c2 s2\n\
                   until c1 c2 CONNECTED\nc2: create /x 1\nuntil all has /x within 1s\nsay ready\n";

/// The moment at which everybody is there, and /x.
fn ready() -> Player {
    let mut player = Player::open(TWO);
    while player.view().caption.is_none() {
        player.apply(Command::StepEvent).unwrap();
    }
    player
}

fn act(player: &mut Player, line: &str) {
    player.apply(Command::Act(line.to_owned())).unwrap();
}

fn pass(player: &mut Player, millis: u64) {
    let to = player.now() + Span::from_millis(millis);
    player.apply(Command::Seek(to)).unwrap();
}

/// The watches of c1, each told in a line: `/x Data Armed s1 Set`.
fn told(player: &Player) -> Vec<String> {
    let line = |it: &WatchView| {
        let server = it.server.map(|it| it.to_string()).unwrap_or_default();
        let last = it.last.map(|it| format!("{:?}", it.turn)).unwrap_or_default();
        format!("{} {:?} {:?} {server} {last}", it.path, it.kind, it.state)
    };
    player.watches()[&C1].watches.iter().map(line).collect()
}

/// What is told of c1's watches, whenever it changes.
fn tale(player: &mut Player, millis: u64) -> Vec<String> {
    let end = player.now() + Span::from_millis(millis);
    let mut tale = vec![told(player).join(", ")];
    while player.now() < end {
        player.apply(Command::StepEvent).unwrap();
        let now = told(player).join(", ");
        if tale.last() != Some(&now) {
            tale.push(now);
        }
    }
    tale
}

#[test]
fn a_watch_that_fires_once_is_seen_being_armed_firing_and_vanishing() {
    let mut player = ready();
    act(&mut player, "c1: get -w /x");
    let set = tale(&mut player, 200);
    assert_eq!(set, ["/x Data Asked s1 ", "/x Data Armed s1 ", "/x Data Armed s1 Set"]);
    act(&mut player, "c2: set /x 2");
    let fired = tale(&mut player, 200);
    assert_eq!(fired, ["/x Data Armed s1 Set", "/x Data Fired s1 Fired", "/x Data Gone  Told"]);
    let list = &player.watches()[&C1];
    assert_eq!((list.counts.set, list.counts.fired), (1, 1));
    act(&mut player, "c2: set /x 3");
    pass(&mut player, 1_000);
    let list = &player.watches()[&C1];
    assert_eq!(
        (list.counts.fired, list.watches[0].is_news),
        (1, false),
        "it fires once, and a moment is over"
    );
}

#[test]
fn a_persistent_one_fires_and_stays_and_is_removed() {
    let mut player = ready();
    act(&mut player, "c1: addWatch -m PERSISTENT_RECURSIVE /x");
    pass(&mut player, 100);
    act(&mut player, "c2: create /x/below");
    pass(&mut player, 100);
    assert_eq!(told(&player), ["/x PersistentRecursive Armed s1 Told"]);
    act(&mut player, "c1: removewatches /x");
    pass(&mut player, 100);
    assert_eq!(told(&player), ["/x PersistentRecursive Gone  Removed"]);
    let counts = player.watches()[&C1].counts;
    assert_eq!((counts.set, counts.fired, counts.removed), (1, 1, 1));
}

#[test]
fn watches_that_no_server_keeps_are_set_again() {
    let mut player = ready();
    act(&mut player, "c1: get -w /x");
    act(&mut player, "c1: stat -w /none");
    pass(&mut player, 100);
    assert_eq!(told(&player), ["/none Exist Armed s1 Set", "/x Data Armed s1 Set"]);
    act(&mut player, "crash s1");
    pass(&mut player, 10);
    assert_eq!(told(&player), ["/none Exist Unkept  Set", "/x Data Unkept  Set"]);
    let [c1, _] = &figures(player.world())[..] else { panic!("two") };
    assert_eq!((c1.armed, c1.unarmed), (0, 2));
    pass(&mut player, 4_000);
    assert_eq!(told(&player), ["/none Exist Armed s3 SetAgain", "/x Data Armed s3 SetAgain"]);
    assert_eq!(player.watches()[&C1].counts.set_again, 2);
}

#[test]
fn a_dead_clients_watches_are_kept_for_nobody_until_its_server_learns_of_it() {
    let mut player = ready();
    act(&mut player, "c1: ls -w /");
    pass(&mut player, 100);
    act(&mut player, "cut c1 | s1");
    act(&mut player, "crash c1");
    pass(&mut player, 100);
    assert_eq!(told(&player), ["/ Child Orphaned s1 Lost"]);
    pass(&mut player, 20_000);
    assert_eq!(told(&player), ["/ Child Gone  Lost"]);
}

#[test]
fn a_znode_that_is_not_there_has_a_row_as_long_as_somebody_waits_for_it() {
    let mut player = ready();
    let query = ZnodesQuery { count: 20, open: ["/x".to_owned()].into(), ..ZnodesQuery::default() };
    let row = |player: &Player, path: &str| {
        let view = player.znodes(&query, &mut ZnodesMemory::default());
        view.rows.into_iter().find(|it| &*it.path == path)
    };
    act(&mut player, "c1: stat -w /x/flag");
    pass(&mut player, 100);
    let waited = row(&player, "/x/flag").expect("it is waited for");
    assert!(waited.missing && waited.watches[0].kind == WatchKind::Exist);
    act(&mut player, "c2: create /x/flag");
    pass(&mut player, 100);
    let there = row(&player, "/x/flag").expect("it is there");
    assert!(!there.missing && there.watches[0].state == WatchState::Gone);
    assert_eq!(there.watches[0].last.map(|it| it.turn), Some(WatchTurn::Told));
    pass(&mut player, 500);
    assert_eq!(row(&player, "/x/flag").map(|it| it.watches.len()), Some(0));

    act(&mut player, "c1: get -w /x/flag");
    pass(&mut player, 100);
    act(&mut player, "c2: delete /x/flag");
    pass(&mut player, 100);
    assert!(row(&player, "/x/flag").is_some_and(|it| it.missing), "its end is news for a moment");
    pass(&mut player, 500);
    assert_eq!(row(&player, "/x/flag"), None);
}

#[test]
fn what_a_line_came_to_is_told() {
    let mut player = ready();
    let mut done = |line: &str, millis| {
        let from = player.entries().len();
        act(&mut player, line);
        pass(&mut player, millis);
        outcome(&player.entries()[from..], C1)
    };
    assert_eq!(done("c1: set /x 7", 0), Outcome::Waiting);
    assert_eq!(done("c1: set /x 8", 200), Outcome::Done);
    assert_eq!(done("c1: set /y 8", 200), Outcome::Failed("Node does not exist: /y".to_owned()));
    assert_eq!(done("c1: create /x", 200), Outcome::Failed("Node already exists: /x".to_owned()));
    assert_eq!(done("c1: create /x/b", 200), Outcome::Done);
    assert!(
        matches!(done("c1: create y", 200), Outcome::Failed(it) if it.contains("Path must start with /"))
    );
    assert_ne!(player.now(), SimTime::ZERO);
}
