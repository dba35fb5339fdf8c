//! No violation of a rule that axe-core knows: WCAG 2.2 as far as a program can tell, and its makers' best practices.

use xtask::browser::{Look, Page};

const AXE: &str = include_str!("../vendor/axe-core-4.14.1/axe.min.js");
/// What is wrong, a line for each element, with the rule first.
const VIOLATIONS: &str = "
    return axe.run().then(({ violations }) => violations.flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))";

#[test]
fn in_light_colours() {
    check(&Look::default());
}

#[test]
fn in_dark_colours() {
    check(&Look { dark: true, ..Look::default() });
}

#[test]
fn in_a_narrow_window() {
    check(&Look { width: 320, height: 640, ..Look::default() });
}

#[track_caller]
fn check(look: &Look) {
    let page = Page::open_as(look, "");
    page.js(AXE);
    let violations = page.js(VIOLATIONS);
    let violations: Vec<_> =
        violations.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}
