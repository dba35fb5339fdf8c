//! `cargo xtask curve`: how long the page takes for whole curves of its prepared experiments, and whether it goes on meanwhile.

use super::page::{Look, Page};
use crate::command::Outcome;

/// Runs the curve; its time, and the longest one without a frame of the page meanwhile, in milliseconds.
const RUN: &str = "
    return new Promise(done => {
        const begun = performance.now();
        let before = begun, longest = 0;
        document.querySelector('.curve .primary').click();
        const frame = now => {
            longest = Math.max(longest, performance.now() - before);
            before = performance.now();
            if (document.querySelector('.legend b')) done([performance.now() - begun, longest]);
            else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    });";

/// The n of the experiment that is open, with a curve.
const SIZES: &str =
    "return Array.from(document.querySelectorAll('.sizes button'), it => it.innerText).join(' ')";

pub fn run(mut args: lexopt::Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    println!("{:<14} {:>9} {:>22} {:>22}", "", "", "in a worker, ms", "on the page, ms");
    println!(
        "{:<14} {:>9} {:>11} {:>10} {:>11} {:>10}",
        "experiment", "runs", "whole", "no frame", "whole", "no frame"
    );
    let mut page = Page::of_dist();
    page.look(&Look { width: 1440, height: 900, ..Look::default() });
    for slug in slugs(&mut page) {
        let worker = measure(&mut page, &slug, "");
        let Some((runs, worker)) = worker else { continue };
        let alone = measure(&mut page, &slug, "window.Worker = undefined").map_or([0.0; 2], |it| it.1);
        println!(
            "{slug:<14} {runs:>9} {:>11.0} {:>10.0} {:>11.0} {:>10.0}",
            worker[0], worker[1], alone[0], alone[1]
        );
    }
    Ok(())
}

fn slugs(page: &mut Page) -> Vec<String> {
    open(page, "");
    let slugs =
        page.js("return Array.from(document.querySelectorAll('.bench header option'), it => it.value)");
    slugs.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

fn open(page: &mut Page, before: &str) {
    page.visit("");
    page.js(before);
    page.js("document.querySelector('.tabs [data-tab=compare]').click()");
    page.wait_for_element(".lane .told");
}

/// How many runs a curve takes, and [`RUN`]; `None` if there is no curve.
fn measure(page: &mut Page, slug: &str, before: &str) -> Option<(usize, [f64; 2])> {
    open(page, before);
    page.js(&format!(
        "const select = document.querySelector('.bench header select');
        select.value = {slug:?};
        select.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
    page.wait_for(
        "document.querySelectorAll('.lane').length === document.querySelectorAll('.lane .told').length",
    );
    let sizes = page.js(SIZES).as_str().unwrap_or_default().split(' ').count();
    if page.js("return !document.querySelector('.curve')") == true {
        return None;
    }
    let runs = (sizes - 1) * page.texts(".lane").len();
    let taken = page.js(RUN);
    let taken = |place: usize| taken[place].as_f64().unwrap_or_default();
    Some((runs, [taken(0), taken(1)]))
}
