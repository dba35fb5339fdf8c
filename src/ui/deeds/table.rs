use std::rc::Rc;

use yew::prelude::*;

use super::deed::{Deed, Group, Scene, Thing, What};
use super::key::{Key, Press};
use crate::player::view::{Condition, FlightView, ServerView};
use crate::player::{ClientFigure, Command, DocumentChange, Fact, Wanted, gallery, quoted};
use crate::ui::desk::Sheet;
use crate::ui::lang::{Lang, lang, tr};
use crate::ui::panes::words;
use crate::ui::shell::{Tab, Theme};
use crate::ui::widgets::{Act, Glyph};
use crate::vocab::{ClientId, ServerId, SimTime, Span, Zxid};

/// What a key does now; `None` if it does nothing.
pub fn keyed(scene: &Scene, press: Press) -> Option<Deed> {
    let chosen = scene.chosen.map(|id| on_server(scene, id)).unwrap_or_default();
    let page = [time(scene), chosen, choices(scene), page(scene)].into_iter().flatten();
    allowed(scene, page).find(|it| it.key == Some(press))
}

/// Everything that can be done now, without regard to what to.
pub fn all(scene: &Scene) -> Vec<Deed> {
    let view = &scene.view;
    let servers = view.servers.iter().flat_map(|it| on_server(scene, it.id));
    let links = scene.chosen.into_iter().flat_map(|id| {
        view.servers.iter().filter(move |it| it.id != id).flat_map(move |it| on_link(scene, id, it.id))
    });
    let clients = view.clients.iter().flat_map(|it| on_client(scene, it.id));
    let join = (1..).map(ClientId).find(|id| view.clients.iter().all(|it| it.id != *id));
    let join = join.map(|id| {
        let line = format!("client {id} timeout 6s");
        lined(Group::Clients, tr!("page.clients.join"), line, Glyph::Client, false)
    });
    let rest = [page(scene), time(scene)].into_iter().flatten().chain(looks(scene)).chain(stories());
    let whole = servers.chain(links).chain(clients).chain(join).chain(choices(scene)).chain(rest);
    allowed(scene, whole).filter(|it| it.what != What::Menu).collect()
}

/// What can be done to a thing; `share` is how far along it the reader points, in thousandths.
pub fn on(scene: &Scene, thing: &Thing, share: Option<u64>) -> Vec<Deed> {
    let deeds = match thing {
        Thing::Server(id) => on_server(scene, *id),
        Thing::Link(a, b) => on_link(scene, *a, *b),
        Thing::Client(id) => on_client(scene, *id),
        Thing::Znode(path) => on_znode(scene, path),
        Thing::Axis(from, to) => {
            let at = share.map(|it| SimTime(from.0 + to.since(*from).0 / 1_000 * it.min(1_000)));
            at.map(go).into_iter().chain(time(scene)).collect()
        }
        Thing::Stage => {
            let wanted =
                [Key::Palette, Key::Cut, Key::Heal, Key::Undo, Key::Redo, Key::Diagram, Key::Present];
            page(scene).into_iter().filter(|it| it.key.is_some_and(|it| wanted.contains(&it.0))).collect()
        }
    };
    allowed(scene, deeds.into_iter()).collect()
}

/// A part of another page has no dialogs of its own, and what is compared has no stage.
fn allowed(scene: &Scene, deeds: impl Iterator<Item = Deed>) -> impl Iterator<Item = Deed> {
    let (is_figure, compares) = (scene.is_figure, scene.tab == Tab::Compare);
    deeds.filter(move |it| {
        let dialog = matches!(it.what, What::Open(_) | What::Copy | What::Present | What::Story(_));
        let stands = dialog || matches!(it.what, What::Show(_) | What::Dress(_) | What::Speak(_));
        !(is_figure && dialog) && (stands || !compares)
    })
}

fn deed(group: Group, what: What, label: AttrValue, glyph: Glyph) -> Deed {
    Deed { what, label, line: None, glyph, harm: false, key: None, group }
}

fn lined(group: Group, label: AttrValue, line: String, glyph: Glyph, harm: bool) -> Deed {
    let what = What::Do(Command::Act(line.clone()));
    Deed { what, label, line: Some(line.into()), glyph, harm, key: None, group }
}

