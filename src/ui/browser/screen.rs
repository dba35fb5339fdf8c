//! The whole screen, where the browser lets a page have it.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};
use yew::prelude::*;

use super::listen::Listener;
use super::promise::settle;

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Calls a method of the platform that not every browser has; a refusal is no error.
fn try_to(on: &wasm_bindgen::JsValue, method: &str) {
    let function = js_sys::Reflect::get(on, &method.into()).ok();
    let function = function.and_then(|it| it.dyn_into::<js_sys::Function>().ok());
    if let Some(Ok(promise)) = function.map(|it| it.call0(on)) {
        settle(&promise, drop);
    }
}

/// Takes the whole screen while `wanted`. Calls `left` when the reader has left it by the browser's own way.
#[hook]
pub fn use_whole_screen(wanted: bool, left: Callback<()>) {
    use_effect_with(wanted, move |wanted| {
        let document = document();
        let is_whole = |it: &Document| it.fullscreen_element().is_some();
        if let Some(document) = &document {
            let root: Option<Element> = document.document_element();
            if *wanted {
                // A clicker's keys are for the page, not for what happens to have the focus.
                let focused = document.active_element().and_then(|it| it.dyn_into::<HtmlElement>().ok());
                focused.into_iter().for_each(|it| drop(it.blur()));
                root.iter().for_each(|it| try_to(it, "requestFullscreen"));
            } else if is_whole(document) {
                try_to(document, "exitFullscreen");
            }
        }
        let listener = document.filter(|_| *wanted).map(|document| {
            Listener::new(&document.clone(), "fullscreenchange", move |_| {
                if !is_whole(&document) {
                    left.emit(());
                }
            })
        });
        move || drop(listener)
    });
}
