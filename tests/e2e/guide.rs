//! Whoever comes for the first time is taken along, and is not the next time.

use xtask::browser::{Look, Page};

use crate::visitor::{elect, leader, open_stopped, press};

#[track_caller]
fn said(page: &Page, words: &str) {
    page.wait_for(&format!("document.querySelector('.guide .said')?.innerText.includes({words:?})"));
}

#[test]
fn an_election_a_death_a_return_and_a_cut_are_told_as_they_happen() {
    let page = open_stopped("");
    said(&page, "Five servers start at once");
    press(&page, "Next election");
    page.wait_for_element("[data-leads=true]");
    let first = leader(&page).expect("a leader");
    said(&page, &format!("{first} leads. No log is ahead of another, so the highest id wins."));

    press(&page, &format!("Kill the leader crash {first}"));
    said(&page, &format!("{first} is dead."));
    press(&page, "Next election");
    page.wait_for_element("[data-leads=true]");
    let second = leader(&page).expect("a leader");
    said(&page, &format!("{second} leads, "));
    said(&page, &format!("But {first} has a higher id"));

    press(&page, &format!("Bring it back start {first}"));
    said(&page, &format!("{first} runs and asks"));
    elect(&page);
    said(&page, &format!("{first} is back with the highest id, and follows"));

    press(&page, "Cut it off cut ");
    page.wait_for_element(".links .cut");
    said(&page, "Nothing passes any more");
    press(&page, "Next election");
    said(&page, "as its side is a majority");
}

#[test]
fn who_was_here_is_told_what_the_story_tells() {
    let page = open_stopped("");
    press(&page, "No more first steps");
    page.wait_for("!document.querySelector('.guide')");
    page.wait_for("document.querySelector('.caption').innerText.includes('Five servers start at once')");
    page.reload();
    page.wait_for_element(".caption");
    assert_eq!(page.js("return !!document.querySelector('.guide')"), false);
}

#[test]
fn no_server_is_covered_by_what_is_offered() {
    for (width, height) in [(1440, 900), (390, 844), (320, 640)] {
        let page = Page::open_as(&Look { width, height, reduced_motion: true, ..Look::default() }, "");
        elect(&page);
        page.key("d");
        page.wait_for_element(".invitation");
        let covered = page.js("
            const offer = document.querySelector('.guide').getBoundingClientRect();
            return [...document.querySelectorAll('[data-server] .body')].map(it => it.getBoundingClientRect())
                .filter(it => it.bottom > offer.top && it.top < offer.bottom && it.right > offer.left && it.left < offer.right).length");
        assert_eq!(covered, 0, "{width}×{height}");
    }
}
