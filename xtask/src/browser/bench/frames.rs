//! How long the page takes for a frame: by the size of the ensemble, of a data tree that is scrolled, of a space-time diagram that
//! is moved; and until what was sought is drawn.
//!
//! Two times are told. That on the clock, at the 95th percentile, is what a reader sees, and holds on a machine that does nothing
//! else. That of the processor, on average, is the page's own and does not depend on others.

use std::thread;
use std::time::Duration;

use super::parts::Wanted;
use super::table::{Row, Table, Unit};
use crate::browser::page::{Look, Page};
use crate::command::Outcome;

/// The sizes: servers, and how many of them vote.
const SIZES: [(u8, u8); 3] = [(5, 5), (25, 7), (51, 9)];
/// The goals, in milliseconds, at every size: of a frame's whole work on the page's thread, and of script in it.
const FRAME_GOAL: f64 = 17.0;
const SCRIPT_GOAL: f64 = 4.0;
/// How long each is watched: an election, a sync of all, and writes.
const PLAYED: Duration = Duration::from_secs(12);
/// Of a seek, until it is drawn.
const SEEK_GOAL: f64 = 16.0;
/// How many znodes the tree has that is scrolled, for how long, while time stands and while a write comes every 50 ms.
const ZNODES: u32 = 100_000;
const SCROLLED: Duration = Duration::from_secs(8);

/// Wraps what asks for a frame. `script` ends with a second callback of the same frame, which comes after the first one's
/// microtasks, where the page renders; `frame` with a message, which comes when style, layout and paint are done.
const MEASURE: &str = "
    window.taken = [];
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = callback => {
        const id = ask(now => {
            const begun = window.begun ?? performance.now();
            window.begun = undefined;
            callback(now);
            window.pending = { begun, now };
        });
        ask(() => {
            const it = window.pending;
            if (!it) return;
            window.pending = undefined;
            it.script = performance.now() - it.begun;
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => window.taken.push([it.script, performance.now() - it.begun, it.now]);
            port2.postMessage(0);
        });
        return id;
    };";

