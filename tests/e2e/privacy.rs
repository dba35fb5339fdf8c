//! Nothing is sent anywhere: a whole visit, under a policy that reports every attempt to speak to anybody else, and a look at what
//! the page's own host was told. What is remembered is on the device.

use serde_json::json;
use xtask::browser::{Look, Page, Request, Site};

use crate::offline::wait_until_kept;
use crate::visitor::{command, elect, press, show, value};

/// A request to another origin is an error on the console, whoever makes it: the page, its workers, or its frames.
const ONLY_OURS: &str =
    "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; form-action 'none'";

#[test]
fn a_whole_visit_tells_nobody_anything() {
    let mut page = Page::of_site(Site { headers: vec![ONLY_OURS.to_owned()], ..Site::default() });
    page.look(&Look { reduced_motion: true, ..Look::default() });
    page.visit("");
    visit(&page);
    wait_until_kept(&page);
    assert_eq!(page.take_errors(), Vec::<String>::new());

    let telling = |it: &&Request| it.method != "GET" || it.has_body || it.target.contains('?');
    let told: Vec<_> = page.requests().into_iter().filter(|it| telling(&it)).collect();
    assert_eq!(told, []);
    assert_eq!(page.js("return document.cookie"), "");
    assert_eq!(page.js("return sessionStorage.length"), 0);
    let kept = page.js("return { ...localStorage }");
    let predictions = kept["zkplay.predictions"].clone();
    assert!(predictions.is_string(), "{kept}");
    assert_eq!(
        kept,
        json!({
            "zkplay.language": "zh-CN",
            "zkplay.theme": "light",
            "zkplay.diagram": "open",
            "zkplay.draft": "ensemble 3\n",
            "zkplay.predictions": predictions,
        }),
        "what is on the device is what the reader has chosen there"
    );
}

/// A story with its question, acts, the share sheet, an experiment, the diagram, a text of one's own, theme and language.
#[track_caller]
fn visit(page: &Page) {
    page.click(".story");
    press(page, "Five fresh servers");
    page.wait_for_element(".question[data-waits=true]");
    press(page, "s5, the largest id");
    page.wait_for_element(".question [aria-pressed=true]");
    press(page, "To the outcome");
    page.wait_for_element(".question[data-grade]");
    let first = elect(page);
    command(page, &format!("crash {first}"));
    elect(page);
    press(page, "Share");
    page.wait_for_element("dialog[open] textarea, dialog[open] input");
    press(page, "Close");
    show(page, "compare");
    page.wait_for_element(".lane .told");
    show(page, "server");
    page.key("d");
    show(page, "script");
    page.fill(".script textarea", "ensemble 3\n");
    assert_eq!(value(page, ".script textarea"), "ensemble 3\n");
    press(page, "Theme: as on this device");
    page.click("select[aria-label=Language] option[value=zh-CN]");
    page.wait_for("document.documentElement.lang === 'zh-CN'");
}
