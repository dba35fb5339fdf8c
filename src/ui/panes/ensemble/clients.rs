//! The clients on the stage: each beside the server that it is connected to, with its session running out around it.

use std::collections::BTreeMap;

use yew::prelude::*;

use super::geometry::{Layout, Point, Px, px};
use crate::player::{ClientFigure, ClientFlight, ClientState};
use crate::ui::lang::tr;
use crate::ui::widgets::flag;
use crate::vocab::{ClientId, ServerId, SimTime};

/// Half of a client's side, in pixels.
const HALF: f64 = 11.0;
/// How far two clients of one server stand apart.
const APART: f64 = 34.0;
/// More clients at one server than that are drawn as a number.
const MOST: usize = 5;

/// Where the clients stand: those of one server in a row before it, those of none in the middle.
fn places(layout: &Layout, clients: &[ClientFigure]) -> BTreeMap<ClientId, Point> {
    let mut rows: BTreeMap<Option<ServerId>, Vec<ClientId>> = BTreeMap::new();
    for it in clients {
        rows.entry(it.server).or_default().push(it.id);
    }
    let mut places = BTreeMap::new();
    for (server, row) in &rows {
        let middle = match server {
            Some(id) => layout.place(*id).toward(layout.center, 0.46),
            None => layout.center,
        };
        let shown = row.len().min(MOST);
        for (index, id) in row.iter().enumerate() {
            let from_middle = index.min(shown - 1) as f64 - (shown as f64 - 1.0) / 2.0;
            places.insert(*id, Point { x: middle.x + from_middle * APART, ..middle });
        }
    }
    places
}

/// The clients, the links to their servers, and what is on its way between them.
pub fn clients(
    layout: &Layout,
    all: &[ClientFigure],
    flights: &[ClientFlight],
    now: SimTime,
    choose: &Callback<ClientId>,
) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    let places = places(layout, all);
    html! {
        <g class="clients-on-stage">
            for it in all.iter() { { link(layout, it, places[&it.id]) } }
            for it in flights.iter() { { flight(layout, &places, it, now) } }
            for it in all.iter() { { figure(it, places[&it.id], now, choose) } }
        </g>
    }
}

fn link(layout: &Layout, it: &ClientFigure, at: Point) -> Html {
    let Some(server) = it.server else { return Html::default() };
    let middle = layout.place(server);
    let to = middle.toward(at, layout.radius / middle.distance(at).max(1.0));
    html! { <line class="tie" data-open={flag(it.open)} x1={px(at.x)} y1={px(at.y)} x2={px(to.x)} y2={px(to.y)} /> }
}

fn flight(layout: &Layout, places: &BTreeMap<ClientId, Point>, it: &ClientFlight, now: SimTime) -> Html {
    let Some(client) = places.get(&it.client) else { return Html::default() };
    let server = layout.place(it.server);
    let (from, to) = if it.to_server { (*client, server) } else { (server, *client) };
    let share = match it.arrives {
        None => 0.5,
        Some(at) => now.since(it.sent).0 as f64 / at.since(it.sent).0.max(1) as f64,
    };
    let at = from.toward(to, share.min(1.0));
    html! { <circle class="word" data-kind={it.kind} cx={px(at.x)} cy={px(at.y)} r="4"><title>{ it.name.to_owned() }</title></circle> }
}

fn figure(it: &ClientFigure, at: Point, now: SimTime, choose: &Callback<ClientId>) -> Html {
    let id = it.id;
    let side = px(2.0 * HALF);
    let onclick = choose.reform(move |_: MouseEvent| id);
    let onkeydown = {
        let choose = choose.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                choose.emit(id);
            }
        })
    };
    html! {
        <g class="client" role="button" tabindex="0" data-state={state_key(it)} data-mistaken={flag(it.mistaken)} {onclick} {onkeydown}
            transform={format!("translate({} {})", Px(at.x), Px(at.y))} aria-label={tr!("page.clients.summary", id = id, state = state(it))}>
            if let Some(left) = left(it, now) { { arc(left) } }
            <rect x={px(-HALF)} y={px(-HALF)} width={side.clone()} height={side} rx="5" />
            <text dy="0.35em">{ id.to_string() }</text>
            if it.pending != 0 { <text class="count" x={px(HALF + 3.0)} y={px(-HALF + 4.0)}>{ format!("…{}", it.pending) }</text> }
            if it.watches != 0 { <text class="count" x={px(HALF + 3.0)} y={px(HALF + 2.0)}>{ format!("◉{}", it.watches) }</text> }
        </g>
    }
}

/// How much of the session's time is left by the leader's count, 0 to 1.
fn left(it: &ClientFigure, now: SimTime) -> Option<f64> {
    let at = it.expires?;
    Some((at.since(now).0 as f64 / (f64::from(it.timeout) * 1_000.0).max(1.0)).min(1.0))
}

/// The part of a circle that is left, from the top, clockwise.
fn arc(left: f64) -> Html {
    const RADIUS: f64 = HALF + 6.0;
    let around = std::f64::consts::TAU * RADIUS;
    html! {
        <circle class="session" data-late={flag(left < 0.34)} r={px(RADIUS)} transform="rotate(-90)"
            stroke-dasharray={format!("{} {}", Px(around * left), Px(around))} />
    }
}

fn state(it: &ClientFigure) -> AttrValue {
    match it.state {
        None => tr!("page.state.down"),
        Some(_) if it.paused => tr!("page.state.paused"),
        Some(state) => AttrValue::Static(state.name()),
    }
}

fn state_key(it: &ClientFigure) -> &'static str {
    match it.state {
        _ if it.paused => "paused",
        None | Some(ClientState::Closed | ClientState::AuthFailed) => "down",
        Some(ClientState::Connecting) => "looking",
        Some(ClientState::Connected) => "leading",
        Some(ClientState::ConnectedReadOnly) => "observing",
    }
}
