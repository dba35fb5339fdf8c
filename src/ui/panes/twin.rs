use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use crate::player::view::{ConnectionView, ErrandView, FlightView, LinkView, ServerView, View};
use crate::player::{self, ClientFlight, Command};
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::words;
use crate::vocab::{Port, ServerId, SimTime};

/// No more messages are told of one by one, each with what can be done to it; the others are counted.
const MOST_FLIGHTS: usize = 60;

/// See [`Twin`].
#[derive(Clone, PartialEq, Properties)]
pub struct TwinProps {
    pub view: Rc<View>,
    pub select: Callback<ServerId>,
    pub send: Callback<Command>,
}

/// All that the stage shows, as text; what is told of clients and programs stands in the inventory below.
#[component]
pub fn Twin(TwinProps { view, select, send }: &TwinProps) -> Html {
    use_lang();
    html! {
        <section class="twin" aria-label={tr!("page.twin.label")}>
            <p>{ tr!("page.twin.now", at = words::clock(view.now)) }{ " " }{ match view.leader {
                Some(leader) => tr!("page.twin.leader", id = leader),
                None => tr!("page.twin.no_leader"),
            } }</p>
            if let Some(text) = &view.caption { <p>{ player::caption(text, lang()).to_owned() }</p> }
            { servers(view, select) }
            { links(view) }
            { flights(view, send) }
            { errands(view) }
        </section>
    }
}

fn servers(view: &View, select: &Callback<ServerId>) -> Html {
    html! {
        <table>
            <caption>{ tr!("page.twin.servers") }</caption>
            <thead><tr>
                <th scope="col">{ tr!("page.twin.server") }</th>
                <th scope="col">{ tr!("page.ballots.state") }</th>
                <th scope="col">{ tr!("page.phase.label") }</th>
                <th scope="col">{ tr!("page.ballots.leader") }</th>
                <th scope="col">{ tr!("page.ballots.round") }</th>
                <th scope="col">{ "zxid" }</th>
                <th scope="col">{ tr!("page.twin.epochs") }</th>
                <th scope="col">{ tr!("page.timer.label") }</th>
            </tr></thead>
            <tbody>
                for server in view.servers.iter() { { server_row(server, view, select) } }
            </tbody>
        </table>
    }
}

fn server_row(server: &ServerView, view: &View, select: &Callback<ServerId>) -> Html {
    let id = server.id;
    let vote =
        server.vote.filter(|_| server.state.is_some()).map_or("–".to_owned(), |it| it.leader.to_string());
    let timers: Vec<String> = server.timers.iter().map(|it| words::timer(it, view.now)).collect();
    html! {
        <tr key={id.0} data-state={words::state_key(server.into())}>
            <th scope="row"><button type="button" class="link" onclick={select.reform(move |_: MouseEvent| id)}>{ id.to_string() }</button></th>
            <td class="state">{ words::state(server.into()) }</td>
            <td>{ words::phase(server.into()) }</td>
            <td>{ vote }</td>
            <td class="number">{ server.round.to_string() }</td>
            <td class="number">{ server.last_zxid.to_string() }</td>
            <td class="number">{ format!("{}/{}", server.accepted_epoch, server.current_epoch) }</td>
            <td>{ timers.join(", ") }</td>
        </tr>
    }
}

fn links(view: &View) -> Html {
    let pairs = |port: Port| {
        let ends = |it: &ConnectionView| {
            let (opener, other) = (it.id.opening_server(), it.to);
            format!("{}–{}", opener.min(other), opener.max(other))
        };
        let mut pairs: Vec<String> =
            view.connections.iter().filter(|it| it.id.port == port).map(ends).collect();
        pairs.sort();
        pairs.dedup();
        if pairs.is_empty() { "–".to_owned() } else { pairs.join(", ") }
    };
    let half = view.connections.iter().filter(|it| it.half_open);
    html! {
        <>
            <h2>{ tr!("page.twin.links") }</h2>
            <ul class="links">
                <li>{ tr!("page.twin.election", pairs = pairs(Port::Election)) }</li>
                <li>{ tr!("page.twin.quorum", pairs = pairs(Port::Quorum)) }</li>
                for it in half {
                    <li>{ tr!("page.twin.half_open", id = it.id, to = it.to) }</li>
                }
                for it in view.links.iter() { { link(it) } }
            </ul>
        </>
    }
}

fn link(it: &LinkView) -> Html {
    let (from, to) = (it.from.to_string(), it.to.to_string());
    html! {
        <>
            if it.cut { <li>{ tr!("page.twin.cut", from = from.clone(), to = to.clone()) }</li> }
            if let Some(span) = it.delay { <li>{ tr!("page.twin.delayed", from = from, to = to, span = span) }</li> }
        </>
    }
}

fn flights(view: &View, send: &Callback<Command>) -> Html {
    let act = |label: AttrValue, line: String| {
        let onclick = send.reform({
            let line = line.clone();
            move |_: MouseEvent| Command::Act(line.clone())
        });
        html! { <button type="button" class="link" title={line} {onclick}>{ label }</button> }
    };
    let mut rest: BTreeMap<&'static str, usize> = BTreeMap::new();
    for it in view.flights.iter().skip(MOST_FLIGHTS) {
        *rest.entry(it.name()).or_default() += 1;
    }
    let rest: Vec<String> = rest.into_iter().map(|(name, count)| format!("{count} × {name}")).collect();
    html! {
        <>
            <h2>{ tr!("page.twin.flights", n = (view.flights.len() + view.client_flights.len()).to_string()) }</h2>
            <ul class="flights-told">
                for it in view.flights.iter().take(MOST_FLIGHTS) {
                    <li key={it.id}>
                        <span>{ format!("{} → {} {} {}", it.from, it.to, it.name(), it.detail()) }</span>{ " " }{ whereabouts(it) }{ " " }
                        if it.held {
                            { act(tr!("page.flight.release"), format!("release {} > {} nth {}", it.from, it.to, it.nth)) }
                        } else {
                            { act(tr!("page.flight.hold"), format!("hold {} > {} nth {}", it.from, it.to, it.nth)) }
                        }
                        { " " }
                        { act(tr!("page.flight.drop"), format!("drop {} > {} nth {}", it.from, it.to, it.nth)) }
                    </li>
                }
                for it in view.client_flights.iter() { <li><span>{ client_flight(it) }</span>{ " " }{ due(it.arrives) }</li> }
                if !rest.is_empty() { <li>{ rest.join(", ") }</li> }
            </ul>
        </>
    }
}

/// Where a message is: when it arrives, or why it does not.
fn whereabouts(it: &FlightView) -> AttrValue {
    if it.held { tr!("page.twin.held") } else { due(it.arrives) }
}

fn due(arrives: Option<SimTime>) -> AttrValue {
    match arrives {
        Some(at) => tr!("page.twin.arrives", at = words::clock(at)),
        None => tr!("page.twin.waits"),
    }
}

fn client_flight(it: &ClientFlight) -> String {
    let path = it.path.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    let (client, server) = (it.client, it.server);
    match it.to_server {
        true => format!("{client} → {server} {}{path}", it.name),
        false => format!("{server} → {client} {}{path}", it.name),
    }
}

/// What is on its way to the store.
fn errands(view: &View) -> Html {
    let Some(store) = view.store.as_ref().filter(|it| !it.errands.is_empty()) else { return Html::default() };
    let told = |it: &ErrandView| {
        tr!("page.twin.errand", client = it.client, token = it.token, at = words::clock(it.arrives))
    };
    html! { <ul>for it in store.errands.iter() { <li>{ told(it) }</li> }</ul> }
}
