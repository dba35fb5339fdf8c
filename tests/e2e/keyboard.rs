//! Whole stories without a pointer, and every pane and sheet.

use xtask::browser::{Key, Page};

use crate::visitor::{clock, leader, moment, open_stopped, state, value};

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

/// Three stories: each is opened, played and stepped through, its first question answered, something done at the reader's own
/// will, a server looked at, and what was done taken back.
#[test]
fn three_stories_are_gone_through_by_keys_alone() {
    let page = Page::open("");
    for (title, answer) in
        [("Five fresh servers", "s3, in the middle"), ("Kill the leader", ""), ("The ballot box", "")]
    {
        page.key("g");
        page.wait_for_element("dialog.gallery[open]");
        page.wait_for("document.activeElement.closest('dialog')");
        tab_to(&page, title);
        page.key(Key::Enter);
        page.wait_for("!document.querySelector('dialog[open]')");
        page.wait_for(&format!("document.querySelector('.head .story').innerText.includes({title:?})"));
        if !answer.is_empty() {
            page.wait_for_element(".question[data-waits=true]");
            tab_to(&page, answer);
            page.key(Key::Enter);
            page.wait_for_element(".question [aria-pressed=true]");
            tab_to(&page, "To the outcome");
            page.key(Key::Enter);
            page.wait_for_element(".question[data-grade]");
        }
        page.key("n");
        page.wait_for_element("[data-leads=true]");
        if page.attribute(".app", "data-playing").as_deref() == Some("true") {
            page.js("document.activeElement.blur()");
            page.key(" ");
            page.wait_for_element("[data-playing=false]");
        }
        page.key("2");
        page.wait_for_element("[data-server=s2][aria-pressed=true]");
        page.wait_for_element("[data-pane=server]");
        let before = state(&page, "s2");
        page.key("c");
        page.wait_for(&format!("document.querySelector('[data-server=s2]').dataset.state !== {before:?}"));
        page.key("z");
        page.wait_for(&format!("document.querySelector('[data-server=s2]').dataset.state === {before:?}"));
        page.key("]");
    }
}

/// Every pane is opened by Tab and Enter, every sheet by its key; and the focus is where it was.
#[test]
fn panes_and_sheets_are_opened_by_keys_and_the_focus_stays() {
    let page = open_stopped("");
    for pane in ["Story", "Server", "Logs", "Znodes", "Clients", "Compare", "Scenario", "As text", "Checks"] {
        tab_to(&page, pane);
        page.key(Key::Enter);
        page.wait_for_element(".tabs [aria-pressed=true]:focus");
    }
    tab_to(&page, "Server");
    page.key(Key::Enter);
    page.key("n");
    page.wait_for_element("[data-leads=true]");
    page.key("c"); // so that there are branches
    page.wait_for_element(".head .branch");
    for (key, sheet) in [("g", "gallery"), ("?", "help"), ("s", "share"), ("b", "branches")] {
        page.key(key);
        page.wait_for_element(&format!("dialog.{sheet}[open]"));
        page.wait_for("document.activeElement.closest('dialog')");
        page.key(Key::Escape);
        page.wait_for("!document.querySelector('dialog[open]')");
        let focused = page.js("return document.activeElement.dataset.tab");
        assert_eq!(focused, "server", "{sheet} gives the focus back");
    }
}

/// Tab stops once at the stage; arrows go from one to the next, and Tab leaves.
#[test]
fn arrows_lead_over_the_stage() {
    let page = open_stopped("");
    let stops = "return document.querySelectorAll('.stage [role=button][tabindex=\"0\"]').length";
    assert_eq!(page.js(stops), 1);
    page.js("document.querySelector('.stage [tabindex=\"0\"]').focus()");
    let mut met = std::collections::BTreeSet::new();
    for key in [Key::Right, Key::Down, Key::Left, Key::Up, Key::Left, Key::Down, Key::Right, Key::Up] {
        page.key(key);
        let at = page.js("return document.activeElement.dataset.server");
        met.insert(at.as_str().expect("a server").to_owned());
        assert_eq!(page.js(stops), 1);
    }
    assert!(4 <= met.len(), "{met:?}");
    assert_eq!(clock(&page), "0.000 s", "arrows on the stage move no time");
    page.key(Key::Tab);
    assert_eq!(page.js("return !!document.activeElement.closest('.server')"), false, "Tab leaves");
}

/// Wherever Tab leads, something is drawn that is not there without the focus.
#[test]
fn the_focus_is_always_to_be_seen() {
    let page = open_stopped("");
    page.key("n");
    page.wait_for_element("[data-leads=true]");
    page.js("document.activeElement.blur()");
    for _ in 0..70 {
        page.key(Key::Tab);
        let unseen = page.js(
            "const it = document.activeElement;
            if (it === document.body) return null;
            const drawn = of => { const style = getComputedStyle(of); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none' };
            const ring = it.querySelector('.ring');
            const around = it.parentElement.closest(':focus-within');
            const seen = drawn(it) || (ring && getComputedStyle(ring).stroke !== 'rgba(0, 0, 0, 0)')
                || Array.from(it.children).some(drawn) || (it.matches('input, textarea, select') && around && drawn(around));
            return seen ? null : it.outerHTML.slice(0, 120)",
        );
        assert!(unseen.is_null(), "{unseen}");
    }
}

/// Presses Tab until the focus is on a control whose name begins like that.
#[track_caller]
fn tab_to(page: &Page, name: &str) {
    let there = format!(
        "return !!document.activeElement.innerText?.startsWith({name:?}) && document.activeElement.matches('button')"
    );
    for _ in 0..120 {
        page.key(Key::Tab);
        if page.js(&there) == true {
            return;
        }
    }
    panic!("no Tab leads to {name}");
}
