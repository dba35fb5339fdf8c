//! The space-time diagram, and going to where something is the case.

use xtask::browser::{Key, Page};

use crate::visitor::{clock, elect, leader, open_stopped, press};

/// Waits until the clock says that, to the pixel.
#[track_caller]
fn is_at(page: &Page, seconds: f64) {
    page.wait_for(&format!(
        "Math.abs(parseFloat(document.querySelector('.clock').innerText) - {seconds}) < 0.004"
    ));
}

/// Types a condition, and says so.
#[track_caller]
fn condition(page: &Page, text: &str) {
    page.js(&format!(
        "const it = document.querySelector('#until-field');
        it.focus();
        it.value = {text:?};
        it.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    ));
}

/// What the diagram shows, in its own words.
fn label(page: &Page) -> String {
    page.attribute(".spacetime canvas", "aria-label").expect("it is open")
}

#[track_caller]
fn opened() -> Page {
    let page = open_stopped("");
    page.key("d");
    page.wait_for_element(".spacetime canvas");
    elect(&page);
    page
}

/// Sends events of the mouse to an element, at shares of its width and height.
fn mouse(page: &Page, selector: &str, events: &[(&str, f64, f64)]) {
    let events = serde_json::to_string(events).expect("plain data");
    page.js(&format!(
        "const it = document.querySelector({selector:?}), {{ left, top, width, height }} = it.getBoundingClientRect();
        for (const [name, x, y] of {events})
            it.dispatchEvent(new PointerEvent(name, {{ clientX: left + width * x, clientY: top + height * y, bubbles: true,
                cancelable: true, isPrimary: true, pointerId: 1, pointerType: 'mouse' }}));"
    ));
}

#[test]
fn it_is_zoomed_and_moved_by_keys() {
    let page = opened();
    assert!(label(&page).contains("from 0s to 1s: s1, s2, s3, s4, s5; "), "{}", label(&page));
    page.js("document.querySelector('.spacetime').focus()");
    page.key("+");
    page.key("+");
    page.wait_for_element(".overview");
    let near = label(&page);
    assert!(!near.contains("from 0s"), "{near}");
    page.key(Key::Right);
    let moved = label(&page);
    assert_ne!(moved, near);
    page.key(Key::Left);
    assert_eq!(label(&page), near);
    page.key("0");
    page.wait_for("!document.querySelector('.overview')");
    let drawn = "const it = document.querySelector('.spacetime canvas');
        return new Set(new Uint32Array(it.getContext('2d').getImageData(0, 0, it.width, it.height).data.buffer)).size";
    assert!(20 < page.js(drawn).as_u64().expect("a number"), "bands, lines and words have colours");
}

#[test]
fn a_click_goes_to_the_moment_and_a_message_is_found_on_the_stage() {
    let page = opened();
    mouse(&page, ".spacetime canvas", &[("pointerdown", 0.2, 0.02), ("pointerup", 0.2, 0.02)]);
    is_at(&page, 0.2);

    page.js("document.querySelector('.spacetime').focus()");
    page.key("]");
    (0..5).for_each(|_| page.key("+"));
    // Whatever lies on the way up through the middle of the window.
    let found =
        (0..400).map(|it| (f64::from(it % 40) / 40.0, 0.3 + f64::from(it / 40) / 20.0)).find(|(x, y)| {
            mouse(&page, ".spacetime canvas", &[("pointermove", *x, *y)]);
            page.js("return !!document.querySelector('.told')") == true
        });
    let (x, y) = found.expect("there is a message somewhere");
    let told = page.text(".told");
    mouse(&page, ".spacetime canvas", &[("pointerdown", x, y), ("pointerup", x, y)]);
    page.wait_for_element(".told");
    // Now it has just been sent, or, if the pointer was nearer to its end, has just arrived.
    if page.js("return !document.querySelector('.flight[data-hovered=true]')") == true {
        press(&page, "One event back");
    }
    page.wait_for_element(".flight[data-hovered=true]");
    let name = told.split_whitespace().next().expect("its name");
    assert!(page.text(".told").starts_with(name), "{told}");
}

#[test]
fn it_runs_on_until_a_condition_holds() {
    let page = open_stopped("");
    condition(&page, "lead");
    page.wait_for_element(".until .proposed");
    condition(&page, "leader");
    page.key(Key::Enter);
    page.wait_for("document.querySelector('.until .sought').innerText.includes('It holds after')");
    assert!(leader(&page).is_some());
    let there = clock(&page);

    condition(&page, "s1 zxid nonsense");
    page.key(Key::Enter);
    page.wait_for("document.querySelector('.until .error')?.innerText.includes('nonsense')");
    condition(&page, "exists /never");
    page.key(Key::Enter);
    page.wait_for("document.querySelector('.until .sought').innerText.includes('Not within')");
    assert_eq!(clock(&page), there, "what does not come moves nothing");
}

#[test]
fn events_of_a_kind_are_gone_to_by_keys() {
    let page = open_stopped("");
    page.js(
        "const it = document.querySelector('.kinds select'); it.value = 'leader'; it.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    page.key("]");
    page.wait_for_element("[data-leads=true]");
    let first = clock(&page);
    press(&page, "One event on");
    page.key("[");
    page.wait_for(&format!("document.querySelector('.clock').innerText === {first:?}"));
}

#[test]
fn the_time_axis_is_scrubbed_by_a_pointer() {
    let page = open_stopped("");
    elect(&page);
    let moves = [("pointerdown", 0.1, 0.5), ("pointermove", 0.15, 0.5), ("pointermove", 0.2, 0.5)];
    mouse(&page, ".timeline", &moves);
    is_at(&page, 0.2);
    mouse(&page, ".timeline", &[("pointermove", 0.25, 0.5), ("pointerup", 0.25, 0.5)]);
    is_at(&page, 0.25);
    let there = clock(&page);
    mouse(&page, ".timeline", &[("pointermove", 0.3, 0.5)]);
    assert_eq!(clock(&page), there, "it has let go");
}
