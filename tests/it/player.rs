//! Playing, going back, acting, and links: whatever is asked in whatever order, the same moment shows the same.

use proptest::prelude::*;
use zookeeper_playground::explore::seeded_scenario;
use zookeeper_playground::player::{BranchView, Command, Link, Pace, Player, View, gallery};
use zookeeper_playground::scenario::Grade;
use zookeeper_playground::trace;
use zookeeper_playground::vocab::{SimTime, Span};

const STORY: &str = "ensemble 3\nstart all\nuntil leader\nwait 1s\ncrash s3\nuntil leader\nwait 2s\n";

fn at(millis: u64) -> SimTime {
    SimTime(millis * 1_000)
}

/// A player that has never been anywhere else than at this moment.
fn fresh(text: &str, moment: SimTime) -> Player {
    let mut player = Player::open(text);
    player.apply(Command::Seek(moment)).unwrap();
    player
}

fn lines(player: &Player) -> Vec<String> {
    player.entries()[..player.view().entries].iter().map(trace::line).collect()
}

#[test]
fn going_back_shows_what_was_there() {
    let mut player = fresh(STORY, at(3_000));
    for millis in [2_500, 100, 1_700, 0, 3_000, 350] {
        player.apply(Command::Seek(at(millis))).unwrap();
        let first = fresh(STORY, at(millis));
        assert_eq!(player.world(), first.world(), "at {millis} ms");
        assert_eq!(lines(&player), lines(&first), "at {millis} ms");
    }
}

#[test]
fn a_step_back_undoes_a_step() {
    let mut player = fresh(STORY, at(150));
    for _ in 0..40 {
        let before = player.view();
        player.apply(Command::StepEvent).unwrap();
        let after = player.view();
        assert!(before.entries < after.entries);
        player.apply(Command::StepBack).unwrap();
        assert_eq!(player.view().entries, before.entries);
        assert_eq!(player.view().servers, before.servers);
        player.apply(Command::StepEvent).unwrap();
        assert_eq!(player.view(), after);
    }
}

#[test]
fn an_act_becomes_a_line_of_the_text() {
    let mut player = fresh("ensemble 3\nstart all\nuntil leader\n", at(1_000));
    player.apply(Command::Act("crash s3".to_owned())).unwrap();
    player.apply(Command::ToNextElection).unwrap();
    assert_eq!(player.text(), "ensemble 3\nstart all\nuntil leader\nat 1.1s crash s3\n");
    assert_eq!(player.view().leader.map(|it| it.to_string()).as_deref(), Some("s2"));
    let again = fresh(player.text(), player.now());
    assert_eq!(again.world(), player.world());
}

#[test]
fn an_act_in_the_past_keeps_what_came_before() {
    let mut player = fresh(STORY, at(3_000));
    player.apply(Command::Seek(at(800))).unwrap();
    let before = lines(&player);
    player.apply(Command::Act("pause s1".to_owned())).unwrap();
    player.apply(Command::Seek(at(3_000))).unwrap();
    assert_eq!(lines(&player)[..before.len()], before);
    assert_eq!(reopened(&player).world(), player.world());
}

#[test]
fn an_act_that_cannot_be_read_changes_nothing() {
    let mut player = fresh(STORY, at(500));
    let before = player.view();
    for wrong in
        ["", "crahs s3", "crash s9", "crash", "at 3s crash s1", "ensemble 4", "wait 3s", "crash s1 now"]
    {
        let problem = player.apply(Command::Act(wrong.to_owned())).expect_err(wrong);
        assert!(!problem.text("en".into()).is_empty());
    }
    assert_eq!((player.text(), player.view()), (STORY, before));
}

#[test]
fn the_next_election_is_found_and_ends() {
    let mut player = Player::open("ensemble 5\nstart all\nat 3s session s5\nat 5s crash s5\n");
    player.apply(Command::ToNextElection).unwrap();
    assert_eq!(player.view().leader.map(|it| it.0), Some(5));
    player.apply(Command::ToNextElection).unwrap();
    assert_eq!(player.view().leader.map(|it| it.0), Some(4));
    assert!(at(5_000) < player.now() && player.now() < at(6_000));
}

#[test]
fn time_passes_at_the_pace_that_was_set() {
    for (times, per, shown) in
        [(1, 1, 1_000_000), (1, 1_000, 1_000), (1_000, 1, 1_000_000_000), (3, 7, 428_571)]
    {
        let mut player = Player::open("ensemble 3\nstart all\n");
        player.apply(Command::SetPace(Pace::Times(times, per))).unwrap();
        player.apply(Command::Play).unwrap();
        for _ in 0..50 {
            player.tick(Span::from_millis(20));
        }
        let off = player.now().0.abs_diff(shown);
        assert!(off <= shown / 100 + 1, "{times}/{per}: {} instead of {shown}", player.now().0);
    }
}

