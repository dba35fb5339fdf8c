//! A walk past all there is to be seen, in failures as well, for tests that hold everywhere.

use xtask::browser::{Key, Look, Page};

use crate::visitor::{command, elect, press, scrub, show};
use crate::znodes::{leap, run, settle};
use crate::{compare, recipes};

/// A figure with all of its parts.
const FIGURE: &str =
    "?view=stage+ballots+logs+znodes+clients+timeline+events+console&scenario=kill-the-leader";

/// Shows all of it to `see`, with what it is.
#[track_caller]
pub fn walk(look: &Look, see: &impl Fn(&Page, &str)) {
    let page = Page::open_as(&Look { reduced_motion: true, ..look.clone() }, "");
    page.wait_for_element("[data-playing=false]");
    see(&page, "at first");
    sheets(&page, see);
    question(&page, see);
    failure(&page, see);
    trees_and_clients(&page, see);
    programs(&page, see);
    experiment(&page, see);
    figure(&page, see);
    page.go("host.html");
    page.wait_for("document.querySelector('zk-playground').shadowRoot?.querySelector('button, iframe')");
    see(&page, "a host");
    for language in ["en", "zh-CN", "zh-TW", "ru"] {
        page.go(&format!("reference/{language}.html"));
        see(&page, "the reference");
    }
    // Neither has an icon of its own, which a browser looks for.
    let errors = page.take_errors();
    assert!(errors.iter().all(|it| it.contains("/favicon.ico")), "{errors:?}");
}

#[track_caller]
fn sheets(page: &Page, see: &impl Fn(&Page, &str)) {
    for form in ["Link", "SVG picture", "Mermaid"] {
        press(page, "Share");
        press(page, form);
        see(page, form);
        close(page);
    }
    for (key, sheet) in [("g", "gallery"), ("?", "help")] {
        page.key(key);
        page.wait_for_element(&format!("dialog.{sheet}[open]"));
        see(page, sheet);
        close(page);
    }
}

#[track_caller]
fn close(page: &Page) {
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('dialog[open]')");
}

/// A story, its question, and how it came out.
#[track_caller]
fn question(page: &Page, see: &impl Fn(&Page, &str)) {
    page.click(".story");
    press(page, "Five fresh servers");
    page.wait_for_element(".question[data-waits=true]");
    see(page, "a question");
    press(page, "s5, the largest id");
    press(page, "To the outcome");
    page.wait_for_element(".outcome");
    see(page, "an outcome");
}

/// A server that is brought level while another is cut off and a link is slow; a branch, since the story is left.
#[track_caller]
fn failure(page: &Page, see: &impl Fn(&Page, &str)) {
    run(page, "ensemble 5\nobservers s5\nstart all\n");
    let leader = elect(page);
    scrub(page, &[Key::End]);
    let follower = if leader == "s1" { "s2" } else { "s1" };
    for line in [format!("crash {follower}"), format!("write {leader} /a"), format!("start {follower}")] {
        command(page, &line);
        scrub(page, &[Key::End]);
    }
    for line in
        [&*format!("disk {follower} 400ms"), "cut s5 | rest", &*format!("delay {leader} > {follower} 30ms")]
    {
        command(page, line);
    }
    command(page, &format!("write {leader} /b"));
    scrub(page, &[Key::Right]);
    show(page, "logs");
    page.wait_for_element(".path");
    see(page, "logs");
    page.key(&follower[1..]);
    press(page, "Last sync:");
    page.wait_for_element(".ruler");
    see(page, "sync");
    press(page, "Why");
    page.wait_for_element(".why .chain");
    see(page, "why");
    press(page, "Back to the events");
    for pane in ["story", "script", "text", "checks"] {
        show(page, pane);
        see(page, pane);
    }
    if page.js("return document.querySelector('[data-tab=events]').checkVisibility()") == true {
        page.click("[data-tab=events]");
        see(page, "events");
    }
    scrub(page, &[Key::Home, Key::PageUp]);
    command(page, "pause s1");
    page.click(".head .branch");
    page.wait_for_element("dialog.branches[open]");
    see(page, "branches");
    close(page);
}

/// The panes of clients and znodes, with watches of every standing, and with what can be done to a znode.
#[track_caller]
fn trees_and_clients(page: &Page, see: &impl Fn(&Page, &str)) {
    run(page, "ensemble 3\nstart all\nuntil settled\nclient c1 s1\nclient c2\n");
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
    see(page, "clients");
    show(page, "znodes");
    page.js("document.querySelector(\"[data-path='/x']\").click()"); // not by hand, which might hit a way to a client
    see(page, "znodes");
    press(page, "Create a child");
    see(page, "znodes, a form");
    page.key(Key::Escape);
    press(page, "More");
    see(page, "znodes, a menu");
    command(page, "crash s1");
    scrub(page, &[Key::Right]);
    see(page, "znodes, after a crash");
    show(page, "text");
    see(page, "text, with clients");
}

/// A holder that is not, beside the one that is, and the store; with the form for a recipe open.
#[track_caller]
fn programs(page: &Page, see: &impl Fn(&Page, &str)) {
    recipes::two_believers(page);
    see(page, "programs, on the stage");
    show(page, "clients");
    page.js("document.querySelector('.runner').open = true");
    see(page, "programs");
    show(page, "text");
    see(page, "programs, as text");
    page.key("d");
    page.wait_for_element(".spacetime canvas");
    leap(page, 1);
    see(page, "diagram");
    page.fill("#until-field", "s1 ");
    see(page, "diagram, with help for what is typed");
}

#[track_caller]
fn experiment(page: &Page, see: &impl Fn(&Page, &str)) {
    compare::type_experiment(page, compare::OWN);
    page.wait_for("document.querySelectorAll('.lane .told').length === 2");
    press(page, "Run n = 3 to 9");
    page.wait_for_element(".legend b");
    see(page, "an experiment");
}

#[track_caller]
fn figure(page: &Page, see: &impl Fn(&Page, &str)) {
    page.go(FIGURE);
    page.wait_for("document.documentElement.dataset.ready === 'true'");
    see(page, "a figure");
}
