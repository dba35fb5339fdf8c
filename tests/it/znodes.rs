//! What the pane of the data tree and that of the clients are given.

use zookeeper_playground::player::{
    Command, Player, ZnodesQuery, client_flights, clients, figures, znode, znodes,
};
use zookeeper_playground::vocab::SimTime;

fn at(text: &str, millis: u64) -> Player {
    let mut player = Player::open(text);
    player.apply(Command::Seek(SimTime(millis * 1_000))).unwrap();
    player
}

fn paths(player: &Player, query: &ZnodesQuery) -> Vec<String> {
    znodes(player.world(), query).rows.iter().map(|it| it.path.to_string()).collect()
}

const WRITES: &str = "ensemble 3\nstart all\nuntil settled\nwrite s1 /a\nwait 10ms\nwrite s1 /a/b\nwait 10ms\nwrite s1 /a/c\nwrite s1 /d\n";

#[test]
fn a_tree_is_shown_as_far_as_it_is_open() {
    let player = at(WRITES, 3_000);
    let all = ZnodesQuery { count: 10, ..ZnodesQuery::default() };
    assert_eq!(paths(&player, &all), ["/a", "/d", "/zookeeper"]);
    let open = ZnodesQuery { open: ["/a".to_owned()].into(), ..all.clone() };
    assert_eq!(paths(&player, &open), ["/a", "/a/b", "/a/c", "/d", "/zookeeper"]);
    let window = ZnodesQuery { first: 1, count: 2, ..open };
    assert_eq!(paths(&player, &window), ["/a/b", "/a/c"]);
    assert_eq!(znodes(player.world(), &window).total, 5);
    let search = ZnodesQuery { search: "c".to_owned(), ..all };
    assert_eq!(paths(&player, &search), ["/a", "/a/c", "/zookeeper", "/zookeeper/config"]);
}

#[test]
fn what_one_server_lacks_is_marked() {
    let player = at(&format!("{WRITES}wait 10ms\ncut s1 | s3\nwrite s2 /e\nwait 100ms\n"), 3_000);
    let view = znodes(player.world(), &ZnodesQuery { count: 10, ..ZnodesQuery::default() });
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
