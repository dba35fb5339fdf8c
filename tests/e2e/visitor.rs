//! What a visitor does and sees, in a visitor's terms: controls go by the names that a screen reader says.

use xtask::browser::{Key, Look, Page};

/// The page as it comes up for who wants no motion: it stands, and leaves the driver the machine.
#[track_caller]
pub fn open_stopped(fragment: &str) -> Page {
    let page = Page::open_as(&Look { reduced_motion: true, ..Look::default() }, fragment);
    page.wait_for_element("[data-playing=false]");
    page
}

/// Stops time, if it passes.
#[track_caller]
pub fn stop(page: &Page) {
    if page.attribute(".app", "data-playing").as_deref() == Some("true") {
        press(page, "Pause");
    }
    page.wait_for_element("[data-playing=false]");
}

/// Clicks the control whose name begins like that, once there is one.
#[track_caller]
pub fn press(page: &Page, name: &str) {
    page.wait_for(&format!(
        "(() => {{
            document.querySelector('[data-mine]')?.removeAttribute('data-mine');
            const it = {};
            it?.setAttribute('data-mine', '');
            return it
        }})()",
        named(name)
    ));
    page.click("[data-mine]");
}

/// Whether a control is to be seen whose name begins like that.
#[track_caller]
pub fn offers(page: &Page, name: &str) -> bool {
    page.js(&format!("return !!{}", named(name))) == true
}

/// Under an open dialog, nothing can be reached.
fn named(name: &str) -> String {
    format!(
        "Array.from((document.querySelector('dialog[open]') ?? document).querySelectorAll(
            'button, select, input, textarea, [role=slider]'))
            .find(it => it.checkVisibility()
                && (it.getAttribute('aria-label') ?? it.innerText).replace(/\\s+/g, ' ').trim().startsWith({name:?}))"
    )
}

/// Runs until the election is over that is under way, or the next one; the leader.
#[track_caller]
pub fn elect(page: &Page) -> String {
    page.js(&format!("{}.click()", named("Next election"))); // not by hand, which takes the driver several times as long
    page.wait_for_element("[data-leads=true]");
    leader(page).expect("an election has just ended")
}

/// Who leads with a quorum.
#[track_caller]
pub fn leader(page: &Page) -> Option<String> {
    page.js("return document.querySelector('[data-leads=true]')?.dataset.server").as_str().map(str::to_owned)
}

/// A server's state as the stage shows it: `leading`, `down`.
#[track_caller]
pub fn state(page: &Page, server: &str) -> String {
    page.attribute(&format!("[data-server={server}]"), "data-state").unwrap_or_default()
}

/// Does a line of the scenario, in the command line.
#[track_caller]
pub fn command(page: &Page, line: &str) {
    page.fill(".console input", line);
    page.key(Key::Enter);
    page.wait_for("document.querySelector('.console input').value === ''");
}

/// The clock, the servers as a screen reader says them, and how much has happened: equal at equal moments.
#[track_caller]
pub fn moment(page: &Page) -> String {
    page.wait_for_element(".trace .tally"); // the panes come a moment after the stage
    let text = page.js("return [
            document.querySelector('.clock').innerText,
            document.querySelector('.trace .tally').innerText.split('/')[0],
            ...Array.from(document.querySelectorAll('[data-server] > title'), it => it.textContent),
            ...Array.from(document.querySelectorAll('.flight'), it => it.getAttribute('transform')),
        ].join('\\n')");
    text.as_str().expect("a text").to_owned()
}

/// The same but for where messages are drawn: what stands around the stage may have changed.
#[track_caller]
pub fn facts(page: &Page) -> String {
    moment(page).split("\ntranslate").next().unwrap_or_default().to_owned()
}

/// The clock alone.
#[track_caller]
pub fn clock(page: &Page) -> String {
    page.text(".clock")
}

/// Presses keys on the time axis.
#[track_caller]
pub fn scrub(page: &Page, keys: &[Key]) {
    page.js("document.querySelector('[role=slider]').focus()");
    keys.iter().for_each(|it| page.key(it.clone()));
}

/// Shows one of the panes.
#[track_caller]
pub fn show(page: &Page, tab: &str) {
    page.click(&format!(".tabs [data-tab={tab}]"));
    page.wait_for_element(&format!("[data-pane={tab}]"));
}

/// What stands in a field.
#[track_caller]
pub fn value(page: &Page, selector: &str) -> String {
    page.wait_for_element(selector);
    let value = page.js(&format!("return document.querySelector({selector:?}).value"));
    value.as_str().expect("a field").to_owned()
}
