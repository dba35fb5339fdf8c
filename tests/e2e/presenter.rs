//! The page before a room.

use xtask::browser::{Key, Look, Page};

use crate::visitor::{clock, stop};

#[test]
fn a_clicker_leads_through_a_story() {
    for (width, height) in [(1280, 720), (1920, 1080)] {
        let page = Page::open_as(&Look { width, height, reduced_motion: true, ..Look::default() }, "");
        stop(&page);
        page.key("f");
        page.wait_for_element(":root[data-presents=true] .clicker");
        let hidden = "return getComputedStyle(document.querySelector('.side')).display";
        assert_eq!(page.js(hidden), "none");
        let size = page
            .js("return parseFloat(getComputedStyle(document.querySelector('.said, .caption')).fontSize)");
        assert!(24.0 <= size.as_f64().expect("a number"), "{size} at {width}×{height}");
        let overflow = page.js("return document.documentElement.scrollWidth - innerWidth");
        assert!(overflow.as_i64() <= Some(0), "{overflow}");

        page.key(Key::PageDown);
        page.wait_for_element("[data-playing=true]");
        page.key(Key::PageDown);
        page.wait_for("document.querySelector('.said, .caption').innerText.includes('leads') || document.querySelector('.said, .caption').innerText.includes('There is a leader')");
        page.wait_for_element("[data-playing=false]");
        let then = clock(&page);
        page.key(Key::PageUp);
        page.wait_for(&format!("document.querySelector('.clock').innerText !== {then:?}"));

        page.key("b");
        page.wait_for_element(".blackout");
        page.key(" ");
        page.wait_for("!document.querySelector('.blackout')");
        page.key(Key::Escape);
        page.wait_for("!document.documentElement.dataset.presents");
        assert_ne!(page.js(hidden), "none");
    }
}
