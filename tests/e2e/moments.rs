//! Time goes on, back, and anywhere; the same moment looks the same. Stopped, the page does nothing at all.

use xtask::browser::{Key, Page};

use crate::visitor::{clock, elect, moment, open_stopped, press, scrub, stop};

const SLIDER: &str = "[role=slider][aria-label='Moment of the run']";
/// How often the page asked for an animation frame.
const COUNT_FRAMES: &str = "
    window.frames = 0;
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = it => { window.frames += 1; return ask.call(window, it) };";
const FRAMES_IN_HALF_A_SECOND: &str = "
    window.frames = 0;
    return new Promise(done => setTimeout(() => done(window.frames), 500))";

#[test]
fn steps_back_undo_steps_on() {
    let page = open_stopped("");
    elect(&page);
    let mut moments = vec![moment(&page)];
    for _ in 0..5 {
        press(&page, "One event on");
        moments.push(moment(&page));
        assert_ne!(moments[moments.len() - 2], moments[moments.len() - 1]);
    }
    while let Some(was) = moments.pop() {
        assert_eq!(moment(&page), was);
        press(&page, "One event back");
    }
}

#[test]
fn the_time_axis_is_scrubbed_by_keys() {
    let page = open_stopped("");
    elect(&page);
    scrub(&page, &[Key::Home]);
    assert_eq!(clock(&page), "0.000 s");
    let start = moment(&page);

    scrub(&page, &[Key::Right]);
    let near = moment(&page);
    scrub(&page, &[Key::PageUp, Key::PageUp]);
    let far = moment(&page);
    assert!(start != near && near != far);
    assert_eq!(page.attribute(SLIDER, "aria-valuetext"), Some(clock(&page)));

    scrub(&page, &[Key::PageDown, Key::PageDown]);
    assert_eq!(moment(&page), near);
    scrub(&page, &[Key::Left]);
    assert_eq!(moment(&page), start);
}

#[test]
fn stopped_it_asks_for_no_frame() {
    let page = Page::open("");
    page.js(COUNT_FRAMES);
    assert!(frames(&page) > 0, "it plays");
    stop(&page);
    frames(&page); // the last one may still be under way
    assert_eq!(frames(&page), 0);
    let stands = moment(&page);
    frames(&page);
    assert_eq!(moment(&page), stands);
}

#[track_caller]
fn frames(page: &Page) -> u64 {
    page.js(FRAMES_IN_HALF_A_SECOND).as_u64().expect("a number")
}
