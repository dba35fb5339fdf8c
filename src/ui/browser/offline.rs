//! The page kept on the device. `www/offline.js` does that, for the published page alone: it has a file beside it that any other lacks.

use gloo_timers::callback::Timeout;
use web_sys::Event;
use yew::prelude::*;

use super::listen::Listener;
use super::{host, root};

/// So long after all of the page has come it is left alone.
const QUIET_MILLIS: u32 = 2_500;
/// What `offline.js` keeps over the change to a newer version, which is put back at once.
const TYPED: &str = "zkplay.typed";

/// Where `offline.js` lies, if it does.
pub fn script() -> Option<String> {
    root::meta("offline")
}

/// Begins to keep the page, when nobody waits for anything else; never one that is a part of another.
pub fn begin() {
    let Some(script) = script().filter(|_| !host::is_there()) else { return };
    let storage = web_sys::window().and_then(|it| it.session_storage().ok()?);
    let has_typed = storage.and_then(|it| it.get_item(TYPED).ok()?).is_some();
    let wait = if has_typed { 0 } else { QUIET_MILLIS };
    Timeout::new(wait, move || root::run(&script)).forget();
}

/// Whether a newer version is there and waits.
#[hook]
pub fn use_news() -> bool {
    let there = use_state(|| false);
    {
        let there = there.clone();
        use_effect_with((), move |()| {
            let listener =
                web_sys::window().map(|it| Listener::new(&it, "zkplay-news", move |_| there.set(true)));
            move || drop(listener)
        });
    }
    *there
}

/// Loads the page again, in the newer version. What stands in fields stays.
pub fn renew() {
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("zkplay-renew")) {
        let _nobody_prevents_it = window.dispatch_event(&event);
    }
}