fn act(player: &mut Player, line: &str) {
    player.apply(Command::Act(line.to_owned())).unwrap();
}

fn go(player: &mut Player, millis: u64) {
    player.apply(Command::Seek(at(millis))).unwrap();
}

fn names(player: &Player) -> Vec<String> {
    let name = |it: &BranchView| it.name.as_deref().unwrap_or("trunk").to_owned();
    player
        .branches()
        .iter()
        .map(|it| format!("{}{}{}", "  ".repeat(it.depth), name(it), if it.current { "*" } else { "" }))
        .collect()
}

#[test]
fn acting_in_the_past_makes_a_branch_and_loses_nothing() {
    let mut player = fresh(STORY, at(6_000));
    act(&mut player, "start s3");
    let trunk = (player.text().to_owned(), lines(&fresh(player.text(), at(9_000))));
    go(&mut player, 1_500);
    act(&mut player, "pause s1");
    assert_eq!(names(&player), ["trunk", "  b1*"]);
    go(&mut player, 1_000);
    act(&mut player, "pause s2");
    assert_eq!(names(&player), ["trunk", "  b1", "    b2*"]);
    player.apply(Command::Switch(None)).unwrap();
    go(&mut player, 9_000);
    assert_eq!(lines(&player), trunk.1, "the trunk goes as before");
    act(&mut player, "crash s1");
    assert_eq!(
        names(&player),
        ["trunk*", "  b1", "    b2"],
        "what comes behind all that is known is no branch"
    );
    for it in player.branches() {
        player.apply(Command::Switch(it.name.clone())).unwrap();
        go(&mut player, 9_000);
        let elsewhere = reopened(&player);
        assert_eq!(elsewhere.world(), player.world(), "{:?}", it.name);
        assert_eq!(names(&elsewhere), names(&player));
    }
}

#[test]
fn an_act_in_a_story_leaves_the_story_alone() {
    let story = gallery()[1];
    let mut player = Player::open(story.text);
    go(&mut player, 3_000);
    act(&mut player, "crash s5");
    assert_eq!(
        (names(&player), player.story()),
        (vec!["trunk".to_owned(), "  b1*".to_owned()], Some(&story))
    );
    go(&mut player, 5_000);
    act(&mut player, "start s5");
    assert_eq!(player.branches().last().unwrap().lines.len(), 2, "the branch goes on");
}

#[test]
fn what_is_undone_can_be_done_again_and_is_never_lost() {
    let mut player = fresh("ensemble 3\nstart all\n", at(2_000));
    let begun = player.clone();
    act(&mut player, "crash s3");
    go(&mut player, 4_000);
    act(&mut player, "crash s2");
    let done = player.clone();
    player.apply(Command::Undo).unwrap();
    player.apply(Command::Undo).unwrap();
    assert_eq!((player.text(), player.world()), (begun.text(), begun.world()));
    player.apply(Command::Undo).unwrap();
    player.apply(Command::Redo).unwrap();
    player.apply(Command::Redo).unwrap();
    assert_eq!((player.text(), player.world()), (done.text(), done.world()));
    player.apply(Command::Undo).unwrap();
    player.apply(Command::Undo).unwrap();
    act(&mut player, "pause s1");
    assert!(player.text().contains("crash s2"), "what was undone is a branch now: {}", player.text());
    player.apply(Command::Switch(Some("b1".into()))).unwrap();
    go(&mut player, 4_100);
    assert_eq!(player.world(), done.world());
    player.apply(Command::Open("ensemble 5\n".to_owned())).unwrap();
    player.apply(Command::Undo).unwrap();
    assert!(player.text().contains("crash s2"), "another scenario can be taken back too");
    act(&mut player, "heal");
    player.apply(Command::Undo).unwrap();
    player.apply(Command::Open("ensemble 5\n".to_owned())).unwrap();
    player.apply(Command::Undo).unwrap();
    assert!(
        player.text().contains("heal"),
        "and what was undone before it was opened is there: {}",
        player.text()
    );
}

#[test]
fn an_act_is_done_at_a_round_time_before_anything_else_happens() {
    let mut player = fresh("ensemble 3\nstart all\n", at(50));
    for _ in 0..30 {
        player.apply(Command::StepEvent).unwrap();
        let (before, entries) = (player.now(), player.view().entries);
        let mut acted = player.clone();
        act(&mut acted, "latency 2ms");
        assert!(before < acted.now());
        let new = &acted.entries()[entries..acted.view().entries];
        // What is due at this very moment comes before it; time goes on to the act and no further.
        let later: Vec<_> = new.iter().filter(|it| it.at != before).collect();
        assert!(matches!(later[0].what, trace::What::Act { .. }), "{later:?}");
        assert!(later.iter().all(|it| it.at == acted.now()), "{later:?}");
    }
}

