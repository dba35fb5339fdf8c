//! The data tree: its keys, who watches what in it, and what is done to a znode where it stands.

use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, open_stopped, press, scrub, show, value};

#[test]
fn the_tree_is_walked_by_keys_as_aria_has_it() {
    let page = with_clients();
    command(&page, "c1: create /app");
    command(&page, "c1: create /app/x");
    command(&page, "c1: create /zoo");
    settle(&page);
    show(&page, "znodes");
    assert_eq!(paths(&page), ["/", "/app", "/zoo", "/zookeeper"]);
    page.js("document.querySelector('[role=tree]').focus()");
    for (key, focused) in [
        (Key::Down, "/"),
        (Key::Down, "/app"),
        (Key::Right, "/app"),
        (Key::Right, "/app/x"),
        (Key::Left, "/app"),
        (Key::End, "/zookeeper"),
        (Key::Up, "/zoo"),
        (Key::Left, "/"),
        (Key::Home, "/"),
        (Key::Down, "/app"),
        (Key::Left, "/app"),
    ] {
        page.key(key);
        page.wait_for(&format!("document.activeElement.dataset.path === {focused:?}"));
    }
    assert_eq!(page.attribute("[data-path='/app']", "aria-expanded").as_deref(), Some("false"));
    assert_eq!(page.attribute("[data-path='/app']", "aria-level").as_deref(), Some("2"));
    assert!(page.text(".znode dl").contains("numChildren\n1"), "the focused one is shown in full");
    assert_eq!(page.js("return document.querySelectorAll('[role=tree] [tabindex=\"0\"]').length"), 1);
}

#[test]
fn a_watch_is_armed_fires_and_vanishes_in_its_row_and_leads_to_its_client() {
    let page = with_clients();
    command(&page, "c1: create /x 1");
    settle(&page);
    show(&page, "znodes");
    command(&page, "c2: get -w /x");
    let watch = "[data-path='/x'] .watch";
    page.wait_for_element(&format!("{watch}[data-standing=asked]"));
    step_until(&page, &format!("{watch}[data-standing=armed][data-news=true]"));
    command(&page, "c1: set /x 2");
    step_until(&page, &format!("{watch}[data-standing=fired]"));
    page.wait_for_element(".told"); // on the stage the event carries the path
    step_until(&page, &format!("{watch}[data-standing=gone]"));
    page.click(watch);
    page.wait_for_element("[data-pane=clients]");
    let row = page.text(".watches tr[data-path='/x']");
    assert!(row.contains("data") && row.contains("fired and gone"), "{row}");
    assert!(page.text("[data-chosen=true] .watches caption").contains("set 1 · set again 0 · fired 1"));
    press(&page, "/x");
    page.wait_for_element("[data-pane=znodes] [data-path='/x'][aria-selected=true]");
    settle(&page);
    page.wait_for("!document.querySelector('.watch')");
    show(&page, "clients");
    show(&page, "znodes");
    page.wait_for_element("[data-path='/x'][aria-selected=true]");
}

#[test]
fn data_is_set_in_place_by_keys_and_an_error_stands_where_it_was_typed() {
    let page = with_clients();
    command(&page, "c1: create /x 1");
    settle(&page);
    show(&page, "znodes");
    focus(&page, "/x");
    page.key(Key::F2);
    page.wait_for("document.activeElement.matches('.work input')");
    assert_eq!(value(&page, ".work form input"), "1");
    page.fill(".work form input", "two words");
    assert_eq!(page.text(".work form code"), "set /x \"two words\"");
    page.key(Key::Enter);
    page.wait_for_element(".outcome");
    assert!(page.text(".outcome").contains("On its way"));
    scrub(&page, &[Key::End]);
    page.wait_for("!document.querySelector('.work')");
    page.wait_for("document.querySelector(\"[data-path='/x'] code\").innerText === 'two words'");
    page.wait_for("document.activeElement.dataset.path === '/x'");
    assert!(text(&page).contains("c1: set /x \"two words\""), "it is a line of the scenario");

    show(&page, "znodes");
    focus(&page, "/x");
    page.key(Key::Insert);
    page.wait_for("document.activeElement.matches('.work input')");
    page.key("a/b");
    page.key(Key::Enter);
    page.wait_for_element(".outcome");
    scrub(&page, &[Key::End]);
    page.wait_for_element(".outcome[data-failed=true]");
    assert!(page.text(".outcome").contains("Node does not exist: /x/a/b"), "{}", page.text(".outcome"));
    page.js("document.querySelector('.work input').focus()");
    page.key(Key::Escape);
    page.wait_for("document.activeElement.dataset.path === '/x'");
}

