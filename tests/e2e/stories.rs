//! The gallery: every story opens, runs to its end, and keeps what it promises.

use xtask::browser::{Key, Page};

use crate::accessibility::{AXE, violations};
use crate::visitor::{command, elect, open_stopped, press, scrub, show, stop, value};

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
        // The first story is told by the guide.
        assert_ne!(page.text(".caption, .guide .said"), "", "{title}");
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

/// End is the end of the axis, which then grows: to 200 s with eight of them, which is longer than any story. On a busy machine
/// two of them may come within one frame and count as one.
#[track_caller]
fn run_to_its_end(page: &Page) {
    const AT_ITS_END: &str = "document.querySelector('[role=slider]').ariaValueNow >= 100000";
    for _ in 0..6 {
        scrub(page, &[const { Key::End }; 8]);
        if page.js(&format!("return {AT_ITS_END}")) == true {
            return;
        }
    }
    page.wait_for(AT_ITS_END);
}

/// Opens a story of the gallery.
#[track_caller]
fn choose(page: &Page, title: &str) {
    open(page);
    press(page, title);
    page.wait_for("!document.querySelector('dialog[open]')");
    assert_eq!(page.text(".tale h2"), title);
}

const QUESTION: &str = ".question[data-waits=true]";

#[test]
fn a_reader_foresees_what_comes_and_is_graded() {
    let page = open_stopped("");
    page.js(AXE);
    choose(&page, "Five fresh servers");
    page.wait_for_element(QUESTION);
    page.wait_for_element("[data-playing=false]");
    assert!(page.texts(".moments [data-veiled=true]").len() > 3, "what comes is not given away");
    violations(&page, "a question");
    press(&page, "s5, the largest id");
    page.wait_for_element(".question [aria-pressed=true]");
    press(&page, "To the outcome");
    page.wait_for_element(".question[data-grade=wrong]");
    assert_eq!(page.text(".question h3"), "It went otherwise");
    assert!(page.text(".outcome [data-chosen=true] p").contains("a quorum had chosen"));
    assert!(page.text(".outcome [data-grade=right] b").starts_with("s3"));
    violations(&page, "an outcome");
    stop(&page);
    open(&page);
    page.wait_for_element("[aria-current=true] .grade[data-grade=wrong]");
    page.key(Key::Escape);
    // Who knows better now may say so.
    page.reload();
    choose(&page, "Five fresh servers");
    press(&page, "s3, in the middle");
    press(&page, "To the outcome");
    page.wait_for_element(".question[data-grade=right]");
    stop(&page);
    page.click(".moments li:first-child button");
    page.wait_for_element(".moments li:first-child [aria-current=step]");
    assert!(page.texts(".moments [data-veiled=true]").is_empty(), "what has been played is known");
    press(&page, "Next story");
    page.wait_for("document.querySelector('.tale h2').innerText === 'Kill the leader'");
    open(&page);
    page.wait_for_element(".grade[data-grade=right]");
    page.js(AXE); // gone with the reload
    violations(&page, "the gallery");
}

#[test]
fn a_question_can_be_passed_over_by_key() {
    let page = Page::open("");
    choose(&page, "Five fresh servers");
    page.wait_for_element(QUESTION);
    page.js("document.activeElement.blur()");
    page.key(" ");
    page.wait_for_element("[data-playing=true]");
    page.wait_for("!document.querySelector('.question[data-waits=true]')");
    stop(&page);
}