/// Five minutes with an act every few seconds, each where a hand would have done it.
#[test]
fn five_minutes_with_forty_acts_fit_into_256_characters() {
    let mut player = Player::open("ensemble 5\nseed 7\nstart all\nuntil leader\n");
    let acts = [
        "crash s3",
        "start s3",
        "pause s5",
        "resume s5",
        "cut s1 | rest",
        "heal",
        "write s2 /a",
        "restart s4",
        "crash s1",
        "start s1",
    ];
    let mut moment = 1_000_u64;
    for number in 0..40_u64 {
        moment += 3_000 + (number * 7_919) % 8_311;
        go(&mut player, moment);
        act(&mut player, acts[number as usize % acts.len()]);
    }
    assert!((280_000..320_000).contains(&(player.now().0 / 1_000)), "{}", player.now());
    let link = player.link().encode();
    assert!(link.len() <= 256, "{}", link.len());
    assert_eq!(reopened(&player).world(), player.world());
}

/// The player that the link to what this one shows leads to; its checksum of the state is right.
fn reopened(player: &Player) -> Player {
    let link = Link::decode(&player.link().encode()).unwrap();
    let opened = Player::from_link(&link);
    assert_eq!(Some(opened.state()), link.state.map(|it| it.0));
    opened
}

#[test]
fn a_link_shows_the_same_elsewhere() {
    for story in gallery() {
        let mut player = fresh(story.text, at(2_345));
        player.apply(Command::Act("crash s2".to_owned())).unwrap();
        let elsewhere = reopened(&player);
        assert_eq!(elsewhere.text(), player.text());
        assert_eq!(elsewhere.world(), player.world());
    }
}

#[test]
fn a_link_between_events_of_one_moment_shows_just_those() {
    let mut player = Player::open(STORY);
    for _ in 0..120 {
        player.apply(Command::StepEvent).unwrap();
        let elsewhere = reopened(&player);
        assert_eq!(elsewhere.view(), View { known_until: elsewhere.view().known_until, ..player.view() });
    }
}

const ASKS: &str = "ensemble 3\nstart all\nwait 1s\npredict Who leads?\noption leader s3 : s3\noption leader s1 : s1\nwait 2s\nreveal\nwait 1s\n";

fn plays(player: &mut Player, millis: u64) {
    for _ in 0..millis / 20 {
        player.tick(Span::from_millis(20));
    }
}

fn asked() -> Player {
    let mut player = Player::open(ASKS);
    player.apply(Command::SetPace(Pace::Times(1, 1))).unwrap();
    player.apply(Command::Play).unwrap();
    plays(&mut player, 5_000);
    player
}

#[test]
fn playing_stops_at_a_question_until_it_is_answered() {
    let mut player = asked();
    assert_eq!((player.now(), player.is_playing(), player.waits_for_answer()), (at(1_000), false, true));
    player.apply(Command::Play).unwrap();
    plays(&mut player, 1_000);
    assert_eq!(player.now(), at(1_000), "it is not enough to want to go on");
    player.apply(Command::Answer(Some(1))).unwrap();
    plays(&mut player, 1_000);
    assert_eq!(player.question().and_then(|it| it.grade()), None);
    plays(&mut player, 2_000);
    let question = player.question().expect("it was asked");
    assert_eq!((question.grade(), question.waits), (Some(Grade::Wrong), false));
    player.apply(Command::Restart).unwrap();
    player.apply(Command::Play).unwrap();
    plays(&mut player, 5_000);
    assert!(at(3_000) < player.now(), "nobody is asked twice");
}

#[test]
fn a_question_may_be_passed_over() {
    for way in [Command::Answer(None), Command::Toggle] {
        let mut player = asked();
        player.apply(way).unwrap();
        plays(&mut player, 4_000);
        assert!(at(4_000) < player.now());
        assert_eq!(player.question().and_then(|it| it.grade()), None);
    }
}

#[test]
fn the_outcome_can_be_gone_to() {
    let mut player = asked();
    player.apply(Command::Answer(Some(0))).unwrap();
    player.apply(Command::ToReveal).unwrap();
    assert_eq!((player.now(), player.question().and_then(|it| it.grade())), (at(3_000), Some(Grade::Right)));
}

/// To go somewhere is not to play.
#[test]
fn nobody_is_stopped_on_the_way_to_a_moment() {
    let mut player = Player::open(ASKS);
    player.apply(Command::Seek(at(3_500))).unwrap();
    assert_eq!(player.now(), at(3_500));
    assert!(!player.waits_for_answer() && player.question().is_some_and(|it| it.question.outcome.is_some()));
}

