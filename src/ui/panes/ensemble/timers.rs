use yew::prelude::*;

use super::geometry::{Detail, Layout, RING, RINGS, arc, px};
use crate::player::view::{Condition, ServerView, TimerKind, TimerView, View};
use crate::ui::panes::words;
use crate::ui::widgets::flag;
use crate::vocab::{ServerId, SimTime};

/// The countdowns around the servers: each arc is what is left of one, and those that look the same are one path.
/// Those of the servers in `named` have names.
pub fn timers(layout: &Layout, view: &View, named: &[ServerId]) -> Html {
    let most = if layout.detail == Detail::Dot { 1 } else { RINGS };
    let running = || view.servers.iter().filter(|it| it.condition == Condition::Running);
    let mut paths: Vec<((TimerKind, bool), String)> = Vec::new();
    for server in running() {
        let at = layout.place(server.id);
        for (index, timer) in soonest(&server.timers).into_iter().take(most).enumerate() {
            let radius = layout.radius * 1.08 + 6.0 + RING * index as f64;
            let left = left(&timer, view.now);
            let look = (timer.kind, left < 0.5);
            if left <= 0.02 {
                continue;
            }
            match paths.iter_mut().find(|it| it.0 == look) {
                Some((_, path)) => path.push_str(&arc(at, radius, left)),
                None => paths.push((look, arc(at, radius, left))),
            }
        }
    }
    html! {
        <g class="timers" aria-hidden="true">
            for ((kind, late), d) in paths { <path data-timer={words::timer_key(kind)} data-late={flag(late)} {d} /> }
            for server in running().filter(|it| named.contains(&it.id)) { { names(layout, server, view.now) } }
        </g>
    }
}

/// How much of a countdown is left: 1 at its start, 0 at its end.
pub fn left(timer: &TimerView, now: SimTime) -> f64 {
    let whole = timer.until.since(timer.since).0.max(1) as f64;
    (timer.until.since(now).0 as f64 / whole).clamp(0.0, 1.0)
}

/// The soonest countdown of each kind.
pub fn soonest(timers: &[TimerView]) -> Vec<TimerView> {
    let mut soonest: Vec<TimerView> = Vec::new();
    for timer in timers {
        if soonest.iter().all(|it| it.kind != timer.kind) {
            soonest.push(*timer);
        }
    }
    soonest
}

fn names(layout: &Layout, server: &ServerView, now: SimTime) -> Html {
    let at = layout.place(server.id);
    let leftward = at.x > layout.center.x + 1.0;
    let away = layout.reach() + 10.0;
    let x = if leftward { at.x - away } else { at.x + away };
    let lines = soonest(&server.timers).into_iter().take(3).enumerate().map(|(index, timer)| {
        let y = at.y - layout.radius * 0.6 + 15.0 * index as f64;
        html! {
            <text data-timer={words::timer_key(timer.kind)} data-leftward={flag(leftward)} x={px(x)} y={px(y)}>
                { words::timer(&timer, now) }
            </text>
        }
    });
    html! { <g key={format!("names-{}", server.id)}>{ for lines }</g> }
}
