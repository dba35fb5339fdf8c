//! What the reader has asked of the browser: languages, less motion; and how wide the page is.

use yew::prelude::*;

use super::listen::Listener;

/// The reader's languages, the preferred one first.
pub fn languages() -> Vec<String> {
    let Some(navigator) = web_sys::window().map(|it| it.navigator()) else { return Vec::new() };
    navigator.languages().iter().filter_map(|it| it.as_string()).collect()
}

/// Whether a media query holds now.
fn holds(query: &str) -> bool {
    web_sys::window().and_then(|it| it.match_media(query).ok()?).is_some_and(|it| it.matches())
}

/// Whether the reader wants nothing to move by itself.
pub fn is_reduced_motion() -> bool {
    holds("(prefers-reduced-motion: reduce)")
}

/// Whether a media query holds, from now on.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let state = use_state(|| holds(query));
    {
        let state = state.clone();
        use_effect_with((), move |()| {
            let list = web_sys::window().and_then(|it| it.match_media(query).ok()?);
            let listener = list.map(|list| {
                let target: web_sys::EventTarget = list.clone().into();
                Listener::new(&target, "change", move |_| state.set(list.matches()))
            });
            move || drop(listener)
        });
    }
    *state
}
