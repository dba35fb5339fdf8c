//! The page that this one is a part of, if it is: what it asks, what it is told. The messages are those of
//! [`player::host`](crate::player::host).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{JSON, Object};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::prelude::*;

use super::listen::Listener;
use crate::player::host::{self, Ask, Say};

/// So long after one message about the moment there is no other.
const BETWEEN_MOMENTS_MILLIS: u32 = 250;

/// The window that holds ours.
fn parent() -> Option<Window> {
    let window = web_sys::window()?;
    window.parent().ok()?.filter(|it| !Object::is(it, &window))
}

/// Whether the page is a part of another one.
pub fn is_there() -> bool {
    parent().is_some()
}

/// Tells the host something, if there is one.
pub fn tell(say: &Say) {
    if let (Some(parent), Ok(message)) = (parent(), JSON::parse(&say.json())) {
        let _nobody_listens = parent.post_message(&message, "*");
    }
}

/// Tells the host that what it asked for could not be done.
pub fn refuse(reason: String) {
    tell(&Say::Error { reason });
}

/// Calls `asked` with what the host asks for; what cannot be understood is answered here.
#[hook]
pub fn use_asks(asked: Callback<Ask>) {
    let latest = use_mut_ref(|| asked.clone());
    *latest.borrow_mut() = asked;
    use_effect_with((), move |()| {
        let listener = web_sys::window().filter(|_| is_there()).map(|window| {
            Listener::new(&window, "message", move |event| {
                if let Some(ask) = event.dyn_ref::<MessageEvent>().and_then(read) {
                    let asked = latest.borrow().clone();
                    ask.map_or_else(refuse, |it| asked.emit(it));
                }
            })
        });
        move || drop(listener)
    });
}

/// What our host asks for. Nobody else is listened to.
fn read(event: &MessageEvent) -> Option<Result<Ask, String>> {
    let from = event.source()?;
    parent().filter(|it| Object::is(it, &from))?;
    let json: JsValue = JSON::stringify(&event.data()).ok()?.into();
    host::read(&json.as_string()?)
}

/// Tells the host the moment whenever it changes, not too often, and the last one always.
#[hook]
pub fn use_moments(micros: u64, known_micros: u64, playing: bool) {
    let last = use_mut_ref(|| None::<Say>);
    let waits = use_memo((), |()| Cell::new(false));
    use_effect_with((micros, known_micros, playing), move |_| {
        *last.borrow_mut() = Some(Say::Moment { micros, known_micros, playing });
        if is_there() && !waits.get() {
            flush(&last, &waits);
        }
    });
}

/// Tells what is to be told, and comes back later as long as there is something.
fn flush(last: &Rc<RefCell<Option<Say>>>, waits: &Rc<Cell<bool>>) {
    let Some(say) = last.borrow_mut().take() else { return waits.set(false) };
    tell(&say);
    waits.set(true);
    let (last, waits) = (last.clone(), waits.clone());
    Timeout::new(BETWEEN_MOMENTS_MILLIS, move || flush(&last, &waits)).forget();
}
