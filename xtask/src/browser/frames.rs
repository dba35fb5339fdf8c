//! `cargo xtask frames`: how long the page takes for a frame, by the size of the ensemble; of a data tree that is scrolled; and
//! of a space-time diagram that is moved.
//!
//! Two times are told. That on the clock, at the median and the 95th percentile, is what a reader sees, and holds on a
//! machine that does nothing else. That of the processor, on average, is the page's own and does not depend on others.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::page::{Look, Page};
use crate::command::Outcome;

/// The sizes: servers, and how many of them vote.
const SIZES: [(u8, u8); 3] = [(5, 5), (25, 7), (51, 9)];
/// The goal, in milliseconds, at every size: of a frame's whole work on the page's thread at the 95th percentile, and of
/// script in it.
const GOAL: (f64, f64) = (17.0, 4.0);
/// How long each is played: an election, a sync of all, and writes.
const PLAYED: Duration = Duration::from_secs(20);
/// And of a seek, until it is drawn.
const SEEK_GOAL: f64 = 16.0;
/// How many znodes the tree has that is scrolled, for how long, while time stands and while a write comes every 50 ms.
const ZNODES: u32 = 100_000;
const SCROLLED: Duration = Duration::from_secs(10);

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

/// Opens the space-time diagram, runs on until the last write, and then moves and zooms it a little in every frame.
const MOVE: &str = "
    const wait = millis => new Promise(done => setTimeout(done, millis));
    return (async () => {
        document.querySelector('.app[data-playing=true]') && document.querySelector('.transport .primary').click();
        document.querySelector('.spacetime') || document.querySelector('.transport .diagram').click();
        const field = document.querySelector('#until-field');
        field.value = 'exists /last';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await wait(100);
        field.form.requestSubmit();
        while (!document.querySelector('.until .sought').innerText) await wait(50);
        const canvas = document.querySelector('.spacetime canvas');
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

/// Puts the text into the editor, as if typed, and runs it.
const RUN: &str = "
    document.querySelector('.tabs [data-tab=script]').click();
    return new Promise(done => setTimeout(() => {
        const area = document.querySelector('.script textarea');
        area.value = SCENARIO;
        area.dispatchEvent(new Event('input', { bubbles: true }));
        setTimeout(() => {
            document.querySelector('.script .primary').click();
            document.querySelector('.tabs [data-tab=server]').click();
            done();
        }, 100);
    }, 100));";

pub fn run(mut args: lexopt::Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    println!(
        "{:>22} {:>7} {:>15} {:>15} {:>8} {:>17}",
        "", "frames", "script ms", "frame ms", "dropped", "processor ms"
    );
    println!("{:>30} {:>15} {:>15} {:>8} {:>17}", "", "median   p95", "median   p95", "", "script     all");
    let mut page = Page::of_dist();
    page.look(&Look { width: 1440, height: 900, ..Look::default() });
    let mut goals: Vec<bool> =
        SIZES.iter().map(|(servers, voters)| played(&mut page, *servers, *voters)).collect();
    goals.extend([false, true].map(|writes| scrolled(&mut page, writes)));
    goals.extend([CROWDED, LINED].map(|writes| diagrammed(&mut page, writes)));
    goals.push(sought(&mut page));
    let reached = if goals.iter().all(|it| *it) { "reached" } else { "missed" };
    println!(
        "the goal, {} ms of a frame and {} ms of script at p95, and {DIAGRAM_GOAL} ms where a diagram is moved, is {reached}",
        GOAL.0, GOAL.1
    );
    Ok(())
}

/// Plays an ensemble of that size and prints its figures; whether they reach the goal.
fn played(page: &mut Page, servers: u8, voters: u8) -> bool {
    open(page, &scenario(servers, voters));
    page.wait_for(&format!("document.querySelectorAll('[data-server]').length === {servers}"));
    reaches(measure(page, &format!("{servers} servers"), PLAYED))
}

/// Whether script and frame at the 95th percentile reach the goal.
fn reaches((script, frame): (f64, f64)) -> bool {
    frame <= GOAL.0 && script <= GOAL.1
}

/// Moves and zooms the space-time diagram of so many writes at every frame, and prints its figures; whether they reach the goal.
fn diagrammed(page: &mut Page, (writes, apart): (u32, &str)) -> bool {
    let writing: String =
        (0..writes).map(|it| format!("write s{} /w{it}\nwait {apart}\n", 1 + it % 5)).collect();
    open(page, &format!("ensemble 5\nstart all\nuntil settled\n{writing}write s1 /last\n"));
    page.wait_for("document.querySelectorAll('[data-server]').length === 5");
    let messages = page.js(MOVE);
    let messages = messages.as_str().unwrap_or("?");
    measure(page, &format!("{messages} messages"), SCROLLED).1 <= DIAGRAM_GOAL
}

/// Scrolls a large tree, while time stands or while it is written to, and prints its figures; whether they reach the goal.
fn scrolled(page: &mut Page, writes: bool) -> bool {
    let writing: String = (0..4_000).map(|it| format!("c1: create /w{it}\nwait 50ms\n")).collect();
    let begin = "start all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\nsay loaded\n";
    open(page, &format!("ensemble 3\nhistory all 1:{ZNODES}\n{begin}{writing}"));
    page.wait_for("document.querySelector('.caption').innerText.includes('loaded')");
    if !writes {
        page.js("document.querySelector('.app[data-playing=true]') && document.querySelector('.transport .primary').click()");
        page.wait_for("document.querySelector('.app[data-playing=false]')");
    }
    page.js("document.querySelector('.tabs [data-tab=znodes]').click()");
    page.wait_for(&format!("document.querySelector('[role=tree]')?.scrollHeight > {ZNODES}"));
    page.js(SCROLL);
    reaches(measure(page, if writes { "scrolled, writes" } else { "scrolled" }, SCROLLED))
}

/// Opens a scenario, and plays it.
fn open(page: &mut Page, scenario: &str) {
    page.visit("");
    page.js(MEASURE);
    page.js(&RUN.replace("SCENARIO", &format!("{scenario:?}")));
}

/// Measures the frames of a time and prints what they took; script and frame at the 95th percentile.
fn measure(page: &Page, what: &str, time: Duration) -> (f64, f64) {
    page.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" }));
    page.js("window.taken.length = 0");
    let before = processor(page);
    thread::sleep(time);
    let after = processor(page);
    let taken = page.js("return window.taken");
    let taken: Vec<Vec<f64>> = taken
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it.as_array().into_iter().flatten().filter_map(|it| it.as_f64()).collect())
        .collect();
    let column = |index: usize| {
        let mut column: Vec<f64> = taken.iter().map(|it| it[index]).collect();
        column.sort_by(f64::total_cmp);
        column
    };
    let (script, frame) = (column(0), column(1));
    let dropped = taken.windows(2).filter(|it| 25.0 < it[1][2] - it[0][2]).count();
    let mean = |it: usize| (after[it] - before[it]) * 1_000.0 / taken.len().max(1) as f64;
    println!(
        "{what:>22} {:>7} {:>9.1} {:>5.1} {:>9.1} {:>5.1} {dropped:>8} {:>9.1} {:>7.1}",
        taken.len(),
        share(&script, 50),
        share(&script, 95),
        share(&frame, 50),
        share(&frame, 95),
        mean(0),
        mean(1),
    );
    (share(&script, 95), share(&frame, 95))
}

/// How many seconds of the processor script, and all that the page's thread does, have taken so far.
fn processor(page: &Page) -> [f64; 2] {
    let metrics = page.cdp("Performance.getMetrics", json!({}));
    let metric = |name: &str| {
        let all = metrics["metrics"].as_array().into_iter().flatten();
        all.filter(|it| it["name"] == name).find_map(|it| it["value"].as_f64()).unwrap_or_default()
    };
    ["ScriptDuration", "TaskDuration"].map(metric)
}

/// The value below which so many of a hundred lie.
fn share(sorted: &[f64], percent: usize) -> f64 {
    sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

/// Goes to random moments of an hour, by the pointer on the time axis, and tells what each takes until it is drawn: the work of the
/// page's thread, not the wait for the screen's next turn. Whether that reaches the goal.
fn sought(page: &mut Page) -> bool {
    open(page, &hour());
    page.js("document.querySelector('.app[data-playing=true]') && document.querySelector('.transport .primary').click()");
    page.wait_for("document.querySelector('.app[data-playing=false]')");
    let end = "document.querySelector('.timeline').dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))";
    // End goes to the end of the axis, a round time behind what is known, which grows by that: to 5,000 s, then 10,000 s.
    while page.js("return document.querySelector('.timeline').ariaValueNow < 3600000") == true {
        page.js(end);
    }
    page.wait_for("document.querySelector('.timeline').ariaValueMax == 10000000");
    let taken = page.js(SEEK);
    let mut taken: Vec<f64> = taken.as_array().expect("a list").iter().filter_map(|it| it.as_f64()).collect();
    taken.sort_by(f64::total_cmp);
    let (median, p95) = (share(&taken, 50), share(&taken, 95));
    println!(
        "an hour of five servers and twenty sessions, {} random seeks: drawn after {median:.1} ms of work, at p95 {p95:.1} ms (goal {SEEK_GOAL})",
        taken.len()
    );
    p95 <= SEEK_GOAL
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

/// The same hour as `zkplay seek` goes through: a write every ten seconds, a leader that dies every ten minutes.
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
fn scenario(servers: u8, voters: u8) -> String {
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
