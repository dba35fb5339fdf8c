//! No violation of a rule that axe-core knows: WCAG 2.2 as far as a program can tell, and its makers' best practices. And no view that
//! is wider than the window, or cuts its words off, with larger type too.

use xtask::browser::{Look, Page};

use crate::tour::walk;

pub const AXE: &str = include_str!("../vendor/axe-core-4.14.1/axe.min.js");
/// What is wrong, a line for each element, with the rule first.
const VIOLATIONS: &str = "
    return axe.run().then(({ violations }) => violations.flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))";
/// What juts out of the window, or out of a sheet; and the controls that cut their own words off without saying so.
const EXCESS: &str = "
    const told = it => `${it.tagName} ${it.className?.baseVal ?? it.className} “${it.textContent.trim().slice(0, 40)}”`;
    const scrolls = it => /auto|scroll|hidden|clip/.test(getComputedStyle(it).overflowX);
    const held = it => { for (let up = it.parentElement; up && up !== document.body; up = up.parentElement) if (scrolls(up)) return true };
    const page = document.scrollingElement;
    const all = Array.from(document.querySelectorAll('body *')).filter(it => it.checkVisibility());
    const out = page.scrollWidth <= innerWidth ? [] : all
        .filter(it => innerWidth + 1 < it.getBoundingClientRect().right && !held(it))
        .map(it => `juts out: ${told(it)}`).concat(`${page.scrollWidth} px wide`);
    const sheets = all.filter(it => it.matches('dialog .body, .pane') && it.clientWidth + 1 < it.scrollWidth)
        .map(it => `scrolls sideways: ${told(it)}`);
    const cut = all.filter(it => it.matches('button, h1, h2, h3, label, summary, [role=tab]')
            && !it.closest('.unseen') && /hidden|clip/.test(getComputedStyle(it).overflowX)
            && getComputedStyle(it).textOverflow !== 'ellipsis' && it.clientWidth + 1 < it.scrollWidth)
        .map(it => `is cut off: ${told(it)}`);
    return [...out, ...sheets, ...cut]";

#[test]
fn in_light_colours() {
    check(&Look { width: 1440, height: 900, ..Look::default() });
}

#[test]
fn in_dark_colours() {
    check(&Look { width: 1440, height: 900, dark: true, ..Look::default() });
}

#[test]
fn in_a_narrow_window() {
    check(&Look { width: 320, height: 640, ..Look::default() });
}

#[test]
fn no_view_is_wider_than_a_phone_or_a_tablet() {
    for width in [390, 768] {
        walk(&Look { width, height: 800, ..Look::default() }, &fits);
    }
}

/// A screen of 1440 by 800 at twice its size (WCAG 1.4.4); at four times it is a phone (1.4.10).
#[test]
fn twice_as_large_fits_as_well() {
    walk(&Look { width: 720, height: 400, ..Look::default() }, &fits);
}

/// The type is half as large again on a tablet.
#[test]
fn larger_type_fits_as_well() {
    walk(&Look { width: 768, height: 800, ..Look::default() }, &|page, view| {
        page.js("document.documentElement.style.fontSize = '24px'");
        page.js("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        fits(page, &format!("{view}, larger type"));
    });
}

#[track_caller]
fn check(look: &Look) {
    walk(look, &|page, view| {
        if page.js("return !window.axe") == true {
            page.js(AXE);
        }
        violations(page, view);
        fits(page, view);
    });
}

#[track_caller]
pub fn violations(page: &Page, when: &str) {
    nothing(page, VIOLATIONS, when);
}

#[track_caller]
fn fits(page: &Page, when: &str) {
    nothing(page, EXCESS, when);
}

/// That a script finds nothing to complain of.
#[track_caller]
fn nothing(page: &Page, script: &str, when: &str) {
    let found = page.js(script);
    let found: Vec<_> = found.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
    assert!(found.is_empty(), "{when}:\n{}", found.join("\n"));
}
