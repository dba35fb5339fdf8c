use std::rc::Rc;

use yew::prelude::*;

use crate::player::{Command, Player, ZnodeRow, ZnodeView, ZnodesQuery, ZnodesView, znode, znodes};
use crate::ui::browser::fields;
use crate::ui::lang::{tr, use_lang};
use crate::ui::store::Tape;
use crate::ui::widgets::{Act, Glyph, act, flag, icon};
use crate::vocab::{ClientId, ServerId};

/// The height of a row in CSS pixels, as the style sheet has it.
const ROW: f64 = 28.0;
/// How many rows are drawn beyond what is seen, above and below.
const MARGIN: usize = 6;
/// How many rows are seen before the pane knows its height.
const FIRST_GUESS: usize = 24;

/// See [`Znodes`].
#[derive(PartialEq, Properties)]
pub struct ZnodesProps {
    pub tape: Tape,
    /// How many steps the world has made, and how many entries lie in the past: as long as they stay, so do the trees.
    pub steps: u64,
    pub past: usize,
    pub servers: Rc<[ServerId]>,
    pub send: Callback<Command>,
    /// Shows a client.
    pub meet: Callback<ClientId>,
}

/// What the reader has chosen to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Choice {
    query: ZnodesQuery,
    /// The path whose znode is shown in full, and which has the focus.
    path: Option<Rc<str>>,
}

/// The data tree: of one server, or of all merged, with what differs marked.
#[component]
pub fn Znodes(props: &ZnodesProps) -> Html {
    use_lang();
    let choice = use_state(Choice::default);
    let list = use_node_ref();
    let room = use_state(|| FIRST_GUESS);
    let query = ZnodesQuery { count: *room + 2 * MARGIN, ..choice.query.clone() };
    let (view, whole) = props.tape.read(|player: &Player| {
        let world = player.world();
        let whole = choice.path.as_ref().and_then(|it| znode(world, it, choice.query.server));
        (znodes(world, &query), whole)
    });
    let onscroll = {
        let (choice, list, room) = (choice.clone(), list.clone(), room.clone());
        Callback::from(move |_: Event| {
            let (top, height) = fields::scroll(&list);
            let first = ((top / ROW) as usize).saturating_sub(MARGIN);
            if first != choice.query.first {
                let query = ZnodesQuery { first, ..choice.query.clone() };
                choice.set(Choice { query, ..(*choice).clone() });
            }
            let seen = (height / ROW) as usize + 1;
            if seen != *room {
                room.set(seen);
            }
        })
    };
    let change = {
        let choice = choice.clone();
        Callback::from(move |next: Choice| choice.set(next))
    };
    let onkeydown = keys(&view, &choice, &change, &list);
    html! {
        <section class="znodes" aria-label={tr!("page.znodes.label")}>
            { controls(props, &choice, &change) }
            if view.total == 0 { <p class="empty">{ tr!("page.znodes.empty") }</p> }
            <div class="window" ref={list} {onscroll}>
                <ul role="tree" aria-label={tr!("page.znodes.label")} tabindex={if choice.path.is_none() { "0" } else { "-1" }} {onkeydown}
                    style={format!("block-size: {}px", view.total as f64 * ROW)}>
                    for (place, it) in view.rows.iter().enumerate() {
                        { row(it, query.first + place, &choice, &change) }
                    }
                </ul>
            </div>
            if let Some(it) = &whole { { detail(it, props) } }
        </section>
    }
}

/// Whose tree, and which paths.
fn controls(props: &ZnodesProps, choice: &Choice, change: &Callback<Choice>) -> Html {
    let onserver = {
        let choice = choice.clone();
        change.reform(move |event: Event| {
            let server = fields::value(&event).parse().ok();
            Choice { query: ZnodesQuery { server, ..choice.query.clone() }, ..choice.clone() }
        })
    };
    let onsearch = {
        let choice = choice.clone();
        change.reform(move |event: InputEvent| {
            let search = fields::value(&event);
            Choice { query: ZnodesQuery { search, first: 0, ..choice.query.clone() }, ..choice.clone() }
        })
    };
    html! {
        <div class="controls">
            <select aria-label={tr!("page.znodes.whose")} onchange={onserver}>
                <option value="" selected={choice.query.server.is_none()}>{ tr!("page.znodes.merged") }</option>
                for id in props.servers.iter() {
                    <option value={id.to_string()} selected={choice.query.server == Some(*id)}>{ tr!("page.znodes.of", server = id) }</option>
                }
            </select>
            <input type="search" spellcheck="false" autocomplete="off" placeholder={tr!("page.znodes.search")} aria-label={tr!("page.znodes.search")}
                value={choice.query.search.clone()} oninput={onsearch} />
        </div>
    }
}

