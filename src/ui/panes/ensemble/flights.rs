use yew::prelude::*;

use super::geometry::{Detail, Layout, Point, dot};
use crate::player::view::{FlightKind, FlightView, View};
use crate::ui::widgets::{flag, hue};
use crate::vocab::{ServerId, SimTime};

/// Where a message is drawn: on its way, or where it waits.
pub fn position(layout: &Layout, flight: &FlightView, now: SimTime, still: bool) -> Point {
    let (start, end) = layout.lane(flight.from, flight.to);
    let share = match flight.arrives {
        Some(_) if still => 0.5,
        Some(arrives) => {
            let whole = arrives.since(flight.sent).0.max(1) as f64;
            (now.since(flight.sent).0 as f64 / whole).clamp(0.0, 1.0)
        }
        None => 0.44 - 0.06 * (flight.nth.clamp(1, 6) - 1) as f64,
    };
    start.toward(end, share)
}

/// The messages that are on their way: one by one, or where there are very many, those of a kind as dots of one path.
/// `chosen`: the one whose menu is open, and the one that the reader points at.
pub fn flights(
    layout: &Layout,
    view: &View,
    chosen: [Option<u64>; 2],
    still: bool,
    hands: (&Callback<u64>, &Callback<Option<u64>>),
) -> Html {
    let swarms = |it: &&FlightView| swarms(layout, it) && !chosen.contains(&Some(it.id));
    html! {
        <g class="flights" aria-hidden="true">
            if layout.crowded { { swarm(layout, view, still, &view.flights.iter().filter(swarms).collect::<Vec<_>>()) } }
            for flight in view.flights.iter().filter(|it| !swarms(it)) {
                { one(layout, flight, view.now, still, chosen.map(|it| it == Some(flight.id)), hands) }
            }
        </g>
    }
}

/// Whether a message is one dot of many. Those that carry a write have letters as long as there is room for one.
fn swarms(layout: &Layout, flight: &FlightView) -> bool {
    let common = matches!(flight.kind, FlightKind::Connection | FlightKind::Notification | FlightKind::Ping);
    layout.crowded && (common || layout.detail == Detail::Dot)
}

/// One path for all that look the same.
fn swarm(layout: &Layout, view: &View, still: bool, flights: &[&FlightView]) -> Html {
    type Look = (FlightKind, Option<ServerId>, bool);
    let mut paths: Vec<(Look, String)> = Vec::new();
    for flight in flights {
        let look = (flight.kind, flight.candidate(), flight.arrives.is_none());
        let place = paths.iter().position(|it| it.0 == look).unwrap_or(paths.len());
        if place == paths.len() {
            paths.push((look, String::new()));
        }
        dot(&mut paths[place].1, position(layout, flight, view.now, still));
    }
    html! {
        <g class="swarm">
            for ((kind, candidate, stuck), d) in paths {
                <path data-kind={kind_key(kind)} data-hue={candidate.map(hue)} data-stuck={flag(stuck)} {d} />
            }
        </g>
    }
}

/// The message nearest to a point, if one is near.
pub fn nearest(layout: &Layout, view: &View, still: bool, to: Point) -> Option<u64> {
    let far = |it: &FlightView| position(layout, it, view.now, still).distance(to);
    let near = view.flights.iter().map(|it| (far(it), it.id)).filter(|it| it.0 < 14.0);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1)
}

fn one(
    layout: &Layout,
    flight: &FlightView,
    now: SimTime,
    still: bool,
    [picked, hovered]: [bool; 2],
    (pick, hover): (&Callback<u64>, &Callback<Option<u64>>),
) -> Html {
    let at = position(layout, flight, now, still);
    let id = flight.id;
    let stuck = flight.arrives.is_none();
    let candidate = flight.candidate();
    html! {
        <g key={id} class="flight" data-kind={kind_key(flight.kind)} data-hue={candidate.map(hue)}
            data-stuck={flag(stuck)} data-picked={flag(picked)} data-hovered={flag(hovered)}
            onpointerover={hover.reform(move |_: PointerEvent| Some(id))} onpointerout={hover.reform(|_: PointerEvent| None)}
            transform={format!("translate({at})")}
            onpointerdown={|event: PointerEvent| event.stop_propagation()} onclick={pick.reform(move |_: MouseEvent| id)}>
            <circle class="reach" r="14" />
            { if layout.detail == Detail::Dot { html! { <circle class="mark" r="3.6" /> } } else { mark(flight.kind, candidate) } }
            if flight.held {
                <g class="lock" transform="translate(9 -11)">
                    <path class="shackle" d="M-3 -1V-3.4a3 3 0 0 1 6 0V-1" /><rect x="-5" y="-1" width="10" height="7.5" rx="1.5" />
                </g>
            }
        </g>
    }
}

/// The word for a kind in the style sheets.
fn kind_key(kind: FlightKind) -> &'static str {
    match kind {
        FlightKind::Connection => "connection",
        FlightKind::Notification => "notification",
        FlightKind::Discovery => "discovery",
        FlightKind::Synchronization => "synchronization",
        FlightKind::Proposal => "proposal",
        FlightKind::Ack => "ack",
        FlightKind::Commit => "commit",
        FlightKind::Request => "request",
        FlightKind::Ping => "ping",
    }
}

/// What a message looks like; the number on a vote is the candidate. Kinds differ by shape and letter, not by colour alone.
pub fn mark(kind: FlightKind, candidate: Option<ServerId>) -> Html {
    let lettered = |shape: Html, letter: String| html! { <>{ shape }<text y="4">{ letter }</text></> };
    let path = |d: &'static str| html! { <path class="mark" {d} /> };
    match kind {
        FlightKind::Notification => lettered(
            html! { <rect class="mark" x="-11" y="-8" width="22" height="16" rx="3" /> },
            candidate.map_or("–".to_owned(), |it| it.0.to_string()),
        ),
        FlightKind::Connection => html! { <circle class="mark" r="4" /> },
        FlightKind::Discovery => path("M0 -7.5L7.5 0L0 7.5L-7.5 0Z"),
        FlightKind::Synchronization => lettered(path("M-5 -9H5L10 0L5 9H-5L-10 0Z"), "S".to_owned()),
        FlightKind::Proposal => lettered(path("M-8 -8H8V8H-8Z"), "P".to_owned()),
        FlightKind::Ack => lettered(path("M-8 -8H4L9 0L4 8H-8Z"), "A".to_owned()),
        FlightKind::Commit => lettered(html! { <circle class="mark" r="9" /> }, "C".to_owned()),
        FlightKind::Request => lettered(path("M0 -11L10 7H-10Z"), "R".to_owned()),
        FlightKind::Ping => html! { <circle class="mark" r="3.2" /> },
    }
}

/// A message in the help, drawn as on the stage.
pub fn specimen(kind: FlightKind) -> Html {
    let candidate = ServerId(3);
    html! {
        <svg viewBox="-16 -16 32 32" class="flights" aria-hidden="true">
            <g class="flight" data-kind={kind_key(kind)} data-hue={hue(candidate)}>{ mark(kind, Some(candidate)) }</g>
        </svg>
    }
}
