use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use crate::player::view::{BallotsView, Condition, ServerView, SyncView, View};
use crate::player::{Command, Fact};
use crate::ui::browser::fields;
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::panes::ballots::{Ballots, countdowns};
use crate::ui::panes::faults::{faults, process};
use crate::ui::panes::{logs, sync, why, words};
use crate::ui::store::Tape;
use crate::ui::widgets::{Act, Glyph, act, flag, hue};
use crate::vocab::{PeerState, ServerId, Zxid};

/// See [`ServerPane`].
#[derive(Clone, PartialEq, Properties)]
pub struct ServerPaneProps {
    pub tape: Tape,
    pub view: Rc<View>,
    /// The one that is looked at, if one is.
    pub chosen: Option<ServerId>,
    /// All of them.
    pub ids: Rc<[ServerId]>,
    /// Whether the ruler of its last sync is open, and how often it was asked for from elsewhere on the page.
    pub ruler: (bool, u32),
    /// What a client would create next.
    pub next: Rc<str>,
    pub select: Callback<ServerId>,
    pub send: Callback<Command>,
    /// Does a line that writes, and shows what becomes of it.
    pub write: Callback<String>,
    pub flip: Callback<()>,
    /// Asks why something is as it is.
    pub ask: Callback<Fact>,
}

/// What is read of a server only because it is looked at, and stays as long as nothing happens.
struct Chosen {
    server: Rc<ServerView>,
    ballots: Option<Rc<BallotsView>>,
    /// How it was brought level last, if it is a learner.
    sync: Option<SyncView>,
    /// What a crash now would lose.
    at_risk: BTreeSet<Zxid>,
}

impl Chosen {
    fn read(tape: &Tape, view: &View, id: ServerId) -> Option<Chosen> {
        let server = view.servers.iter().find(|it| it.id == id)?;
        let (ballots, sync, at_risk) = tape.read(|it| (it.ballots(id), it.last_sync(id), it.at_risk(id)));
        let learns = server.state != Some(PeerState::Leading);
        let sync = sync.filter(|_| learns);
        Some(Chosen { server: Rc::new(server.clone()), ballots: ballots.map(Rc::new), sync, at_risk })
    }
}

/// One server: what it is, what it waits for, what can be done to it, and its ballots.
#[component]
pub fn ServerPane(props: &ServerPaneProps) -> Html {
    let lang = use_lang();
    let ServerPaneProps { tape, view, chosen, ids, ruler, next, select, send, write, flip, ask } = props;
    let read = use_memo((tape.clone(), view.steps, view.entries, *chosen), |(tape, _, _, chosen)| {
        chosen.and_then(|id| Chosen::read(tape, view, id))
    });
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(ruler.1, move |asked_for| {
            if *asked_for != 0 {
                fields::reveal(&node);
            }
        });
    }
    let onact = use_callback(send.clone(), |line: String, send| send.emit(Command::Act(line)));
    html! {
        <section class="server-pane" aria-label={tr!("page.server.label")}>
            <Picker ids={ids.clone()} chosen={*chosen} select={select.clone()} />
            if let Some(Chosen { server, ballots, sync, at_risk }) = &*read {
                { facts(server) }
                { asks(server, lang, ask) }
                { process(server.id, server.condition, &onact) }
                if !at_risk.is_empty() { <p class="risk">{ logs::at_risk(&[server.id], at_risk) }</p> }
                if server.condition == Condition::Running && !server.timers.is_empty() {
                    { countdowns(&server.timers, view.now) }
                }
                { client(server, next, write) }
                if let Some(it) = sync { <div ref={node}>{ sync::last_sync(it, ruler.0, lang, &sync::Hands { flip, send, ask }) }</div> }
                <Ballots server={server.clone()} ballots={ballots.clone()} />
                { faults(server.id, ids, &view.links, &onact) }
            } else {
                <div class="empty">
                    <p>{ tr!("page.server.none") }</p>
                    { act(&Act { label: tr!("page.deeds.five"), line: "ensemble 5".to_owned(), glyph: Glyph::Play, harm: false }, &send.reform(|line| Command::Open(format!("{line}\nstart all\n")))) }
                </div>
            }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct PickerProps {
    ids: Rc<[ServerId]>,
    chosen: Option<ServerId>,
    select: Callback<ServerId>,
}

/// All servers, to choose one of.
#[component]
fn Picker(PickerProps { ids, chosen, select }: &PickerProps) -> Html {
    use_lang();
    html! {
        <nav class="picker" aria-label={tr!("page.server.pick")}>
            for id in ids.iter().copied() {
                <button key={id.0} type="button" class="chip" data-hue={hue(id)} aria-pressed={flag(*chosen == Some(id))}
                    onclick={select.reform(move |_: MouseEvent| id)}>{ id.to_string() }</button>
            }
        </nav>
    }
}

/// A client of this server writes; one that does not run has none.
fn client(server: &ServerView, next: &str, write: &Callback<String>) -> Html {
    if server.state.is_none() {
        return Html::default();
    }
    let line = format!("write {} {next}", server.id);
    html! { <div class="acts">{ act(&Act { label: tr!("page.faults.write"), line, glyph: Glyph::Client, harm: false }, write) }</div> }
}

/// The head of the pane: state and numbers.
fn facts(server: &ServerView) -> Html {
    let candidate = server.vote.filter(|_| server.state.is_some()).map(|it| it.leader);
    html! {
        <header class="facts" data-state={words::state_key(server.into())} data-hue={hue(candidate.unwrap_or(server.id))}>
            <h2>
                <span class="id">{ server.id.to_string() }</span>
                <span class="state">{ words::state(server.into()) }</span>
                if let Some(phase) = words::phase(server.into()) { <small class="phase">{ phase }</small> }
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

/// What can be asked of it: its state, its vote, the end of its log.
fn asks(server: &ServerView, lang: Lang, onask: &Callback<Fact>) -> Html {
    let ask = |fact: Fact, words: AttrValue| why::ask_in_words(fact, words, lang, onask);
    let (id, state) = (server.id, words::state(server.into()));
    let candidate = server.vote.filter(|_| server.state.is_some()).map(|it| it.leader);
    html! {
        <p class="asks">
            { ask(Fact::State(id), tr!("page.why.ask_state", state = state)) }
            if let Some(candidate) = candidate { { ask(Fact::Vote(id), tr!("page.why.ask_vote", candidate = candidate)) } }
            if server.last_zxid != Zxid::ZERO { { ask(Fact::Logged(id), tr!("page.why.ask_zxid", zxid = server.last_zxid)) } }
        </p>
    }
}

fn fact(name: AttrValue, value: String) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}