fn keyed_by(key: Key, place: usize, deed: Deed) -> Deed {
    Deed { key: Some(Press(key, place)), ..deed }
}

/// A shortcut for the same line.
impl From<&Deed> for Act {
    fn from(it: &Deed) -> Act {
        let line = it.line.as_ref().map(ToString::to_string).unwrap_or_default();
        Act { label: it.label.clone(), line, glyph: it.glyph, harm: it.harm }
    }
}

/// What breaks or mends a server's machine and process.
pub fn harm(id: ServerId, condition: Condition) -> Vec<Deed> {
    let act =
        |label, verb: &str, glyph, harm| lined(Group::Servers, label, format!("{verb} {id}"), glyph, harm);
    if matches!(condition, Condition::Down | Condition::PoweredOff) {
        return vec![keyed_by(Key::Crash, 0, act(tr!("page.faults.start"), "start", Glyph::Play, false))];
    }
    let halt = match condition {
        Condition::Paused => act(tr!("page.faults.resume"), "resume", Glyph::Play, false),
        _ => act(tr!("page.faults.pause"), "pause", Glyph::Snow, true),
    };
    vec![
        keyed_by(Key::Crash, 0, act(tr!("page.faults.crash"), "crash", Glyph::Bolt, true)),
        act(tr!("page.faults.power_off"), "poweroff", Glyph::Power, true),
        act(tr!("page.faults.restart"), "restart", Glyph::Restart, false),
        keyed_by(Key::Halt, 0, halt),
    ]
}

/// What can be done to a server. The keys are for the one that is looked at.
pub fn on_server(scene: &Scene, id: ServerId) -> Vec<Deed> {
    let Some(server) = scene.view.servers.iter().find(|it| it.id == id) else { return Vec::new() };
    let mut deeds = harm(id, server.condition);
    if server.state.is_some() {
        let line = format!("write {id} {}", scene.next);
        let write = lined(Group::Servers, tr!("page.faults.write"), line.clone(), Glyph::Client, false);
        deeds.push(keyed_by(Key::Write, 0, Deed { what: What::Write(line), ..write }));
    }
    if 1 < scene.view.servers.len() {
        let cut_off = tr!("page.deeds.cut_off", id = id);
        deeds.push(lined(Group::Servers, cut_off, format!("cut {id} | rest"), Glyph::Cut, true));
    }
    if scene.view.links.iter().any(|it| it.from == id || it.to == id) {
        let heal = tr!("page.deeds.heal_server", id = id);
        deeds.push(lined(Group::Servers, heal, format!("heal {id} | rest"), Glyph::Heal, false));
    }
    deeds.extend(questions(scene, server));
    if scene.chosen != Some(id) {
        deeds.iter_mut().for_each(|it| it.key = None);
    }
    deeds
}

fn questions(scene: &Scene, server: &ServerView) -> Vec<Deed> {
    let id = server.id;
    let why = |fact: Fact, label: AttrValue| {
        let label = format!("{id}: {label}").into();
        deed(Group::Servers, What::Ask(fact), label, Glyph::Help)
    };
    let state = if scene.asks && scene.chosen == Some(id) {
        deed(Group::Servers, What::Unask, tr!("page.why.close"), Glyph::Help)
    } else {
        why(Fact::State(id), tr!("page.why.ask_state", state = words::state(server.into())))
    };
    let vote = server.vote.filter(|_| server.state.is_some());
    let vote = vote.map(|it| why(Fact::Vote(id), tr!("page.why.ask_vote", candidate = it.leader)));
    let logged = (server.last_zxid != Zxid::ZERO)
        .then(|| why(Fact::Logged(id), tr!("page.why.ask_zxid", zxid = server.last_zxid)));
    [Some(keyed_by(Key::Why, 0, state)), vote, logged].into_iter().flatten().collect()
}

/// To look at a server, or at a client.
fn choices(scene: &Scene) -> Vec<Deed> {
    let servers = scene.view.servers.iter().map(|it| {
        let id = it.id;
        let label = tr!("page.deeds.look_at", id = id);
        let look = deed(Group::Servers, What::Choose(id), label, Glyph::Role);
        let digit = (1..=9).contains(&id.0).then(|| Press(Key::Choose, usize::from(id.0) - 1));
        Deed { key: digit, ..look }
    });
    servers.collect()
}

