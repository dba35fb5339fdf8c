//! A link carries the scenario and the moment; one that is broken says so and breaks nothing.

use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, moment, open_stopped, press, scrub, show, stop, value};

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
