//! What a reader takes away: the picture and the other forms in which the page hands out what it shows.

// Tests that were taken away are built and run here.
#[path = "../export/five-fresh-servers.rs"]
mod five_fresh_servers;
#[path = "../export/lost-write.rs"]
mod lost_write;
#[path = "../export/one-write.rs"]
mod one_write;
#[path = "../export/trunc-or-snap.rs"]
mod trunc_or_snap;

use std::collections::BTreeSet;
use std::fs;

use zookeeper_playground::locale::Lang;
use zookeeper_playground::player::export::{Format, Window, export, log, mermaid};
use zookeeper_playground::player::{Command, PictureTheme, Player, gallery, palette, picture};
use zookeeper_playground::trace::{self, Entry, What};
use zookeeper_playground::vocab::{PeerState, SimTime, Span};

/// A poster is at most that large.
const MOST_BYTES: usize = 15 * 1024;

/// Whether something is well-formed XML, as far as an SVG of ours could fail to be: tags are closed in order, attributes are quoted
/// and named once, and no bare `<` or `&` stands in text.
fn check_xml(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.trim_end();
    while let Some((said, behind)) = rest.split_once('<') {
        check_text(said);
        assert!(!open.is_empty() || said.is_empty(), "text outside of the root: {said:?}");
        let (tag, behind) = behind.split_once('>').expect("a tag ends");
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "tags are closed in order");
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |it| (it, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(!name.is_empty() && name.bytes().all(|it| it.is_ascii_alphabetic()), "{name:?} is a name");
        check_attributes(attributes);
        if !closed {
            open.push(name);
        }
    }
    assert_eq!((rest, open), ("", Vec::new()), "everything is closed");
}

fn check_attributes(attributes: &str) {
    let mut names = Vec::new();
    let mut rest = attributes;
    while !rest.is_empty() {
        let (name, behind) = rest.split_once("=\"").expect("an attribute has a value");
        let (value, behind) = behind.split_once('"').expect("a value ends");
        check_text(value);
        assert!(name.bytes().all(|it| it.is_ascii_alphabetic() || it == b'-'), "{name:?} is a name");
        assert!(!names.contains(&name), "{name} stands twice in {attributes}");
        names.push(name);
        rest = behind.strip_prefix(' ').unwrap_or(behind);
    }
}

fn check_text(text: &str) {
    let entities = ["amp;", "lt;", "gt;", "quot;", "#39;"];
    let known = |it: &str| entities.iter().any(|entity| it.starts_with(entity));
    assert!(text.split('&').skip(1).all(known), "a bare & in {text:?}");
    assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "XML has no such character: {text:?}");
}

#[test]
fn every_story_at_several_moments_is_a_small_picture() {
    let mut largest = (0, String::new());
    for story in gallery() {
        let mut player = Player::open(story.text);
        let lang = if story.slug.len() % 2 == 0 { Lang::En } else { Lang::ZhCn };
        for moment in 0..12 {
            let svg = picture(&player.view(), story.title(lang), lang, PictureTheme::Auto);
            check_xml(&svg);
            largest = largest.max((svg.len(), format!("{} at {}", story.slug, player.now())));
            // While an election is on its way first, then further and further apart.
            let ahead = Span::from_millis(10 << moment.min(9));
            player.apply(Command::Seek(player.now() + ahead)).unwrap();
        }
    }
    assert!(largest.0 <= MOST_BYTES, "{} bytes: {}", largest.0, largest.1);
}

#[test]
fn a_crowd_is_a_small_picture_too() {
    let mut player = Player::open("ensemble 51\nstart all\nsay \"51 & more\"\nat 1s cut s1 s2 s3 | s4 s5\n");
    for millis in [0, 20, 60, 100, 150, 400, 1_500] {
        player.apply(Command::Seek(SimTime(millis * 1_000))).unwrap();
        let svg = picture(&player.view(), "Crowd", Lang::En, PictureTheme::Auto);
        check_xml(&svg);
        assert!(svg.len() <= 2 * MOST_BYTES, "{} bytes at {millis} ms", svg.len());
    }
}

#[test]
fn what_a_stranger_wrote_is_text_in_a_picture() {
    let player = Player::open("ensemble 3\nsay </style></svg><script>alert(\"x\")</script> & 'more'\n");
    let svg = picture(&player.view(), "<script>alert(1)</script>", Lang::En, PictureTheme::Auto);
    check_xml(&svg);
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{svg}");
    assert!(svg.contains("alert(&quot;x&quot;)"), "the caption is shown: {svg}");
}

