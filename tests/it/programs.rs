//! What the page is given of programs, of who holds what, and of the store.

use zookeeper_playground::player::view::{ContestView, Stance, StoreView, Verdict, contests};
use zookeeper_playground::player::{Command, MarkKind, Player};
use zookeeper_playground::recipe::Fact;
use zookeeper_playground::scenario::{RECIPES, Run, parse};
use zookeeper_playground::trace::What;
use zookeeper_playground::vocab::{ClientId, SimTime};

/// Three clients in a line, each with a session of four seconds; it is known who comes first.
const LINE: &str = "ensemble 3\nstart all\nuntil settled\nclient c1..c3 timeout 4s\nuntil c1..c3 CONNECTED\n\
    run c1 election writes 500ms\nuntil c1 holds\nrun c2 election writes 500ms\nuntil c2 waits\nrun c3 election writes 500ms\n\
    until c3 waits\nsay ready\n";

/// The line, at the moment when it says that it stands, and what is done then.
#[track_caller]
fn line(acts: &[&str]) -> Player {
    let mut player = Player::open(LINE);
    while player.view().caption.as_deref() != Some("ready") {
        player.apply(Command::StepEvent).unwrap();
    }
    for act in acts {
        player.apply(Command::Act((*act).to_owned())).unwrap();
    }
    player
}

fn pass(player: &mut Player, millis: u64) {
    player.apply(Command::Seek(SimTime(player.now().0 + millis * 1_000))).unwrap();
}

fn ids(ids: &[u8]) -> Vec<ClientId> {
    ids.iter().map(|it| ClientId(*it)).collect()
}

#[track_caller]
fn contest(player: &Player, holders: &[u8], believers: &[u8], waiting: &[u8]) {
    let path = "/app/leader_election".into();
    let [holders, believers, waiting] = [holders, believers, waiting].map(ids);
    assert_eq!(
        contests(&player.view().programs),
        [ContestView { path, holders, believers, waiting }],
        "{}",
        player.now()
    );
}

fn awaited(player: &Player, client: u8) -> Option<ClientId> {
    let view = player.view();
    let program = view.programs.iter().find(|it| it.client == ClientId(client))?;
    let Stance::Waits { of, .. } = &program.stance else { return None };
    *of
}

fn store(player: &Player) -> StoreView {
    StoreView::clone(player.view().store.as_ref().expect("somebody has written"))
}

#[test]
fn each_waits_for_the_one_before_it_even_if_that_is_dead() {
    let mut player = line(&["crash c1"]);
    contest(&player, &[], &[], &[2, 3]);
    assert_eq!((awaited(&player, 2), awaited(&player, 3)), (Some(ClientId(1)), Some(ClientId(2))));
    pass(&mut player, 10_000);
    contest(&player, &[2], &[], &[3]);
    assert_eq!(awaited(&player, 3), Some(ClientId(2)));
}

#[test]
fn who_is_frozen_beyond_its_session_believes_and_is_not() {
    let mut player = line(&["pause c1"]);
    contest(&player, &[1], &[], &[2, 3]);
    pass(&mut player, 10_000);
    contest(&player, &[2], &[1], &[3]);
    let before = store(&player);
    assert_eq!((before.late, before.refused), (0, 0));

    player.apply(Command::Act("resume c1".to_owned())).unwrap();
    pass(&mut player, 300);
    let after = store(&player);
    assert_eq!((after.late, after.refused), (1, 0));
    assert_eq!(after.highest, before.highest);
    let late = player.stored(4).into_iter().find(|it| it.verdict == Verdict::AcceptedLate).unwrap();
    assert!(late.client == ClientId(1) && late.token < after.highest);
    let marks: Vec<MarkKind> = player.marks().iter().map(|it| it.kind).collect();
    let count = |kind| marks.iter().filter(|it| **it == kind).count();
    assert_eq!((count(MarkKind::Holder), count(MarkKind::Late), count(MarkKind::Refused)), (2, 1, 0));
}

#[test]
fn a_fence_refuses_what_comes_too_late() {
    let mut player = line(&["store fenced", "pause c1"]);
    pass(&mut player, 10_000);
    player.apply(Command::Act("resume c1".to_owned())).unwrap();
    pass(&mut player, 300);
    let store = store(&player);
    assert!(store.fenced);
    assert_eq!((store.late, store.refused), (0, 1));
    assert!(player.marks().iter().any(|it| it.kind == MarkKind::Refused));
}

#[test]
fn a_write_is_on_its_way_before_it_is_stored() {
    let mut player = line(&[]);
    while player.view().store.is_none_or(|it| it.errands.is_empty()) {
        player.apply(Command::StepEvent).unwrap();
    }
    let before = store(&player);
    let errand = before.errands[0];
    assert!(errand.client == ClientId(1) && errand.sent <= player.now() && player.now() < errand.arrives);
    player.apply(Command::Seek(errand.arrives)).unwrap();
    let after = store(&player);
    assert_eq!((after.writes, after.errands.len()), (before.writes + 1, 0));
    assert_eq!(after.last.unwrap().at, errand.arrives);
    player.apply(Command::Restart).unwrap();
    assert_eq!(player.view().store, None, "nobody has written at the beginning");
}

#[test]
fn every_recipe_understands_what_the_page_has_it_told() {
    for it in RECIPES {
        let typed: String = it.typed.iter().map(|it| format!("c1: {it}\nwait 1s\n")).collect();
        let (words, name) = (it.words, it.name);
        let text = format!(
            "ensemble 1\nstart all\nuntil settled\nclient c1\nuntil c1 CONNECTED\nrun c1 {name} {words}\nwait 2s\n{typed}"
        );
        let (script, errors) = parse(&text);
        assert_eq!(errors, [], "{name}");
        let (mut run, mut entries) = (Run::new(script.into()), Vec::new());
        while run.world().now() < SimTime(20_000_000) && run.step(&mut entries).is_some() {}
        assert_eq!(run.problems(), [], "{name}");
        let puzzled = |it: &&What| matches!(it, What::Came { fact: Fact::Puzzled { .. }, .. });
        assert_eq!(entries.iter().map(|it| &it.what).find(puzzled), None, "{name}");
    }
}
