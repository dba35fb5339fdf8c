//! The page in an article of somebody else: it comes when it is asked to, says what happens, does what it is told, and is no
//! nuisance.

use serde_json::{Value, json};
use xtask::browser::{Look, Page};

use crate::accessibility::{AXE, violations};
use crate::policies::site;

const FIRST: &str = "document.querySelector('#first').shadowRoot.querySelector('iframe')";
const SECOND: &str = "document.querySelector('#second').shadowRoot.querySelector('iframe')";
const CLOCK: &str = "return document.querySelector('.clock').innerText";

#[test]
fn nothing_is_loaded_before_it_is_wanted() {
    let page = article();
    page.wait_for("document.querySelector('#first').shadowRoot");
    page.js("return new Promise(done => setTimeout(done, 300))");
    let asked = page.asked();
    assert!(!asked.iter().any(|it| it.ends_with(".wasm") || it == "index.html"), "{asked:?}");
    play_first(&page);
    assert!(page.asked().iter().any(|it| it.ends_with(".wasm")));
    assert_eq!(page.js(&format!("return !!{SECOND}")), false, "it is far");
    page.js("document.querySelector('#second').scrollIntoView()");
    page.wait_for("said.second.some(it => it.type === 'ready')");
    page.enter(SECOND);
    assert_eq!(page.texts("[data-server]").len(), 3, "the text of the element is the scenario");
    assert_eq!(page.js("return document.documentElement.lang"), "zh-CN", "as the prose around it");
    assert_eq!(page.attribute(".app", "data-playing").as_deref(), Some("false"), "nobody has played it");
}

#[test]
fn it_takes_no_focus_and_scrolls_nobody() {
    let page = article();
    page.js("document.querySelector('#field').focus(); scrollTo(0, 40)");
    play_first(&page);
    send(&page, "seek", json!({ "micros": 9_000_000 }));
    page.wait_for("last('moment').micros >= 9000000");
    send(&page, "act", json!({ "line": "crash leader" }));
    send(&page, "view", json!({ "view": "stage ballots logs znodes events console timeline" }));
    page.wait_for("last('leader-changed')?.server === null && last('resized').height > 900");
    assert_eq!(page.js("return document.activeElement.id"), "field");
    assert_eq!(page.js("return scrollY"), 40);
}

#[test]
fn its_height_follows_its_content() {
    let page = article();
    play_first(&page);
    send(&page, "pause", json!({}));
    let mut heights = Vec::new();
    for view in ["stage", "stage ballots timeline", "stage ballots logs timeline"] {
        let said = page.js("return said.first.length");
        send(&page, "view", json!({ "view": view }));
        page.wait_for(&format!("said.first.slice({said}).some(it => it.type === 'resized')"));
        page.wait_for(&format!("{FIRST}.clientHeight === last('resized').height"));
        page.enter(FIRST);
        let excess = page.js("return document.documentElement.scrollHeight - innerHeight");
        assert!(excess.as_i64().is_some_and(|it| it <= 1), "{view}: {excess}");
        page.leave();
        heights.push(page.js("return last('resized').height").as_u64().expect("a number"));
    }
    assert!(heights.is_sorted_by(|a, b| a < b), "{heights:?}");
}

#[test]
fn it_does_what_its_host_asks_and_says_what_happens() {
    let page = article();
    play_first(&page);
    page.wait_for("last('moment').playing");
    send(&page, "pause", json!({}));
    page.wait_for("!last('moment').playing");
    send(&page, "seek", json!({ "micros": 5_000_000 }));
    page.wait_for("last('moment').micros === 5000000 && last('leader-changed').server === 's5'");
    send(&page, "act", json!({ "line": "crash leader" }));
    page.wait_for("last('leader-changed').server === null");
    send(&page, "act", json!({ "line": "crsh leader" }));
    page.wait_for("last('error')?.reason.includes('crash')");
    send(&page, "jump", json!({}));
    page.wait_for("last('error').reason.includes('unknown variant')");
    send(&page, "load", json!({ "scenario": { "story": "none" } }));
    page.wait_for("last('error').reason.includes('none')");

    let wrong = "ensemble 3\nstart all\nuntil leader\nexpect leader s1\n";
    send(&page, "load", json!({ "scenario": { "text": wrong } }));
    send(&page, "seek", json!({ "micros": 3_000_000 }));
    page.wait_for("last('expectation-failed')?.line === 4");
    send(&page, "load", json!({ "scenario": { "story": "observers" } }));
    page.wait_for("last('moment').micros < 3000000 && last('moment').playing"); // as its poster was clicked
    send(&page, "pause", json!({}));
    page.wait_for("!last('moment').playing");
    send(&page, "view", json!({ "theme": "dark", "lang": "zh-CN" }));
    page.enter(FIRST);
    page.wait_for(
        "document.documentElement.lang === 'zh-CN' && document.documentElement.dataset.theme === 'dark'",
    );
    let moment = page.js(CLOCK);
    // Not the window that holds it.
    page.js("postMessage({ zkplay: 1, type: 'seek', micros: 7000000 }, '*')");
    page.js("return new Promise(done => setTimeout(done, 200))");
    assert_eq!(page.js(CLOCK), moment);
}