#[test]
fn a_picture_says_what_the_stage_shows() {
    let mut player = Player::open("ensemble 3\nstart all\nuntil leader\nsay Here it is.\n");
    player.apply(Command::Seek(SimTime(3_000_000))).unwrap();
    player.apply(Command::Act("crash s1".to_owned())).unwrap();
    let svg = picture(&player.view(), "One is down", Lang::En, PictureTheme::Light);
    for said in ["One is down · 3.", "s1 DOWN, s2 FOLLOWING (follows s3), s3 LEADING", "Here it is."] {
        assert!(svg.contains(said), "{said}: {svg}");
    }
    assert!(!svg.contains("prefers-color-scheme"), "it is light wherever it is seen");
    let chinese = picture(&player.view(), "x", Lang::ZhCn, PictureTheme::Dark);
    assert!(chinese.contains("lang=\"zh-CN\"") && !chinese.contains("follows"), "{chinese}");
}

/// What the page's style sheet calls a colour, as `#rrggbb`: `#fff` or `oklch(0.5 0.11 70)`.
#[allow(clippy::disallowed_types, reason = "colours are computed here, and nothing else")]
fn hex(colour: &str) -> String {
    let Some(numbers) = colour.strip_prefix("oklch(").and_then(|it| it.strip_suffix(')')) else {
        return colour.to_owned();
    };
    let numbers: Vec<f64> = numbers.split(' ').map(|it| it.parse().unwrap()).collect();
    let [lightness, chroma, hue] = numbers[..] else { panic!("{colour}") };
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ];
    let byte = |it: f64| {
        let it = it.clamp(0.0, 1.0);
        let curved = if it <= 0.003_130_8 { 12.92 * it } else { 1.055 * it.powf(1.0 / 2.4) - 0.055 };
        format!("{:02x}", (curved * 255.0).round() as u8)
    };
    format!("#{}", linear.map(byte).concat())
}

#[test]
fn a_picture_wears_the_colours_of_the_page() {
    let tokens = fs::read_to_string("www/css/tokens.css").unwrap();
    for (name, light, dark) in palette() {
        let line = tokens.lines().find_map(|it| it.trim().strip_prefix(&format!("--{name}: light-dark(")));
        let line =
            line.and_then(|it| it.strip_suffix(");")).unwrap_or_else(|| panic!("{name} is in tokens.css"));
        let (first, second) = line.split_once(", ").unwrap();
        assert_eq!((light, dark), (&*hex(first), &*hex(second)), "{name}");
    }
}

/// The files under `tests/export`, and how they are made: a story's slug, a moment in seconds from which, and to which.
const TAKEN: [(&str, &str, u64, u64); 4] = [
    ("five-fresh-servers", "five fresh servers", 6, 12),
    ("lost-write", "lost write", 0, 60),
    ("trunc-or-snap", "trunc or snap", 0, 30),
    ("one-write", "one write", 0, 6),
];

fn story(slug: &str) -> &'static str {
    gallery().iter().find(|it| it.slug == slug).unwrap().text
}

/// A leader has been killed, and another elected.
fn killed() -> Player {
    let mut player = Player::open(story("kill-the-leader"));
    player.apply(Command::Seek(SimTime(4_000_000))).unwrap();
    player.apply(Command::Act("crash s5".to_owned())).unwrap();
    player.apply(Command::Seek(SimTime(20_000_000))).unwrap();
    player
}

fn taken(slug: &str, title: &str, from: u64, to: u64, format: Format) -> String {
    let window = Window { from: SimTime(from * 1_000_000), to: SimTime(to * 1_000_000) };
    let mut player = Player::open(story(slug));
    player.apply(Command::Seek(window.to)).unwrap();
    export(&player, format, window, title, Lang::En, PictureTheme::Light)
}

#[test]
fn every_form_is_as_it_was() {
    for (slug, title, from, to) in TAKEN {
        for format in [Format::Svg, Format::Mermaid, Format::Log, Format::RustTest] {
            let path = format!("tests/export/{slug}.{}", format.ending());
            let made = taken(slug, title, from, to, format);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                fs::create_dir_all("tests/export").unwrap();
                fs::write(&path, &made).unwrap();
            }
            let stored = fs::read_to_string(&path).unwrap_or_default();
            assert!(stored == made, "{path} has changed; UPDATE_GOLDEN=1 writes it anew:\n{made}");
        }
    }
}

#[test]
fn json_has_an_object_for_each_entry_and_nothing_else() {
    let mut player = Player::open(story("five-fresh-servers"));
    player.apply(Command::Seek(SimTime(4_000_000))).unwrap();
    let window = Window { from: SimTime(200_000), to: SimTime(2_000_000) };
    let inside: Vec<_> =
        player.entries().iter().filter(|it| window.from <= it.at && it.at <= window.to).collect();
    let text = export(&player, Format::Json, window, "", Lang::En, PictureTheme::Auto);
    assert!(!inside.is_empty());
    assert_eq!(text.lines().count(), inside.len());
    for (line, entry) in text.lines().zip(inside) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["at"], entry.at.0);
        assert_eq!(object["line"], trace::line(entry));
    }
}

