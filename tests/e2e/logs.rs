//! The logs side by side, the way of one write, and how a learner was brought level.

use xtask::browser::{Key, Page};

use crate::visitor::{clock, command, elect, leader, open_stopped, press, scrub, show};

#[test]
fn a_write_is_made_in_the_page_and_followed_to_every_tree() {
    let page = open_stopped("");
    let leader = settled(&page);
    page.key(&leader[1..]);
    press(&page, &format!("A client writes here write {leader} /a"));
    page.wait_for_element("[data-pane=logs] .path");
    assert_eq!(page.text(".path h2"), "The way of 1:1 create /a");
    assert_eq!(stations(&page, "passed"), ["asked", "zxid"]);
    assert!(page.text(".fate").starts_with("Proposed."), "{}", page.text(".fate"));

    scrub(&page, &[Key::End]);
    assert_eq!(stations(&page, "ahead"), [""; 0]);
    assert!(page.text(".fate").starts_with("Committed"), "{}", page.text(".fate"));
    assert_eq!(page.texts(".path [data-decisive=true]").len(), 1);
    assert_eq!(page.texts(".logs tbody .cell"), ["applied"; 5]);
    assert!(page.text(".logs tfoot").contains("5\n✓ quorum"), "{}", page.text(".logs tfoot"));

    let end = clock(&page);
    page.click(".path [data-station=committed] button");
    page.wait_for(&format!("document.querySelector('.clock').innerText !== {end:?}"));
    assert_eq!(page.attribute("[data-station=answered] button", "data-when").as_deref(), Some("ahead"));
    assert!(page.text(".fate").contains("Its client waits."), "{}", page.text(".fate"));
}

#[test]
fn a_key_writes_and_the_next_write_has_another_path() {
    let page = open_stopped("");
    let leader = settled(&page);
    page.key(&leader[1..]);
    page.key("w");
    page.wait_for_element(".path");
    page.key("w");
    page.wait_for("document.querySelector('.path h2').innerText.includes('create /b')");
    assert!(page.texts(".logs thead button").iter().any(|it| it.contains("/a")));
}

#[test]
fn what_a_crash_would_lose_is_told_before_it_happens() {
    let page = open_stopped("");
    let leader = settled(&page);
    let follower = if leader == "s1" { "s2" } else { "s1" };
    command(&page, &format!("disk {follower} 400ms"));
    command(&page, &format!("write {leader} /a"));
    scrub(&page, &[const { Key::Right }; 3]);
    show(&page, "logs");
    let risk = format!("If {follower} crashed now, it would lose 1:1: in memory only.");
    assert!(page.texts(".risks li").contains(&risk), "{:?}", page.texts(".risks li"));
    assert_eq!(page.texts(".logs tbody [data-medium=memory]").len(), 1);
    page.key(&follower[1..]);
    page.wait_for_element("[data-pane=server]");
    assert_eq!(page.text(".risk"), risk, "and beside the button that crashes it");
    press(&page, &format!("crash {follower}"));
    show(&page, "logs");
    assert_eq!(page.texts(".logs tbody .cell").len(), 4, "it is gone");
}

#[test]
fn the_ruler_shows_how_a_sync_was_decided() {
    let page = open_stopped("");
    let leader = settled(&page);
    let follower = if leader == "s1" { "s2" } else { "s1" };
    command(&page, &format!("write {leader} /a"));
    scrub(&page, &[Key::End]);
    command(&page, &format!("crash {follower}"));
    command(&page, &format!("write {leader} /b"));
    scrub(&page, &[Key::End]);
    command(&page, &format!("start {follower}"));
    scrub(&page, &[Key::End]);
    page.key(&follower[1..]);
    press(&page, "Last sync: DIFF 1:2");
    page.wait_for_element(".sync .ruler");
    assert_eq!(page.texts(".branches li").len(), 6);
    let taken = page.text(".branches [data-held=yes]");
    assert!(taken.contains("minCommittedLog 1:1 ≤ 1:1 ≤ maxCommittedLog 1:2 → DIFF 1:2"), "{taken}");
    assert_eq!(page.texts(".branches [data-held=no]").len(), 3);
    let told = page.js("return document.querySelector('.sync .unseen').textContent");
    assert_eq!(
        told,
        format!(
            "minCommittedLog 1:1, maxCommittedLog 1:2, lastZxid of {leader} 1:2, lastZxid of {follower} 1:1."
        )
    );

    press(&page, "Last sync: DIFF 1:2");
    page.wait_for("!document.querySelector('.sync .ruler')");
    press(&page, &format!("A client writes here write {follower} /c"));
    press(&page, "Server");
    press(&page, "Last sync: DIFF 1:2");
    press(&page, "Go to");
    page.key(&leader[1..]);
    page.wait_for("!document.querySelector('.sync')");
    page.js("document.querySelector('.trace .why').click()"); // not by hand, before which the list would be scrolled
    page.wait_for_element(".sync .ruler");
    assert_eq!(page.text(".facts .id"), follower, "an event of the list leads there as well");
}

#[test]
fn what_each_server_is_busy_with_stands_on_the_stage_and_in_its_text() {
    let page = open_stopped("");
    let drawn = |server: &str| {
        page.js(&format!("return document.querySelector('[data-server={server}] .phase').textContent"))
    };
    assert_eq!(drawn("s1"), "waiting");
    let leader = settled(&page);
    assert_eq!(drawn(&leader), "broadcast");
    show(&page, "text");
    let phases = page.texts(".twin tbody td:nth-child(3)");
    assert_eq!(phases.iter().filter(|it| *it == "serving").count(), 4, "{phases:?}");
    assert_eq!(phases.iter().filter(|it| *it == "broadcast").count(), 1, "{phases:?}");
}

/// Elects a leader and lets everybody be brought level; the leader.
#[track_caller]
fn settled(page: &Page) -> String {
    elect(page);
    scrub(page, &[Key::End]);
    leader(page).expect("it leads")
}

/// The stations of the path that are as far as that.
#[track_caller]
fn stations(page: &Page, how_far: &str) -> Vec<String> {
    page.texts(&format!(".path [data-station][data-done={how_far}] > b"))
}
