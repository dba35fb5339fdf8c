//! The page where others have a say: under a strict policy, in a sandbox, in somebody's frame, from a file. An ensemble runs
//! in each, and the console stays empty.

use xtask::browser::{Look, Page, Site};

use crate::visitor::{elect, show, state};

/// All of its own origin; nothing inline, no `eval`.
const STRICT: &str = "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

#[test]
fn it_runs_under_a_strict_policy() {
    let mut page = site(&[STRICT]);
    page.look(&Look { reduced_motion: true, ..Look::default() });
    page.visit("");
    let leader = elect(&page);
    assert_eq!(state(&page, &leader), "leading");
    for tab in ["logs", "znodes", "clients", "compare", "script", "text", "server"] {
        show(&page, tab);
    }
    let left = page.js("return parseFloat(document.querySelector('.timeline .cursor').style.left)");
    assert!(left.as_f64().is_some_and(|it| 0.0 < it), "elements have their styles: {left}");
    assert_eq!(page.take_errors(), Vec::<String>::new());
    // It is in force: this is what it forbids.
    page.js("document.body.setAttribute('style', 'color: red')");
    let refused = page.take_errors();
    assert!(refused.len() == 1 && refused[0].contains("Content Security Policy"), "{refused:?}");
}

#[track_caller]
fn site(headers: &[&str]) -> Page {
    let folder = xtask::project::root().join("tests/e2e/hosts");
    let headers = headers.iter().map(|it| (*it).to_owned()).collect();
    Page::of_site(Site { folders: vec![folder], headers })
}
