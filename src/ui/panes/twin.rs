use yew::prelude::*;

use crate::player::Command;
use crate::player::view::{LinkView, ServerView, View};
use crate::ui::lang::tr;
use crate::ui::panes::words;
use crate::vocab::{Port, ServerId};

/// All that the stage shows, as text.
pub fn twin(view: &View, select: &Callback<ServerId>, send: &Callback<Command>) -> Html {
    html! {
        <section class="twin" aria-label={tr!("page.twin.label")}>
            <p>{ tr!("page.twin.now", at = words::clock(view.now)) }{ " " }{ match view.leader {
                Some(leader) => tr!("page.twin.leader", id = leader),
                None => tr!("page.twin.no_leader"),
            } }</p>
            { servers(view, select) }
            { links(view) }
            { flights(view, send) }
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
            <td>{ timers.join(", ") }</td>
        </tr>
    }
}

fn links(view: &View) -> Html {
    let count = |port: Port| view.connections.iter().filter(|it| it.id.port == port).count().to_string();
    let half = view.connections.iter().filter(|it| it.half_open);
    html! {
        <>
            <h2>{ tr!("page.twin.links") }</h2>
            <ul>
                <li>{ tr!("page.twin.connections", election = count(Port::Election), quorum = count(Port::Quorum)) }</li>
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
    html! {
        <>
            <h2>{ tr!("page.twin.flights", n = view.flights.len().to_string()) }</h2>
            <ul>
                for it in view.flights.iter().take(60) {
                    <li key={it.id}>
                        <span>{ format!("{} → {} {} {}", it.from, it.to, it.name(), it.detail()) }</span>{ " " }
                        if it.held {
                            { act(tr!("page.flight.release"), format!("release {} > {} nth {}", it.from, it.to, it.nth)) }
                        } else {
                            { act(tr!("page.flight.hold"), format!("hold {} > {} nth {}", it.from, it.to, it.nth)) }
                        }
                        { " " }
                        { act(tr!("page.flight.drop"), format!("drop {} > {} nth {}", it.from, it.to, it.nth)) }
                    </li>
                }
            </ul>
        </>
    }
}

/// The roles in one line, for the live region.
pub fn roles(servers: &[ServerView], leader: Option<ServerId>) -> AttrValue {
    let parts: Vec<String> = servers.iter().map(|it| words::brief(it.into())).collect();
    match leader {
        Some(leader) => tr!("page.twin.live_leader", id = leader, all = parts.join(", ")),
        None => tr!("page.twin.live", all = parts.join(", ")),
    }
}
