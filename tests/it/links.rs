//! Released links: each opens for ever, at the state that it was made of. `tests/links/released.txt` only grows: a line is a name, the
//! hash of the state, and the fragment. `UPDATE_GOLDEN=1` adds the links of [`typical`] that it lacks, and changes none.

use std::fs;
use std::io::Write as _;

use zookeeper_playground::player::{
    Command, Comparison, LONGEST_LINK, Link, Player, Screen, experiments, gallery,
};
use zookeeper_playground::trace::TraceHash;
use zookeeper_playground::vocab::SimTime;

const RELEASED: &str = "tests/links/released.txt";

fn hash(player: &Player) -> String {
    TraceHash::EMPTY.with_bytes(player.summary().as_bytes()).to_string()
}

fn story(slug: &str) -> Player {
    Player::open(gallery().iter().find(|it| it.slug == slug).expect(slug).text)
}

fn go(player: &mut Player, millis: u64) {
    player.apply(Command::Seek(SimTime(millis * 1_000))).unwrap();
}

/// At each moment the act, in milliseconds.
fn acted(mut player: Player, acts: &[(u64, &str)]) -> Player {
    for (millis, act) in acts {
        go(&mut player, *millis);
        player.apply(Command::Act((*act).to_owned())).unwrap();
    }
    player
}

fn forty_acts() -> Player {
    let acts = [
        "crash s3",
        "start s3",
        "pause s5",
        "resume s5",
        "cut s1 | rest",
        "heal",
        "write s2 /a",
        "restart s4",
    ];
    let times =
        (0..40_u64).map(|it| (1_000 + 7_400 * it + it * 7_919 % 4_001, acts[it as usize % acts.len()]));
    acted(Player::open("ensemble 5\nstart all\nuntil leader\n"), &times.collect::<Vec<_>>())
}

/// Ten scenarios as people make them.
fn typical() -> Vec<(&'static str, Player)> {
    let open = Player::open;
    let mut at_election = open("ensemble 5\nstart all\n");
    go(&mut at_election, 150);
    let mut clients =
        open("ensemble 3\nstart all\nuntil settled\nclient c1..c3\nrun c1..c3 lock /lock for 2s\n");
    go(&mut clients, 9_000);
    let mut herd = story("herd");
    go(&mut herd, 20_000);
    let caption = acted(
        open("ensemble 5\nstart all\nuntil leader\n"),
        &[(2_000, "say 现在让领导者宕机"), (3_000, "crash leader")],
    );
    let branches = acted(
        open("ensemble 5\nstart all\nuntil leader\n"),
        &[
            (4_000, "crash s5"),
            (9_000, "start s5"),
            (2_000, "cut s5 | rest"),
            (3_000, "heal"),
            (1_500, "pause s1"),
            (8_000, "resume s1"),
        ],
    );
    vec![
        ("empty", open("")),
        ("in_the_middle_of_an_election", at_election),
        (
            "story_with_the_leader_killed",
            acted(story("kill-the-leader"), &[(3_000, "crash s5"), (9_000, "start s5")]),
        ),
        ("forty_acts_in_five_minutes", forty_acts()),
        ("three_branches", branches),
        ("clients_with_a_lock", clients),
        ("recipe_story", herd),
        ("chinese_caption", caption),
        (
            "old_release",
            acted(open("release 3.4.10\nensemble 5\nstart all\nuntil leader\n"), &[(5_000, "restart s5")]),
        ),
        (
            "fifty_one_servers",
            acted(open("ensemble 51\nstart all\nuntil settled\n"), &[(20_000, "crash leader")]),
        ),
    ]
}

fn released() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(RELEASED).expect(RELEASED);
    let fields = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap(), words.next().unwrap())
    };
    text.lines().map(fields).collect()
}

#[test]
fn every_released_link_opens_at_its_state() {
    let released = released();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let mut file = fs::File::options().append(true).open(RELEASED).unwrap();
        for (name, player) in typical() {
            if released.iter().all(|it| it.0 != name) {
                let screen = Screen { pane: 1, lang: 1, server: 3, ..Screen::default() };
                let link = Link { screen, ..player.link() }.encode();
                writeln!(file, "{name} {} {link}", hash(&player)).unwrap();
            }
        }
        return;
    }
    assert!(11 <= released.len(), "links are never taken out");
    for (name, known, fragment) in released {
        let link = Link::decode(&fragment).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let player = Player::from_link(&link);
        assert_eq!(hash(&player), known, "{name}");
        assert!(link.state.is_none_or(|it| it.0 == player.state()), "{name}: the link's own checksum");
    }
}

/// `cargo test --test it typical -- --nocapture` tells the lengths.
#[test]
fn links_to_typical_scenarios_are_short() {
    for (name, player) in typical() {
        let length = player.link().encode().len();
        eprintln!("{length:>5} characters: {name}");
        assert!(length <= 256, "{name}: {length}");
    }
}

#[test]
fn the_link_to_an_experiment_is_short_enough() {
    for it in experiments() {
        let link = Comparison::open(it.text, 5).link().encode();
        assert!(link.len() <= LONGEST_LINK, "{}: {}", it.slug, link.len());
        assert!(Comparison::from_link(&link).is_some());
    }
}

/// The checksums of the texts that stories have had: a link that names one finds it for ever.
#[test]
fn every_released_story_is_still_known() {
    const STORIES: &str = "tests/links/stories.txt";
    let known = fs::read_to_string(STORIES).expect(STORIES);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let mut file = fs::File::options().append(true).open(STORIES).unwrap();
        for it in gallery() {
            let link = Link::to_text(it.text).encode();
            if !known.lines().any(|line| line.ends_with(&link)) {
                writeln!(file, "{} {link}", it.slug).unwrap();
            }
        }
        return;
    }
    for line in known.lines() {
        let (slug, link) = line.split_once(' ').unwrap();
        assert!(Link::decode(link).is_ok(), "the text of {slug} has gone: keep it in `story::RETIRED`");
    }
    for it in gallery() {
        assert!(known.contains(&Link::to_text(it.text).encode()), "{} is new: UPDATE_GOLDEN=1", it.slug);
    }
}
