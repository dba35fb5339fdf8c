//! With a finger.

use serde_json::json;
use xtask::browser::{Look, Page};

use crate::visitor::{elect, show, stop};

#[track_caller]
fn by_finger(width: u32, height: u32) -> Page {
    let mut page = Page::open_as(&Look { width, height, reduced_motion: true, ..Look::default() }, "");
    page.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 }));
    page.visit("");
    stop(&page);
    page
}

#[track_caller]
fn swipe(page: &Page, selector: &str, by: (i32, i32)) {
    let (x, y) = by;
    page.js(&format!(
        "const it = document.querySelector({selector:?}), at = it.getBoundingClientRect();
        const touch = (name, x, y) => it.dispatchEvent(new PointerEvent(name,
            {{ pointerType: 'touch', isPrimary: true, bubbles: true, clientX: at.x + 150 + x, clientY: at.y + 5 + y }}));
        touch('pointerdown', 0, 0); touch('pointerup', {x}, {y})"
    ));
}

#[test]
fn a_swipe_over_a_pane_goes_to_the_one_beside_it() {
    let page = by_finger(390, 844);
    show(&page, "server");
    swipe(&page, ".pane", (-120, 10));
    page.wait_for_element("[data-tab=logs][aria-pressed=true]");
    swipe(&page, ".pane", (120, -10));
    page.wait_for_element("[data-tab=server][aria-pressed=true]");
    swipe(&page, ".pane", (-120, 100));
    swipe(&page, ".pane", (-30, 0));
    swipe(&page, ".pane select", (-120, 0));
    swipe(&page, ".stage", (-120, 0));
    show(&page, "checks");
    let seen = page.js("
        const tab = document.querySelector('[data-tab=checks]').getBoundingClientRect();
        return 0 <= tab.left && tab.right <= innerWidth");
    assert_eq!(seen, true, "the one that is shown is to be seen");
    swipe(&page, ".pane", (-120, 0));
    page.wait_for_element("[data-tab=checks][aria-pressed=true]");
}

#[test]
fn what_a_finger_is_to_hit_is_large_enough_and_nothing_scrolls_sideways() {
    for (width, height) in [(320, 640), (768, 1024)] {
        let page = by_finger(width, height);
        elect(&page);
        for pane in ["story", "server", "logs", "znodes", "clients", "script", "text", "checks"] {
            show(&page, pane);
            let small = page.js("
                return [...document.querySelectorAll('.app :is(button, select, summary)')]
                    .filter(it => it.checkVisibility() && !it.closest('dialog'))
                    .map(it => [it, it.getBoundingClientRect(), getComputedStyle(it, '::after')])
                    .map(([it, at, after]) => [it, Math.max(at.height, after.content === 'none' ? 0 : parseFloat(after.height) || 0)])
                    .filter(([it, height]) => height < 39.5)
                    .map(([it, height]) => `${it.className} ${it.innerText.slice(0, 20)} ${height}`)");
            assert_eq!(small, json!([]), "{pane} at {width}");
            let over = page.js("return document.documentElement.scrollWidth - innerWidth");
            assert!(over.as_i64() <= Some(0), "{pane} at {width}: {over}");
        }
    }
}
