//! The clients on the stage: each beside the server that it is connected to, with its session running out around it.

use std::collections::{BTreeMap, BTreeSet};

use yew::prelude::*;

use super::geometry::{Detail, Layout, Point, Px, px};
use super::programs::{awaits, stance};
use super::store::store;
use crate::player::view::{ProgramView, View};
use crate::player::{ClientFigure, ClientFlight, ClientState};
use crate::ui::deeds::Thing;
use crate::ui::lang::tr;
use crate::ui::panes::programs;
use crate::ui::widgets::flag;
use crate::vocab::{ClientId, ProcessId, ServerId, SimTime};

/// Half of a client's side, in pixels.
pub const HALF: f64 = 11.0;
/// How far from its server's edge the count of a client's watches stands.
const KEPT: f64 = 9.0;
/// How far two clients of one server stand apart.
const APART: f64 = 38.0;
/// The same where there are words below them.
const WIDER_APART: f64 = 48.0;
/// How far below a server's edge what is told of it reaches, and half a client.
const BELOW: f64 = 74.0;
/// How far from a server's edge a client stands at least that is not below it, and one with words below itself.
const BESIDE: f64 = 20.0;
const WORDS: f64 = 48.0;
/// How far a second row of them is behind the first.
const BEHIND: f64 = 68.0;
/// What stands above a client that believes to hold something.
const HIGHER: f64 = 24.0;
/// More clients at one server than that are a crowd: what is beyond is drawn as a number.
const MOST: usize = 5;

/// And if there are more in all, those of a server are a crowd where servers are but dots.
const MOST_AT_DOTS: usize = 60;

/// Where clients stand.
struct Ranks {
    places: BTreeMap<ClientId, Point>,
    /// Those of a crowd, who are not drawn one by one.
    hidden: BTreeSet<ClientId>,
    /// Where such a crowd stands, and how many they are.
    crowds: Vec<(Point, usize)>,
}

/// The clients of one server in a row before it, those of none in the middle; where there are too many, first those who
/// believe to hold something.
fn ranks(layout: &Layout, view: &View) -> Ranks {
    let wordy = !view.programs.is_empty();
    let (apart, abreast) = match wordy {
        _ if layout.detail == Detail::Dot && MOST_AT_DOTS < view.clients.len() => (APART, 1),
        true => (WIDER_APART, MOST - 1),
        false => (APART, MOST),
    };
    let holds = |id: &ClientId| view.programs.iter().any(|it| it.client == *id && it.hold().is_some());
    let mut rows: BTreeMap<Option<ServerId>, Vec<ClientId>> = BTreeMap::new();
    for it in view.clients.iter() {
        rows.entry(it.server).or_default().push(it.id);
    }
    let mut ranks = Ranks { places: BTreeMap::new(), hidden: BTreeSet::new(), crowds: Vec::new() };
    for (server, row) in &mut rows {
        let middle = server.map_or(layout.center, |id| stand(layout, id, wordy));
        let in_two_rows = wordy && row.len() <= 2 * abreast;
        let shown = if in_two_rows { row.len() } else { row.len().min(abreast) };
        let behind = if middle.y <= layout.center.y { BEHIND } else { -BEHIND };
        let place = |index: usize| {
            let (rank, file) = (index / abreast, index % abreast);
            let files = (shown - rank * abreast).min(abreast);
            let from_middle = file as f64 - (files as f64 - 1.0) / 2.0;
            Point { x: middle.x + from_middle * apart, y: middle.y + behind * rank as f64 }
        };
        if shown < row.len() {
            row.sort_by_key(|id| !holds(id));
            ranks.hidden.extend(&row[shown - 1..]);
            ranks.crowds.push((place(shown - 1), row.len() - shown + 1));
        }
        ranks.places.extend(row.iter().enumerate().map(|(index, id)| (*id, place(index.min(shown - 1)))));
    }
    ranks
}

/// Where the clients of a server stand: toward the middle, but not on the server and not on what is told below it.
fn stand(layout: &Layout, server: ServerId, wordy: bool) -> Point {
    let from = layout.place(server);
    let far = from.distance(layout.center).max(1.0);
    let is_below = 0.7 < (layout.center.y - from.y) / far;
    let room = match (is_below, wordy) {
        (true, true) => BELOW + HIGHER,
        (true, false) => BELOW,
        (false, true) => WORDS,
        (false, false) => BESIDE,
    };
    from.toward(layout.center, ((layout.radius + room) / far).clamp(0.46, 0.8))
}

