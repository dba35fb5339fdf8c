//! A link carries the scenario and the moment; one that is broken says so and breaks nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, facts, moment, open_stopped, press, scrub, show, stop, value};

const SCRIPT: &str = ".script textarea";

#[test]
fn a_copied_link_opens_at_the_same_moment() {
    let mut page = open_stopped("");
    let leader = elect(&page);
    command(&page, &format!("crash {leader}"));
    scrub(&page, &[Key::Right, Key::Right]);
    let was = moment(&page);
    show(&page, "script");
    let text = value(&page, SCRIPT);
    assert!(text.trim_end().ends_with(&format!("crash {leader}")), "{text}");
    let link = link(&page);

    page.visit(&link);
    page.wait_for_element("[data-playing=false]");
    assert_eq!(moment(&page), was);
    show(&page, "script");
    assert_eq!(value(&page, SCRIPT), text);
    assert_ne!(elect(&page), leader, "what comes after goes on from there");
}

#[test]
fn a_link_put_into_the_address_of_an_open_page_is_followed() {
    let page = open_stopped("");
    elect(&page);
    scrub(&page, &[Key::PageUp]);
    let was = moment(&page);
    let link = link(&page);
    press(&page, "From the start");
    page.js("location.hash = ''");
    page.js(&format!("location.hash = {link:?}"));
    page.wait_for_element("[data-leads=true]");
    assert_eq!(moment(&page), was);
}

/// It is read like any other, and only if something else was to be seen is the reader told which version that was.
#[test]
fn a_link_that_showed_something_else_says_which_version_made_it() {
    let mut page = open_stopped("");
    elect(&page);
    let was = facts(&page);
    let link = link(&page);
    page.visit(&link);
    page.wait_for_element("[data-playing=false]");
    assert_eq!(page.texts(".notice"), Vec::<String>::new());

    // Behind the letter of the format, 3 bytes of the text's checksum, 2 of the state's, and the version.
    let mut bytes = BASE64.decode(&link[1..]).unwrap();
    assert_eq!(bytes[5], 100, "1.0");
    (bytes[4], bytes[5]) = (bytes[4] ^ 1, 1);
    page.visit(&format!("b{}", BASE64.encode(bytes)));
    let said = page.text(".notice p");
    assert!(said.contains("made with version 0.1 of the playground. This is 1.0.0"), "{said}");
    assert_eq!(facts(&page), was);
}

#[test]
fn a_damaged_link_says_so_and_the_page_works() {
    let mut page = open_stopped("");
    elect(&page);
    let link = link(&page);
    for (link, says) in
        [(&link[..link.len() / 2], "This link is damaged"), ("zAAAA", "made by a newer version")]
    {
        page.visit(link);
        let said = page.text("[role=alert]");
        assert!(said.contains(says), "{said}");
        stop(&page);
        elect(&page);
        press(&page, "Close");
        page.wait_for("!document.querySelector('[role=alert]')");
    }
}

#[test]
fn what_can_be_read_of_a_changed_link_is_shown() {
    let mut page = open_stopped("");
    elect(&page);
    let link = link(&page);
    let other = if link.as_bytes()[1] == b'A' { "bB" } else { "bA" }; // in the checksum
    page.visit(&format!("{other}{}", &link[2..]));
    assert!(page.text("[role=alert]").contains("has been changed on its way"));
    page.wait_for_element("[data-leads=true]");
}

/// What the page puts behind the `#` when its link is copied.
#[track_caller]
fn link(page: &Page) -> String {
    press(page, "Copy link");
    page.wait_for("location.hash.length > 1");
    page.js("return location.hash.slice(1)").as_str().expect("a text").to_owned()
}
