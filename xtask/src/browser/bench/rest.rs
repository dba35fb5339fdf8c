//! What the processor does while there is nothing to do.

use std::thread;
use std::time::Duration;

use super::parts::Wanted;
use super::table::{Row, Table, Unit};
use crate::browser::page::Page;
use crate::command::Outcome;

/// How long it is left alone first: what was under way ends, and timers that end things fire.
const SETTLED: Duration = Duration::from_secs(3);
/// How long it is watched.
const WATCHED: Duration = Duration::from_secs(5);
/// Nothing, but for what the question itself costs.
const NOTHING: f64 = 0.1;

const PLAYS: &str = "document.querySelector('.app[data-playing=true]')";

/// Puts a figure that plays into an article, far below what is seen at first.
const ARTICLE: &str = "
    document.body.innerHTML = '<p style=\"height: 4000px\">An article.</p><iframe width=900 height=600></iframe>';
    document.querySelector('iframe').src = 'index.html?view=stage+ballots+timeline&scenario=kill-the-leader&autoplay';
    document.querySelector('iframe').scrollIntoView();";

pub fn measure(_: Wanted, table: &mut Table) -> Outcome {
    let mut page = Page::of_dist();
    page.visit("");
    page.wait_for(PLAYS);
    table.add(row("playing the first story", busy(&page)));
    page.click(".transport .primary");
    page.wait_for(&format!("!{PLAYS}"));
    table.add(row("paused", busy(&page)).at_most(NOTHING));
    page.click(".transport .primary");
    page.wait_for(PLAYS);
    page.hide();
    table.add(row("playing while the window is hidden", busy(&page)).at_most(NOTHING));
    off_screen(table);
    Ok(())
}

/// A figure in somebody's article: seen, and scrolled away.
fn off_screen(table: &mut Table) {
    let page = Page::of_dist();
    page.go("host.html");
    page.js(ARTICLE);
    page.wait_for(&format!(
        "document.querySelector('iframe').contentDocument?.querySelector('.app') && {}",
        in_frame(PLAYS)
    ));
    table.add(row("a figure that plays", busy(&page)));
    page.js("scrollTo(0, 0)");
    table.add(row("the same, off the screen", busy(&page)).at_most(NOTHING));
}

fn in_frame(expression: &str) -> String {
    expression.replace("document", "document.querySelector('iframe').contentDocument")
}

fn row(what: &str, percent: f64) -> Row {
    Row::of_page(format!("processor, {what}"), Unit::Percent, percent)
}

/// How much of the processor's time the page takes, in per cent of one core.
fn busy(page: &Page) -> f64 {
    thread::sleep(SETTLED);
    let before = page.processor();
    thread::sleep(WATCHED);
    let after = page.processor();
    (after.tasks - before.tasks) * 100.0 / WATCHED.as_secs_f64()
}
