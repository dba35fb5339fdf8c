//! Copying.

use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::JsValue;

/// Puts `text` on the clipboard, as far as the browser allows it: pages that did not come over https have none, and frames
/// may have been given none.
pub fn copy(text: &str) {
    let Some(window) = web_sys::window() else { return };
    let navigator = window.navigator();
    let has_one = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if has_one.is_ok_and(|it| !it.is_undefined()) {
        let copied = JsFuture::from(navigator.clipboard().write_text(text));
        spawn_local(async { drop(copied.await) }); // a refusal that nobody takes would be an error on the console
    }
}

/// The same, and says whether it was allowed to.
pub fn copy_and(text: &str, told: impl FnOnce(bool) + 'static) {
    let navigator = web_sys::window().map(|it| it.navigator());
    let clipboard = navigator.filter(|it| {
        js_sys::Reflect::get(it, &JsValue::from_str("clipboard")).is_ok_and(|it| !it.is_undefined())
    });
    match clipboard {
        Some(navigator) => {
            super::promise::settle(&navigator.clipboard().write_text(text), move |it| told(it.is_ok()));
        }
        None => told(false),
    }
}