#[test]
fn the_menu_of_a_row_creates_watches_and_deletes() {
    let page = with_clients();
    command(&page, "c1: create /x 1");
    settle(&page);
    show(&page, "znodes");
    focus(&page, "/x");
    page.key(Key::Enter);
    page.wait_for("document.activeElement.matches('[role=menuitem]')");
    page.key(Key::Down);
    page.key(Key::Enter);
    page.wait_for("document.activeElement.matches('.work .name input')");
    page.key("id-");
    page.js("const it = document.querySelector('.work form select');
         it.value = '-e -s';
         it.dispatchEvent(new Event('change', { bubbles: true }))");
    press(&page, "Do it");
    scrub(&page, &[Key::End]);
    page.wait_for("!document.querySelector('.work')");
    focus(&page, "/x");
    page.key(Key::Right);
    page.wait_for_element("[data-path='/x/id-0000000000'] [data-mark=ephemeral]");

    page.key(Key::Enter);
    press(&page, "Watch its children, once ls -w /x");
    settle(&page);
    page.wait_for_element("[data-path='/x'] .watch[data-standing=armed]");
    focus(&page, "/x/id-0000000000");
    page.key(Key::Delete);
    press(&page, "Delete it delete /x/id-0000000000");
    settle(&page);
    page.wait_for("!document.querySelector('[data-path=\"/x/id-0000000000\"]')");
    assert!(text(&page).contains("c1: delete /x/id-0000000000"));
}

#[test]
fn a_hundred_thousand_znodes_are_walked() {
    let page = open_stopped("");
    run(&page, "ensemble 1\nhistory all 1:100000\nstart all\n");
    elect(&page);
    show(&page, "znodes");
    page.wait_for("document.querySelector('[role=tree]').clientHeight > 2800000");
    page.js("document.querySelector('[role=tree]').focus()");
    page.key(Key::End);
    page.wait_for("document.activeElement.dataset.path === '/zookeeper'");
    page.key(Key::Up);
    page.wait_for("document.activeElement.dataset.path === '/n99999'");
    page.js("document.querySelector('.znodes .window').scrollTop = 0");
    page.wait_for_element("[data-path='/n1']");
    page.key(Key::PageUp);
    page.wait_for("document.activeElement.dataset.path.startsWith('/n9997') || document.activeElement.dataset.path.startsWith('/n9998')");
    assert!(page.js("return document.querySelectorAll('[role=treeitem]').length").as_u64() < Some(80));
    page.fill(".znodes [type=search]", "n12345");
    page.wait_for("document.querySelectorAll('[role=treeitem]').length === 3 || document.querySelectorAll('[role=treeitem]').length === 2");
}

/// Three servers, of which one leads, and two clients that are connected; time stands.
#[track_caller]
pub fn with_clients() -> Page {
    let page = open_stopped("");
    run(
        &page,
        "ensemble 3\nstart all\nuntil settled\nclient c1 s1 s3\nclient c2 s2\nuntil c1 c2 CONNECTED\n",
    );
    settle(&page);
    page
}

/// Runs a scenario from the editor.
#[track_caller]
pub fn run(page: &Page, text: &str) {
    show(page, "script");
    page.fill(".script textarea", text);
    press(page, "Run it");
    page.wait_for("!document.querySelector('.script .primary:not([disabled])')");
}

/// Lets five seconds pass: all that is under way comes to its end, and is no news any more.
#[track_caller]
pub fn settle(page: &Page) {
    leap(page, 5);
}

/// Lets so many seconds pass, wherever the focus is.
#[track_caller]
pub fn leap(page: &Page, seconds: u32) {
    let before = page.text(".clock");
    for _ in 0..seconds {
        page.js("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true }))");
    }
    page.wait_for(&format!("document.querySelector('.clock').innerText !== {before:?}"));
}

#[track_caller]
fn step_until(page: &Page, selector: &str) {
    let there = format!("return !!document.querySelector({selector:?})");
    for _ in 0..400 {
        if page.js(&there) == true {
            return;
        }
        page.js("document.querySelector('.transport [aria-label=\"One event on\"]').click()");
    }
    panic!("{selector} does not come");
}

#[track_caller]
fn focus(page: &Page, path: &str) {
    page.js(&format!("const it = document.querySelector(\"[data-path='{path}']\"); if (it.ariaSelected !== 'true') it.click(); it.focus()"));
    page.wait_for(&format!("document.activeElement.dataset.path === {path:?}"));
}

#[track_caller]
fn paths(page: &Page) -> Vec<String> {
    let paths =
        page.js("return Array.from(document.querySelectorAll('[role=treeitem]'), it => it.dataset.path)");
    paths.as_array().expect("a list").iter().filter_map(|it| it.as_str()).map(str::to_owned).collect()
}

/// The scenario's text.
#[track_caller]
fn text(page: &Page) -> String {
    show(page, "script");
    value(page, ".script textarea")
}
