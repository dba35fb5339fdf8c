//! A whole story without a pointer.

use xtask::browser::{Key, Page};

use crate::visitor::{clock, leader, moment, value};

#[test]
fn a_story_is_told_by_keys_alone() {
    let page = Page::open("");
    page.key("g");
    page.wait_for_element("dialog.gallery[open]");
    tab_to(&page, "Kill the leader");
    page.key(Key::Enter);
    page.wait_for("!document.querySelector('dialog[open]')");
    page.wait_for_element("[data-playing=true]");
    page.key(" ");
    page.wait_for_element("[data-playing=false]");

    page.key("n");
    page.wait_for_element("[data-leads=true]");
    let first = leader(&page).expect("a leader");
    let was = moment(&page);
    page.key(Key::Right);
    assert_ne!(moment(&page), was);
    page.key(Key::Left);
    assert_eq!(moment(&page), was);

    page.key(&first[1..]);
    page.wait_for_element(&format!("[data-server={first}][aria-pressed=true]"));
    page.key("c");
    page.wait_for_element(&format!("[data-server={first}][data-state=down]"));
    page.key("n");
    page.wait_for_element("[data-leads=true]");
    let second = leader(&page).expect("a leader");
    assert_ne!(second, first);

    page.key("c");
    page.wait_for_element(&format!("[data-server={first}][data-state=looking]"));
    page.key("n");
    page.wait_for_element(&format!("[data-server={first}][data-state=following]"));
    assert_eq!(leader(&page), Some(second));
    page.key("l");
    page.wait_for("location.hash.length > 1");
    page.key(Key::Home);
    assert_eq!(clock(&page), "0.000 s");
}

#[test]
fn the_command_line_is_a_key_away_and_tab_leads_out_of_it() {
    let page = Page::open("");
    page.key(" ");
    page.key("n");
    page.wait_for_element("[data-leads=true]");
    page.key("/");
    page.key("pause s1");
    assert_eq!(value(&page, ".console input"), "pause s1", "keys that are typed do nothing else");
    page.key(Key::Enter);
    page.wait_for_element("[data-server=s1][data-state=paused]");
    page.key(Key::Up);
    page.wait_for("document.querySelector('.console input').value === 'pause s1'");
    page.key(Key::Tab);
    page.key("1");
    page.key("p");
    page.wait_for("document.querySelector('[data-server=s1]').dataset.state !== 'paused'");
}

#[test]
fn a_pane_and_the_stage_are_reached_by_tab() {
    let page = Page::open("");
    page.key(" ");
    page.wait_for_element("[data-playing=false]");
    tab_to(&page, "As text");
    page.key(Key::Enter);
    page.wait_for_element(".twin");
    page.js("document.querySelector('[data-server=s4]').focus()");
    page.key(Key::Enter);
    page.wait_for_element("[data-server=s4][aria-pressed=true]");
    page.key("?");
    page.wait_for_element("dialog.help[open]");
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('dialog[open]')");
    let focused = page.js("return document.activeElement.dataset.server");
    assert_eq!(focused, "s4", "the help gives the focus back");
}

/// Presses Tab until the focus is on a control whose name begins like that.
#[track_caller]
fn tab_to(page: &Page, name: &str) {
    let there = format!(
        "return !!document.activeElement.innerText?.startsWith({name:?}) && document.activeElement.matches('button')"
    );
    for _ in 0..60 {
        page.key(Key::Tab);
        if page.js(&there) == true {
            return;
        }
    }
    panic!("no Tab leads to {name}");
}
