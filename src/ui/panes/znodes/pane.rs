use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::detail::{detail, gone};
use super::row::{ROW, RowHands, row};
use super::work::{Form, Work};
use crate::player::{
    ClientState, Command, Fact, Outcome, Player, WatchView, ZnodesMemory, ZnodesQuery, ZnodesView, figures,
    outcome, znode,
};
use crate::ui::browser::fields;
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::panes::why;
use crate::ui::store::Tape;
use crate::ui::widgets::flag;
use crate::vocab::{ClientId, ServerId};

/// How many rows are drawn beyond what is seen, above and below.
const MARGIN: usize = 6;
/// How many rows are seen before the pane knows its height.
const FIRST_GUESS: usize = 24;

/// See [`Znodes`].
#[derive(Clone, PartialEq, Properties)]
pub struct ZnodesProps {
    pub tape: Tape,
    /// How many steps the world has made, and how many entries lie in the past: as long as they stay, so do the trees.
    pub steps: u64,
    pub past: usize,
    pub servers: Rc<[ServerId]>,
    /// The znode that was asked for from elsewhere.
    pub asked: Option<Rc<str>>,
    /// What was seen before another pane was shown.
    pub kept: Kept,
    /// The client that does what the reader wants to be done.
    pub client: Option<ClientId>,
    pub send: Callback<Command>,
    /// Shows a client.
    pub meet: Callback<ClientId>,
    /// Has a client do what is done.
    pub talk: Callback<ClientId>,
    /// Asks why something is as it is.
    pub ask: Callback<Fact>,
}

/// What the reader has chosen to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Choice {
    query: ZnodesQuery,
    /// The path whose znode is shown in full, and which has the focus.
    path: Option<Rc<str>>,
}

/// What the reader has chosen, over the time that another pane is shown.
#[derive(Clone, Default)]
pub struct Kept(Rc<RefCell<Choice>>);

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What the reader does to a znode.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Doing {
    path: Rc<str>,
    form: Form,
    /// What was sent: who does it, its line, and where in the trace it begins.
    sent: Option<(ClientId, Rc<str>, usize)>,
}

/// What is remembered of the trees, and of which recording.
type Memory = Rc<RefCell<(u32, ZnodesMemory)>>;

