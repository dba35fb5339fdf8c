//! The clients: what each believes beside what is true, and the terminal at each.

use xtask::browser::{Key, Page};

use crate::visitor::{command, press, scrub, show, value};
use crate::znodes::{leap, settle, with_clients};

const INPUT: &str = "[data-chosen=true] .shell input";

#[test]
fn a_line_of_zkcli_is_typed_completed_and_found_again() {
    let page = with_clients();
    terminal(&page);
    page.key("create /hello world");
    page.key(Key::Enter);
    settle(&page);
    assert!(screen(&page).ends_with(&["create /hello world".to_owned(), "Created /hello".to_owned()]));

    page.js(&format!("document.querySelector('{INPUT}').focus()"));
    page.key("ge");
    page.key(Key::Tab);
    page.wait_for(&format!("document.querySelector('{INPUT}').value === 'get'"));
    page.key(" /he");
    page.key(Key::Tab);
    page.wait_for(&format!("document.querySelector('{INPUT}').value === 'get /hello'"));
    page.key(Key::Enter);
    settle(&page);
    assert_eq!(screen(&page).last().map(String::as_str), Some("world"));

    page.js(&format!("document.querySelector('{INPUT}').focus()"));
    page.key(Key::Up);
    page.wait_for(&format!("document.querySelector('{INPUT}').value === 'get /hello'"));
    page.key(Key::Up);
    page.wait_for(&format!("document.querySelector('{INPUT}').value === 'create /hello world'"));
    page.key(Key::Enter);
    settle(&page);
    assert_eq!(screen(&page).last().map(String::as_str), Some("Node already exists: /hello"));
    assert_eq!(value(&page, INPUT), "");
    page.key(Key::Tab);
    assert_eq!(
        page.js("return document.activeElement.matches('.shell input')"),
        false,
        "Tab leads out of it"
    );
}

#[test]
fn a_watch_that_no_server_keeps_is_told_and_set_again() {
    let page = with_clients();
    command(&page, "c1: stat -w /flag");
    settle(&page);
    terminal(&page);
    let watch = "[data-chosen=true] .watches .watch";
    assert!(page.text(watch).ends_with("armed at s1"));
    command(&page, "crash s1");
    scrub(&page, &[Key::Right]);
    page.wait_for_element(&format!("{watch}[data-standing=unkept]"));
    settle(&page);
    page.wait_for_element(&format!("{watch}[data-standing=armed]"));
    assert!(!page.text(watch).ends_with("s1"), "at another server");
    assert!(page.text("[data-chosen=true] .watches caption").contains("set 1 · set again 1"));
    press(&page, "/flag");
    page.wait_for_element("[data-path='/flag'][data-missing=true]");
}

#[test]
fn what_a_client_believes_stands_beside_what_is_true() {
    let page = with_clients();
    command(&page, "pause c1");
    leap(&page, 60);
    show(&page, "clients");
    assert!(
        page.text(".clients [data-mistaken=true]")
            .contains("Believes that it has a session. The servers have none.")
    );
    show(&page, "text");
    assert!(page.text(".inventory tbody").contains("Believes that it has a session."), "and in the text");
}

#[test]
fn the_text_tells_of_clients_watches_and_znodes() {
    let page = with_clients();
    command(&page, "c1: create -e /mine 7");
    settle(&page);
    command(&page, "c2: get -w /mine");
    settle(&page);
    show(&page, "text");
    let told = page.text(".twin + .twin");
    assert!(told.contains("/mine: c2’s watch (data): armed at s2"), "{told}");
    let row =
        page.texts(".inventory tbody tr").into_iter().find(|it| it.starts_with("/mine")).expect("its row");
    assert!(row.contains('7') && row.contains("Goes with session"), "{row}");
}

/// Opens the terminal of c1, and puts the cursor into it.
#[track_caller]
fn terminal(page: &Page) {
    show(page, "clients");
    press(page, "c1");
    page.wait_for_element(INPUT);
    page.js(&format!("document.querySelector('{INPUT}').focus()"));
}

/// What stands in the terminal.
#[track_caller]
fn screen(page: &Page) -> Vec<String> {
    page.text("[data-chosen=true] .shell pre")
        .lines()
        .filter(|it| !it.trim().is_empty())
        .map(str::to_owned)
        .collect()
}
