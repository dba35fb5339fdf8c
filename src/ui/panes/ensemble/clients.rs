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
/// How far from its server's edge the count of a client's watches stands.
const KEPT: f64 = 9.0;
/// How far two clients of one server stand apart.
const APART: f64 = 38.0;
/// How far below a server's edge what is told of it reaches, and half a client.
const BELOW: f64 = 74.0;
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
            Some(id) => stand(layout, *id),
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

/// Where the clients of a server stand: toward the middle, but not on what is told below it.
fn stand(layout: &Layout, server: ServerId) -> Point {
    let from = layout.place(server);
    let far = from.distance(layout.center).max(1.0);
    let is_below = 0.7 < (layout.center.y - from.y) / far;
    let share = if is_below { ((layout.radius + BELOW) / far).clamp(0.46, 0.8) } else { 0.46 };
    from.toward(layout.center, share)
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
    // The watches that the server keeps for it hang at the server's end: when they fire, they leave it as events.
    let kept = middle.toward(at, (layout.radius + KEPT) / middle.distance(at).max(1.0));
    html! {
        <>
            <line class="tie" data-open={flag(it.open)} x1={px(at.x)} y1={px(at.y)} x2={px(to.x)} y2={px(to.y)} />
            if it.armed != 0 {
                <g class="kept" transform={format!("translate({} {})", Px(kept.x), Px(kept.y))}>
                    <title>{ tr!("page.watch.held", server = server, n = it.armed, client = it.id) }</title>
                    <circle r={px(KEPT - 1.5)} /><text dy="0.35em">{ it.armed.to_string() }</text>
                </g>
            }
        </>
    }
}

fn flight(layout: &Layout, places: &BTreeMap<ClientId, Point>, it: &ClientFlight, now: SimTime) -> Html {
    let Some(client) = places.get(&it.client) else { return Html::default() };
    let server = layout.place(it.server);
    let edge = server.toward(*client, layout.radius / server.distance(*client).max(1.0));
    let (from, to) = if it.to_server { (*client, edge) } else { (edge, *client) };
    let share = match it.arrives {
        None => 0.5,
        Some(at) => now.since(it.sent).0 as f64 / at.since(it.sent).0.max(1) as f64,
    };
    let at = from.toward(to, share.min(1.0));
    let told = it.path.as_ref().map_or_else(|| it.name.to_owned(), |path| format!("{} {path}", it.name));
    html! {
        <>
            <circle class="word" data-kind={it.kind} cx={px(at.x)} cy={px(at.y)} r="4"><title>{ told }</title></circle>
            if let Some(path) = &it.path { <text class="told" x={px(at.x + 7.0)} y={px(at.y - 5.0)}>{ format!("⚡{path}") }</text> }
        </>
    }
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
    let server = it.server.filter(|_| it.armed != 0);
    let held = server.map(|server| tr!("page.watch.held", server = server, n = it.armed, client = id));
    let unheld = (it.unarmed != 0).then(|| tr!("page.watch.unheld", client = id, n = it.unarmed));
    let summary = tr!("page.clients.summary", id = id, state = state(it));
    let facts: Vec<String> =
        [Some(summary), held, unheld].into_iter().flatten().map(|it| it.to_string()).collect();
    html! {
        <g transform={format!("translate({} {})", Px(at.x), Px(at.y))}>
            <g class="client" role="button" tabindex="0" data-state={state_key(it)} data-mistaken={flag(it.mistaken)} {onclick} {onkeydown} aria-label={facts.join(" · ")}>
                if let Some(left) = left(it, now) { { arc(left) } }
                <rect x={px(-HALF)} y={px(-HALF)} width={side.clone()} height={side} rx="5" />
                <text dy="0.35em">{ id.to_string() }</text>
            </g>
            // Beside the button, whose name says the same in words.
            if it.pending != 0 { <text class="count" aria-hidden="true" x={px(HALF + 3.0)} y={px(-HALF + 4.0)}>{ format!("…{}", it.pending) }</text> }
            if it.unarmed != 0 { <text class="count" aria-hidden="true" data-below="true" y={px(HALF + 17.0)}>{ format!("◌{}", it.unarmed) }</text> }
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
