//! No violation of a rule that axe-core knows: WCAG 2.2 as far as a program can tell, and its makers' best practices.

use xtask::browser::{Key, Look, Page};

use crate::recipes;
use crate::visitor::{command, leader, press, scrub, show};
use crate::znodes::settle;

pub const AXE: &str = include_str!("../vendor/axe-core-4.14.1/axe.min.js");
/// What is wrong, a line for each element, with the rule first.
const VIOLATIONS: &str = "
    return axe.run().then(({ violations }) => violations.flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))";

#[test]
fn in_light_colours() {
    check(&Look::default());
}

#[test]
fn in_dark_colours() {
    check(&Look { dark: true, ..Look::default() });
}

#[test]
fn in_a_narrow_window() {
    check(&Look { width: 320, height: 640, ..Look::default() });
}

/// The page as it comes up; then its other panes, with a write that is followed and a sync whose ruler is open.
#[track_caller]
fn check(look: &Look) {
    let page = Page::open_as(&Look { reduced_motion: true, ..look.clone() }, "");
    page.js(AXE);
    violations(&page, "at first");
    for form in ["Link", "SVG picture", "Mermaid"] {
        press(&page, "Share");
        press(&page, form);
        violations(&page, form);
        page.key(Key::Escape);
        page.wait_for("!document.querySelector('dialog[open]')");
    }
    page.key("n");
    page.wait_for_element("[data-leads=true]");
    let leader = leader(&page).expect("it leads");
    scrub(&page, &[Key::End]);
    let follower = if leader == "s1" { "s2" } else { "s1" };
    for line in [format!("crash {follower}"), format!("write {leader} /a"), format!("start {follower}")] {
        command(&page, &line);
        scrub(&page, &[Key::End]);
    }
    command(&page, &format!("disk {follower} 400ms"));
    command(&page, &format!("write {leader} /b"));
    scrub(&page, &[Key::Right]);
    show(&page, "logs");
    page.wait_for_element(".path");
    violations(&page, "logs");
    page.key(&follower[1..]);
    press(&page, "Last sync:");
    page.wait_for_element(".ruler");
    violations(&page, "sync");
    for pane in ["story", "text", "checks"] {
        show(&page, pane);
        violations(&page, pane);
    }
    trees_and_clients(&page, follower);
}

/// The panes of clients and znodes, with watches of every standing, and with what can be done to a znode.
#[track_caller]
fn trees_and_clients(page: &Page, server: &str) {
    command(page, &format!("client c1 {server}"));
    command(page, "client c2");
    settle(page);
    for line in ["create /x 1", "create -e /x/e", "stat -w /none", "addWatch /x"] {
        command(page, &format!("c1: {line}"));
    }
    command(page, "c2: get -w /x");
    settle(page);
    command(page, "c1: set /x 2");
    scrub(page, &[Key::Right]);
    show(page, "clients");
    press(page, "c1");
    violations(page, "clients");
    show(page, "znodes");
    page.js("document.querySelector(\"[data-path='/x']\").click()"); // not by hand, which might hit a way to a client
    violations(page, "znodes");
    press(page, "Create a child");
    violations(page, "znodes, a form");
    page.key(Key::Escape);
    press(page, "More");
    violations(page, "znodes, a menu");
    command(page, &format!("crash {server}"));
    scrub(page, &[Key::Right]);
    violations(page, "znodes, after a crash");
    show(page, "text");
    violations(page, "text, with clients");
    programs(page);
}

/// A holder that is not, beside the one that is, and the store; with the form for a recipe open.
#[track_caller]
fn programs(page: &Page) {
    recipes::two_believers(page);
    violations(page, "programs, on the stage");
    show(page, "clients");
    page.js("document.querySelector('.runner').open = true");
    violations(page, "programs");
    show(page, "text");
    violations(page, "programs, as text");
    page.key("d");
    page.wait_for_element(".spacetime canvas");
    page.fill("#until-field", "s1 ");
    violations(page, "diagram");
}

#[track_caller]
pub fn violations(page: &Page, when: &str) {
    let violations = page.js(VIOLATIONS);
    let violations: Vec<_> =
        violations.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
    assert!(violations.is_empty(), "{when}:\n{}", violations.join("\n"));
}
