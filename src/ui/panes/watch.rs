use yew::prelude::*;

use crate::player::{WatchKind, WatchState, WatchTurn, WatchView};
use crate::ui::lang::tr;
use crate::ui::widgets::flag;
use crate::vocab::ClientId;

/// A way to the client that watches. It is reached by pointer; by keys there is the menu of the row.
pub fn watcher(it: &WatchView, meet: &Callback<ClientId>) -> Html {
    let id = it.client;
    let onclick = meet.reform(move |event: MouseEvent| {
        event.stop_propagation();
        id
    });
    html! {
        <button type="button" class="watch" tabindex="-1" data-standing={standing_key(it.state)} data-news={flag(it.is_news)} title={told(it)} {onclick}>
            { sign(it) }<b>{ id.to_string() }</b>{ " " }{ kind(it.kind) }
            if it.is_news { <i>{ news(it) }</i> }
        </button>
    }
}

/// The same as it stands beside its client: with the way that is the same for all, and no way anywhere.
pub fn standing(it: &WatchView) -> Html {
    html! {
        <span class="watch" data-standing={standing_key(it.state)} data-news={flag(it.is_news)} title={explained(it.state)}>
            { sign(it) }{ state(it) }
        </span>
    }
}

/// In one line: `c1’s watch (data): armed at s1`.
pub fn told(it: &WatchView) -> AttrValue {
    tr!("page.watch.told", client = it.client, kind = kind(it.kind), state = state(it))
}

/// What is waited for.
pub fn kind(it: WatchKind) -> AttrValue {
    match it {
        WatchKind::Data => tr!("page.watch.kind.data"),
        WatchKind::Exist => tr!("page.watch.kind.exist"),
        WatchKind::Child => tr!("page.watch.kind.child"),
        WatchKind::Persistent => tr!("page.watch.kind.persistent"),
        WatchKind::PersistentRecursive => tr!("page.watch.kind.recursive"),
    }
}

/// Where it stands, with its server.
pub fn state(it: &WatchView) -> AttrValue {
    let server = it.server.map(|it| it.to_string()).unwrap_or_default();
    match (it.state, it.last.map(|it| it.turn)) {
        (WatchState::Asked, _) => tr!("page.watch.asked", server = server),
        (WatchState::Armed, _) => tr!("page.watch.armed", server = server),
        (WatchState::Fired, _) => tr!("page.watch.fired", server = server),
        (WatchState::Unkept, _) => tr!("page.watch.unkept"),
        (WatchState::Orphaned, _) => tr!("page.watch.orphaned", server = server),
        (WatchState::Gone, Some(WatchTurn::Removed)) => tr!("page.watch.removed"),
        (WatchState::Gone, Some(WatchTurn::Lost)) => tr!("page.watch.lost"),
        (WatchState::Gone, _) => tr!("page.watch.used"),
    }
}

/// Why that matters.
fn explained(it: WatchState) -> AttrValue {
    match it {
        WatchState::Asked => tr!("page.watch.asked_is"),
        WatchState::Armed => tr!("page.watch.armed_is"),
        WatchState::Fired => tr!("page.watch.fired_is"),
        WatchState::Unkept => tr!("page.watch.unkept_is"),
        WatchState::Orphaned => tr!("page.watch.orphaned_is"),
        WatchState::Gone => tr!("page.watch.gone_is"),
    }
}

/// What has befallen it a moment ago, in a word.
fn news(it: &WatchView) -> AttrValue {
    match it.last.map(|it| it.turn) {
        None => AttrValue::default(),
        Some(WatchTurn::Set) => tr!("page.watch.news.set"),
        Some(WatchTurn::SetAgain) => tr!("page.watch.news.set_again"),
        Some(WatchTurn::Fired) => tr!("page.watch.news.fired"),
        Some(WatchTurn::Told) if it.state == WatchState::Gone => tr!("page.watch.news.used"),
        Some(WatchTurn::Told) => tr!("page.watch.news.told"),
        Some(WatchTurn::Removed) => tr!("page.watch.news.removed"),
        Some(WatchTurn::Lost) => tr!("page.watch.news.lost"),
    }
}

/// An eye that waits, looks, is struck, is closed.
fn sign(it: &WatchView) -> Html {
    let set_again = it.is_news && it.last.is_some_and(|it| it.turn == WatchTurn::SetAgain);
    let sign = match it.state {
        WatchState::Armed if set_again => "↻",
        WatchState::Asked => "○",
        WatchState::Armed => "◉",
        WatchState::Fired => "⚡",
        WatchState::Unkept => "◌",
        WatchState::Orphaned => "⊘",
        WatchState::Gone => "×",
    };
    html! { <span class="sign" aria-hidden="true">{ sign }</span> }
}

fn standing_key(it: WatchState) -> &'static str {
    match it {
        WatchState::Asked => "asked",
        WatchState::Armed => "armed",
        WatchState::Fired => "fired",
        WatchState::Unkept => "unkept",
        WatchState::Orphaned => "orphaned",
        WatchState::Gone => "gone",
    }
}
