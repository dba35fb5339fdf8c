//! «Why?»: the chain of causes, asked for where the fact stands.

use xtask::browser::{Key, Look, Page};

use crate::accessibility::{AXE, violations};
use crate::visitor::{clock, command, elect, leader, open_stopped, press, scrub, show};

#[test]
fn a_leader_is_led_back_to_who_killed_the_last_one() {
    let page = open_stopped("");
    let (first, second) = kill_the_leader(&page);
    press(&page, "Why LEADING?");
    page.wait_for_element(".why .chain li");
    let causes = page.texts(".why .cause > span");
    assert_eq!(causes.first(), Some(&format!("{second} is LEADING.")));
    assert_eq!(causes.last(), Some(&format!("Done from outside: crash {first}")));
    assert!(page.texts(".why .hop").iter().any(|it| it.starts_with("NOTIFICATION from")));
    assert_eq!(
        page.js("return document.querySelector('.trace').checkVisibility()"),
        false,
        "it takes its place"
    );

    let then = clock(&page);
    page.click(".why li:last-child .cause");
    page.wait_for(&format!("document.querySelector('.clock').innerText !== {then:?}"));
    page.wait_for_element(&format!("[data-server={first}][data-state=down]"));
    assert_eq!(page.texts(".why .cause > span"), causes, "what was asked for stays");
    assert_eq!(page.texts(".why li[data-now=true]").len(), 0, "the act is not the last entry of its step");

    press(&page, "Back to the events");
    page.wait_for("!document.querySelector('.why')");
}

#[test]
fn a_key_asks_stops_the_play_and_puts_the_answer_away() {
    let page = open_stopped("");
    elect(&page);
    page.key(" ");
    page.key("y");
    page.wait_for_element(".why .chain li");
    page.wait_for_element("[data-playing=false]");
    page.key("y");
    page.wait_for("!document.querySelector('.why')");
}

#[test]
fn a_znode_that_is_gone_a_session_that_has_ended_and_an_event_are_asked_about() {
    let page = open_stopped("");
    elect(&page);
    for line in ["client c1 s1 timeout 4s", "c1: create -e /worker"] {
        command(&page, line);
        scrub(&page, &[Key::End]);
    }
    seconds_on(&page, 1);
    show(&page, "znodes");
    page.click("[role=tree] [data-path='/worker']");
    page.wait_for_element(".znode .ask");
    command(&page, "cut c1 | s1..s5");
    seconds_on(&page, 9);
    page.wait_for("document.querySelector('.znode')?.innerText.includes('/worker is in no tree')");
    let cut = "Done from outside: cut c1 | s1..s5";
    page.click(".znode .ask");
    page.wait_for_element(".why .chain li");
    assert_eq!(page.texts(".why .cause > span").last().map(String::as_str), Some(cut));

    show(&page, "clients");
    page.click(".clients dl .ask");
    page.wait_for("document.querySelector('.why h2').innerText.includes('session')");
    assert_eq!(page.texts(".why .cause > span").last().map(String::as_str), Some(cut));

    press(&page, "Back to the events");
    page.js("document.querySelector('.trace li[data-now=true] .ask-row').click()");
    page.wait_for_element(".why .cause");
    assert_eq!(page.text(".why h2"), "Why did this happen?");
}

/// So many seconds later.
#[track_caller]
fn seconds_on(page: &Page, seconds: u32) {
    page.js("document.activeElement.blur()");
    let press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true }))";
    for _ in 0..seconds {
        page.js(press);
    }
}

#[test]
fn what_it_shows_is_for_everyone() {
    let dark = Look { dark: true, reduced_motion: true, ..Look::default() };
    let narrow = Look { width: 320, height: 640, reduced_motion: true, ..Look::default() };
    for look in [dark, narrow] {
        let page = Page::open_as(&look, "");
        page.js(AXE);
        kill_the_leader(&page);
        page.key("y");
        page.wait_for_element(".why .chain li");
        violations(&page, "why");
        let wide = page.js("return document.documentElement.scrollWidth > innerWidth");
        assert_eq!(wide, false, "nothing is wider than the window");
    }
}

/// The leader that was killed, and its heir, which is chosen.
#[track_caller]
fn kill_the_leader(page: &Page) -> (String, String) {
    let elect = || {
        page.js("document.activeElement.blur()");
        page.key("n"); // on a narrow page the button has no name that is seen
        page.wait_for_element("[data-leads=true]");
        leader(page).expect("an election has just ended")
    };
    let first = elect();
    command(page, &format!("crash {first}"));
    page.wait_for_element(&format!("[data-server={first}][data-state=down]"));
    let second = elect();
    page.key(&second[1..]);
    page.wait_for_element(&format!("[data-server={second}][aria-pressed=true]"));
    (first, second)
}
