//! What the pane of the data tree and that of the clients are given.

use zookeeper_playground::player::{
    Command, Player, ZnodesMemory, ZnodesQuery, ZnodesView, client_flights, clients, figures, znode,
};
use zookeeper_playground::vocab::SimTime;

fn at(text: &str, millis: u64) -> Player {
    let mut player = Player::open(text);
    player.apply(Command::Seek(SimTime(millis * 1_000))).unwrap();
    player
}

fn znodes(player: &Player, query: &ZnodesQuery) -> ZnodesView {
    player.znodes(query, &mut ZnodesMemory::default())
}

fn paths(player: &Player, query: &ZnodesQuery) -> Vec<String> {
    znodes(player, query).rows.iter().map(|it| it.path.to_string()).collect()
}

const WRITES: &str = "ensemble 3\nstart all\nuntil settled\nwrite s1 /a\nwait 10ms\nwrite s1 /a/b\nwait 10ms\nwrite s1 /a/c\nwrite s1 /d\n";

#[test]
fn a_tree_is_shown_as_far_as_it_is_open() {
    let player = at(WRITES, 3_000);
    let all = ZnodesQuery { count: 10, ..ZnodesQuery::default() };
    assert_eq!(paths(&player, &all), ["/", "/a", "/d", "/zookeeper"]);
    let open = ZnodesQuery { open: ["/a".to_owned()].into(), ..all.clone() };
    assert_eq!(paths(&player, &open), ["/", "/a", "/a/b", "/a/c", "/d", "/zookeeper"]);
    let window = ZnodesQuery { first: 2, count: 2, also: Some("/d".to_owned()), ..open };
    assert_eq!(paths(&player, &window), ["/a/b", "/a/c", "/d"], "and the one that has the focus");
    let view = znodes(&player, &window);
    assert_eq!((view.total, view.rows[2].row), (6, 4));
    let search = ZnodesQuery { search: "c".to_owned(), ..all };
    assert_eq!(paths(&player, &search), ["/", "/a", "/a/c", "/zookeeper", "/zookeeper/config"]);
}

#[test]
fn what_one_server_lacks_is_marked() {
    let player = at(&format!("{WRITES}wait 10ms\ncut s1 | s3\nwrite s2 /e\nwait 100ms\n"), 3_000);
    let view = znodes(&player, &ZnodesQuery { count: 10, ..ZnodesQuery::default() });
    let row = |path: &str| view.rows.iter().find(|it| &*it.path == path).unwrap();
    assert_eq!(row("/a").differs, []);
    assert_eq!(row("/e").differs.iter().map(ToString::to_string).collect::<Vec<_>>(), ["s1"]);
    assert_eq!(znode(player.world(), "/e", None).unwrap().server.to_string(), "s3");
    assert_eq!(znode(player.world(), "/nothing", None), None);
}

#[test]
fn a_client_that_does_not_know_that_it_has_expired_is_mistaken() {
    let text = "ensemble 3\nstart all\nuntil settled\nclient c1 timeout 4s\nuntil c1 CONNECTED\npause c1\n";
    let before = at(text, 3_000);
    let [client] = &clients(before.world())[..] else { panic!("there is one") };
    assert!(!client.mistaken && client.expires.is_some() && client.session.is_some());
    let after = at(text, 12_000);
    let [client] = &clients(after.world())[..] else { panic!("there is one") };
    assert!(client.mistaken && client.expires.is_none() && client.paused);
}

#[test]
fn the_stage_shows_clients_and_what_they_say() {
    let text = "ensemble 3\nstart all\nuntil settled\nclient c1 s2 timeout 4s\nuntil c1 CONNECTED\nhold c1 > s2 ping\n";
    let player = at(text, 3_000);
    let [figure] = &figures(player.world())[..] else { panic!("there is one") };
    assert!(figure.open && figure.expires.is_some());
    assert_eq!(figure.server.map(|it| it.to_string()), Some("s2".to_owned()));
    let flights = client_flights(player.world());
    assert!(
        flights.iter().any(|it| it.kind == "ping" && it.to_server && it.arrives.is_none()),
        "{flights:?}"
    );
}

/// What is remembered of earlier looks is never seen.
#[test]
fn a_look_with_a_memory_is_as_one_without() {
    let mut player = Player::open(&format!(
        "{WRITES}wait 10ms\nwrite s1 /a/b/x\nwrite s1 /a-b\nwait 5ms\ncrash s2\nwrite s1 /a/d\nwait 100ms\nstart s2\n"
    ));
    let open: std::collections::BTreeSet<String> =
        ["/a", "/a/b", "/zookeeper", "/gone"].map(str::to_owned).into();
    let mut memory = ZnodesMemory::default();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3_000 {
        player.apply(Command::StepEvent).unwrap();
        for search in ["", "b"] {
            let query = ZnodesQuery {
                open: open.clone(),
                search: search.to_owned(),
                count: 99,
                ..ZnodesQuery::default()
            };
            let view = player.znodes(&query, &mut memory);
            assert_eq!(view, znodes(&player, &query));
            let sorted = |it: &ZnodesView| it.rows.windows(2).all(|it| it[0].row + 1 == it[1].row);
            assert!(sorted(&view) && view.rows.len() == view.total);
            seen.insert(view.total);
        }
    }
    assert!(seen.len() > 6 && seen.contains(&11), "{seen:?}");
}

#[test]
fn of_a_hundred_thousand_znodes_those_in_the_window_are_looked_at() {
    let player = at("ensemble 1\nhistory all 1:100000\nstart all\n", 1_000);
    let mut memory = ZnodesMemory::default();
    let query = |first| ZnodesQuery { first, count: 2, ..ZnodesQuery::default() };
    let view = player.znodes(&query(99_999), &mut memory);
    assert_eq!(view.total, 100_002);
    let named: Vec<_> = view.rows.iter().map(|it| (&*it.path, it.place)).collect();
    assert_eq!(named, [("/n99998", (99_999, 100_001)), ("/n99999", (100_000, 100_001))]);
    let also = ZnodesQuery { also: Some("/n5".to_owned()), ..query(0) };
    assert_eq!(
        player.znodes(&also, &mut memory).rows[2].row,
        44_446,
        "behind the root, /n100000 and 4 times 11,111"
    );
}
