//! Acting in the past makes a branch; nothing is lost, and two can be set side by side.

use xtask::browser::Key;

use crate::visitor::{command, elect, leader, offers, open_stopped, press, scrub, show, state, value};

#[test]
fn an_act_in_the_past_makes_a_branch_that_can_be_left_and_compared() {
    let page = open_stopped("");
    elect(&page);
    command(&page, "crash s5");
    assert_eq!(page.text(".head .branch"), "b1", "a story is left alone");
    elect(&page);
    scrub(&page, &[Key::Home, Key::PageUp]);
    command(&page, "pause s1");
    assert_eq!(page.text(".head .branch"), "b2");

    page.click(".head .branch");
    page.wait_for_element("dialog.branches[open]");
    assert_eq!(page.texts("dialog.branches .tree > li").len(), 3);
    assert!(page.text("dialog.branches table").contains("pause s1"), "that is where main and b2 differ");
    press(&page, "Go along “main”");
    page.wait_for_element("dialog.branches .tree > li[data-depth='0'][aria-current]");
    press(&page, "Close");
    assert_eq!(page.text(".head .branch"), "main");
    assert_ne!(state(&page, "s1"), "paused");
    elect(&page);
    assert_eq!(leader(&page).as_deref(), Some("s5"), "the story goes as it always did");
}

#[test]
fn what_was_done_can_be_taken_back_and_done_again() {
    let page = open_stopped("");
    elect(&page);
    assert!(!offers(&page, "Take back"));
    command(&page, "crash s5");
    assert_eq!(state(&page, "s5"), "down");
    press(&page, "Take back: crash s5");
    page.wait_for("document.querySelector('[data-server=s5]').dataset.state === 'leading'");
    press(&page, "Do again: crash s5");
    page.wait_for("document.querySelector('[data-server=s5]').dataset.state === 'down'");
    show(&page, "script");
    assert!(value(&page, ".script textarea").contains("branch b1 from"));
}
