//! What is typed wrong is answered where it was typed, and kept; all else goes on.

use xtask::browser::{Key, Page};

use crate::visitor::{elect, open_stopped, press, show, state, stop, value};

const SCRIPT: &str = ".script textarea";
const PROMPT: &str = ".console input";

#[test]
fn a_wrong_line_of_a_scenario_is_named_and_the_others_run() {
    let page = open_stopped("");
    show(&page, "script");
    let typed = "ensemble 3\nstart all\nat 30s crsh s1\n";
    page.fill(SCRIPT, typed);
    press(&page, "Run it");
    stop(&page);
    page.wait_for("document.querySelector('#script-problems').innerText !== ''");
    let said = page.text("#script-problems");
    assert!(said.contains("Line 3, column 8:") && said.contains("crash"), "{said}");
    assert_eq!(value(&page, SCRIPT), typed);
    page.wait_for_element(".gutter [data-wrong=true]");

    assert_eq!(elect(&page), "s3");
    assert_eq!(page.texts("[data-server]").len(), 3);
    press(&page, "Problems: 1");

    let ctrl_enter = String::from_iter([Key::Control, Key::Enter].map(char::from));
    // On a page that stands: the driver empties a field unheard, so that the next frame would fill it again.
    page.fill(SCRIPT, &format!("ensemble 3\nstart all\nat 30s crash s1\n{ctrl_enter}"));
    page.wait_for("!document.querySelector('.head .wrong')");
    assert_eq!(page.text("#script-problems"), "");
    assert_eq!(elect(&page), "s3");
}

#[test]
fn what_is_typed_and_not_run_outlives_the_page() {
    let page = open_stopped("");
    show(&page, "script");
    page.fill(SCRIPT, "ensemble 7\nst");
    page.reload();
    show(&page, "script");
    assert_eq!(value(&page, SCRIPT), "ensemble 7\nst");
    press(&page, "Undo my changes");
    page.wait_for(&format!("document.querySelector({SCRIPT:?}).value.includes('ensemble 5')"));
}

#[test]
fn a_check_that_fails_says_what_it_found() {
    let page = open_stopped("");
    show(&page, "script");
    page.fill(SCRIPT, "ensemble 3\nstart all\nuntil leader\nexpect leader s1\n");
    press(&page, "Run it");
    stop(&page);
    elect(&page);
    press(&page, "One event on");
    page.wait_for("document.querySelector('#script-problems').innerText.includes('s3')");
    assert!(page.text("#script-problems").starts_with("Line 4:"));
}

#[test]
fn a_wrong_command_is_answered_in_place_and_kept() {
    let page = open_stopped("");
    let leader = elect(&page);
    refused(&page, &format!("crsh {leader}"), "crash");
    refused(&page, "crash s9", "s9");
    refused(&page, "cut s1 s2", "“|”");
    assert_eq!(state(&page, &leader), "leading", "nothing was done");

    page.fill(PROMPT, &format!("crash {leader}"));
    page.wait_for("!document.querySelector('.console .error')");
    page.key(Key::Enter);
    page.wait_for_element(&format!("[data-server={leader}][data-state=down]"));
    assert_eq!(value(&page, PROMPT), "");
}

#[track_caller]
fn refused(page: &Page, line: &str, says: &str) {
    page.fill(PROMPT, line);
    page.key(Key::Enter);
    let said = page.text(".console .error");
    assert!(said.contains(says), "{line}: {said}");
    assert_eq!(value(page, PROMPT), line);
    assert_eq!(page.attribute(PROMPT, "aria-invalid").as_deref(), Some("true"));
}
