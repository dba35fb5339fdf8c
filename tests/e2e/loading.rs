//! The page comes up, whatever it is opened on.

use xtask::browser::{Key, Look, Page};

use crate::visitor::{elect, press, show, stop};

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

#[test]
fn it_asks_for_nothing_once_it_is_there() {
    let page = Page::open("");
    let leader = elect(&page);
    let before = asked(&page);
    stop(&page);
    press(&page, &format!("Kill the leader crash {leader}"));
    elect(&page);
    for tab in ["script", "text", "server"] {
        show(&page, tab);
    }
    page.click("option[value=zh-CN]");
    page.wait_for("document.documentElement.lang === 'zh-CN'");
    page.click(".story");
    page.wait_for_element("dialog.gallery[open]");
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('dialog[open]')");
    // What the service worker keeps for a time without a network, it asks for by itself.
    let words = |it: &String| it.starts_with("messages-zh-CN-");
    let new: Vec<_> = asked(&page).into_iter().filter(|it| !before.contains(it)).collect();
    assert!(new.len() == 1 && new.iter().all(words), "only the words of the language: {new:?}");
    let elsewhere = page.js(
        "return performance.getEntriesByType('resource').map(it => it.name).filter(it => !it.startsWith(origin))",
    );
    assert_eq!(elsewhere.as_array().map(Vec::len), Some(0), "{elsewhere}");
}

/// What the page itself has asked for, but for what the browser asks for when it likes: pictures, and what keeps the page.
#[track_caller]
fn asked(page: &Page) -> Vec<String> {
    let names = page.js(
        "return performance.getEntriesByType('resource').map(it => it.name.split('/').pop()).filter(it => !/^favicon|^offline|manifest$|png$/.test(it))",
    );
    serde_json::from_value(names).expect("names")
}
