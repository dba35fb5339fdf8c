//! What the reader's device asks for: no motion, the system's colours, paper.

use xtask::browser::{Key, Look, Page};

use crate::accessibility::{AXE, violations};
use crate::visitor::{clock, command, elect, press, scrub, show};

/// What moves, or would.
const MOVING: &str = "
    const told = it => `${it.tagName} ${it.className?.baseVal ?? it.className}`;
    const styled = Array.from(document.querySelectorAll('*')).filter(it => {
        const style = getComputedStyle(it);
        return style.animationName !== 'none' || style.transitionDuration.split(',').some(it => parseFloat(it) !== 0)
            || style.scrollBehavior === 'smooth';
    });
    return [...document.getAnimations().map(it => told(it.effect.target)), ...styled.map(told)]";

#[track_caller]
fn stands_still(page: &Page, when: &str) {
    let moving = page.js(MOVING);
    assert_eq!(moving.as_array().map(Vec::len), Some(0), "{when}: {moving}");
}

#[test]
fn for_who_wants_no_motion_there_is_none() {
    let page = Page::open_as(&Look { reduced_motion: true, ..Look::default() }, "");
    page.js("return new Promise(done => setTimeout(done, 500))");
    assert_eq!(clock(&page), "0.000 s", "it does not play by itself");
    stands_still(&page, "at first");
    elect(&page);
    stands_still(&page, "with a leader, and what one is invited to do");
    command(&page, "cut s1 s2 | rest");
    scrub(&page, &[Key::Right]);
    for pane in ["story", "logs", "znodes", "clients", "compare", "script", "text", "checks", "server"] {
        show(&page, pane);
        stands_still(&page, pane);
    }
    page.key("d");
    page.wait_for_element(".spacetime canvas");
    stands_still(&page, "diagram");
    page.key("g");
    page.wait_for_element("dialog.gallery[open]");
    stands_still(&page, "gallery");
    press(&page, "Kill the leader");
    page.wait_for("!document.querySelector('dialog[open]')");
    page.wait_for_element("[data-playing=false]");
    assert_eq!(clock(&page), "0.000 s", "nor does a story that is chosen");
    press(&page, "Play");
    stands_still(&page, "while it plays, step by step");
}

/// A colour of the system, as the browser has it.
#[track_caller]
fn system(page: &Page, name: &str) -> String {
    let script = format!(
        "const it = document.createElement('i'); it.style.color = {name:?}; document.body.append(it);
        const color = getComputedStyle(it).color; it.remove(); return color"
    );
    page.js(&script).as_str().expect("a colour").to_owned()
}

#[track_caller]
fn style(page: &Page, selector: &str, property: &str) -> String {
    page.wait_for_element(selector);
    let script = format!("return getComputedStyle(document.querySelector({selector:?})).{property}");
    page.js(&script).as_str().expect("a value").to_owned()
}

#[test]
fn in_high_contrast_the_colours_are_those_of_the_system() {
    for dark in [false, true] {
        let look = Look { reduced_motion: true, forced_colors: true, dark, ..Look::default() };
        let page = Page::open_as(&look, "");
        let leader = elect(&page);
        let (canvas, ink) = (system(&page, "Canvas"), system(&page, "CanvasText"));
        assert_ne!(canvas, ink);
        assert_eq!(style(&page, "body", "backgroundColor"), canvas);
        assert_eq!(style(&page, ".side", "backgroundColor"), canvas);
        assert_eq!(
            style(&page, &format!("[data-server={leader}] .body"), "fill"),
            ink,
            "the leader is filled"
        );
        assert_eq!(
            style(&page, &format!("[data-server={leader}] .id"), "fill"),
            canvas,
            "and its name is not"
        );
        assert_eq!(
            style(&page, ".tabs [aria-pressed=true]", "outlineStyle"),
            "solid",
            "what is chosen has a frame"
        );
        page.js(AXE);
        violations(&page, "high contrast");
    }
}

#[test]
fn paper_has_the_stage_and_the_open_pane_in_black_on_white_and_nothing_to_press() {
    let mut page = Page::open_as(&Look { reduced_motion: true, dark: true, ..Look::default() }, "");
    page.look(&Look { reduced_motion: true, dark: true, print: true, ..Look::default() });
    page.visit("");
    page.js("Array.from(document.querySelectorAll('button')).find(it => it.textContent.includes('election')).click()");
    page.wait_for_element("[data-leads=true]");
    for pane in ["story", "server", "text"] {
        page.js(&format!("document.querySelector('[data-tab={pane}]').click()"));
        page.wait_for_element(&format!("[data-pane={pane}]"));
        assert_eq!(style(&page, "body", "backgroundColor"), "rgb(255, 255, 255)");
        assert_eq!(style(&page, ".pane", "color"), "rgb(0, 0, 0)");
        let seen =
            |what: &str| page.js(&format!("return !!document.querySelector('{what}')?.checkVisibility()"));
        assert_eq!(seen(".ensemble [data-server]"), true);
        assert_eq!(seen(".pane"), true, "{pane}");
        for control in [".deck", ".tabs", ".tools", ".console", ".invitation", ".trace"] {
            assert_eq!(seen(control), false, "{pane}: {control}");
        }
        let wide = page.js("return document.scrollingElement.scrollWidth - innerWidth");
        assert!(wide.as_i64().is_some_and(|it| it <= 0), "{pane}: {wide} px too wide");
    }
}