/// Tab stops at one process of the stage; where the focus lands, it does from then on.
pub type Stop<'a> = (ProcessId, &'a Callback<ProcessId>);

/// The clients, the links to their servers, what is on its way between them, and what their programs believe.
pub fn clients(layout: &Layout, view: &View, choose: &Callback<ClientId>, stop: Stop) -> Html {
    if view.clients.is_empty() {
        return Html::default();
    }
    let Ranks { places, hidden, crowds } = ranks(layout, view);
    let drawn = || view.clients.iter().filter(|it| !hidden.contains(&it.id));
    let program = |id: ClientId| view.programs.iter().find(|it| it.client == id);
    html! {
        <g class="clients-on-stage">
            for it in drawn() { { link(layout, it, places[&it.id]) } }
            { awaits(&places, &view.programs) }
            for it in view.client_flights.iter() { { flight(layout, &places, it, view.now) } }
            if let Some(it) = &view.store { { store(layout, &places, it, view.now) } }
            for (at, count) in crowds { <text class="crowd" x={px(at.x)} y={px(at.y + 5.0)}>{ format!("+{count}") }</text> }
            for it in drawn() { { figure(it, program(it.id), places[&it.id], view.now, choose, stop) } }
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
                    <title>{ tr!("page.watch.held", server = server, count = it.armed, client = it.id) }</title>
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
            <path class="word" data-kind={it.kind} transform={format!("translate({at})")} d={shape(it.kind)}><title>{ told }</title></path>
            if let Some(path) = &it.path { <text class="told" x={px(at.x + 7.0)} y={px(at.y - 5.0)}>{ format!("⚡{path}") }</text> }
        </>
    }
}

/// A request is a triangle, as among the servers; a reply a ball, an event a star, a ping a dot.
fn shape(kind: &str) -> &'static str {
    match kind {
        "request" => "M0 -5.5L5 3H-5Z",
        "reply" => "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
        "event" => "M0 -7L2 -2L7 0L2 2L0 7L-2 2L-7 0L-2 -2Z",
        _ => "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0Z",
    }
}

fn figure(
    it: &ClientFigure,
    program: Option<&ProgramView>,
    at: Point,
    now: SimTime,
    choose: &Callback<ClientId>,
    (stop, land): Stop,
) -> Html {
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
    let held = server.map(|server| tr!("page.watch.held", server = server, count = it.armed, client = id));
    let unheld = (it.unarmed != 0).then(|| tr!("page.watch.unheld", client = id, count = it.unarmed));
    let summary = tr!("page.clients.summary", id = id, state = state(it));
    let facts: Vec<String> = [Some(summary), program.map(programs::told), held, unheld]
        .into_iter()
        .flatten()
        .map(|it| it.to_string())
        .collect();
    html! {
        <g transform={format!("translate({} {})", Px(at.x), Px(at.y))}>
            <g class="client" role="button" tabindex={if stop == id.into() { "0" } else { "-1" }} onfocus={land.reform(move |_: FocusEvent| id.into())} data-thing={Thing::Client(id).to_string()} data-state={state_key(it)} data-mistaken={flag(it.mistaken)} {onclick} {onkeydown} aria-label={facts.join(" · ")}>
                if let Some(left) = left(it, now) { { arc(left) } }
                <rect x={px(-HALF)} y={px(-HALF)} width={side.clone()} height={side} rx="5" />
                <text dy="0.35em">{ id.to_string() }</text>
            </g>
            // Beside the button, whose name says the same in words.
            if let Some(it) = program { { stance(it) } }
            if it.paused { <path class="halt" d="M-21 -19h3v9h-3zM-16 -19h3v9h-3z" /> }
            if it.pending != 0 { <text class="count" aria-hidden="true" x={px(HALF + 3.0)} y={px(-HALF + 4.0)}>{ format!("…{}", it.pending) }</text> }
            if it.unarmed != 0 { <text class="count" aria-hidden="true" data-below="true" y={px(if program.is_some() { -HALF - 9.0 } else { HALF + 17.0 })}>{ format!("◌{}", it.unarmed) }</text> }
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
