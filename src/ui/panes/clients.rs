use std::rc::Rc;

use yew::prelude::*;

use crate::player::{ClientState, ClientView, Command, Fact, Player, WatchList, WatchView, clients};
use crate::ui::deeds::Thing;
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::panes::runner::Runner;
use crate::ui::panes::shell::Shell;
use crate::ui::panes::{programs, watch, why, words};
use crate::ui::store::Tape;
use crate::ui::widgets::{Act, Glyph, act, flag, line_act};
use crate::vocab::{ClientId, SimTime};

/// How many writes to the store are shown.
const WRITES: usize = 6;

/// See [`Clients`].
#[derive(Clone, PartialEq, Properties)]
pub struct ClientsProps {
    pub tape: Tape,
    pub now: SimTime,
    /// How many steps the world has made.
    pub steps: u64,
    /// How many entries lie in the past.
    pub past: usize,
    /// The one that the reader has chosen.
    pub chosen: Option<ClientId>,
    pub choose: Callback<ClientId>,
    /// Shows a znode.
    pub visit: Callback<Rc<str>>,
    pub send: Callback<Command>,
    /// Asks why something is as it is.
    pub ask: Callback<Fact>,
}

/// The clients: what each believes, beside what is true.
#[component]
pub fn Clients(
    ClientsProps { tape, now, past, chosen, choose, visit, send, ask, .. }: &ClientsProps,
) -> Html {
    let lang = use_lang();
    let (all, watches) = tape.read(|player: &Player| (clients(player.world()), player.watches()));
    let (running, store, stored) =
        tape.read(|player: &Player| (player.programs(), player.store(), player.stored(WRITES)));
    let program = |id: ClientId| running.iter().find(|it| it.client == id);
    let onact = send.reform(Command::Act);
    let next = (1..).map(ClientId).find(|id| all.iter().all(|it| it.id != *id)).unwrap_or(ClientId(1));
    let join = Act {
        label: tr!("page.clients.join"),
        line: format!("client {next} timeout 6s"),
        glyph: Glyph::Client,
        harm: false,
    };
    html! {
        <section class="clients" aria-label={tr!("page.clients.label")}>
            if all.is_empty() { <p class="empty">{ tr!("page.clients.empty") }</p> }
            { programs::contest_table(&running) }
            if let Some(it) = &store { { programs::store(it, &stored, &onact, send) } }
            <ul>
                for it in all.iter() {
                    <li key={it.id.0} data-thing={Thing::Client(it.id).to_string()} data-chosen={flag(*chosen == Some(it.id))} data-mistaken={flag(it.mistaken)}>
                        { heading(it, choose, lang, ask) }
                        if let Some(it) = program(it.id) { { tape.read(|player| programs::program(it, player.entries(), &onact, send)) } }
                        { card(it, *now, &onact, why::ask(Fact::Session(it.id), lang, ask)) }
                        if it.state.is_some() { <Runner tape={tape.clone()} client={it.id} send={send.clone()} /> }
                        { watches.get(&it.id).map(|list| table(it.id, list, visit, send)).unwrap_or_default() }
                        if *chosen == Some(it.id) || all.len() == 1 { <Shell tape={tape.clone()} past={*past} client={it.id} send={send.clone()} /> }
                    </li>
                }
            </ul>
            { act(&join, &onact) }
        </section>
    }
}

fn heading(it: &ClientView, choose: &Callback<ClientId>, lang: Lang, onask: &Callback<Fact>) -> Html {
    let id = it.id;
    html! {
        <header>
            <button type="button" class="who" onclick={choose.reform(move |_: MouseEvent| id)}>{ id.to_string() }</button>
            <b class="state" data-state={state_key(it)}>{ state(it) }</b>
            { why::ask(Fact::Client(id), lang, onask) }
            if let Some(server) = it.server { <span>{ if it.open { tr!("page.clients.at", server = server) } else { tr!("page.clients.towards", server = server) } }</span> }
            if it.clock != 100 { <span>{ tr!("page.clients.clock", rate = it.clock) }</span> }
        </header>
    }
}

fn card(it: &ClientView, now: SimTime, onact: &Callback<String>, why: Html) -> Html {
    html! {
        <>
            if it.mistaken { <p class="wrong">{ tr!("page.clients.mistaken") }</p> }
            <dl>
                if let Some(session) = it.session { <div><dt>{ tr!("page.clients.session") }</dt><dd><code>{ session.to_string() }</code>{ format!(" {} ms ", it.timeout) }{ why }</dd></div> }
                if let Some(at) = it.expires { { countdown(tr!("page.clients.expires"), now, at, u64::from(it.timeout) * 1_000) } }
                if let Some((since, until)) = it.patience { { countdown(tr!("page.clients.patience"), now, until, until.since(since).0) } }
                <div><dt>{ tr!("page.clients.seen") }</dt><dd>{ it.last_zxid.to_string() }</dd></div>
                { list(tr!("page.clients.pending"), &it.pending) }
                { list(tr!("page.clients.ephemerals"), &it.ephemerals) }
            </dl>
            <div class="acts">
                for it in acts(it) { { line_act(&it, onact) } }
            </div>
        </>
    }
}

