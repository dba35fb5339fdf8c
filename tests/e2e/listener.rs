//! What a screen reader says by itself.

use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, open_stopped, press, scrub, stop};

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
    scrub(&page, &[const { Key::Right }; 12]);
    hear(&page, "s1 LOOKING");
}

#[test]
fn nothing_is_said_while_somebody_scrubs() {
    let page = open_stopped("");
    elect(&page);
    hear(&page, " leads. ");
    page.js(&format!(
        "window.said = 0;
        new MutationObserver(() => window.said += 1).observe(document.querySelector('{NARRATION}'), {{ childList: true, characterData: true, subtree: true }});
        const axis = document.querySelector('[role=slider]');
        let left = 30;
        const scrub = () => {{
            axis.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'ArrowRight', bubbles: true, cancelable: true }}));
            left -= 1;
            if (left) setTimeout(scrub, 60); else window.during = window.said;
        }};
        scrub()"
    ));
    page.wait_for("window.during !== undefined");
    assert_eq!(page.js("return window.during"), 0);
    page.wait_for("0 < window.said");
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
