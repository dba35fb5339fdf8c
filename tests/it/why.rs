//! «Why?»: what each step comes of, and the chains of causes that are made of it.

use std::collections::BTreeMap;

use zookeeper_playground::explore::{DRAWN, recipe_scenario, seeded_scenario};
use zookeeper_playground::locale::Lang;
use zookeeper_playground::player::why::{Clock, End, Hop, Strand, StrandKind, ended, happened, led};
use zookeeper_playground::player::{Chain, Command, Fact, Player, gallery};
use zookeeper_playground::trace::{Entry, What, line};
use zookeeper_playground::vocab::{ClientId, ServerId, SimTime};

const S1: ServerId = ServerId(1);
const S3: ServerId = ServerId(3);
const C1: ClientId = ClientId(1);

/// A scenario, a minute on.
fn played(text: &str) -> Player {
    let mut player = Player::open(text);
    for _ in 0..20 {
        player.apply(Command::Seek(SimTime(60_000_000))).unwrap();
    }
    player
}

fn story(slug: &str) -> Player {
    played(gallery().iter().find(|it| it.slug == slug).expect(slug).text)
}

fn why(player: &Player, fact: Fact) -> Chain {
    let question = player.ask(&fact).unwrap_or_else(|| panic!("{fact:?} is known"));
    player.why(&question).expect("it is of this trace")
}

/// A strand in words, without the moments.
fn told(player: &Player, strand: &Strand) -> Vec<String> {
    let mut lines = Vec::new();
    for link in &strand.links {
        lines.extend(link.hops.iter().map(|it| format!("- {}", led(it, player.entries(), Lang::En))));
        lines.push(happened(link, player.entries(), Lang::En));
    }
    lines.extend(ended(&strand.end, Lang::En));
    lines
}

#[test]
fn a_leader_leads_because_the_last_one_was_killed() {
    let text = "ensemble 5\nstart all\nuntil settled\nwait 3s\ncrash s5\nuntil settled\n";
    let player = played(text);
    let chain = why(&player, Fact::State(S3));
    assert_eq!(
        told(&player, &chain.strands[0]),
        [
            "s3 is LEADING.",
            "No better vote came: for s3 the election is over, s3 has won. It is LEADING.",
            "- finalizeWait: 200 ms without a better vote for s3",
            "s3 sees a quorum (s1 s2 s3) for s3 and waits 200 ms for a better vote.",
            "- NOTIFICATION from s1 to s3, under way for 1.3 ms",
            "s1 changes its vote to s3, heard from s3: zxid 1:0 beats 0:0.",
            "- NOTIFICATION from s3 to s1, under way for 1.2 ms",
            "The connection of s3 to its leader s5 broke: it looks again.",
            "- FIN from s5 to s3, under way for 1.4 ms",
            "Done from outside: crash s5",
        ]
    );
    assert_eq!((chain.strands.len(), chain.strands[0].end), (1, End::Act));
}

#[test]
fn a_log_is_cut_because_of_what_it_has_and_just_then_as_its_server_came_back() {
    let player = story("lost-write");
    let chain = why(&player, Fact::Sync(S3));
    let kinds: Vec<StrandKind> = chain.strands.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [StrandKind::Manner, StrandKind::Moment]);
    assert_eq!(
        told(&player, &chain.strands[0]),
        [
            "s2 sends s3 a TRUNC: 1:2 is beyond everything committed, which ends at 1:1.",
            "s3 has 1:2 on disk.",
            "- forced to the disk of s3",
            "s3 gives the request the number 1:2, after 1:1, and proposes it.",
            "Done from outside: write s3 /lost",
        ]
    );
    let moment = told(&player, &chain.strands[1]);
    assert_eq!(moment.last().map(String::as_str), Some("Done from outside: start s3"));
}

#[test]
fn an_ephemeral_is_gone_because_its_client_was_cut_off() {
    let player = story("loss-or-expiry");
    let gone = why(&player, Fact::Znode("/worker".into(), None));
    let lines = told(&player, &gone.strands[0]);
    assert_eq!(
        lines.first().map(String::as_str),
        Some("s3 has 1:3 in its tree: closeSession, delete /worker.")
    );
    let end: Vec<&str> = lines[lines.len() - 2..].iter().map(String::as_str).collect();
    assert_eq!(end, ["- nothing was heard of c1 any more", "Done from outside: cut c1 | s1 s2"]);
    // What the client was told at last leads to the same act, though a message from a server that it came to told it.
    for fact in [Fact::Client(C1), Fact::Session(C1)] {
        let lines = told(&player, &why(&player, fact).strands[0]);
        assert_eq!(lines.last().map(String::as_str), Some("Done from outside: cut c1 | s1 s2"));
    }
}

#[test]
fn a_znode_is_gone_because_a_client_deleted_it() {
    let text = "ensemble 3\nlatency 1ms jitter 0ms\nstart all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\nc1: create /a\nwait 1s\nc1: delete /a\nwait 1s\n";
    let player = played(text);
    let chain = why(&player, Fact::Znode("/a".into(), Some(S1)));
    assert_eq!(
        told(&player, &chain.strands[0]),
        [
            "s1 has 1:3 in its tree: delete /a.",
            "- COMMIT from s3 to s1, under way for 1 ms",
            "1:3 is on disk at s1 s3, a quorum: s3 commits it.",
            "- ACK from s1 to s3, under way for 1 ms",
            "s1 has 1:3 on disk.",
            "- forced to the disk of s1",
            "- PROPOSAL from s3 to s1, under way for 1 ms",
            "s3 gives the request the number 1:3, after 1:2, and proposes it.",
            "- REQUEST from s1 to s3, under way for 1 ms",
            "- delete from c1 to s1, under way for 1 ms",
            "c1 calls delete /a.",
            "Done from outside: c1: delete /a",
        ]
    );
}

