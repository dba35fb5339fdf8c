//! The page comes up, whatever it is opened on.

use xtask::browser::{Look, Page};

#[test]
fn it_has_a_title() {
    let page = Page::open("");
    assert_eq!(page.js("return document.title"), "ZooKeeper Playground");
}

#[test]
fn it_fits_the_narrowest_window() {
    let narrow = Look { width: 320, height: 640, ..Look::default() };
    let page = Page::open_as(&narrow, "");
    let excess = page.js("return document.documentElement.scrollWidth - innerWidth").as_i64();
    assert!(excess.is_some_and(|it| it <= 0), "it scrolls sideways by {excess:?} pixels");
}
