//! Recipes: who leads by them, who only believes to, and what the store makes of that.

use xtask::browser::Page;

use crate::visitor::{command, open_stopped, press, show};
use crate::znodes::{leap, run};

/// Three clients in a line for the leadership; who leads writes to the store.
const LINE: &str = "ensemble 3\nstart all\nuntil settled\nclient c1..c3 timeout 4s\nuntil c1..c3 CONNECTED\n\
    run c1 election writes 1s\nuntil c1 holds\nrun c2 election writes 1s\nuntil c2 waits\nrun c3 election writes 1s\n";

#[test]
fn when_the_holder_dies_the_next_in_line_is_shown_as_holder() {
    let page = open_stopped("");
    run(&page, LINE);
    leap(&page, 4);
    assert_eq!(stances(&page), ["c1 holds", "c2 waits", "c3 waits"]);
    assert_eq!(page.js("return document.querySelectorAll('.awaits .head').length"), 2, "a line");
    show(&page, "clients");
    assert_eq!(row(&page), ["/app/leader_election", "c1", "–", "c2 c3"]);
    command(&page, "crash c1");
    leap(&page, 8);
    assert_eq!(row(&page), ["/app/leader_election", "c2", "–", "c3"]);
    assert_eq!(stances(&page), ["c2 holds", "c3 waits"]);
    assert_eq!(page.js("return document.querySelectorAll('[data-mark=holder]').length"), 2);
}

#[test]
fn who_only_believes_to_hold_writes_too_late() {
    let page = open_stopped("");
    two_believers(&page);
    assert_eq!(stances(&page), ["c1 believes", "c2 holds", "c3 waits"]);
    show(&page, "clients");
    assert_eq!(row(&page), ["/app/leader_election", "c2", "c1", "c3"]);
    assert!(page.text(".clients .program[data-stance=believes]").contains("its session is over"));
    command(&page, "resume c1");
    leap(&page, 1);
    page.wait_for_element(".clients .stored [data-verdict=late]");
    page.wait_for_element("[data-mark=late]");
    assert!(page.text(".clients .store").contains("done too late: 1"));
    show(&page, "text");
    assert!(page.text(".stored").contains("done too late"), "and in the text");
}

#[test]
fn a_fence_refuses_what_comes_too_late() {
    let page = open_stopped("");
    two_believers(&page);
    show(&page, "clients");
    press(&page, "Put a fence around it");
    page.wait_for_element(".clients-on-stage .store [data-fenced=true]");
    command(&page, "resume c1");
    leap(&page, 1);
    page.wait_for_element(".clients .stored [data-verdict=refused]");
    page.wait_for_element("[data-mark=refused]");
    assert_eq!(page.js("return document.querySelectorAll('[data-verdict=late]').length"), 0);
}

#[test]
fn a_recipe_is_run_from_the_card_of_a_client_and_told_to_let_go() {
    let page = open_stopped("");
    run(&page, "ensemble 3\nstart all\nuntil settled\nclient c1\nuntil c1 CONNECTED\n");
    leap(&page, 3);
    show(&page, "clients");
    page.click(".runner summary");
    page.js("const it = document.querySelector('.runner select'); it.value = 'lock'; it.dispatchEvent(new Event('change', { bubbles: true }))");
    press(&page, "Run it run c1 lock /lock writes 1s");
    leap(&page, 2);
    page.wait_for_element(".clients .program[data-stance=holds]");
    page.click(".clients .program .line-act");
    leap(&page, 2);
    page.wait_for_element(".clients .program[data-stance=idle]");
}

/// The first in line is frozen for longer than its session lives: the next one leads beside it.
#[track_caller]
pub fn two_believers(page: &Page) {
    run(page, LINE);
    leap(page, 4);
    command(page, "pause c1");
    leap(page, 8);
    page.wait_for_element(".stance[data-stance=believes]");
}

/// What the stage says of each client's program: `c1 holds`.
#[track_caller]
fn stances(page: &Page) -> Vec<String> {
    let told = page.js("return Array.from(document.querySelectorAll('.stance'),
        it => `${it.parentElement.querySelector('.client text').textContent} ${it.dataset.stance}`)");
    told.as_array().expect("a list").iter().filter_map(|it| it.as_str()).map(str::to_owned).collect()
}

/// Who holds what: path, holders, believers, who waits.
#[track_caller]
fn row(page: &Page) -> Vec<String> {
    page.texts(".clients .contests tbody :is(th, td)")
}