#[test]
fn off_the_screen_its_clock_stands() {
    let page = article();
    play_first(&page);
    page.wait_for("last('moment').playing");
    page.js("scrollTo(0, 3000)");
    page.js("return new Promise(done => setTimeout(done, 300))");
    page.enter(FIRST);
    page.js("window.frames_asked = 0; const ask = requestAnimationFrame; window.requestAnimationFrame = it => { frames_asked += 1; return ask(it) }");
    let stood = page.js(CLOCK);
    page.js("return new Promise(done => setTimeout(done, 500))");
    assert_eq!((page.js("return frames_asked"), page.js(CLOCK)), (json!(0), stood.clone()));
    page.leave();
    page.js("scrollTo(0, 0)");
    page.enter(FIRST);
    page.wait_for(&format!("document.querySelector('.clock').innerText !== {stood}"));
}

#[test]
fn a_plain_frame_takes_the_same_words_as_parameters() {
    let page = site(&[]);
    figure(&page, "view=stage+checks&theme=dark&lang=zh-CN&scenario=queue");
    assert_eq!(page.js("return document.documentElement.dataset.theme"), "dark");
    assert_eq!(page.js("return document.documentElement.lang"), "zh-CN");
    assert_eq!(
        page.js("return document.querySelectorAll('.head, .tabs, .timeline, .trace, .console').length"),
        0
    );
    assert!(page.js("return !!document.querySelector('[data-pane=checks]')") == true);
    let whole = page.attribute(".foot a", "href").expect("an address");
    assert!(whole.contains("/index.html#") && !whole.contains('?'), "{whole}");
    page.click(".foot .play");
    page.wait_for_element("[data-playing=true]");

    figure(&page, "view=stage&scenario=own.zk");
    page.wait_for("document.querySelectorAll('[data-server]').length === 3");
    figure(&page, "view=stage&scenario=none");
    assert!(page.text("[role=alert]").contains("no story “none”"));
    let elsewhere = page.url().replace("127.0.0.1", "localhost");
    figure(&page, &format!("view=stage&scenario={elsewhere}own.zk"));
    assert!(page.text("[role=alert]").contains("could not be loaded"));
    assert_eq!(page.asked().iter().filter(|it| *it == "own.zk").count(), 1);
}

#[test]
fn a_figure_is_accessible() {
    for look in [Look { reduced_motion: true, ..Look::default() }, Look { width: 390, ..Look::default() }] {
        let page = site(&[]);
        page.look(&look);
        figure(&page, "view=stage+ballots+timeline+events");
        page.js(AXE);
        violations(&page, "a figure");
        let excess = page.js("return document.documentElement.scrollWidth - innerWidth");
        assert!(excess.as_i64().is_some_and(|it| it <= 0), "{excess}");
    }
}

#[test]
fn the_host_page_shows_all_of_it() {
    let page = site(&[]);
    page.go("host.html");
    page.wait_for("document.querySelector('#first').shadowRoot");
    page.js("document.querySelector('#first').shadowRoot.querySelector('button').click()");
    page.wait_for("document.querySelector('#log [data-type=ready]')");
    for button in page.js("return document.querySelectorAll('#asks button').length").as_u64().into_iter() {
        for place in 0..button {
            page.js(&format!("document.querySelectorAll('#asks button')[{place}].click()"));
        }
    }
    page.wait_for("document.querySelector('#log').innerText.includes('unknown variant')");
    page.js(AXE);
    violations(&page, "host.html");
}

#[track_caller]
fn article() -> Page {
    let page = site(&[]);
    page.look(&Look { height: 900, ..Look::default() });
    page.go("article.html");
    page
}

/// Clicks on the poster, as a hand would; the figure then plays.
#[track_caller]
fn play_first(page: &Page) {
    page.wait_for("document.querySelector('#first').shadowRoot");
    page.js("document.querySelector('#first').shadowRoot.querySelector('button').click()");
    page.wait_for("last('ready')");
}

#[track_caller]
fn send(page: &Page, kind: &str, fields: Value) {
    page.js(&format!("document.querySelector('#first').send({kind:?}, {fields})"));
}

/// The page as a figure, without a host.
#[track_caller]
fn figure(page: &Page, parameters: &str) {
    page.go(&format!("index.html?{parameters}"));
    page.wait_for("document.documentElement.dataset.ready === 'true'");
}
