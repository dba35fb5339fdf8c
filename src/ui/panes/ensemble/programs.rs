//! What the programs at clients believe, on the stage: by shape and by word.

use std::collections::BTreeMap;

use yew::prelude::*;

use super::clients::HALF;
use super::geometry::{Point, arrow, px};
use crate::player::view::{Goal, ProgramView, Stance};
use crate::ui::panes::programs::{stance_key, stance_name};
use crate::ui::widgets::flag;
use crate::vocab::ClientId;

/// More that wait are not drawn one by one.
const MOST_WAITING: usize = 24;

/// From each that waits for another's znode to that other: the line of contenders.
pub fn awaits(places: &BTreeMap<ClientId, Point>, programs: &[ProgramView]) -> Html {
    let waits = |it: &ProgramView| match it.stance {
        Stance::Waits { of: Some(other), .. } => Some((*places.get(&it.client)?, *places.get(&other)?)),
        _ => None,
    };
    let all: Vec<(Point, Point)> = programs.iter().filter_map(waits).collect();
    if MOST_WAITING < all.len() {
        return Html::default();
    }
    html! { <g class="awaits" aria-hidden="true">for (from, to) in all { { await_one(from, to) } }</g> }
}

/// Bent upwards, so that it is seen between two that stand side by side.
fn await_one(from: Point, to: Point) -> Html {
    let bend = (from.distance(to) * 0.22).max(24.0);
    let aside = if to.x < from.x { bend } else { -bend };
    let (curve, head) = arrow(from, to, aside, HALF + 4.0, 6.0);
    html! { <><path class="shaft" d={curve} /><path class="head" d={head} /></> }
}

/// What a client's program believes, above and below the client.
pub fn stance(it: &ProgramView) -> Html {
    let hold = it.hold();
    let token = hold.filter(|(hold, _)| hold.goal.is_exclusive()).map(|(hold, _)| hold.token.to_string());
    html! {
        <g class="stance" aria-hidden="true" data-stance={stance_key(it)}>
            if let Some((hold, is_true)) = hold { { sign(hold.goal, is_true) } }
            <text y={px(HALF + 18.0)}>{ stance_name(it) }</text>
            if let Some(token) = token { <text class="token" y={px(HALF + 29.0)}>{ token }</text> }
        </g>
    }
}

/// A crown for who leads, a key for who holds, a tick for who is within; hollow and in question if it is not so.
fn sign(goal: Goal, is_true: bool) -> Html {
    let d = match goal {
        Goal::Leader => "M-9 0L-10.5 -9.5L-5 -5.2L0 -12L5 -5.2L10.5 -9.5L9 0Z",
        Goal::Lock | Goal::Read | Goal::Write | Goal::Lease => {
            "M-11 -5a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0ZM-8.2 -5a1.7 1.7 0 1 1 3.4 0a1.7 1.7 0 1 1 -3.4 0ZM-1.6 -6.4H10.5V0H8V-3.6H6.2V-1.2H3.7V-3.6H-1.6Z"
        }
        Goal::Barrier | Goal::Member => "M-7 -5l2 -2.2l3.5 3.2l6.5 -7.5l2.2 1.900l-8.5 9.800Z",
    };
    html! {
        <g class="sign" data-true={flag(is_true)} transform={format!("translate(0 {})", px(-HALF - 8.0))}>
            <path {d} />
            if !is_true { <text x="17" y="0">{ "?" }</text> }
        </g>
    }
}
