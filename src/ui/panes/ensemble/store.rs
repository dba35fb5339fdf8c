//! The store on the stage: a thing of its own, off the circle, with what is on its way to it.

use std::collections::BTreeMap;

use yew::prelude::*;

use super::geometry::{Layout, Point, px};
use crate::player::view::{ErrandView, StoreView, Verdict};
use crate::ui::lang::tr;
use crate::ui::panes::programs::{store_told, verdict, verdict_key};
use crate::ui::widgets::flag;
use crate::vocab::{ClientId, SimTime};

/// Pickets of a fence, with a rail.
const FENCE: &str = "M-29 29V12l4 -5l4 5V29ZM-16.5 29V12l4 -5l4 5V29ZM-4 29V12l4 -5l4 5V29ZM8.5 29V12l4 -5l4 5V29ZM21 29V12l4 -5l4 5V29Z";
const RAIL: &str = "M-31 16H31M-31 24H31";

/// A stage of less than so many pixels has room for a few words only.
const NARROW: f64 = 600.0;

/// In the upper left corner, where no server stands; smaller where there is little room.
fn place(layout: &Layout) -> (Point, f64) {
    let scale = if layout.size.width < NARROW { 0.85 } else { 1.2 };
    (Point { x: 58.0 * scale, y: 46.0 * scale }, scale)
}

/// The store, and the writes that are on their way to it.
pub fn store(layout: &Layout, places: &BTreeMap<ClientId, Point>, it: &StoreView, now: SimTime) -> Html {
    let (at, scale) = place(layout);
    let notes = notes(it, layout.size.width < NARROW);
    html! {
        <g class="store">
            for errand in it.errands.iter() { { self::errand(places, at, it, errand, now) } }
            <g transform={format!("translate({at}) scale({})", px(scale))} data-verdict={it.last.map(|it| verdict_key(it.verdict))} data-fenced={flag(it.fenced)} role="img" aria-label={store_told(it)}>
                <path class="drum" d="M-24 -19c0 -10 48 -10 48 0V19c0 10 -48 10 -48 0Z" />
                <path class="lid" d="M-24 -19c0 10 48 10 48 0" />
                <text class="token" y="3">{ it.highest.to_string() }</text>
                if it.fenced { <path class="rail" d={RAIL} /><path class="fence" d={FENCE} /> }
                <text class="name" y="45">{ if it.fenced { tr!("page.program.store_fenced") } else { tr!("page.program.store_open") } }</text>
                for (line, (key, text)) in notes.into_iter().enumerate() {
                    <text class="last" data-verdict={key} y={px(59.0 + 14.0 * line as f64)}>{ text }</text>
                }
            </g>
        </g>
    }
}

/// What stands below it, each with its key for the style sheet: what came last, and whether anything ever came too late.
fn notes(it: &StoreView, narrow: bool) -> Vec<(&'static str, String)> {
    let bad = match (it.late, it.refused) {
        (0, 0) => None,
        (0, n) => Some(("refused", tr!("page.program.refused_count", n = n).to_string())),
        (n, _) => Some(("late", format!("⚠ {}", tr!("page.program.late_count", n = n)))),
    };
    let last = it
        .last
        .filter(|_| !narrow || bad.is_none())
        .map(|it| (verdict_key(it.verdict), format!("{} {} {}", it.client, it.token, verdict(it.verdict))));
    last.into_iter().chain(bad).collect()
}

/// A write with a token that is smaller than one before comes too late.
fn errand(
    places: &BTreeMap<ClientId, Point>,
    to: Point,
    store: &StoreView,
    it: &ErrandView,
    now: SimTime,
) -> Html {
    let Some(from) = places.get(&it.client) else { return Html::default() };
    let share = now.since(it.sent).0 as f64 / it.arrives.since(it.sent).0.max(1) as f64;
    let at = from.toward(to, 0.1 + share.min(1.0) * 0.75);
    let key = if it.token < store.highest { verdict_key(Verdict::AcceptedLate) } else { "accepted" };
    html! {
        <g class="errand" data-verdict={key} aria-hidden="true">
            <line x1={px(from.x)} y1={px(from.y)} x2={px(to.x)} y2={px(to.y)} />
            <path transform={format!("translate({at})")} d="M-6 -6H6V6H-6Z" />
            <text x={px(at.x + 10.0)} y={px(at.y + 4.0)}>{ it.token.to_string() }</text>
        </g>
    }
}