/// Scrolls the tree, some rows in every frame, up and down. A frame begins with the scroll event, which comes ahead of its callbacks.
const SCROLL: &str = "
    const tree = document.querySelector('.znodes .window');
    window.addEventListener('scroll', () => { window.begun ??= performance.now() }, { capture: true });
    let by = 140;
    const step = () => {
        const end = tree.scrollHeight - tree.clientHeight;
        if (tree.scrollTop + by < 0 || end < tree.scrollTop + by) by = -by;
        tree.scrollTop += by;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

/// How many writes come close together, and how far apart: more than ten thousand messages and writes to disks in all, which are
/// counted; and as many as can just be drawn line by line.
const CROWDED: (u32, &str) = (800, "1500us");
const LINED: (u32, &str) = (230, "5ms");
/// The goal for a frame in which the space-time diagram is drawn anew.
const DIAGRAM_GOAL: f64 = 16.7;

/// Stops, and runs on until something is true.
const UNTIL: &str = "
    const wait = millis => new Promise(done => setTimeout(done, millis));
    return (async () => {
        document.querySelector('.app[data-playing=true]') && document.querySelector('.transport .primary').click();
        const field = document.querySelector('#until-field');
        field.value = 'CONDITION';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await wait(100);
        field.form.requestSubmit();
        while (!document.querySelector('.until .sought').innerText) await wait(50);
    })();";

/// Opens the space-time diagram, and then moves and zooms it a little in every frame.
const MOVE: &str = "
    const wait = millis => new Promise(done => setTimeout(done, millis));
    return (async () => {
        document.querySelector('.spacetime') || document.querySelector('.transport .diagram').click();
        let canvas;
        while (!(canvas = document.querySelector('.spacetime canvas'))) await wait(50);
        await wait(100);
        const { left, width, top } = canvas.getBoundingClientRect();
        const turn = (deltaX, deltaY) => canvas.dispatchEvent(new WheelEvent('wheel',
            { deltaX, deltaY, clientX: left + width / 2, clientY: top + 50, bubbles: true, cancelable: true }));
        turn(0, -40);
        await wait(100);
        let frame = 0;
        const step = () => {
            frame += 1;
            if (frame % 5 === 0) turn(0, frame % 10 === 0 ? 6 : -6); else turn(frame % 40 < 20 ? 3 : -3, 0);
            requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
        await wait(200);
        return canvas.getAttribute('aria-label').match(/([0-9]+) messages/)[1];
    })();";

/// How many messages are drawn: one by one, and as the dots of a swarm, each of which is a subpath; and those of clients.
const FLYING: &str = "(document.querySelectorAll('.flight, .word').length + Array.from(document.querySelectorAll('.swarm path'))
    .reduce((sum, it) => sum + it.getAttribute('d').split('M').length - 1, 0))";

/// Opens the pane of the znodes; how long that takes until it is drawn.
const OPEN: &str = "
    return new Promise(done => {
        const begun = performance.now();
        document.querySelector('.tabs [data-tab=znodes]').click();
        const look = () => {
            if (!(document.querySelector('[role=tree]')?.scrollHeight > ZNODES)) return requestAnimationFrame(look);
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done(performance.now() - begun);
            port2.postMessage(0);
        };
        requestAnimationFrame(look);
    });";

/// Puts the text into the editor, as if typed, and runs it.
const RUN: &str = "
    const wait = millis => new Promise(done => setTimeout(done, millis));
    return (async () => {
        document.querySelector('.tabs [data-tab=script]').click();
        let area;
        while (!(area = document.querySelector('.script textarea'))) await wait(50);
        area.value = SCENARIO;
        area.dispatchEvent(new Event('input', { bubbles: true }));
        await wait(100);
        document.querySelector('.script .primary').click();
        document.querySelector('.tabs [data-tab=server]').click();
    })();";

pub fn measure(_: Wanted, table: &mut Table) -> Outcome {
    let mut page = Page::of_dist();
    page.look(&Look { width: 1440, height: 900, ..Look::default() });
    for (servers, voters) in SIZES {
        open(&mut page, &scenario(servers, voters));
        page.wait_for(&format!("document.querySelectorAll('[data-server]').length === {servers}"));
        watch(&page, &format!("{servers} servers"), PLAYED, table);
    }
    crowded(&mut page, table);
    scrolled(&mut page, false, table);
    scrolled(&mut page, true, table);
    diagrammed(&mut page, CROWDED, table);
    diagrammed(&mut page, LINED, table);
    sought(&mut page, table);
    Ok(())
}

/// Plays an ensemble of that size with so many sessions and messages.
fn crowded(page: &mut Page, table: &mut Table) {
    open(page, &crowd());
    page.wait_for("document.querySelectorAll('[data-server]').length === 51");
    page.js(&UNTIL.replace("CONDITION", "exists /begun"));
    page.js("document.querySelector('.transport .primary').click()");
    page.wait_for(&format!("{FLYING} >= 900"));
    let before = page.js(&format!("return {FLYING}")).as_f64().unwrap_or_default();
    watch(page, "51 servers, 500 sessions, 1,000 messages", PLAYED, table);
    let after = page.js(&format!("return {FLYING}")).as_f64().unwrap_or_default();
    table.add(Row::of_page("  messages in flight, at its begin and end", Unit::Count, before.min(after)));
}

/// Moves and zooms the space-time diagram of so many writes at every frame.
fn diagrammed(page: &mut Page, (writes, apart): (u32, &str), table: &mut Table) {
    let writing: String =
        (0..writes).map(|it| format!("write s{} /w{it}\nwait {apart}\n", 1 + it % 5)).collect();
    open(page, &format!("ensemble 5\nstart all\nuntil settled\n{writing}write s1 /last\n"));
    page.wait_for("document.querySelectorAll('[data-server]').length === 5");
    page.js(&UNTIL.replace("CONDITION", "exists /last"));
    let messages = page.js(MOVE);
    let what = format!("moving a diagram of {} messages", messages.as_str().unwrap_or("?"));
    let taken = watched(page, SCROLLED);
    table.add(Row::of_page(format!("{what}: frame p95"), Unit::Millis, taken.frame).at_most(DIAGRAM_GOAL));
}

/// Scrolls a large tree, while time stands or while it is written to.
fn scrolled(page: &mut Page, writes: bool, table: &mut Table) {
    let writing: String = (0..4_000).map(|it| format!("c1: create /w{it}\nwait 50ms\n")).collect();
    let begin = "start all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\nsay loaded\n";
    open(page, &format!("ensemble 3\nhistory all 1:{ZNODES}\n{begin}{writing}"));
    page.wait_for("document.querySelector('.caption').innerText.includes('loaded')");
    if !writes {
        pause(page);
    }
    let opened = page.js(&OPEN.replace("ZNODES", &ZNODES.to_string())).as_f64().unwrap_or_default();
    if !writes {
        table.add(Row::of_page("100,000 znodes: opening the pane", Unit::Millis, opened));
    }
    page.js(SCROLL);
    let what = if writes { "100,000 znodes, scrolled during writes" } else { "100,000 znodes, scrolled" };
    watch(page, what, SCROLLED, table);
}

fn pause(page: &Page) {
    page.js("document.querySelector('.app[data-playing=true]') && document.querySelector('.transport .primary').click()");
    page.wait_for("document.querySelector('.app[data-playing=false]')");
}

/// Opens a scenario, and plays it.
pub(super) fn open(page: &mut Page, scenario: &str) {
    page.visit("");
    page.js(MEASURE);
    page.js(&RUN.replace("SCENARIO", &format!("{scenario:?}")));
}

/// What the frames of a time took, in milliseconds.
struct Taken {
    /// At the 95th percentile, on the clock.
    script: f64,
    frame: f64,
    /// Of the processor, for script and for all that the page's thread does, on average.
    mean_script: f64,
    mean: f64,
}

/// The frames of a time, against the goals.
fn watch(page: &Page, what: &str, time: Duration, table: &mut Table) {
    let taken = watched(page, time);
    let row = |figure: &str, it| Row::of_page(format!("{what}: {figure}"), Unit::Millis, it);
    table.add(row("frame p95", taken.frame).at_most(FRAME_GOAL));
    table.add(row("script p95", taken.script).at_most(SCRIPT_GOAL));
    table.add(row("processor, mean", taken.mean));
    table.add(row("processor, mean of script", taken.mean_script));
}

fn watched(page: &Page, time: Duration) -> Taken {
    page.js("window.taken.length = 0");
    let before = page.processor();
    thread::sleep(time);
    let after = page.processor();
    let taken = page.js("return window.taken");
    let taken: Vec<Vec<f64>> = taken
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it.as_array().into_iter().flatten().filter_map(|it| it.as_f64()).collect())
        .collect();
    let p95 = |index: usize| {
        let mut column: Vec<f64> = taken.iter().map(|it| it[index]).collect();
        column.sort_by(f64::total_cmp);
        share(&column, 95)
    };
    let mean = |seconds: f64| seconds * 1_000.0 / taken.len().max(1) as f64;
    let (mean_script, mean) = (mean(after.script - before.script), mean(after.tasks - before.tasks));
    Taken { script: p95(0), frame: p95(1), mean_script, mean }
}