/// What can be done to the link between two servers.
fn on_link(scene: &Scene, a: ServerId, b: ServerId) -> Vec<Deed> {
    let between = |from, to| scene.view.links.iter().find(|it| it.from == from && it.to == to);
    let (there, back) = (between(a, b), between(b, a));
    let is_cut = |it: Option<&_>| it.is_some_and(|it: &crate::player::view::LinkView| it.cut);
    let act = |label, line, glyph, harm| lined(Group::Links, label, line, glyph, harm);
    let mut deeds = Vec::new();
    if !(is_cut(there) && is_cut(back)) {
        deeds.push(act(tr!("page.faults.cut"), format!("cut {a} | {b}"), Glyph::Cut, true));
    }
    for (from, to, link) in [(a, b, there), (b, a, back)] {
        if !is_cut(link) {
            let label = tr!("page.faults.cut_way", from = from, to = to);
            deeds.push(act(label, format!("cut {from} > {to}"), Glyph::Cut, true));
        }
    }
    deeds.push(act(tr!("page.faults.delay"), format!("delay {a} | {b} 600ms"), Glyph::Clock, true));
    if there.is_some() || back.is_some() {
        deeds.push(act(tr!("page.faults.heal"), format!("heal {a} | {b}"), Glyph::Heal, false));
    }
    deeds
}

fn on_client(scene: &Scene, id: ClientId) -> Vec<Deed> {
    let Some(client) = scene.view.clients.iter().find(|it| it.id == id) else { return Vec::new() };
    let meet = deed(Group::Clients, What::Meet(id), tr!("page.deeds.look_at", id = id), Glyph::Client);
    let why = tr!("page.why.ask_state", state = client_state(client));
    let ask = |fact, label: AttrValue| {
        deed(Group::Clients, What::Ask(fact), format!("{id}: {label}").into(), Glyph::Help)
    };
    let session = tr!("page.deeds.why_session");
    let asks = [ask(Fact::Client(id), why), ask(Fact::Session(id), session)];
    std::iter::once(meet).chain(client_harm(client)).chain(asks).collect()
}

fn client_state(it: &ClientFigure) -> AttrValue {
    match it.state {
        None => tr!("page.state.down"),
        Some(_) if it.paused => tr!("page.state.paused"),
        Some(state) => AttrValue::Static(state.name()),
    }
}

fn client_harm(it: &ClientFigure) -> Vec<Deed> {
    let id = it.id;
    let act = |label, line, glyph, harm| lined(Group::Clients, label, line, glyph, harm);
    match (it.state, it.paused) {
        (None, _) => vec![act(tr!("page.faults.start"), format!("start {id}"), Glyph::Play, false)],
        (Some(_), true) => vec![act(tr!("page.faults.resume"), format!("resume {id}"), Glyph::Play, false)],
        (Some(_), false) => {
            let crash = act(tr!("page.faults.crash"), format!("crash {id}"), Glyph::Bolt, true);
            let pause = act(tr!("page.faults.pause"), format!("pause {id}"), Glyph::Pause, true);
            let server = it.server.filter(|_| it.open);
            let cut =
                server.map(|to| act(tr!("page.clients.cut"), format!("cut {id} | {to}"), Glyph::Cut, true));
            [pause, crash].into_iter().chain(cut).collect()
        }
    }
}