/// The data tree: of one server, or of all merged, with what differs marked.
#[component]
pub fn Znodes(props: &ZnodesProps) -> Html {
    let lang = use_lang();
    let choice = use_state(|| props.kept.0.borrow().clone());
    let doing = use_state(|| None::<Doing>);
    // How often a key has moved the focus.
    let moved = use_state(|| 0_u32);
    let memory: Memory = use_mut_ref(|| (0, ZnodesMemory::default()));
    let list = use_node_ref();
    let room = use_state(|| FIRST_GUESS);
    use_effect_with(props.asked.clone(), {
        let choice = choice.clone();
        move |asked: &Option<Rc<str>>| {
            if let Some(path) = asked {
                choice.set(reached(&choice, path));
            }
        }
    });
    use_effect_with((*choice).clone(), {
        let kept = props.kept.clone();
        // The list is scrolled to its top when it is shown again.
        move |choice| {
            *kept.0.borrow_mut() =
                Choice { query: ZnodesQuery { first: 0, ..choice.query.clone() }, ..choice.clone() }
        }
    });
    let also = choice.path.as_ref().map(ToString::to_string);
    let query = ZnodesQuery { count: *room + 2 * MARGIN, also, ..choice.query.clone() };
    let view = look(&props.tape, &query, &memory);
    let onscroll = {
        let (choice, list, room) = (choice.clone(), list.clone(), room.clone());
        Callback::from(move |_: Event| {
            let (top, height) = fields::scroll(&list);
            let first = ((top / ROW) as usize).saturating_sub(MARGIN);
            // Some rows at a time: those beyond what is seen are there for that.
            if first.abs_diff(choice.query.first) >= MARGIN / 2 || first == 0 {
                let query = ZnodesQuery { first, ..choice.query.clone() };
                choice.set(Choice { query, ..(*choice).clone() });
            }
            let seen = (height / ROW) as usize + 1;
            if seen != *room {
                room.set(seen);
            }
        })
    };
    use_effect_with(*moved, {
        let (list, path) = (list.clone(), choice.path.clone());
        move |moved| {
            if let Some(path) = path.filter(|_| *moved != 0) {
                fields::focus_within(&list, &format!("[data-path={path:?}]"));
            }
        }
    });
    let keys = Keys { view: &view, choice: &choice, doing: &doing, moved: &moved, list: &list };
    let onkeydown = keys.pressed(&props.tape, &query, &memory);
    let hands = hands(&choice, &doing, &view, &props.meet);
    let is_done = doing.as_ref().and_then(|it| came_to(props, it)).is_some_and(|it| it.1 == Outcome::Done);
    use_effect_with(is_done, {
        let close = keys.close();
        move |is_done| {
            if *is_done {
                close.emit(());
            }
        }
    });
    let work = work(props, &view, &keys).filter(|_| !is_done);
    html! {
        <section class="znodes" aria-label={tr!("page.znodes.label")}>
            { controls(props, &choice) }
            if view.total == 0 { <p class="empty">{ tr!("page.znodes.empty") }</p> }
            <div class="window" ref={list.clone()} {onscroll} data-working={flag(work.is_some())}>
                <ul role="tree" aria-label={tr!("page.znodes.label")} tabindex={if choice.path.is_none() { "0" } else { "-1" }} {onkeydown}
                    ~style={format!("block-size: {}px", view.total as f64 * ROW)}>
                    for it in view.rows.iter() { { row(it, choice.path.as_deref() == Some(&*it.path), &hands) } }
                </ul>
                { work.unwrap_or_default() }
            </div>
            { whole(props, &choice, &doing, &view, lang) }
        </section>
    }
}

/// A look at the trees that remembers what earlier ones have found.
fn look(tape: &Tape, query: &ZnodesQuery, memory: &Memory) -> ZnodesView {
    let (of, memory) = &mut *memory.borrow_mut();
    if *of != tape.revision() {
        (*of, *memory) = (tape.revision(), ZnodesMemory::default());
    }
    tape.read(|player: &Player| player.znodes(query, memory))
}

/// A choice of that path, with all above it open too.
fn reached(choice: &Choice, path: &str) -> Choice {
    let mut query = ZnodesQuery { search: String::new(), ..choice.query.clone() };
    query.open.extend(path.match_indices('/').map(|it| path[..it.0].to_owned()).filter(|it| !it.is_empty()));
    Choice { query, path: Some(Rc::from(path)) }
}

/// What pointers do to rows.
fn hands(
    choice: &UseStateHandle<Choice>,
    doing: &UseStateHandle<Option<Doing>>,
    view: &ZnodesView,
    meet: &Callback<ClientId>,
) -> RowHands {
    let parents: Vec<_> = view.rows.iter().filter(|it| it.has_children).map(|it| it.path.clone()).collect();
    let choose = {
        let choice = choice.clone();
        Callback::from(move |path: Rc<str>| {
            let again = choice.path.as_deref() == Some(&*path);
            let next = Choice { path: Some(path.clone()), ..(*choice).clone() };
            let toggles = parents.iter().any(|it| **it == *path);
            let opens = toggles && (again || !next.query.open.contains(&*path));
            choice.set(if opens { toggled(next, &path) } else { next });
        })
    };
    let edit = {
        let doing = doing.clone();
        Callback::from(move |path: Rc<str>| doing.set(Some(Doing { path, form: Form::Set, sent: None })))
    };
    RowHands { choose, edit, meet: meet.clone() }
}