#[test]
fn a_server_that_hears_of_nobody_leads_to_who_silenced_the_others() {
    for (text, server, last) in [
        ("start all\nuntil settled\nwait 1s\npoweroff s5\nwait 30s\n", ServerId(4), "poweroff s5"),
        ("start all\nuntil settled\nwait 1s\npause s5\nwait 30s\n", ServerId(4), "pause s5"),
        (
            "start all\nuntil settled\nwait 1s\ncut s4 s5 | s1..s3\nwait 30s\n",
            ServerId(5),
            "cut s4 s5 | s1..s3",
        ),
        ("start all\nuntil settled\nwait 1s\ncrash s1..s3\nwait 30s\n", ServerId(5), "crash s1..s3"),
    ] {
        let player = played(text);
        let lines = told(&player, &why(&player, Fact::State(server)).strands[0]);
        assert_eq!(lines.last(), Some(&format!("Done from outside: {last}")), "{lines:#?}");
    }
}

/// Every step comes of one that is not later; a message arrives because of the step in which it was sent.
fn check_causes(entries: &[Entry]) {
    let mut sent: BTreeMap<u64, u64> = BTreeMap::new();
    for entry in entries {
        assert!(entry.cause <= entry.step, "{entry:?}");
        match &entry.what {
            What::Sent { flight, .. } => drop(sent.insert(*flight, entry.step)),
            What::Arrived { flight, .. } => assert_eq!(sent.get(flight), Some(&entry.cause), "{entry:?}"),
            What::Act { .. } | What::Said { .. } => assert_eq!(entry.cause, entry.step, "{entry:?}"),
            What::Written { .. } => assert!(entry.cause < entry.step, "{entry:?}"),
            _ => {}
        }
    }
}

/// It goes back in time from link to link, along messages that were sent, and ends somewhere.
fn check_strand(entries: &[Entry], strand: &Strand) {
    let shown = || strand.links.iter().map(|it| line(&entries[it.place]) + "\n").collect::<String>();
    assert!(!matches!(strand.end, End::Clock { clock: Clock::Other, .. }), "{}", shown());
    assert!(strand.end != End::Folded || strand.links.len() == 1, "only a lost ping is told of: {}", shown());
    for (newer, older) in strand.links.iter().zip(&strand.links[1..]) {
        let (newer_step, older_step) = (entries[newer.place].step, entries[older.place].step);
        assert!(older.at <= newer.at && older_step <= newer_step, "{strand:?}");
        let mut at = newer.at;
        for hop in &older.hops {
            if let Hop::Message { sent: Some(sent), arrived, .. } = hop {
                assert!(sent < arrived && entries[*arrived].at <= at, "{hop:?} of {strand:?}");
                at = entries[*sent].at;
            }
        }
        assert!(older.at <= at, "{strand:?}");
    }
    let last = &entries[strand.links.last().expect("the fact itself").place];
    let is_done = matches!(last.what, What::Act { .. } | What::Said { .. } | What::Expected { .. });
    assert!(is_done || strand.end != End::Act, "{strand:?}");
}

/// Every third thing that happened, and every fact.
fn check_all(player: &Player) {
    let entries = player.entries();
    check_causes(entries);
    let servers = player.world().hosts().keys().copied();
    let of_server = |it| [Fact::State(it), Fact::Vote(it), Fact::Logged(it), Fact::Sync(it)];
    let clients = player.world().clients().keys().copied();
    let facts =
        servers.flat_map(of_server).chain(clients.flat_map(|it| [Fact::Client(it), Fact::Session(it)]));
    let every = (entries.len() / 300).max(3);
    for fact in facts.chain((0..entries.len()).step_by(every).map(Fact::Entry)) {
        let Some(question) = player.ask(&fact) else { continue };
        let chain = player.why(&question).expect("it is of this trace");
        chain.strands.iter().for_each(|it| check_strand(entries, it));
        assert!(chain.places().iter().all(|it| *it < entries.len()));
    }
}

#[test]
fn every_chain_of_a_story_goes_back_to_an_act_or_a_clock() {
    for slug in
        ["kill-the-leader", "three-syncs", "two-leaders", "expired-yet-there", "by-number", "observers"]
    {
        check_all(&story(slug));
    }
}

#[test]
fn every_chain_of_drawn_scenarios_goes_back_to_an_act_or_a_clock() {
    for seed in 1..=24 {
        check_all(&played(&seeded_scenario(seed)));
    }
    for (seed, drawn) in (1..).zip(DRAWN.iter().step_by(4)) {
        check_all(&played(&recipe_scenario(drawn, seed)));
    }
}

#[test]
fn a_chain_is_the_same_from_wherever_one_looks() {
    let mut player = story("silent-death");
    let question = player.ask(&Fact::State(S1)).unwrap();
    let first = player.why(&question);
    for millis in [300, 20_000, 9_000] {
        player.apply(Command::Seek(SimTime(millis * 1_000))).unwrap();
        assert_eq!(player.why(&question), first, "from {millis} ms");
    }
    player.apply(Command::Act("crash s1".to_owned())).unwrap();
    assert_eq!(player.why(&question), None, "it is not to be: the past is another one");
}
