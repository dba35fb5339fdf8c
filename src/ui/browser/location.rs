//! The address of the page, whose fragment carries a scenario and a moment.

use yew::prelude::*;

use super::listen::Listener;

/// What stands behind the `#`, if anything.
pub fn fragment() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    hash.strip_prefix('#').filter(|it| !it.is_empty()).map(str::to_owned)
}

/// Puts `fragment` behind the `#` without a new entry in the history, and returns the whole address.
pub fn set_fragment(fragment: &str) -> String {
    let Some(window) = web_sys::window() else { return String::new() };
    let address = address_with(fragment);
    if let Ok(history) = window.history() {
        let _too_often = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
    address
}

/// This page's address with `fragment` behind the `#`.
pub fn address_with(fragment: &str) -> String {
    let href = web_sys::window().and_then(|it| it.location().href().ok()).unwrap_or_default();
    format!("{}#{fragment}", href.split('#').next().unwrap_or_default())
}

/// This page's address without what stands behind `?` and `#`.
pub fn page() -> String {
    let href = web_sys::window().and_then(|it| it.location().href().ok()).unwrap_or_default();
    href.split(['#', '?']).next().unwrap_or_default().to_owned()
}

/// Calls `changed` when the reader puts another fragment into the address.
#[hook]
pub fn use_fragment_changes(changed: Callback<String>) {
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            Listener::new(&window, "hashchange", move |_| {
                if let Some(fragment) = fragment() {
                    changed.emit(fragment);
                }
            })
        });
        move || drop(listener)
    });
}

/// Takes what stands behind the `#` away, when it is no longer what is shown.
pub fn clear_fragment() {
    let Some(window) = web_sys::window() else { return };
    let href = window.location().href().unwrap_or_default();
    if let (Some((address, _)), Ok(history)) = (href.split_once('#'), window.history()) {
        let _too_often = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(address));
    }
}

/// The address of a text that is nowhere but in it.
pub fn data(kind: &str, text: &str) -> String {
    format!("data:{kind};charset=utf-8,{}", js_sys::encode_uri_component(text))
}