/// What can be done to a znode, by the client that the reader talks to, or the first one.
fn on_znode(scene: &Scene, path: &Rc<str>) -> Vec<Deed> {
    let visit = deed(Group::Clients, What::Visit(path.clone()), tr!("page.deeds.visit"), Glyph::Search);
    let why = deed(
        Group::Clients,
        What::Ask(Fact::Znode((&**path).into(), None)),
        tr!("page.why.ask"),
        Glyph::Help,
    );
    let running = |it: &&ClientFigure| it.state.is_some() && !it.paused;
    let client = scene.view.clients.iter().find(running).map(|it| it.id);
    let (Some(client), Some(word)) = (client, quoted(path)) else { return vec![visit, why] };
    let act = |label, words: &str, glyph, harm| {
        lined(Group::Clients, label, format!("{client}: {words} {word}"), glyph, harm)
    };
    vec![
        visit,
        why,
        act(tr!("page.tree.watch_data"), "get -w", Glyph::Note, false),
        act(tr!("page.tree.watch_children"), "ls -w", Glyph::Note, false),
        act(tr!("page.tree.watch_all"), "addWatch -m PERSISTENT_RECURSIVE", Glyph::Note, false),
        act(tr!("page.tree.delete"), "delete", Glyph::Close, true),
        act(tr!("page.tree.delete_all"), "deleteall", Glyph::Close, true),
    ]
}

/// What can be done to a message that is on its way.
pub fn on_flight(flight: &FlightView) -> Vec<Deed> {
    let nth = if flight.nth > 1 { format!(" nth {}", flight.nth) } else { String::new() };
    let act = |label, verb: &str, glyph, harm| {
        lined(Group::Links, label, format!("{verb} {} > {}{nth}", flight.from, flight.to), glyph, harm)
    };
    let stop = if flight.held {
        act(tr!("page.flight.release"), "release", Glyph::Play, false)
    } else {
        act(tr!("page.flight.hold"), "hold", Glyph::Lock, false)
    };
    vec![stop, act(tr!("page.flight.drop"), "drop", Glyph::Close, true)]
}

fn go(at: SimTime) -> Deed {
    let label = tr!("page.deeds.go", at = words::clock(at));
    deed(Group::Time, What::Do(Command::Seek(at)), label, Glyph::Fit)
}

/// How time passes, and where to.
fn time(scene: &Scene) -> Vec<Deed> {
    let now = scene.view.now;
    let to = |command: Command, label: AttrValue, glyph| deed(Group::Time, What::Do(command), label, glyph);
    let (glyph, label) = if scene.is_playing {
        (Glyph::Pause, tr!("page.transport.pause"))
    } else {
        (Glyph::Play, tr!("page.transport.play"))
    };
    let (kind, second) = (scene.milestone, Span::from_secs(1));
    let back = Command::Seek(SimTime(now.0.saturating_sub(second.0)));
    vec![
        keyed_by(Key::Toggle, 0, to(Command::Toggle, label, glyph)),
        keyed_by(Key::Step, 1, to(Command::StepEvent, tr!("page.transport.on"), Glyph::StepOn)),
        keyed_by(Key::Step, 0, to(Command::StepBack, tr!("page.transport.back"), Glyph::StepBack)),
        keyed_by(Key::Leap, 1, to(Command::Seek(now + second), tr!("page.deeds.second_on"), Glyph::StepOn)),
        keyed_by(Key::Leap, 0, to(back, tr!("page.deeds.second_back"), Glyph::StepBack)),
        keyed_by(
            Key::Election,
            0,
            to(Command::ToNextElection, tr!("page.transport.election"), Glyph::ToElection),
        ),
        keyed_by(
            Key::Milestone,
            1,
            to(Command::Find(Wanted::Next(kind)), tr!("page.seek.next"), Glyph::Next),
        ),
        keyed_by(
            Key::Milestone,
            0,
            to(Command::Find(Wanted::Previous(kind)), tr!("page.seek.previous"), Glyph::Previous),
        ),
        keyed_by(Key::Restart, 0, to(Command::Restart, tr!("page.transport.restart"), Glyph::Restart)),
    ]
}