/// What an author does at a moment becomes a question of the text.
#[test]
fn a_question_can_be_asked_by_doing() {
    let mut player = fresh(STORY, at(2_000));
    for line in ["predict Who leads?", "option leader s2 : s2", "option no leader : nobody | There are two."]
    {
        player.apply(Command::Act(line.to_owned())).unwrap();
    }
    player.apply(Command::Seek(at(4_000))).unwrap();
    player.apply(Command::Act("reveal".to_owned())).unwrap();
    let mut again = Player::open(player.text());
    again.apply(Command::SetPace(Pace::Times(1, 1))).unwrap();
    again.apply(Command::Play).unwrap();
    plays(&mut again, 6_000);
    assert!(again.waits_for_answer());
    assert_eq!(again.question().map(|it| it.question.choices.len()), Some(2), "{}", player.text());
    again.apply(Command::Answer(Some(0))).unwrap();
    plays(&mut again, 6_000);
    assert_eq!(again.question().and_then(|it| it.grade()), Some(Grade::Right));
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::StepEvent),
        Just(Command::StepBack),
        Just(Command::ToNextElection),
        Just(Command::Restart),
        (0_u64..8_000).prop_map(|it| Command::Seek(at(it))),
        (0_usize..400).prop_map(Command::SeekEntry),
        prop_oneof![
            Just("crash s1"),
            Just("start s1"),
            Just("poweroff s2"),
            Just("pause s3"),
            Just("resume s3"),
            Just("cut s1 | rest"),
            Just("heal"),
            Just("hold s1 > s2"),
            Just("release s1 > s2"),
            Just("drop s2 > s3"),
            Just("delay s1 > s3 300ms"),
        ]
        .prop_map(|it| Command::Act(it.to_owned())),
        Just(Command::Undo),
        Just(Command::Redo),
        prop_oneof![Just(None), Just(Some("b1")), Just(Some("b2"))]
            .prop_map(|it| Command::Switch(it.map(Into::into))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_one_got_there_a_moment_is_the_same(commands in prop::collection::vec(command(), 1..24)) {
        let mut player = Player::open(STORY);
        for command in commands {
            let _ = player.apply(command);
        }
        player.apply(Command::Seek(at(9_000))).unwrap();
        let first = reopened(&player);
        prop_assert_eq!(player.world(), first.world());
        prop_assert_eq!(lines(&player), lines(&first));
    }

    /// What is taken over from an earlier view is what would have been read.
    #[test]
    fn a_view_by_way_of_another_is_the_same(commands in prop::collection::vec(command(), 1..24)) {
        let mut player = Player::open(STORY);
        let mut view = player.view();
        for command in commands {
            let acts = command.rewrites();
            let _ = player.apply(command);
            view = if acts { player.view() } else { player.view_after(&view) };
            prop_assert_eq!(&view, &player.view());
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[ -~\n|>#:]{0,200}") {
        fresh(&text, at(100));
    }

    #[test]
    fn no_mixture_of_its_own_words_makes_it_panic(
        lines in prop::collection::vec(prop::collection::vec(prop_oneof![
            Just("ensemble"), Just("start"), Just("at"), Just("crash"), Just("all"), Just("s1"), Just("s300"), Just("3"),
            Just("|"), Just(">"), Just("rest"), Just("until"), Just("leader"), Just("1s"), Just("hold"), Just("nth"),
            Just("history"), Just("2:5"), Just("none"), Just("set"), Just("tickTime"), Just("weight.1"), Just("0"),
            Just("group.1"), Just("1:2"), Just("observers"), Just("poweroff"), Just("pause"), Just("resume"), Just("drop"),
            Just("predict"), Just("option"), Just("partly"), Just("reveal"), Just(":"), Just("title"),
            Just("seed"), Just("expect"), Just("votes"), Just("s2"), Just("LOOKING"), Just("latency"), Just("jitter"),
        ], 0..6), 0..12)
    ) {
        let text: Vec<String> = lines.iter().map(|it| it.join(" ")).collect();
        fresh(&text.join("\n"), at(2_000));
    }

    #[test]
    fn no_link_makes_it_panic(link in "[a-cA-Z0-9_-]{0,80}", seed in 1_u64..50, place in 0_usize..2_000) {
        let _ = Link::decode(&link);
        let text = seeded_scenario(seed);
        let mut whole = Link { at: at(seed), ..Link::to_text(&text) }.encode().into_bytes();
        let place = place % whole.len();
        whole[place] = if whole[place] == b'A' { b'B' } else { b'A' };
        if let Ok(read) = Link::decode(&String::from_utf8(whole).unwrap()) {
            prop_assert_eq!(&*read.text, text);
        }
    }
}
