//! The gallery: every story opens, runs to its end, and keeps what it promises.

use xtask::browser::{Key, Page};

use crate::visitor::{open_stopped, press, scrub};

const CARDS: &str = "dialog[open] .stories button";

#[test]
fn every_story_runs_to_its_end() {
    let page = open_stopped("");
    let titles = titles(&page);
    assert!(titles.len() >= 6, "{titles:?}");
    for title in titles {
        press(&page, &title);
        page.wait_for("!document.querySelector('dialog[open]')");
        assert_eq!(page.text(".story"), title);
        run_to_its_end(&page);
        let problems = page.texts(".head .wrong, .panic");
        assert!(problems.is_empty(), "{title}: {problems:?}");
        assert_ne!(page.text(".caption"), "", "{title}");
        assert_eq!(page.take_errors(), Vec::<String>::new(), "{title}");
        open(&page);
    }
}

#[track_caller]
fn titles(page: &Page) -> Vec<String> {
    open(page);
    page.wait_for_element(CARDS);
    page.texts(&format!("{CARDS} strong"))
}

#[track_caller]
fn open(page: &Page) {
    page.click(".story");
    page.wait_for_element("dialog.gallery[open]");
}

/// End is the end of the axis, which then grows: to 200 s with eight of them, which is longer than any story.
#[track_caller]
fn run_to_its_end(page: &Page) {
    scrub(page, &[const { Key::End }; 8]);
    page.wait_for("document.querySelector('[role=slider]').ariaValueNow >= 100000");
}