/// What is left of a time, as a bar and in words.
fn countdown(what: AttrValue, now: SimTime, until: SimTime, whole: u64) -> Html {
    let left = until.since(now);
    let part = (left.0 * 100 / whole.max(1)).min(100);
    html! {
        <div class="countdown"><dt>{ what }</dt><dd><meter min="0" max="100" low="25" value={part.to_string()} aria-label={words::span(left)}></meter>{ words::span(left) }</dd></div>
    }
}

fn list(what: AttrValue, items: &[String]) -> Html {
    if items.is_empty() {
        return Html::default();
    }
    html! { <div><dt>{ what }</dt><dd>for it in items { <code>{ it.clone() }</code>{ " " } }</dd></div> }
}

/// The watches of a client, where each stands, and how often what befell them.
fn table(id: ClientId, list: &WatchList, visit: &Callback<Rc<str>>, send: &Callback<Command>) -> Html {
    let counts = list.counts;
    if list.watches.is_empty() && counts == Default::default() {
        return Html::default();
    }
    let counts = tr!(
        "page.watch.counts",
        set = counts.set,
        again = counts.set_again,
        fired = counts.fired,
        removed = counts.removed
    );
    html! {
        <table class="watches">
            <caption><b>{ tr!("page.watch.table", id = id) }</b><span>{ counts }</span></caption>
            <thead class="unseen"><tr>
                <th scope="col">{ tr!("page.watch.node") }</th><th scope="col">{ tr!("page.watch.what") }</th>
                <th scope="col">{ tr!("page.watch.standing") }</th><th scope="col">{ tr!("page.watch.since") }</th>
            </tr></thead>
            <tbody>for it in list.watches.iter() { { watch_row(it, visit, send) } }</tbody>
        </table>
    }
}

fn watch_row(it: &WatchView, visit: &Callback<Rc<str>>, send: &Callback<Command>) -> Html {
    let path: Rc<str> = Rc::from(&*it.path);
    let onclick = {
        let path = path.clone();
        visit.reform(move |_: MouseEvent| path.clone())
    };
    let since = it.last.map(|last| {
        let onclick = send.reform(move |_: MouseEvent| Command::SeekEntry(last.entry));
        let at = words::clock(last.at);
        html! { <button type="button" class="link" title={tr!("page.watch.go", at = at)} {onclick}>{ at.clone() }</button> }
    });
    html! {
        <tr key={format!("{path} {:?}", it.kind)} data-path={path.to_string()}>
            <th scope="row"><button type="button" class="link" {onclick}>{ path.to_string() }</button></th>
            <td>{ watch::kind(it.kind) }</td>
            <td>{ watch::standing(it) }</td>
            <td>{ since.unwrap_or_default() }</td>
        </tr>
    }
}

/// What it is doing, in a word.
pub fn state(it: &ClientView) -> AttrValue {
    match it.state {
        None => tr!("page.state.down"),
        Some(_) if it.paused => tr!("page.state.paused"),
        Some(state) => AttrValue::Static(state.name()),
    }
}

/// The same for the style sheet.
pub fn state_key(it: &ClientView) -> &'static str {
    match it.state {
        _ if it.paused => "paused",
        None | Some(ClientState::Closed | ClientState::AuthFailed) => "down",
        Some(ClientState::Connecting) => "looking",
        Some(ClientState::Connected) => "leading",
        Some(ClientState::ConnectedReadOnly) => "observing",
    }
}

/// What can be done to it now.
fn acts(it: &ClientView) -> Vec<Act> {
    let id = it.id;
    let act = |label, line, glyph, harm| Act { label, line, glyph, harm };
    match (it.state, it.paused) {
        (None, _) => vec![act(tr!("page.faults.start"), format!("start {id}"), Glyph::Play, false)],
        (Some(_), true) => vec![act(tr!("page.faults.resume"), format!("resume {id}"), Glyph::Play, false)],
        (Some(_), false) => {
            let crash = act(tr!("page.faults.crash"), format!("crash {id}"), Glyph::Bolt, true);
            let pause = act(tr!("page.faults.pause"), format!("pause {id}"), Glyph::Pause, true);
            let server = it.server.filter(|_| it.open);
            let cut =
                server.map(|it| act(tr!("page.clients.cut"), format!("cut {id} | {it}"), Glyph::Cut, true));
            [pause, crash].into_iter().chain(cut).collect()
        }
    }
}
