//! The page where others have a say: under a strict policy, in a sandbox, in somebody's frame, from a file. An ensemble runs
//! in each, and the console stays empty.

use serde_json::json;
use xtask::browser::{Look, Page, Site};
use xtask::project;

use crate::visitor::{elect, show, state};

/// As `cargo xtask bundle` calls it.
const BUNDLE: &str = "zookeeper-playground.html";
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

#[test]
fn its_host_may_be_as_strict() {
    let page = site(&[STRICT]);
    page.go("article.html");
    page.wait_for("document.querySelector('#first').shadowRoot");
    page.js("document.querySelector('#first').shadowRoot.querySelector('button').click()");
    page.wait_for("last('leader-changed')?.server");
    assert_eq!(page.take_errors(), Vec::<String>::new());
}

/// Storage throws there, the clipboard is missing, there are no workers, and every request is one to another origin.
#[test]
fn it_runs_in_a_sandbox_without_an_origin() {
    let page = site(&["Access-Control-Allow-Origin: *"]);
    in_sandbox(&page, "index.html");
}

/// The single file makes no requests, so its server need not allow any.
#[test]
fn the_single_file_runs_in_a_sandbox_of_any_server() {
    let page = site(&[]);
    in_sandbox(&page, BUNDLE);
}

#[track_caller]
fn in_sandbox(page: &Page, file: &str) {
    page.go(&format!(
        "frame.html?sandbox=allow-scripts&src={file}%3Fview=stage%2Bscript%2Bcompare%26autoplay"
    ));
    page.wait_for("said.some(it => it.type === 'leader-changed' && it.server)");
    assert_eq!(page.js("return said[0].origin"), "null");
    page.enter("document.querySelector('iframe')");
    page.key("l");
    assert_eq!(page.take_errors(), Vec::<String>::new());
}

#[test]
fn a_server_may_say_whose_frames_it_runs_in() {
    let mut page = site(&["Content-Security-Policy: frame-ancestors http://localhost:*"]);
    let framed = format!("frame.html?src={}index.html%3Fview=stage%26autoplay", page.url());
    page.visit("");
    page.go(&framed);
    page.wait_for("document.readyState === 'complete'");
    page.js("return new Promise(done => setTimeout(done, 500))");
    assert_eq!(page.js("return said.length"), 0, "it refuses the others");
    let refused = page.take_errors();
    assert!(refused.iter().all(|it| it.contains("frame-ancestors")) && !refused.is_empty(), "{refused:?}");

    page.go_to(&page.url().replace("127.0.0.1", "localhost"), &framed);
    page.wait_for("said.some(it => it.type === 'leader-changed' && it.server)");
    assert_eq!(page.take_errors(), Vec::<String>::new());
}

#[test]
fn the_single_file_runs_from_a_disk_without_a_network() {
    let file = project::bundle_dir().join(BUNDLE);
    assert!(file.exists(), "no {}: cargo xtask bundle", file.display());
    let page = Page::of_url(format!("file://{}", file.display()));
    page.look(&Look { reduced_motion: true, ..Look::default() });
    page.cdp("Network.enable", json!({}));
    page.cdp(
        "Network.emulateNetworkConditions",
        json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
    );
    page.go("");
    page.wait_for("document.documentElement.dataset.ready === 'true'");
    let leader = elect(&page);
    assert_eq!(state(&page, &leader), "leading");
    show(&page, "compare");
    page.wait_for_element(".lane .told"); // without a worker
    assert_eq!(page.js("return performance.getEntriesByType('resource').length"), 0);
    assert_eq!(page.take_errors(), Vec::<String>::new());
}

/// The page with some pages of hosts beside it.
#[track_caller]
pub fn site(headers: &[&str]) -> Page {
    let folders = vec![project::root().join("tests/e2e/hosts"), project::bundle_dir()];
    let headers = headers.iter().map(|it| (*it).to_owned()).collect();
    Page::of_site(Site { folders, headers, ..Site::default() })
}
