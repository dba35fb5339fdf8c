use yew::prelude::*;

use crate::player::Command;
use crate::player::view::{Fate, PathView, Station, StationView, StopView, When};
use crate::ui::lang::tr;
use crate::ui::panes::words;
use crate::ui::widgets::{Glyph, flag, icon};
use crate::vocab::SimTime;

/// How many servers are told one by one at a station where there are many.
const STOPS: usize = 6;

/// The way of a write, station by station; each moment leads to where it is told.
pub fn path(path: &PathView, send: &Callback<Command>, close: &Callback<()>) -> Html {
    let title = match path.zxid {
        Some(zxid) => tr!("page.path.title", zxid = zxid),
        None => tr!("page.path.title_unnumbered"),
    };
    let begun =
        path.stations.iter().flat_map(|it| &it.stops).filter_map(|it| moment(it.when)).map(|it| it.1).min();
    html! {
        <section class="path" aria-label={title.clone()}>
            <header>
                <h2>{ title }{ " " }<code>{ path.op.clone() }</code></h2>
                <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
            </header>
            <p class="fate" data-fate={fate_key(path.fate)}>{ fate(path.fate) }{ " " }{ answer(path) }</p>
            <ol>
                for it in path.stations.iter() { { station(it, begun, send) } }
            </ol>
        </section>
    }
}

fn station(it: &StationView, begun: Option<SimTime>, send: &Callback<Command>) -> Html {
    let done = it.stops.iter().filter(|it| matches!(it.when, When::Done(..) | When::Loaded)).count();
    let how_far = match done {
        0 if it.stops.iter().any(|it| matches!(it.when, When::Lost(..))) => "lost",
        0 => "ahead",
        it_all if it_all == it.stops.len() => "passed",
        _ => "passing",
    };
    let folds = STOPS + 1 < it.stops.len();
    let shown: Vec<&StopView> = it
        .stops
        .iter()
        .enumerate()
        .filter(|(place, it)| !folds || *place < STOPS || it.decisive)
        .map(|it| it.1)
        .collect();
    html! {
        <li key={station_key(it.station)} data-station={station_key(it.station)} data-done={how_far}>
            <b title={station_is(it.station)}>{ station_name(it.station) }</b>
            <ul>
                if folds {
                    <li class="rest">{ tr!("page.path.rest", done = done, all = it.stops.len()) }</li>
                }
                for it in shown { { stop(it, begun, send) } }
            </ul>
        </li>
    }
}

fn stop(it: &StopView, begun: Option<SimTime>, send: &Callback<Command>) -> Html {
    let id = it.server;
    let after = |at: SimTime| begun.map_or_else(|| words::clock(at), |it| words::after(at.since(it)));
    let (key, note) = match it.when {
        When::NotYet(known) => ("ahead", known.map(|it| after(it.1))),
        When::Underway(..) => ("underway", Some(tr!("page.path.underway").to_string())),
        When::Done(_, at) => ("done", Some(after(at))),
        When::Loaded => ("loaded", Some(tr!("page.path.loaded").to_string())),
        When::Lost(_, at) => ("lost", Some(format!("✕ {}", after(at)))),
        When::Undone(_, at) => ("undone", Some(tr!("page.path.undone", at = after(at)).to_string())),
    };
    let inside = html! {
        <>
            { id.to_string() }
            if let Some(note) = note { <small>{ note }</small> }
            if it.decisive && key == "done" { <em>{ tr!("page.logs.quorum") }</em> }
        </>
    };
    match moment(it.when) {
        Some((place, at)) => html! {
            <li key={id.0}><button type="button" data-when={key} data-decisive={flag(it.decisive)} title={tr!("page.path.go", at = words::clock(at))}
                onclick={send.reform(move |_: MouseEvent| Command::SeekEntry(place))}>{ inside }</button></li>
        },
        None => html! { <li key={id.0}><span data-when={key}>{ inside }</span></li> },
    }
}

fn moment(when: When) -> Option<(usize, SimTime)> {
    match when {
        When::NotYet(known) => known,
        When::Loaded => None,
        When::Underway(place, at)
        | When::Done(place, at)
        | When::Lost(place, at)
        | When::Undone(place, at) => Some((place, at)),
    }
}

fn fate(it: Fate) -> AttrValue {
    match it {
        Fate::Asked => tr!("page.path.fate.asked"),
        Fate::Proposed { acks, missing: 0 } => tr!("page.path.fate.enough", acks = acks),
        Fate::Proposed { acks, missing } => tr!("page.path.fate.proposed", acks = acks, missing = missing),
        Fate::Committed => tr!("page.path.fate.committed"),
        Fate::Adopted(leader) => tr!("page.path.fate.adopted", leader = leader),
        Fate::Gone => tr!("page.path.fate.gone"),
    }
}

fn fate_key(it: Fate) -> &'static str {
    match it {
        Fate::Asked | Fate::Proposed { .. } => "underway",
        Fate::Committed | Fate::Adopted(_) => "committed",
        Fate::Gone => "gone",
    }
}

fn answer(path: &PathView) -> AttrValue {
    match (path.answered, path.fate) {
        (Some(true), _) => tr!("page.path.answered"),
        (Some(false), _) => tr!("page.path.unanswered"),
        (None, Fate::Gone) => AttrValue::Static(""),
        (None, _) if path.stations.iter().any(|it| it.station == Station::Answered) => tr!("page.path.waits"),
        (None, _) => AttrValue::Static(""),
    }
}

fn station_name(it: Station) -> AttrValue {
    match it {
        Station::Asked => tr!("page.path.asked"),
        Station::Request => AttrValue::Static("REQUEST"),
        Station::Proposed => tr!("page.path.proposed"),
        Station::Proposal => AttrValue::Static("PROPOSAL"),
        Station::Logged => tr!("page.logs.flushed"),
        Station::Acknowledged => AttrValue::Static("ACK"),
        Station::Committed => tr!("page.path.committed"),
        Station::Commit => AttrValue::Static("COMMIT"),
        Station::Inform => AttrValue::Static("INFORM"),
        Station::Applied => tr!("page.logs.applied"),
        Station::Answered => tr!("page.path.answer"),
    }
}

fn station_is(it: Station) -> AttrValue {
    match it {
        Station::Asked => tr!("page.path.asked_is"),
        Station::Request => tr!("page.path.request_is"),
        Station::Proposed => tr!("page.path.proposed_is"),
        Station::Proposal => tr!("page.path.proposal_is"),
        Station::Logged => tr!("page.logs.flushed_is"),
        Station::Acknowledged => tr!("page.logs.acknowledged_is"),
        Station::Committed => tr!("page.path.committed_is"),
        Station::Commit => tr!("page.path.commit_is"),
        Station::Inform => tr!("page.path.inform_is"),
        Station::Applied => tr!("page.logs.applied_is"),
        Station::Answered => tr!("page.path.answer_is"),
    }
}

fn station_key(it: Station) -> &'static str {
    match it {
        Station::Asked => "asked",
        Station::Request => "request",
        Station::Proposed => "proposed",
        Station::Proposal => "proposal",
        Station::Logged => "logged",
        Station::Acknowledged => "ack",
        Station::Committed => "committed",
        Station::Commit => "commit",
        Station::Inform => "inform",
        Station::Applied => "applied",
        Station::Answered => "answered",
    }
}
