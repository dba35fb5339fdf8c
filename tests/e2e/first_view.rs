//! A newcomer's first minute: it plays, somebody leads; they kill the leader, and bring it back.

use xtask::browser::Page;

use crate::visitor::{clock, elect, leader, offers, open_stopped, press, state};

#[test]
fn it_plays_by_itself_until_somebody_leads() {
    let page = Page::open("");
    page.wait_for_element("[data-playing=true]");
    let before = clock(&page);
    page.wait_for(&format!("document.querySelector('.clock').innerText !== {before:?}"));
    press(&page, "Next election");
    page.wait_for_element("[data-leads=true]");
    let leader = leader(&page).expect("it leads");
    assert_eq!(state(&page, &leader), "leading");
    page.wait_for_element("[data-leads=true] .crown");
    assert_eq!(page.texts("[data-server]").len(), 5);
}

#[test]
fn it_stands_still_for_who_wants_no_motion() {
    let page = open_stopped("");
    assert!(offers(&page, "Play"));
    let before = clock(&page);
    press(&page, "Play");
    page.wait_for(&format!("document.querySelector('.clock').innerText !== {before:?}"));
}

#[test]
fn the_leader_is_killed_and_comes_back_as_a_follower() {
    let page = open_stopped("");
    let first = elect(&page);
    press(&page, &format!("Kill the leader crash {first}"));
    page.wait_for_element(&format!("[data-server={first}][data-state=down]"));
    assert_eq!(leader(&page), None);

    let second = elect(&page);
    assert_ne!(second, first);
    press(&page, &format!("Bring it back start {first}"));
    page.wait_for_element(&format!("[data-server={first}][data-state=looking]"));
    assert_eq!(elect(&page), second, "the one who leads stays");
    assert_eq!(state(&page, &first), "following");
}

#[test]
fn a_server_is_chosen_on_the_stage_and_crashed_beside_it() {
    let page = open_stopped("");
    let first = elect(&page);
    page.click(&format!("[data-server={first}]"));
    page.wait_for_element(&format!("[data-server={first}][aria-pressed=true]"));
    press(&page, &format!("crash {first}"));
    page.wait_for_element(&format!("[data-server={first}][data-state=down]"));
    assert_ne!(elect(&page), first);
}
