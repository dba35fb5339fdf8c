//! A network cut in two, on the stage and in words.

use xtask::browser::Page;

use crate::visitor::{command, elect, open_stopped, press, show};

/// Between two servers and three: so many links, each in two directions.
const LINKS: usize = 6;

#[test]
fn a_cut_typed_is_drawn_and_told() {
    let page = open_stopped("");
    elect(&page);
    command(&page, "cut s1 s2 | rest");
    assert_eq!(drawn(&page), LINKS);
    show(&page, "text");
    let told = page.text(".twin");
    assert_eq!(told.matches("Nothing passes from").count(), 2 * LINKS, "{told}");
    assert!(told.contains("Nothing passes from s1 to s3.") && told.contains("Nothing passes from s3 to s1."));

    command(&page, "heal");
    assert_eq!(drawn(&page), 0);
    assert!(!page.text(".twin").contains("Nothing passes"));

    command(&page, "cut s1 > s2");
    page.wait_for_element(".links .one-way");
    let told = page.text(".twin");
    assert!(told.contains("Nothing passes from s1 to s2.") && !told.contains("from s2 to s1"), "{told}");
}

#[test]
fn a_side_is_ticked_and_cut_off() {
    let page = open_stopped("");
    elect(&page);
    page.click("[aria-label='Servers on one side'] button:nth-child(4)");
    page.click("[aria-label='Servers on one side'] button:nth-child(5)");
    press(&page, "Cut between the sides");
    assert_eq!(drawn(&page), LINKS);
    press(&page, "Heal all");
    assert_eq!(drawn(&page), 0);
}

#[track_caller]
fn drawn(page: &Page) -> usize {
    page.js("return document.querySelectorAll('.links .cut').length").as_u64().expect("a number") as usize
}
