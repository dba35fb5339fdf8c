use std::rc::Rc;

use yew::prelude::*;

use super::geometry::{Detail, Layout, Point, arc};
use crate::player::view::{Condition, ServerView, TimerView, View};
use crate::ui::lang::use_lang;
use crate::ui::panes::words;
use crate::vocab::{ServerId, SimTime};

/// See [`Timers`].
#[derive(PartialEq, Properties)]
pub struct TimersProps {
    pub layout: Rc<Layout>,
    pub view: Rc<View>,
    /// Whose countdowns are named.
    pub named: Vec<ServerId>,
}

/// The countdowns around the servers: each arc is what is left of one.
#[component]
pub fn Timers(TimersProps { layout, view, named }: &TimersProps) -> Html {
    use_lang();
    let most = if layout.detail == Detail::Dot { 1 } else { 3 };
    html! {
        <g class="timers" aria-hidden="true">
            for server in view.servers.iter().filter(|it| it.condition == Condition::Running) {
                { arcs(layout, server, view.now, most) }
                if named.contains(&server.id) { { names(layout, server, view.now) } }
            }
        </g>
    }
}

/// How much of a countdown is left: 1 at its start, 0 at its end.
pub fn left(timer: &TimerView, now: SimTime) -> f64 {
    let whole = timer.until.since(timer.since).0.max(1) as f64;
    (timer.until.since(now).0 as f64 / whole).clamp(0.0, 1.0)
}

fn arcs(layout: &Layout, server: &ServerView, now: SimTime, most: usize) -> Html {
    let at = layout.place(server.id);
    let arcs = server.timers.iter().take(most).enumerate().map(|(index, timer)| {
        let radius = layout.radius * 1.08 + 7.0 + 4.5 * index as f64;
        html! { <path data-timer={words::timer_key(timer.kind)} d={arc(at, radius, left(timer, now))} /> }
    });
    html! { <g key={server.id.0}>{ for arcs }</g> }
}

fn names(layout: &Layout, server: &ServerView, now: SimTime) -> Html {
    let at = layout.place(server.id);
    let shown = server.timers.len().min(3);
    let left_side = at.x > layout.center.x + 1.0;
    let away = layout.radius * 1.08 + 16.0;
    let corner = Point {
        x: if left_side { at.x - away } else { at.x + away },
        y: at.y - 7.0 * (shown as f64 - 1.0) - layout.radius * 0.5,
    };
    let anchor = if left_side { "end" } else { "start" };
    let lines = server.timers.iter().take(shown).enumerate().map(|(index, timer)| {
        let y = corner.y + 15.0 * index as f64;
        html! {
            <text data-timer={words::timer_key(timer.kind)} x={format!("{:.0}", corner.x)} y={format!("{y:.0}")}
                text-anchor={anchor}>{ words::timer(timer, now) }</text>
        }
    });
    html! { <g key={format!("names-{}", server.id)}>{ for lines }</g> }
}
