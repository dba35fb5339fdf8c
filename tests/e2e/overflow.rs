//! No language's words are too long for the page: no control's text is cut off, nothing sticks out sideways.

use std::cell::RefCell;

use xtask::browser::{Look, Page};

use crate::tour::walk;

const LANGUAGES: [&str; 4] = ["zh-CN", "zh-TW", "ru", "en"];

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
    const named = (it, what) => `${what}: ${it.closest('[class]')?.className} <${it.localName}> ${(it.ariaLabel ?? it.innerText).slice(0, 60)}`;
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

#[test]
fn nothing_is_cut_off_in_a_wide_window() {
    check(1440);
}

#[test]
fn nothing_is_cut_off_in_a_narrow_window() {
    check(390);
}

#[test]
fn nothing_is_cut_off_in_a_very_narrow_window() {
    check(320);
}

/// Past all there is to be seen, in every language.
#[track_caller]
fn check(width: u32) {
    let found = RefCell::new(Vec::new());
    walk(&Look { width, height: 900, ..Look::default() }, &|page, view| {
        // A figure, a host and the reference offer no choice.
        if page.js("return !!document.querySelector('.head option')") == true {
            for language in LANGUAGES {
                speak(page, language);
                let cut = page.js(CUT);
                let cut = cut.as_array().expect("a list").iter().filter_map(|it| it.as_str());
                found.borrow_mut().extend(cut.map(|it| format!("{view}, in {language}: {it}")));
            }
        }
    });
    let found = found.into_inner();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Chooses a language; the choice may stand below an open dialog.
#[track_caller]
fn speak(page: &Page, language: &str) {
    page.js(&format!(
        "const it = document.querySelector('.head select:has([lang])');
        it.value = {language:?};
        it.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
    page.wait_for(&format!("document.documentElement.lang === {language:?}"));
}
