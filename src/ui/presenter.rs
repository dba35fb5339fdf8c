//! The page before a room: the stage alone and large, led by the few keys that a clicker has.
//!
//! One key goes on: time passes until the story says the next thing, and stands. Pressed before that, it is there at once. Another one
//! goes back to what was said before. A third makes the screen black, and any key light again. Escape ends it.

use std::sync::Arc;

use yew::prelude::*;

use crate::player::{Command, Milestone, Wanted};
use crate::ui::browser::keys;
use crate::ui::browser::screen::use_whole_screen;
use crate::ui::desk::{Desk, Hand};
use crate::ui::lang::tr;
use crate::ui::widgets::{Glyph, icon};

/// What a clicker asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    On,
    Back,
    Black,
    End,
}

/// What a key asks for that is pressed before a room; `None` leaves it to the page.
pub fn click(key: &keys::Key) -> Option<Click> {
    Some(match key.name.as_str() {
        "PageDown" | " " | "Enter" => Click::On,
        "PageUp" | "Backspace" => Click::Back,
        "b" | "B" | "." => Click::Black,
        "Escape" | "f" | "F" => Click::End,
        _ => return None,
    })
}

/// Does it.
pub fn follow(click: Click, is_playing: bool, black: bool, send: &Callback<Command>, desk: &Hand) {
    match click {
        _ if black => desk.change(|it| it.black = false),
        Click::On if is_playing => {
            send.emit(Command::Find(Wanted::Next(Milestone::Caption)));
            send.emit(Command::Pause);
        }
        Click::On => send.emit(Command::Play),
        Click::Back => {
            send.emit(Command::Pause);
            send.emit(Command::Find(Wanted::Previous(Milestone::Caption)));
        }
        Click::Black => {
            send.emit(Command::Pause);
            desk.change(|it| it.black = true);
        }
        Click::End => desk.change(|it| it.presents = false),
    }
}

/// Stops time where the story says something, and takes the screen as long as the page is shown to a room.
#[hook]
pub fn use_presenter(desk: &Desk, hand: &Hand, said: Option<Arc<str>>, send: &Callback<Command>) {
    let leave = hand.on(|it, ()| (it.presents, it.black) = (false, false));
    use_whole_screen(desk.presents, leave);
    let (presents, send) = (desk.presents, send.clone());
    let began = use_mut_ref(|| None);
    use_effect_with((presents, said), move |(presents, said)| {
        let was = began.replace(presents.then(|| said.clone()));
        if *presents && was.is_some_and(|it| it != *said) {
            send.emit(Command::Pause);
        }
    });
}

/// What stands over the page: how to go on, or nothing at all.
pub fn curtain(desk: &Desk, is_playing: bool, hand: &Hand, send: &Callback<Command>) -> Html {
    if !desk.presents {
        return Html::default();
    }
    let button = |to: Click, glyph: Glyph, label: AttrValue, key: &'static str| {
        let (send, hand, black) = (send.clone(), hand.clone(), desk.black);
        let onclick = move |_: MouseEvent| follow(to, is_playing, black, &send, &hand);
        html! {
            <button type="button" class="plain" aria-label={label.clone()} aria-keyshortcuts={key} title={format!("{label}  [{key}]")} {onclick}>{ icon(glyph) }</button>
        }
    };
    let light = {
        let hand = hand.clone();
        move |_: MouseEvent| hand.change(|it| it.black = false)
    };
    html! {
        <>
            <div class="clicker" role="toolbar" aria-label={tr!("page.present.label")}>
                { button(Click::Back, Glyph::Previous, tr!("page.present.back"), "PageUp") }
                { button(Click::On, Glyph::Next, tr!("page.present.on"), "PageDown") }
                { button(Click::Black, Glyph::Moon, tr!("page.present.black"), "B") }
                { button(Click::End, Glyph::Close, tr!("page.present.end"), "Escape") }
            </div>
            if desk.black { <button type="button" class="blackout" aria-label={tr!("page.present.light")} onclick={light}></button> }
        </>
    }
}
