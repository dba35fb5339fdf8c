//! The address of the page, whose fragment carries a scenario and a moment, and whose parameters say what of it is shown.

use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Response, Url, UrlSearchParams};
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

/// The same without the parameters: the whole page.
pub fn whole_page_with(fragment: &str) -> String {
    let address = address_with(fragment);
    let (before, behind) = address.split_once('#').unwrap_or((&address, ""));
    format!("{}#{behind}", before.split('?').next().unwrap_or_default())
}

/// The value of a parameter, behind the `?` of the address.
pub fn parameter(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Loads a text; `None` if there is none, or if it lies elsewhere than the page does.
pub fn load_text(address: &str, loaded: Callback<Option<String>>) {
    let answer =
        own_address(address).and_then(|it| Some(JsFuture::from(web_sys::window()?.fetch_with_str(&it))));
    spawn_local(async move { loaded.emit(answered(answer).await) });
}

async fn answered(answer: Option<JsFuture>) -> Option<String> {
    text_of(answer?.await.ok()?.dyn_into().ok()?).await
}

/// The text that was asked for, if that is what has come.
pub async fn text_of(response: Response) -> Option<String> {
    let text = response.text().ok().filter(|_| response.ok())?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// An address, seen from ours, if it is one of the same origin.
fn own_address(address: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let url = Url::new_with_base(address, &location.href().ok()?).ok()?;
    (url.origin() == location.origin().ok()?).then(|| url.href())
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
