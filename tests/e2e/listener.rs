//! What a screen reader says by itself.

use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, open_stopped, press, scrub, stop};
use crate::znodes::leap;

const NARRATION: &str = ".narration";

/// Waits until something like that has been said last.
#[track_caller]
fn hear(page: &Page, what: &str) {
    page.wait_for(&format!("document.querySelector('{NARRATION}').textContent.includes({what:?})"));
}

#[test]
fn what_happens_is_said_and_of_a_leap_how_things_stand() {
    let page = open_stopped("");
    let leader = elect(&page);
    hear(&page, &format!("{leader} leads. s1 "));
    command(&page, &format!("crash {leader}"));
    hear(&page, &format!("{leader} crashed."));
    command(&page, "cut s1 | rest");
    hear(&page, "cut s1 | rest.");
    leap(&page, 15);
    hear(&page, "s1 LOOKING");
}

/// The narrator's clock is in the test's hand: what was planned while somebody scrubs comes to nothing, but for the last.
#[test]
fn nothing_is_said_while_somebody_scrubs() {
    let page = open_stopped("");
    elect(&page);
    hear(&page, " leads. ");
    page.js(
        "window.planned = [];
        const own = window.setTimeout;
        window.setTimeout = (what, millis, ...rest) => millis === 1200 ? window.planned.push(what) : own(what, millis, ...rest)",
    );
    let before = page.text(NARRATION);
    scrub(&page, &[Key::Home, Key::PageUp, Key::PageUp, Key::PageUp]);
    page.wait_for("2 <= window.planned.length");
    page.js("window.last = window.planned.pop(); window.planned.forEach(it => it())");
    page.js("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assert_eq!(page.text(NARRATION), before);
    page.js("window.last()");
    page.wait_for(&format!("document.querySelector('{NARRATION}').textContent !== {before:?}"));
}

/// Clocks and sums change at every frame: none of them may be a region that speaks.
#[test]
fn while_time_passes_one_region_speaks_and_not_often() {
    let page = open_stopped("");
    page.js(
        "window.said = [];
        for (const it of document.querySelectorAll('output, [role=status], [role=log], [aria-live]')) {
            if (it.getAttribute('aria-live') === 'off') continue;
            new MutationObserver(() => window.said.push(it.className)).observe(it, { childList: true, characterData: true, subtree: true });
        }",
    );
    press(&page, "Play");
    page.js("return new Promise(done => setTimeout(done, 5000))");
    stop(&page);
    let said = page.js("return window.said");
    let said: Vec<_> = said.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
    assert!(said.len() <= 5 && said.iter().all(|it| it.contains("narration")), "{said:?}");
}
