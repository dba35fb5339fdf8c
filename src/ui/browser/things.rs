//! Asking what can be done to a thing: the right button, a long press, or the key for it. Whatever has `data-thing` is one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, MouseEvent, MouseEventInit, PointerEvent};
use yew::prelude::*;

use super::listen::Listener;

/// A thing that the reader points at.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its `data-thing`.
    pub thing: String,
    /// Where, in CSS pixels of the window.
    pub x: f64,
    pub y: f64,
    /// How far along it, in thousandths; none by keys.
    pub share: Option<u64>,
}

/// A finger that rests as long as this asks. The browsers that ask by themselves do so sooner.
const LONG: u32 = 650;
/// One that moves further than that, in CSS pixels, does something else.
const STILL: f64 = 10.0;

fn thing_of(element: &Element) -> Option<(Element, String)> {
    let element = element.closest("[data-thing]").ok()??;
    let thing = element.get_attribute("data-thing")?;
    Some((element, thing))
}

/// The thing that an event happened on.
pub fn found(event: &MouseEvent) -> Option<Found> {
    let (element, thing) = thing_of(&event.target()?.dyn_into::<Element>().ok()?)?;
    let bounds = element.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    if x == 0.0 && y == 0.0 {
        return Some(below(&element, thing)); // by a key
    }
    let share = ((x - bounds.left()) * 1_000.0 / bounds.width().max(1.0)).clamp(0.0, 1_000.0) as u64;
    Some(Found { thing, x, y, share: Some(share) })
}

/// The thing that has the focus; or else the one with this text.
pub fn focused(or: &str) -> Option<Found> {
    let document = web_sys::window()?.document()?;
    let (element, thing) = document
        .active_element()
        .and_then(|it| thing_of(&it))
        .or_else(|| thing_of(&document.query_selector(&format!("[data-thing={or:?}]")).ok()??))?;
    Some(below(&element, thing))
}

/// A little inside its lower edge.
fn below(element: &Element, thing: String) -> Found {
    let bounds = element.get_bounding_client_rect();
    let x = bounds.left() + bounds.width() / 2.0;
    Found { thing, x, y: bounds.bottom() - bounds.height() / 4.0, share: None }
}

/// Calls `asked` for whatever the reader asks about that has not answered itself. A finger that rests asks like the right button,
/// also where the browser does not see to that.
#[hook]
pub fn use_things(asked: Callback<Found>) {
    use_effect_with((), move |()| {
        let document = web_sys::window().and_then(|it| it.document());
        let listeners = document.map(|document| {
            let pressing = Rc::new(Pressing::default());
            let mut listeners = vec![{
                let pressing = pressing.clone();
                Listener::new(&document, "contextmenu", move |event| {
                    pressing.end();
                    let Ok(event) = event.dyn_into::<MouseEvent>() else { return };
                    if let Some(found) = (!event.default_prevented()).then(|| found(&event)).flatten() {
                        event.prevent_default();
                        asked.emit(found);
                    }
                })
            }];
            for name in ["pointerdown", "pointermove", "pointerup", "pointercancel"] {
                let pressing = pressing.clone();
                listeners.push(Listener::first(&document, name, move |event| pressing.follow(name, event)));
            }
            listeners
        });
        move || drop(listeners)
    });
}

/// A finger that may come to rest.
#[derive(Default)]
struct Pressing {
    at: Cell<(i32, i32)>,
    timer: RefCell<Option<Timeout>>,
}

impl Pressing {
    fn follow(self: &Rc<Self>, name: &str, event: Event) {
        let Ok(event) = event.dyn_into::<PointerEvent>() else { return };
        let at = (event.client_x(), event.client_y());
        match name {
            "pointerdown" if event.pointer_type() == "touch" && event.is_primary() => {
                let Some(target) = event.target() else { return };
                self.at.set(at);
                let pressing = self.clone();
                *self.timer.borrow_mut() = Some(Timeout::new(LONG, move || {
                    // It runs: it must not be taken away under its own feet when the question ends the pressing.
                    pressing.timer.borrow_mut().take().into_iter().for_each(|it| drop(it.forget()));
                    ask(&target, at);
                }));
            }
            "pointermove" => {
                let (x, y) = (f64::from(at.0 - self.at.get().0), f64::from(at.1 - self.at.get().1));
                if STILL < x.hypot(y) {
                    self.end();
                }
            }
            _ => self.end(),
        }
    }

    fn end(&self) {
        drop(self.timer.borrow_mut().take());
    }
}

/// Asks about what is there, as the right button would.
fn ask(target: &EventTarget, (x, y): (i32, i32)) {
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_client_x(x);
    init.set_client_y(y);
    if let Ok(event) = MouseEvent::new_with_mouse_event_init_dict("contextmenu", &init) {
        let _taken_or_not = target.dispatch_event(&event);
    }
}
