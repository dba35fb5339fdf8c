//! What a visitor loads, and when they see the page and can use it: here, and on a slow device with a slow network.
//!
//! The server compresses by brotli, as a good host does.

use serde_json::json;

use super::parts::Wanted;
use super::table::{Row, Table, Unit};
use crate::browser::page::Page;
use crate::browser::server::Site;
use crate::browser::weigh::{File, PANES, weigh};
use crate::command::Outcome;
use crate::project;

const VISITS: usize = 7;
const SLOW_VISITS: usize = 5;
/// On the slow device, in seconds.
const READY: f64 = 1.6;

/// A device: how much slower its processor is, and its network: milliseconds there and back, bytes a second.
const SLOW: (u32, u32, u32) = (4, 150, 1_600_000 / 8);

/// Notes when the page says that it is ready.
const NOTE: &str = "
    new MutationObserver((_, observer) => {
        if (document.documentElement?.dataset.ready !== 'true') return;
        window.readyAfter = performance.now();
        observer.disconnect();
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-ready'] });";

pub fn measure(_: Wanted, table: &mut Table) -> Outcome {
    let files = weigh(&project::dist())?;
    let compressed = files.iter().map(|it| (it.name.clone(), it.brotli.clone())).collect();
    let mut page = Page::of_site(Site { compressed, ..Site::default() });
    page.begin_with(NOTE);
    page.cdp("Network.enable", json!({}));
    page.cdp("Network.setCacheDisabled", json!({ "cacheDisabled": true }));
    page.visit("");
    weight(&files, &page.asked(), table);
    let (painted, ready) = visited(&mut page, VISITS);
    table.add(Row::of_page("first paint", Unit::Seconds, painted));
    table.add(Row::of_page("ready", Unit::Seconds, ready));
    slow_down(&page);
    let (painted, ready) = visited(&mut page, SLOW_VISITS);
    let device = "CPU ÷ 4, 150 ms, 1.6 Mbit/s";
    table.add(Row::of_page(format!("first paint, {device}"), Unit::Seconds, painted));
    table.add(Row::of_page(format!("ready, {device}"), Unit::Seconds, ready).at_most(READY));
    Ok(())
}

fn slow_down(page: &Page) {
    let (slower, latency, bytes) = SLOW;
    page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slower }));
    page.cdp(
        "Network.emulateNetworkConditions",
        json!({ "offline": false, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes }),
    );
}

/// Visits as somebody who was never here, so many times: after how many seconds something is painted, and all is ready; the medians.
fn visited(page: &mut Page, visits: usize) -> (f64, f64) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..visits {
        page.visit("");
        page.wait_for("performance.getEntriesByName('first-contentful-paint').length");
        let told = page.js(
            "return [performance.getEntriesByName('first-contentful-paint')[0].startTime, window.readyAfter]",
        );
        times.iter_mut().enumerate().for_each(|(it, times)| times.extend(told[it].as_f64()));
    }
    let [painted, ready] = times.map(|mut it| {
        it.sort_by(f64::total_cmp);
        it.get(it.len() / 2).copied().unwrap_or_default() / 1_000.0
    });
    (painted, ready)
}

/// What that visitor has loaded, and all that there is.
fn weight(files: &[File], asked: &[String], table: &mut Table) {
    let kib = |is_wanted: &dyn Fn(&File) -> bool, size: fn(&File) -> usize| {
        files.iter().filter(|it| is_wanted(it)).map(size).sum::<usize>() as f64 / 1024.0
    };
    let first_view = |it: &File| asked.contains(&it.name) && !it.name.starts_with(PANES);
    let whole = |it: &File| !it.is_poster() && !it.is_elsewhere();
    table.add(Row::of_page("first view, requests", Unit::Count, asked.len() as f64).at_most(10.0));
    for (what, is_wanted, most) in [
        ("first view", &first_view as &dyn Fn(&File) -> bool, 200.0),
        ("stories, languages and all", &whole, 350.0),
    ] {
        table.add(Row::of_page(format!("{what}, raw"), Unit::KiB, kib(is_wanted, |it| it.raw)));
        table.add(Row::of_page(format!("{what}, gzip"), Unit::KiB, kib(is_wanted, |it| it.gzip)));
        table.add(
            Row::of_page(format!("{what}, brotli"), Unit::KiB, kib(is_wanted, File::sent)).at_most(most),
        );
    }
}