/// An arrow for each message that arrives, but for connections and pings, and a note for each change of state.
#[test]
fn a_diagram_has_the_messages_of_the_trace() {
    let player = killed();
    let text = mermaid(player.entries(), "x", usize::MAX, Lang::En);
    let arrived = |it: &&Entry| matches!(&it.what, What::Arrived { segment, .. } if !["SYN", "SYN-ACK", "FIN", "RST", "INITIAL", "PING"].contains(&segment.name()));
    let count = |what: &str| text.lines().filter(|it| it.contains(what)).count();
    assert_eq!(count("->>"), player.entries().iter().filter(arrived).count());
    let states = player.entries().iter().filter(|it| matches!(it.what, What::State { .. })).count();
    assert_eq!(count("LOOKING · ") + count("LEADING · ") + count("FOLLOWING · ") + count("DOWN · "), states);
    assert!(text.contains("participant s5") && text.contains("s1->>s2: NOTIFICATION s1"), "{text}");
    assert!(text.contains(": #62; crash s5 · 4."), "{text}");
}

#[test]
fn a_diagram_that_is_too_long_says_so() {
    let player = killed();
    let text = mermaid(player.entries(), "x", 10, Lang::En);
    assert_eq!(
        text.lines().filter(|it| ["->>", "-)", "-x"].iter().any(|mark| it.contains(mark))).count(),
        10
    );
    assert!(text.trim_end().ends_with("more messages, left out here"), "{text}");
}

#[test]
fn what_a_stranger_wrote_is_text_in_a_diagram() {
    let mut player = Player::open("ensemble 3\nstart all\nsay a; b %%{init: {}}%% <b>#\n");
    player.apply(Command::Seek(SimTime(100_000))).unwrap();
    let text = mermaid(player.entries(), "\"%%{init}%% <x>", 99, Lang::En);
    assert!(text.contains("a#59; b #37;#37;#123;init: #123;#125;#125;#37;#37; #60;b#62;#35;"), "{text}");
    assert!(!text.contains("%%") && !text.contains('{') && !text.contains('<'), "{text}");
}

/// Every line but an exception's has the form of ZooKeeper's own pattern.
#[test]
fn log_lines_have_the_form_of_real_ones_and_what_the_trace_has() {
    let player = killed();
    let whole = Window { from: SimTime::ZERO, to: player.now() };
    let text = log(player.entries(), whole, &BTreeSet::new());
    for line in text.lines().filter(|it| !it.starts_with("java.")) {
        let (date, rest) = line.split_at(23);
        assert!(date.starts_with("2026-01-01 00:00:") && date.as_bytes()[19] == b',', "{line}");
        assert!(
            rest.starts_with(" [myid:") && rest.contains("] - INFO  [") | rest.contains("] - WARN  ["),
            "{line}"
        );
        assert!(rest.contains("] - ") && rest.contains('@'), "{line}");
    }
    let count = |what: &str| text.lines().filter(|it| it.contains(what)).count();
    let told = |what: fn(&What) -> bool| player.entries().iter().filter(|it| what(&it.what)).count();
    let state = |to: PeerState| {
        player
            .entries()
            .iter()
            .filter(|it| matches!(it.what, What::State { to: Some(it), .. } if it == to))
            .count()
    };
    assert_eq!(count("PeerState set to LOOKING"), state(PeerState::Looking) - 5, "five have been started");
    assert_eq!(count(" - LOOKING"), count("New election. My id = "));
    assert_eq!(count("LEADING - LEADER ELECTION TOOK - "), state(PeerState::Leading));
    assert_eq!(count("FOLLOWING - LEADER ELECTION TOOK - "), state(PeerState::Following));
    let heard = told(|it| matches!(it, What::Arrived { segment, .. } if segment.name() == "NOTIFICATION"));
    assert_eq!(count("Notification: my state:"), heard);
    assert!(
        0 < heard && 0 < count("Getting a diff from the leader 0x") && 0 < count("PeerState set to LOOKING")
    );
}

/// A window begins in the middle of a server's life: it still knows its state, and nothing from before is told.
#[test]
fn log_lines_of_a_window_are_those_of_the_whole() {
    let player = killed();
    let lines = |from: u64, to: u64| {
        log(player.entries(), Window { from: SimTime(from), to: SimTime(to) }, &BTreeSet::new())
    };
    let (first, second) = (lines(0, 3_999_999), lines(4_000_000, 20_000_000));
    assert!(!first.is_empty() && !second.is_empty());
    assert_eq!(first + &second, lines(0, 20_000_000));
}

#[test]
fn a_test_of_a_branch_runs_that_branch() {
    let player = killed();
    let branch = player.bookmark().branch.expect("an act in a story makes one");
    let whole = Window { from: SimTime::ZERO, to: player.now() };
    let test = export(&player, Format::RustTest, whole, "x", Lang::En, PictureTheme::Auto);
    assert!(
        test.contains(&format!("parse_branch(SCENARIO.trim_start_matches('\\n'), Some({branch:?}))")),
        "{test}"
    );
}