/// Whose tree, and which paths.
fn controls(props: &ZnodesProps, choice: &UseStateHandle<Choice>) -> Html {
    let onserver = {
        let choice = choice.clone();
        move |event: Event| {
            let server = fields::value(&event).parse().ok();
            choice.set(Choice { query: ZnodesQuery { server, ..choice.query.clone() }, ..(*choice).clone() });
        }
    };
    let onsearch = {
        let choice = choice.clone();
        move |event: InputEvent| {
            let search = fields::value(&event);
            choice.set(Choice {
                query: ZnodesQuery { search, first: 0, ..choice.query.clone() },
                ..(*choice).clone()
            });
        }
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

/// The chosen znode in full.
fn whole(
    props: &ZnodesProps,
    choice: &Choice,
    doing: &UseStateHandle<Option<Doing>>,
    view: &ZnodesView,
    lang: Lang,
) -> Html {
    let Some(path) = &choice.path else { return Html::default() };
    let why = why::ask(Fact::Znode((**path).into(), choice.query.server), lang, &props.ask);
    let whole = props.tape.read(|player: &Player| znode(player.world(), path, choice.query.server));
    let Some(it) = whole else { return gone(path, why) };
    let row = view.rows.iter().find(|it| *it.path == **path);
    let watches: &[WatchView] = row.map_or(&[], |it| &it.watches);
    let work = {
        let (doing, path) = (doing.clone(), path.clone());
        Callback::from(move |form| doing.set(Some(Doing { path: path.clone(), form, sent: None })))
    };
    detail(&it, watches, &props.meet, &work, why)
}

/// What the reader does to a znode, below its row.
fn work(props: &ZnodesProps, view: &ZnodesView, keys: &Keys) -> Option<Html> {
    let doing = keys.doing.as_ref()?;
    let row = view.rows.iter().find(|it| *it.path == *doing.path)?;
    let (running, data) = props.tape.read(|player: &Player| {
        let ended = [None, Some(ClientState::Closed), Some(ClientState::AuthFailed)];
        let running = figures(player.world()).into_iter().filter(|it| !ended.contains(&it.state));
        let data = znode(player.world(), &doing.path, keys.choice.query.server).and_then(|it| it.data);
        (running.map(|it| it.id).collect::<Rc<[ClientId]>>(), data)
    });
    let client = props.client.filter(|it| running.contains(it)).or_else(|| running.first().copied());
    let sent = came_to(props, doing);
    let send = {
        let (state, doing, act, past) = (keys.doing.clone(), doing.clone(), props.send.clone(), props.past);
        Callback::from(move |line: String| {
            let Some(client) = client else { return };
            let form = if doing.form == Form::Menu { Form::Sent } else { doing.form };
            state.set(Some(Doing {
                form,
                sent: Some((client, line.as_str().into(), past)),
                ..doing.clone()
            }));
            act.emit(Command::Act(format!("{client}: {line}")));
        })
    };
    let turn = {
        let (state, doing) = (keys.doing.clone(), doing.clone());
        Callback::from(move |form| state.set(Some(Doing { form, sent: None, ..doing.clone() })))
    };
    Some(html! {
        <Work path={doing.path.clone()} row={row.row} form={doing.form} {data} missing={row.missing} has_children={row.has_children}
            watches={row.watches.clone()} clients={running} {client} {sent} choose={props.talk.clone()} {turn} {send}
            join={props.send.reform(Command::Act)} meet={props.meet.clone()} close={keys.close()} />
    })
}

/// What has become of what was sent; nothing, if the reader has gone back beyond it.
fn came_to(props: &ZnodesProps, doing: &Doing) -> Option<(Rc<str>, Outcome)> {
    let (client, line, from) = doing.sent.as_ref().filter(|it| it.2 <= props.past)?;
    let since = |player: &Player| outcome(&player.entries()[*from..props.past], *client);
    Some((line.clone(), props.tape.read(since)))
}

fn toggled(choice: Choice, path: &str) -> Choice {
    let mut next = choice;
    if path != "/" && !next.query.open.remove(path) {
        next.query.open.insert(path.to_owned());
    }
    next
}

/// What the keys act on.
struct Keys<'a> {
    view: &'a ZnodesView,
    choice: &'a UseStateHandle<Choice>,
    doing: &'a UseStateHandle<Option<Doing>>,
    moved: &'a UseStateHandle<u32>,
    list: &'a NodeRef,
}

impl Keys<'_> {
    /// Ends what is being done, and gives the row the focus back.
    fn close(&self) -> Callback<()> {
        let (doing, choice, moved) = (self.doing.clone(), self.choice.clone(), self.moved.clone());
        Callback::from(move |()| {
            let path = doing.as_ref().map(|it| it.path.clone());
            choice.set(Choice { path, ..(*choice).clone() });
            moved.set(*moved + 1);
            doing.set(None);
        })
    }

    /// The keys of a tree, as ARIA's authoring practices have them.
    fn pressed(&self, tape: &Tape, query: &ZnodesQuery, memory: &Memory) -> Callback<KeyboardEvent> {
        let (choice, doing, moved, list) =
            (self.choice.clone(), self.doing.clone(), self.moved.clone(), self.list.clone());
        let (tape, query, memory) = (tape.clone(), query.clone(), memory.clone());
        let here = self.view.rows.iter().find(|it| choice.path.as_deref() == Some(&*it.path)).cloned();
        let last = self.view.total.saturating_sub(1);
        Callback::from(move |event: KeyboardEvent| {
            let at = here.as_ref().map(|it| it.row);
            let path: Rc<str> = here.as_ref().map_or("", |it| &*it.path).into();
            let page = (fields::scroll(&list).1 / ROW) as usize;
            let work = |form| {
                doing.set(Some(Doing { path: path.clone(), form, sent: None }));
                None
            };
            let toggle = || Some(toggled((*choice).clone(), &path));
            let go = |place: usize| {
                show(&list, place);
                let one = ZnodesQuery { first: place, count: 1, also: None, ..query.clone() };
                let found = look(&tape, &one, &memory);
                found.rows.first().map(|it| Choice { path: Some(Rc::from(&*it.path)), ..(*choice).clone() })
            };
            let up = || {
                let parent = path.rsplit_once('/').map(|it| if it.0.is_empty() { "/" } else { it.0 });
                let parent = parent.filter(|it| **it != *path)?;
                let one = ZnodesQuery { count: 0, also: Some(parent.to_owned()), ..query.clone() };
                look(&tape, &one, &memory).rows.first().map(|it| it.row).and_then(go)
            };
            let next = match (event.key().as_str(), &here) {
                ("ArrowDown", _) => go(at.map_or(0, |it| (it + 1).min(last))),
                ("ArrowUp", _) => go(at.map_or(0, |it| it.saturating_sub(1))),
                ("PageDown", _) => go(at.map_or(0, |it| (it + page).min(last))),
                ("PageUp", _) => go(at.map_or(0, |it| it.saturating_sub(page))),
                ("Home", _) => go(0),
                ("End", _) => go(last),
                ("ArrowRight", Some(it)) if it.has_children && !it.open => toggle(),
                ("ArrowRight", Some(it)) if it.open => go(it.row + 1),
                ("ArrowLeft", Some(it)) if it.open && &*it.path != "/" => toggle(),
                ("ArrowLeft", Some(_)) => up(),
                (" ", Some(it)) if it.has_children => toggle(),
                ("Enter", Some(_)) => work(Form::Menu),
                ("F2", Some(it)) if !it.missing => work(Form::Set),
                ("Insert", Some(it)) if !it.missing => work(Form::Create),
                ("Delete", Some(_)) => work(Form::Menu),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(next) = next {
                moved.set(*moved + 1);
                choice.set(next);
            }
        })
    }
}

/// Scrolls no further than is needed for a row to be seen.
fn show(list: &NodeRef, place: usize) {
    let (top, height) = fields::scroll(list);
    let from = place as f64 * ROW;
    if from < top {
        fields::set_scroll(list, from);
    } else if top + height < from + ROW {
        fields::set_scroll(list, from + ROW - height);
    }
}
