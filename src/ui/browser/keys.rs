//! Keys that work wherever the reader is on the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::listen::Listener;

/// A key, with what is needed to know what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// As in `KeyboardEvent.key`.
    pub name: String,
    pub shift: bool,
    /// Ctrl, or ⌘.
    pub control: bool,
}

/// Where the focus is decides which keys are the page's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// In something that takes text: all keys are its own.
    Text,
    /// On something that takes Space, Enter or arrows.
    Control,
    /// In a dialog, which is over the page.
    Dialog,
    Page,
}

fn focus(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) else {
        return Focus::Page;
    };
    let within = |selector: &str| element.closest(selector).is_ok_and(|it| it.is_some());
    if within("input:not([type=range],[type=checkbox]), textarea, select, [contenteditable]") {
        Focus::Text
    } else if within("dialog") {
        Focus::Dialog
    } else if within("button, a, summary, input, [role=button], [role=slider]") {
        Focus::Control
    } else {
        Focus::Page
    }
}

/// Calls `pressed` for keys that nothing on the page takes for itself; if it returns true, the browser does not get them.
#[hook]
pub fn use_keys(pressed: Callback<Key, bool>) {
    let latest = use_mut_ref(|| pressed.clone());
    *latest.borrow_mut() = pressed;
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            Listener::new(&window, "keydown", move |event| {
                let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
                let taken = event.default_prevented() || event.alt_key();
                let control = event.ctrl_key() || event.meta_key();
                let own = match focus(&event) {
                    Focus::Dialog => true,
                    Focus::Text => !control,
                    Focus::Control => matches!(event.key().as_str(), " " | "Enter"),
                    Focus::Page => false,
                };
                if !taken && !own {
                    let key = Key { name: event.key(), shift: event.shift_key(), control };
                    let pressed = latest.borrow().clone();
                    if pressed.emit(key) {
                        event.prevent_default();
                    }
                }
            })
        });
        move || drop(listener)
    });
}
