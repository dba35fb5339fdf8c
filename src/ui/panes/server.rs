use std::rc::Rc;

use yew::prelude::*;

use crate::player::Command;
use crate::player::view::{Condition, LinkView, ServerView};
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::ballots::{Ballots, countdowns};
use crate::ui::panes::faults::{Faults, process};
use crate::ui::panes::words;
use crate::ui::widgets::{flag, hue};
use crate::vocab::{ServerId, SimTime};

/// See [`ServerPane`].
#[derive(PartialEq, Properties)]
pub struct ServerPaneProps {
    /// The one that is looked at, if one is.
    pub server: Option<Rc<ServerView>>,
    /// All of them.
    pub ids: Rc<[ServerId]>,
    pub links: Rc<[LinkView]>,
    pub now: SimTime,
    pub select: Callback<ServerId>,
    pub send: Callback<Command>,
}

/// One server: what it is, what it waits for, what can be done to it, and its ballots.
#[component]
pub fn ServerPane(props: &ServerPaneProps) -> Html {
    use_lang();
    let ServerPaneProps { server, ids, links, now, select, send } = props;
    html! {
        <section class="server-pane" aria-label={tr!("page.server.label")}>
            <nav class="picker" aria-label={tr!("page.server.pick")}>
                for id in ids.iter().copied() {
                    <button key={id.0} type="button" class="chip" data-hue={hue(id)}
                        aria-pressed={flag(server.as_ref().is_some_and(|it| it.id == id))}
                        onclick={select.reform(move |_: MouseEvent| id)}>{ id.to_string() }</button>
                }
            </nav>
            if let Some(server) = server {
                { facts(server) }
                { process(server.id, server.condition, &send.reform(Command::Act)) }
                if server.condition == Condition::Running && !server.timers.is_empty() {
                    { countdowns(&server.timers, *now) }
                }
                <Ballots server={server.clone()} />
                <Faults id={server.id} ids={ids.clone()} links={links.clone()} send={send.clone()} />
            } else {
                <p class="empty">{ tr!("page.server.none") }</p>
            }
        </section>
    }
}

/// The head of the pane: state and numbers.
fn facts(server: &ServerView) -> Html {
    let candidate = server.vote.filter(|_| server.state.is_some()).map(|it| it.leader);
    html! {
        <header class="facts" data-state={words::state_key(server.into())} data-hue={hue(candidate.unwrap_or(server.id))}>
            <h2>
                <span class="id">{ server.id.to_string() }</span>
                <span class="state">{ words::state(server.into()) }</span>
                if server.observer { <small>{ tr!("page.server.observer") }</small> }
                if server.weight != 1 { <small>{ tr!("page.server.weight", weight = server.weight) }</small> }
            </h2>
            <dl>
                { fact(tr!("page.ballots.round"), server.round.to_string()) }
                { fact("zxid".into(), server.last_zxid.to_string()) }
                { fact("currentEpoch".into(), server.current_epoch.to_string()) }
                { fact("acceptedEpoch".into(), server.accepted_epoch.to_string()) }
            </dl>
        </header>
    }
}

fn fact(name: AttrValue, value: String) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}