#[test]
fn stories_are_found_by_what_they_say() {
    let page = open_stopped("");
    open(&page);
    page.wait_for_element(CARDS);
    page.fill("dialog [type=search]", "finalizeWait majority");
    page.wait_for(&format!("document.querySelectorAll('{CARDS}').length === 1"));
    assert_eq!(page.texts(&format!("{CARDS} strong")), ["The ballot box"]);
    page.fill("dialog [type=search]", "羊群 nowhere");
    page.wait_for(&format!("document.querySelectorAll('{CARDS}').length === 0"));
    page.fill("dialog [type=search]", "L21");
    page.wait_for(&format!("document.querySelectorAll('{CARDS}').length === 1"));
    page.key(Key::Down);
    page.wait_for("document.activeElement.matches('.stories button')");
    page.key(Key::Enter);
    page.wait_for("!document.querySelector('dialog[open]')");
    assert_eq!(page.text(".story"), "The counter is used up");
}

#[test]
fn there_is_a_way_back_to_the_story() {
    let page = open_stopped("");
    choose(&page, "Kill the leader");
    elect(&page);
    assert!(page.texts(".tale .return").is_empty());
    command(&page, "crash s1");
    page.wait_for_element("[data-server=s1][data-state=down]");
    press(&page, "Back to the story");
    page.wait_for("!document.querySelector('[data-server=s1][data-state=down]')");
    assert!(page.texts(".tale .return").is_empty());
}

/// A story made from nothing: a title, captions, a question with its answers, what has to be true; and its link.
#[test]
fn a_story_is_made_in_the_page() {
    let mut page = open_stopped("");
    page.js(AXE);
    type_scenario(&page, "ensemble 3\nstart all\n");
    show(&page, "story");
    press(&page, "Make a story of it");
    page.fill(".author .entitle input", "The second leader");
    press(&page, "Name it");
    page.wait_for("document.querySelector('.head .story').innerText.includes('The second leader')");

    elect(&page);
    page.fill(".author .say textarea", "Now s3 will be killed.");
    press(&page, "Say it here");
    page.wait_for("document.querySelector('.caption').innerText === 'Now s3 will be killed.'");
    page.fill(".author .ask > label textarea", "Who leads then?");
    answer(&page, 1, "s2", "leader s2", "Equal logs, so the larger id.");
    answer(&page, 2, "s1", "leader s1", "");
    violations(&page, "the fields of an author");
    press(&page, "Ask it here");
    page.wait_for_element(".question .answers");
    command(&page, "crash s3");
    elect(&page);
    press(&page, "Reveal the answer here");
    page.wait_for_element(".outcome [data-grade=right]");
    press(&page, "expect leader s2");
    page.wait_for("document.querySelector('.head .wrong') === null");
    press(&page, "Copy the link to it");
    page.wait_for("location.hash.length > 1");
    let link = page.js("return location.hash.slice(1)").as_str().expect("a text").to_owned();

    page.visit(&link);
    page.wait_for_element("[data-playing=false]");
    assert_eq!(page.text(".head .story"), "The second leader");
    show(&page, "story");
    assert_eq!(page.texts(".moments li").len(), 2);
    show(&page, "script");
    let text = value(&page, ".script textarea");
    for line in [
        "title The second leader",
        "predict Who leads then?",
        "option leader s2 : s2 | Equal",
        "reveal",
        "expect leader s2",
    ] {
        assert!(text.contains(line), "{line} is missing:\n{text}");
    }
    assert!(page.texts(".head .wrong").is_empty(), "its expectations hold");
}

/// Fills in an answer of the question that is being written.
#[track_caller]
fn answer(page: &Page, place: usize, text: &str, condition: &str, why: &str) {
    for (field, text) in [text, condition, why].into_iter().enumerate() {
        if !text.is_empty() {
            page.fill(
                &format!(".author fieldset:nth-of-type({place}) label:nth-of-type({}) input", field + 1),
                text,
            );
        }
    }
}

/// Runs a scenario that the visitor types.
#[track_caller]
fn type_scenario(page: &Page, text: &str) {
    show(page, "script");
    page.js(&format!(
        "const area = document.querySelector('.script textarea');
        area.value = {text:?};
        area.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    ));
    page.wait_for("!document.querySelector('.script .primary').disabled");
    page.click(".script .primary");
    stop(page);
}
