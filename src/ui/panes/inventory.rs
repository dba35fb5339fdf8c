use yew::prelude::*;

use crate::player::view::ProgramView;
use crate::player::{ClientView, Command, Player, WatchList, WatchState, ZnodeRow, clients};
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::{clients as pane, programs, watch, words};
use crate::ui::store::Tape;
use crate::vocab::ClientId;

/// No more znodes are told of.
const MOST_ZNODES: usize = 200;

/// No more writes to the store are told of.
const WRITES: usize = 40;

/// See [`Inventory`].
#[derive(Clone, PartialEq, Properties)]
pub struct InventoryProps {
    pub tape: Tape,
    /// How many steps the world has made, and how many entries lie in the past: as long as they stay, so does the rest.
    pub steps: u64,
    pub past: usize,
    pub meet: Callback<ClientId>,
    pub send: Callback<Command>,
}

/// Clients, watches and znodes, as text.
#[component]
pub fn Inventory(InventoryProps { tape, meet, send, .. }: &InventoryProps) -> Html {
    use_lang();
    let (clients, watches, znodes) = tape.read(|player: &Player| {
        (clients(player.world()), player.watches(), player.first_znodes(MOST_ZNODES))
    });
    let (running, store, stored) =
        tape.read(|player: &Player| (player.programs(), player.store(), player.stored(WRITES)));
    let rest = znodes.total.saturating_sub(znodes.rows.len());
    html! {
        <section class="twin" aria-label={tr!("page.twin.inventory")}>
            { client_table(&clients, meet) }
            { program_list(&running) }
            { programs::contest_table(&running) }
            if let Some(it) = &store { <p>{ tr!("page.program.store") }{ ": " }{ programs::store_told(it) }</p> }
            { programs::stored_table(&stored, send) }
            { watch_list(watches.values()) }
            { znode_table(&znodes.rows) }
            if rest != 0 { <p>{ tr!("page.twin.more", n = rest) }</p> }
        </section>
    }
}

fn client_table(clients: &[ClientView], meet: &Callback<ClientId>) -> Html {
    if clients.is_empty() {
        return html! { <p>{ tr!("page.twin.no_clients") }</p> };
    }
    html! {
        <table class="inventory">
            <caption>{ tr!("page.twin.clients") }</caption>
            <thead><tr>
                <th scope="col">{ tr!("page.twin.client") }</th>
                <th scope="col">{ tr!("page.ballots.state") }</th>
                <th scope="col">{ tr!("page.twin.session") }</th>
                <th scope="col">{ "zxid" }</th>
                <th scope="col">{ tr!("page.clients.pending") }</th>
                <th scope="col">{ tr!("page.clients.ephemerals") }</th>
            </tr></thead>
            <tbody>for it in clients { { client_row(it, meet) } }</tbody>
        </table>
    }
}

fn client_row(it: &ClientView, meet: &Callback<ClientId>) -> Html {
    let id = it.id;
    let server = it.server.map(|server| match it.open {
        true => tr!("page.clients.at", server = server),
        false => tr!("page.clients.towards", server = server),
    });
    html! {
        <tr key={id.0}>
            <th scope="row"><button type="button" class="link" onclick={meet.reform(move |_: MouseEvent| id)}>{ id.to_string() }</button></th>
            <td><span class="state" data-state={pane::state_key(it)}>{ pane::state(it) }</span>{ " " }{ server.unwrap_or_default() }</td>
            <td>
                if let Some(session) = it.session { <code>{ session.to_string() }</code>{ format!(" {} ms", it.timeout) } }
                if let Some(at) = it.expires { { " " }{ tr!("page.twin.expires", at = words::clock(at)) } }
                if it.mistaken { <p class="wrong">{ tr!("page.clients.mistaken") }</p> }
            </td>
            <td class="number">{ it.last_zxid.to_string() }</td>
            <td>{ it.pending.join(", ") }</td>
            <td>{ it.ephemerals.join(" ") }</td>
        </tr>
    }
}

fn program_list(running: &[ProgramView]) -> Html {
    if running.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h2>{ tr!("page.program.recipes") }</h2>
            <ul>
                for it in running {
                    <li key={it.client.0}>{ format!("{}: ", it.client) }<code>{ format!("{} {}", it.recipe, it.path) }</code>{ ". " }{ programs::told(it) }</li>
                }
            </ul>
        </>
    }
}

fn watch_list<'a>(lists: impl Iterator<Item = &'a WatchList>) -> Html {
    let told: Vec<_> =
        lists.flat_map(|it| &it.watches).filter(|it| it.state != WatchState::Gone || it.is_news).collect();
    html! {
        <>
            <h2>{ tr!("page.twin.watches") }</h2>
            if told.is_empty() { <p>{ tr!("page.twin.no_watches") }</p> }
            <ul>for it in told { <li>{ tr!("page.twin.watch", path = it.path, told = watch::told(it)) }</li> }</ul>
        </>
    }
}

fn znode_table(rows: &[ZnodeRow]) -> Html {
    html! {
        <table class="inventory">
            <caption>{ tr!("page.twin.znodes") }</caption>
            <thead><tr>
                <th scope="col">{ tr!("page.twin.path") }</th>
                <th scope="col">{ tr!("page.twin.data") }</th>
                <th scope="col">{ tr!("page.twin.facts") }</th>
            </tr></thead>
            <tbody>
                for it in rows {
                    <tr key={it.path.to_string()}>
                        <th scope="row"><code>{ it.path.to_string() }</code></th>
                        <td><code>{ it.data.clone().unwrap_or_default() }</code></td>
                        <td>{ facts(it).join(" ") }</td>
                    </tr>
                }
            </tbody>
        </table>
    }
}

fn facts(it: &ZnodeRow) -> Vec<String> {
    let owner = it.owner.map(|it| tr!("page.znodes.owner", session = it).to_string());
    let missing = it.missing.then(|| tr!("page.tree.missing_is").to_string());
    let differs: Vec<String> = it.differs.iter().map(ToString::to_string).collect();
    let differs = (!it.missing && !differs.is_empty())
        .then(|| tr!("page.znodes.differs", servers = differs.join(" ")).to_string());
    [owner, missing, differs].into_iter().flatten().collect()
}
