//! An experiment is run, for one n and for all; a link carries it, and its arrangements go on the stage.

use xtask::browser::{Key, Look, Page};

use crate::accessibility::{AXE, violations};
use crate::visitor::{offers, open_stopped, press, show, value};

/// Two arrangements, of which the second is the costlier; done in a moment.
pub const OWN: &str = "n 3 5 9\narrangement Two words\nensemble $n\nstart all\nuntil settled\nmark\ncrash leader\nwait 5s\nexpect settled\n\
    arrangement herd\nensemble 3\nstart all\nuntil settled\nclient c1..c$n\nrun c1..c$n election herd\nuntil holders 1\nwait 1s\nmark\ncrash holder\nwait 90s\n";

#[test]
fn two_elections_stand_side_by_side_at_once() {
    let page = compare(&Look::default());
    assert_eq!(page.texts(".lane h2").len(), 3);
    assert!(page.text(".lane h2").starts_with("ZooKeeper"), "{:?}", page.texts(".lane h2"));
    let phases = page.texts(".lane:first-of-type .told li:not(.unseen)");
    assert!(phases[0].starts_with("detection") && phases[1].starts_with("election"), "{phases:?}");
    assert_eq!(row(&page, "events"), ["0", "1", "4"], "of n = 5: nobody, the next in line, all others");
    press(&page, "17");
    page.wait_for("document.querySelector('.counts caption').innerText.includes('17')");
    page.wait_for("document.querySelectorAll('.lane .told').length === 3");
    assert_eq!(row(&page, "events"), ["0", "1", "16"]);
    page.js("document.querySelector('[data-metric=events] button').focus()");
    let told = page.text("[data-metric=events] [role=tooltip]");
    assert!(told.starts_with("How many clients"), "{told}");
}

#[test]
fn the_curve_is_run_beside_the_page_stopped_and_gone_on_with() {
    let page = compare(&Look::default());
    press(&page, "Run n = 3 to 101");
    page.wait_for("0 < document.querySelector('.curve progress')?.value");
    press(&page, "Stop");
    page.wait_for("!document.querySelector('.curve progress')");
    assert!(!offers(&page, "Stop"));
    assert_eq!(page.texts(".legend b").len(), 0, "no growth is named before all is run");
    press(&page, "Run n = 3 to 101");
    page.wait_for_element(".legend b");
    assert_eq!(page.texts(".legend b"), ["grows as n²", "does not grow", "grows as n"]);
    assert!(page.asked().iter().any(|it| it == "worker.js"), "{:?}", page.asked());
    let csv = page.attribute(".csv", "href").expect("an address");
    let lines =
        page.js(&format!("return decodeURIComponent({csv:?}.split(',')[1]).trim().split('\\n').length"));
    assert_eq!(lines, 1 + 3 * 7);
    page.click(".curve summary");
    assert_eq!(page.texts(".curve tbody tr").len(), 7);
    page.click("[data-metric=names] button");
    page.wait_for("document.querySelector('.legend li:last-child b').innerText === 'grows as n²'");
}

#[test]
fn without_workers_the_page_makes_the_runs_itself() {
    let page = open_stopped("");
    page.js("window.Worker = undefined");
    type_experiment(&page, OWN);
    press(&page, "Run n = 3 to 9");
    page.wait_for_element(".legend b");
    assert_eq!(page.texts(".lane h2")[0], "Two words");
    assert!(!page.asked().iter().any(|it| it == "worker.js"));
}

#[test]
fn a_link_carries_an_experiment_and_its_n() {
    let mut page = compare(&Look::default());
    type_experiment(&page, OWN);
    press(&page, "9");
    page.wait_for("document.querySelectorAll('.lane .told').length === 2");
    page.key("l");
    page.wait_for("location.hash.length > 1");
    let link = page.js("return location.hash").as_str().expect("a text").to_owned();
    page.visit(&link);
    page.wait_for("document.querySelectorAll('.lane .told').length === 2");
    assert!(page.text(".counts caption").ends_with("n = 9"));
    assert_eq!(value(&page, ".counts textarea"), OWN);
}

#[test]
fn an_arrangement_goes_on_the_stage_and_the_way_leads_back() {
    let page = compare(&Look { reduced_motion: true, ..Look::default() });
    press(&page, "Play it: An application");
    page.wait_for_element("[data-leads=true]");
    assert!(page.text(".story").ends_with("n = 5"), "{}", page.text(".story"));
    show(&page, "script");
    assert!(value(&page, ".script textarea").contains("client c1..c5 timeout 6s"));
    press(&page, "Back to the comparison");
    page.wait_for("document.querySelectorAll('.lane .told').length === 3");
}

#[test]
fn what_cannot_be_read_is_told_at_its_line() {
    let page = compare(&Look::default());
    type_experiment(&page, "n 3\narrangement a\nensemble 3\ncrsh s1\n");
    page.wait_for_element(".counts .problems button");
    assert!(page.text(".counts .problems").contains("Line 4"), "{}", page.text(".counts .problems"));
    assert_eq!(page.texts(".lane").len(), 0);
}

#[test]
fn nothing_violates_a_rule_of_accessibility() {
    for look in [
        Look::default(),
        Look { dark: true, ..Look::default() },
        Look { width: 390, height: 800, language: "zh-CN".to_owned(), ..Look::default() },
    ] {
        let page = compare(&look);
        page.js(AXE);
        violations(&page, &format!("{look:?}"));
        page.click(".curve .primary");
        page.wait_for_element(".curve progress");
        violations(&page, "while it runs");
        page.wait_for_element(".legend b");
        page.js("document.querySelectorAll('details').forEach(it => it.open = true)");
        violations(&page, "with its curve");
        let excess = page.js("return document.documentElement.scrollWidth - innerWidth").as_i64();
        assert!(excess.is_some_and(|it| it <= 0), "it scrolls sideways by {excess:?} pixels");
    }
}

/// Its files are named from where it lies, so that it works in any folder.
#[test]
fn every_address_in_the_page_is_relative() {
    let page = open_stopped("");
    let absolute = page.js(
        "return Array.from(document.querySelectorAll('link[href], script'), it => it.getAttribute('href') ?? it.getAttribute('src'))
            .filter(it => !it.startsWith('./'))",
    );
    assert_eq!(absolute.as_array().map(Vec::len), Some(0), "{absolute}");
    let script = page.js("return fetch(document.querySelector('script').src).then(it => it.text())");
    assert!(script.as_str().is_some_and(|it| it.contains("from './")), "{script}");
}

/// The page with the tab open, and its first experiment run.
#[track_caller]
fn compare(look: &Look) -> Page {
    let page = Page::open_as(look, "");
    show(&page, "compare");
    page.wait_for("document.querySelectorAll('.lane .told').length === 3");
    page
}

/// Types an experiment where scenarios are typed.
#[track_caller]
pub fn type_experiment(page: &Page, text: &str) {
    show(page, "script");
    page.js(&format!(
        "const area = document.querySelector('.script textarea');
        area.value = {text:?};
        area.dispatchEvent(new Event('input', {{ bubbles: true }}));
        area.focus()"
    ));
    page.wait_for("!document.querySelector('.script .primary').disabled");
    page.click(".script .primary");
    page.wait_for_element("[data-pane=compare]");
    page.js("document.activeElement.blur()");
    page.key(Key::Escape);
}

/// What stands in the cells of a metric.
#[track_caller]
fn row(page: &Page, metric: &str) -> Vec<String> {
    page.texts(&format!("[data-metric={metric}] td"))
}