fn row(it: &ZnodeRow, place: usize, choice: &Choice, change: &Callback<Choice>) -> Html {
    let selected = choice.path.as_deref() == Some(&*it.path);
    let path: Rc<str> = Rc::from(&*it.path);
    let onclick = {
        let (choice, path, has_children) = (choice.clone(), path.clone(), it.has_children);
        change.reform(move |_: MouseEvent| {
            let again = choice.path.as_deref() == Some(&*path);
            let next = Choice { path: Some(path.clone()), ..choice.clone() };
            if has_children && (again || !next.query.open.contains(&*path)) {
                toggled(next, &path)
            } else {
                next
            }
        })
    };
    let differs: Vec<String> = it.differs.iter().map(ToString::to_string).collect();
    let open = it.has_children.then(|| flag(it.open));
    html! {
        <li key={it.path.to_string()} role="treeitem" data-path={it.path.to_string()} data-differs={flag(!it.differs.is_empty())} aria-level={it.depth.to_string()} aria-posinset={it.place.0.to_string()}
            aria-setsize={it.place.1.to_string()} aria-expanded={open} aria-selected={flag(selected)} tabindex={if selected { "0" } else { "-1" }}
            style={format!("inset-block-start: {}px; --depth: {}", place as f64 * ROW, it.depth - 1)} {onclick}>
            <span class="twist" aria-hidden="true">{ if !it.has_children { "" } else if it.open { "▾" } else { "▸" } }</span>
            <b>{ it.name.to_string() }</b>
            if it.owner.is_some() { <span class="mark" data-mark="ephemeral" title={tr!("page.znodes.ephemeral")}>{ "e" }</span> }
            if it.watchers != 0 { <span class="mark" data-mark="watched" title={tr!("page.znodes.watched", n = it.watchers)}>{ format!("◉ {}", it.watchers) }</span> }
            if !differs.is_empty() { <span class="mark" data-mark="differs" title={tr!("page.znodes.differs", servers = differs.join(" "))}>{ format!("≠ {}", differs.join(" ")) }</span> }
            if let Some(data) = &it.data { <code>{ data.clone() }</code> }
        </li>
    }
}

fn toggled(choice: Choice, path: &str) -> Choice {
    let mut next = choice;
    if !next.query.open.remove(path) {
        next.query.open.insert(path.to_owned());
    }
    next
}

/// The keys of a tree, as ARIA's authoring practices have them.
fn keys(
    view: &ZnodesView,
    choice: &Choice,
    change: &Callback<Choice>,
    list: &NodeRef,
) -> Callback<KeyboardEvent> {
    let (rows, choice, change, list) = (view.rows.clone(), choice.clone(), change.clone(), list.clone());
    Callback::from(move |event: KeyboardEvent| {
        let at = rows.iter().position(|it| choice.path.as_deref() == Some(&*it.path));
        let here = at.and_then(|it| rows.get(it));
        let go = |place: usize| {
            rows.get(place).map(|it| Choice { path: Some(Rc::from(&*it.path)), ..choice.clone() })
        };
        let up = |path: &str| {
            let parent = path.rsplit_once('/').map_or("", |it| it.0);
            rows.iter().position(|it| &*it.path == parent)
        };
        let next = match (event.key().as_str(), here) {
            ("ArrowDown", _) => go(at.map_or(0, |it| it + 1)),
            ("ArrowUp", _) => at.and_then(|it| it.checked_sub(1)).and_then(go),
            ("Home", _) => go(0),
            ("End", _) => rows.len().checked_sub(1).and_then(go),
            ("ArrowRight", Some(it)) if it.has_children && !it.open => {
                Some(toggled(choice.clone(), &it.path))
            }
            ("ArrowRight", Some(it)) if it.open => go(at.map_or(0, |it| it + 1)),
            ("ArrowLeft", Some(it)) if it.open => Some(toggled(choice.clone(), &it.path)),
            ("ArrowLeft", Some(it)) => up(&it.path).and_then(go),
            ("Enter" | " ", Some(it)) if it.has_children => Some(toggled(choice.clone(), &it.path)),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(next) = next {
            if let Some(path) = &next.path {
                fields::focus_within(&list, &format!("[data-path={path:?}]"));
            }
            change.emit(next);
        }
    })
}

/// A znode in full.
fn detail(it: &ZnodeView, props: &ZnodesProps) -> Html {
    let stat = &it.stat;
    let owner = it.owner.map_or_else(String::new, |(session, _)| session.to_string());
    let numbers = [
        ("czxid", stat.czxid.to_string()),
        ("mzxid", stat.mzxid.to_string()),
        ("pzxid", stat.pzxid.to_string()),
        ("dataVersion", stat.version.to_string()),
        ("cversion", stat.cversion.to_string()),
        ("aclVersion", stat.aversion.to_string()),
        ("ephemeralOwner", owner),
        ("dataLength", stat.data_length.to_string()),
        ("numChildren", stat.num_children.to_string()),
    ];
    let delete = Act {
        label: tr!("page.znodes.write_here"),
        line: format!("write {} {}/x", it.server, it.path.trim_end_matches('/')),
        glyph: Glyph::Client,
        harm: false,
    };
    html! {
        <article class="znode" aria-label={it.path.to_string()}>
            <h3><code>{ it.path.to_string() }</code><small>{ tr!("page.znodes.of", server = it.server) }</small></h3>
            <pre>{ it.data.clone().unwrap_or_else(|| "null".to_owned()) }</pre>
            <dl>
                for (name, value) in numbers.into_iter().filter(|it| !it.1.is_empty()) {
                    <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div>
                }
                <div><dt>{ "ACL" }</dt><dd>{ it.acl.join(" ") }</dd></div>
            </dl>
            <p class="people">
                if let Some((session, client)) = it.owner { { person(tr!("page.znodes.owner", session = session), client, &props.meet) } }
                for (server, client) in it.watchers.iter() { { person(tr!("page.znodes.watcher", server = server), Some(*client), &props.meet) } }
            </p>
            { act(&delete, &props.send.reform(Command::Act)) }
        </article>
    }
}

/// Somebody who has to do with a znode; if it is a client of the playground, a way to it.
fn person(what: AttrValue, client: Option<ClientId>, meet: &Callback<ClientId>) -> Html {
    match client {
        None => html! { <span>{ what }</span> },
        Some(id) => html! {
            <button type="button" class="plain" onclick={meet.reform(move |_: MouseEvent| id)}>{ icon(Glyph::Client) }{ what }{ " " }<b>{ id.to_string() }</b></button>
        },
    }
}
