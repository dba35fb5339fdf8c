//! No language's words are too long for the page: no control's text is cut off, nothing sticks out sideways.

use xtask::browser::{Key, Look, Page};

use crate::recipes;
use crate::visitor::{command, open_stopped, scrub};

const TABS: [&str; 10] =
    ["story", "server", "logs", "znodes", "clients", "compare", "events", "script", "text", "checks"];
const WIDTHS: [u32; 3] = [1440, 390, 320];

/// A line for each control whose text does not fit into it, or that does not fit into the window. A story's title, which anybody
/// may make as long as they like, ends in dots; so do an event's sentence, what a transaction does, and a line of
/// the scenario. To a tab one may have to scroll on a
/// phone, not on a desk.
const CUT: &str = "
    const controls = 'button, select, summary, label, a, [role=tab], [role=menuitem], [role=option], .chip, h1';
    const free = '.story, .story *, .entry *, .sheet small, code, code *, [role=option] *, .unseen';
    const seen = it => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && it.clientWidth > 1;
    const wide = it => {
        if (it.localName === 'select') {
            const copy = it.cloneNode();
            copy.append(new Option(it.selectedOptions[0]?.label));
            Object.assign(copy.style, { position: 'absolute', inlineSize: 'max-content', minInlineSize: 0, maxInlineSize: 'none' });
            it.parentElement.append(copy);
            const needs = copy.offsetWidth;
            copy.remove();
            return needs > it.offsetWidth + 1;
        }
        const { overflowY } = getComputedStyle(it);
        return it.scrollWidth > it.clientWidth + 1 || /hidden|clip/.test(overflowY) && it.scrollHeight > it.clientHeight + 2;
    };
    const scrolls = it => it && (/auto|scroll/.test(getComputedStyle(it).overflowX) && !(it.matches('.tabs') && innerWidth > 1000) || scrolls(it.parentElement));
    const outside = it => {
        const { left, right } = it.getBoundingClientRect();
        return (left < -1 || right > innerWidth + 1) && !scrolls(it.parentElement);
    };
    const named = (it, what) => `${what}: ${it.closest('[class]')?.className} <${it.localName}> ${(it.ariaLabel ?? it.textContent).trim().slice(0, 60)}`;
    const found = [];
    for (const control of (document.querySelector('dialog[open]') ?? document).querySelectorAll(controls)) {
        if (control.closest('svg') || !seen(control)) continue;
        if (outside(control)) found.push(named(control, 'outside'));
        const cut = [control, ...control.querySelectorAll('*')].find(it => seen(it) && !it.closest('svg') && !it.matches(free) && wide(it));
        if (cut) found.push(named(cut, 'cut off'));
    }
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) {
        const beyond = [...document.querySelectorAll('body *')].findLast(it => seen(it) && it.getBoundingClientRect().right > innerWidth && !scrolls(it));
        found.push(named(beyond ?? page, `the page is ${page.scrollWidth} wide`));
    }
    return found";

/// Numbers the buttons of the head that open a dialog.
const OPENERS: &str = "
    document.querySelectorAll('[data-opens]').forEach(it => delete it.dataset.opens);
    const all = [...document.querySelectorAll('.head [aria-haspopup=dialog]')].filter(it => it.checkVisibility());
    all.forEach((it, place) => it.dataset.opens = place);
    return all.length";

#[test]
fn nothing_is_cut_off_in_english() {
    check("en");
}

#[test]
fn nothing_is_cut_off_in_simplified_chinese() {
    check("zh-CN");
}

#[test]
fn nothing_is_cut_off_in_traditional_chinese() {
    check("zh-TW");
}

#[test]
fn nothing_is_cut_off_in_russian() {
    check("ru");
}

/// Every pane and every dialog, at every width; first as the page comes up, then with clients, a fault and two who believe.
#[track_caller]
fn check(language: &str) {
    let mut found = Vec::new();
    let page = open_stopped("");
    speak(&page, language);
    look_at_all(&page, "at first", &mut found);
    speak(&page, "en");
    recipes::two_believers(&page);
    command(&page, "cut s1 | s2 s3");
    scrub(&page, &[Key::Right]);
    speak(&page, language);
    page.click("[data-server=s2]");
    look_at_all(&page, "with clients", &mut found);
    assert!(found.is_empty(), "in {language}:\n{}", found.join("\n"));
}

#[track_caller]
fn speak(page: &Page, language: &str) {
    page.click(&format!(".head option[value={language}]"));
    page.wait_for(&format!("document.documentElement.lang === {language:?}"));
}

fn look_at_all(page: &Page, when: &str, found: &mut Vec<String>) {
    for width in WIDTHS {
        page.look(&Look { width, height: 900, reduced_motion: true, ..Look::default() });
        page.wait_for(&format!("innerWidth === {width}"));
        for tab in TABS {
            if page.js(&format!("return document.querySelector('.tabs [data-tab={tab}]').checkVisibility()"))
                == true
            {
                page.click(&format!(".tabs [data-tab={tab}]"));
                page.wait_for_element(&format!(".app[data-tab={tab}]"));
                look_at(page, &format!("{when}, {width}, {tab}"), found);
            }
        }
        let openers = page.js(OPENERS).as_u64().expect("a number");
        assert!(2 < openers, "stories, sharing, help");
        for place in 0..openers {
            // Again until it opens: the page may not have heard yet that the last one was closed.
            let click = format!("document.querySelector('[data-opens=\"{place}\"]').click()");
            page.wait_for(&format!("document.querySelector('dialog[open]') || ({click}, false)"));
            look_at(page, &format!("{when}, {width}, dialog {place}"), found);
            page.key(Key::Escape);
            page.wait_for("!document.querySelector('dialog[open]')");
        }
    }
    page.look(&Look { width: 1440, height: 900, reduced_motion: true, ..Look::default() });
}

fn look_at(page: &Page, when: &str, found: &mut Vec<String>) {
    let cut = page.js(CUT);
    let cut = cut.as_array().expect("a list").iter().filter_map(|it| it.as_str());
    found.extend(cut.map(|it| format!("{when}: {it}")));
}