/// What is not done to anything in particular.
fn page(scene: &Scene) -> Vec<Deed> {
    let sheet = |group, it, label, glyph| deed(group, What::Open(it), label, glyph);
    let mut deeds = vec![
        keyed_by(
            Key::Palette,
            0,
            sheet(Group::Look, Sheet::Palette, tr!("page.deeds.palette"), Glyph::Search),
        ),
        keyed_by(Key::Cut, 0, deed(Group::Links, What::Cutter, tr!("page.deeds.cutter"), Glyph::Cut)),
        keyed_by(
            Key::Diagram,
            0,
            deed(Group::Look, What::Diagram, tr!("page.spacetime.label"), Glyph::Diagram),
        ),
        keyed_by(Key::Present, 0, deed(Group::Look, What::Present, present(scene), Glyph::Fit)),
        keyed_by(Key::Type, 0, deed(Group::Servers, What::Type, tr!("page.help.key.command"), Glyph::Return)),
        keyed_by(Key::Menu, 0, deed(Group::Look, What::Menu, tr!("page.deeds.key.menu"), Glyph::More)),
        keyed_by(Key::Menu, 1, deed(Group::Look, What::Menu, tr!("page.deeds.key.menu"), Glyph::More)),
        keyed_by(
            Key::Gallery,
            0,
            sheet(Group::Stories, Sheet::Gallery, tr!("page.gallery.label"), Glyph::Gallery),
        ),
        keyed_by(
            Key::Branches,
            0,
            sheet(Group::Branches, Sheet::Branches, tr!("page.branches.label"), Glyph::Branch),
        ),
        keyed_by(Key::Share, 0, sheet(Group::Share, Sheet::Share, tr!("page.share.label"), Glyph::Share)),
        keyed_by(Key::Link, 0, deed(Group::Share, What::Copy, tr!("page.header.copy"), Glyph::Link)),
        keyed_by(Key::Help, 0, sheet(Group::Look, Sheet::Help, tr!("page.help.label"), Glyph::Help)),
    ];
    let heal = lined(Group::Links, tr!("page.faults.heal_all"), "heal".to_owned(), Glyph::Heal, false);
    deeds.extend((!scene.view.links.is_empty()).then(|| keyed_by(Key::Heal, 0, heal)));
    let [done, undone] = &scene.undoable;
    deeds.extend(done.as_ref().map(|it| {
        let label = tr!("page.branches.undo", what = change(it));
        keyed_by(Key::Undo, 0, deed(Group::Branches, What::Do(Command::Undo), label, Glyph::Undo))
    }));
    deeds.extend(undone.as_ref().map(|it| {
        let label = tr!("page.branches.redo", what = change(it));
        keyed_by(Key::Redo, 0, deed(Group::Branches, What::Do(Command::Redo), label, Glyph::Redo))
    }));
    deeds
}

fn present(scene: &Scene) -> AttrValue {
    if scene.presents { tr!("page.present.end") } else { tr!("page.present.label") }
}

/// What has been done to the text, by name.
pub fn change(it: &DocumentChange) -> AttrValue {
    match it {
        DocumentChange::Opened => tr!("page.branches.opened"),
        DocumentChange::Acted(line) => line.to_string().into(),
        DocumentChange::Renamed(old, new) => tr!("page.branches.renamed", old = old, new = new),
    }
}

/// Panes, branches, languages and themes: what has no key.
fn looks(scene: &Scene) -> Vec<Deed> {
    let panes = Tab::ALL
        .into_iter()
        .filter(|it| *it != scene.tab)
        .map(|it| deed(Group::Panes, What::Show(it), it.label(), Glyph::Note));
    let branches = scene.branches.iter().filter(|it| !it.current).map(|it| {
        let name = it.name.as_deref().map_or_else(|| tr!("page.branches.trunk"), |it| it.to_owned().into());
        let label = tr!("page.branches.switch", name = name);
        deed(Group::Branches, What::Do(Command::Switch(it.name.clone())), label, Glyph::Branch)
    });
    let themes = [Theme::Auto, Theme::Light, Theme::Dark].into_iter().filter(|it| *it != scene.theme);
    let themes = themes.map(|it| {
        let (glyph, label) = it.words();
        deed(Group::Look, What::Dress(it), label, glyph)
    });
    let languages = Lang::ALL
        .into_iter()
        .filter(|it| *it != lang())
        .map(|it| deed(Group::Look, What::Speak(it), it.own_name().into(), Glyph::Caption));
    panes.chain(branches).chain(themes).chain(languages).collect()
}

fn stories() -> Vec<Deed> {
    let story = |it: &'static crate::player::Story| {
        deed(Group::Stories, What::Story(it.slug), it.title(lang()).to_owned().into(), Glyph::Gallery)
    };
    gallery().iter().map(story).collect()
}
