//! Whether memory stays as it is while one plays.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::frames;
use super::parts::Wanted;
use super::table::{Row, Table, Unit};
use crate::browser::page::Page;
use crate::command::Outcome;

/// What is new at first is not counted: all views have been drawn once then.
const WARMED: Duration = Duration::from_secs(10);
const PLAYED: Duration = Duration::from_secs(60);
const PLAYED_LONG: Duration = Duration::from_secs(600);
/// As much as a heap may seem to grow by chance, in per cent.
const FLAT: f64 = 5.0;

/// Lets us ask how much memory the program has: its first part, whose memory the others share.
const TELL: &str = "
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const begin = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const it = await begin.apply(WebAssembly, given);
            window.ofProgram ??= (it.instance ?? it).exports.memory;
            return it;
        };
    }";

/// In bytes, and in numbers.
struct Heap {
    script: f64,
    nodes: f64,
    listeners: f64,
    program: f64,
}

pub fn measure(wanted: Wanted, table: &mut Table) -> Outcome {
    let played = if wanted.is_long { PLAYED_LONG } else { PLAYED };
    let mut page = Page::of_dist();
    page.begin_with(TELL);
    frames::open(&mut page, &frames::scenario(5, 5));
    thread::sleep(WARMED);
    let before = heap(&page);
    thread::sleep(played);
    let after = heap(&page);
    let minutes = played.as_secs() / 60;
    let grown = |what: &str, of: fn(&Heap) -> f64| {
        let percent = (of(&after) - of(&before)) * 100.0 / of(&before).max(1.0);
        Row::of_page(format!("{minutes} min of play: growth of {what}"), Unit::Percent, percent).at_most(FLAT)
    };
    table.add(grown("the heap of script", |it| it.script));
    table.add(grown("the document's nodes", |it| it.nodes));
    table.add(grown("its listeners", |it| it.listeners));
    // What has happened is kept: that is no leak.
    let kept = (after.program - before.program) / 1024.0;
    table.add(Row::of_page(format!("{minutes} min of play: more memory of the program"), Unit::KiB, kept));
    table.add(Row::of_page("memory of the program after that", Unit::KiB, after.program / 1024.0));
    Ok(())
}

/// What is left when all that nobody needs is gone.
fn heap(page: &Page) -> Heap {
    page.cdp("Performance.enable", json!({}));
    for _ in 0..2 {
        page.cdp("HeapProfiler.collectGarbage", json!({}));
    }
    Heap {
        script: page.metric("JSHeapUsedSize"),
        nodes: page.metric("Nodes"),
        listeners: page.metric("JSEventListeners"),
        program: page.js("return window.ofProgram.buffer.byteLength").as_f64().unwrap_or_default(),
    }
}