/// The value below which so many of a hundred lie.
fn share(sorted: &[f64], percent: usize) -> f64 {
    sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

/// Goes to random moments of an hour, by the pointer on the time axis, and tells what each takes until it is drawn: the work of the
/// page's thread, not the wait for the screen's next turn.
fn sought(page: &mut Page, table: &mut Table) {
    open(page, &hour());
    pause(page);
    let end = "document.querySelector('.timeline').dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))";
    // End goes to the end of the axis, a round time behind what is known, which grows by that: to 5,000 s, then 10,000 s.
    while page.js("return document.querySelector('.timeline').ariaValueNow < 3600000") == true {
        page.js(end);
    }
    page.wait_for("document.querySelector('.timeline').ariaValueMax == 10000000");
    let taken = page.js(SEEK);
    let mut taken: Vec<f64> = taken.as_array().expect("a list").iter().filter_map(|it| it.as_f64()).collect();
    taken.sort_by(f64::total_cmp);
    let row = |figure: &str, percent| {
        Row::of_page(format!("seek in an hour, drawn: {figure}"), Unit::Millis, share(&taken, percent))
    };
    table.add(row("median", 50));
    table.add(row("p95", 95).at_most(SEEK_GOAL));
}

/// Three hundred times: where the pointer goes down, and what happens until the frame that shows it is done.
const SEEK: &str = "
    const axis = document.querySelector('.timeline'), box = axis.getBoundingClientRect();
    const frame = () => new Promise(done => requestAnimationFrame(() => {
        const begun = performance.now(), { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - begun);
        port2.postMessage(0);
    }));
    return (async () => {
        const taken = [];
        let draw = 12345;
        for (let turn = 0; turn < 300; turn++) {
            draw = (draw * 1103515245 + 12345) % 2147483648;
            const at = { clientX: box.left + box.width * draw / 2147483648 * 0.36, clientY: box.top + 12, bubbles: true, pointerId: 1 };
            const drawn = frame(), begun = performance.now();
            axis.dispatchEvent(new PointerEvent('pointerdown', at));
            axis.dispatchEvent(new PointerEvent('pointerup', at));
            for (let more = 0; more < 20; more++) await null;
            const handled = performance.now() - begun;
            taken.push(handled + await drawn);
        }
        return taken;
    })();";

/// The same hour as `zkplay bench` goes through: a write every ten seconds, a leader that dies every ten minutes.
fn hour() -> String {
    let mut text = String::from("ensemble 5\nseed 1\nstart all\nuntil settled\nclient c1..c20 s1..s5\n");
    text.extend((1..=20).map(|it| format!("at 10s c{it}: create -e /c{it} 0\n")));
    text.extend((2..360).map(|it| format!("at {}s c{n}: set /c{n} {it}\n", 10 * it, n = 1 + it % 20)));
    text.extend((0..6).map(|it| {
        let (leader, at) = (5 - it % 2, 600 * it + 305);
        format!("at {at}s crash s{leader}\nat {}s start s{leader}\n", at + 60)
    }));
    text.push_str("wait 3600s\n");
    text
}

/// Voters and observers that start together, then a write every 50 ms.
pub(super) fn scenario(servers: u8, voters: u8) -> String {
    let observers: String = (voters + 1..=servers).map(|it| format!(" s{it}")).collect();
    let mut text = format!("ensemble {servers}\n");
    if !observers.is_empty() {
        text.push_str(&format!("observers{observers}\n"));
    }
    text.push_str("start all\nuntil settled\n");
    for number in 0..400 {
        text.push_str(&format!("write s{} /w{number}\nwait 50ms\n", 1 + number % u32::from(voters)));
    }
    text
}

/// Fifty-one servers, of which nine vote, 500 sessions, half of them with a client that lives, and 200 writes a second on a network
/// that is slow enough for a thousand messages to be on their way at once.
fn crowd() -> String {
    let observers: String = (10..=51).map(|it| format!(" s{it}")).collect();
    let mut text = format!("ensemble 51\nobservers{observers}\nstart all\nuntil settled\nclient c1..c250\n");
    text.extend((0..250).map(|it| format!("session s{}\n", 1 + it % 51)));
    text.push_str("until c250 CONNECTED\nlatency 50ms jitter 50ms\nwait 500ms\nc1: create /begun 0\n");
    text.extend((0..2_000).map(|it| format!("c{}: create /w{it} 0\nwait 5ms\n", 1 + it % 250)));
    text
}
