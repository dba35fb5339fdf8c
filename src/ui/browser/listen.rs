use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A listener that is taken off when this is dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    heard: Closure<dyn FnMut(Event)>,
    /// Whether it hears of it before what is inside the target.
    first: bool,
}

impl Listener {
    /// Calls `heard` for every event `name` of `target`.
    pub fn new(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Listener {
        let heard = Closure::<dyn FnMut(Event)>::new(heard);
        let added = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        debug_assert!(added.is_ok(), "a listener can always be added");
        Listener { target: target.clone(), name, heard, first: false }
    }

    /// The same, and before anything inside `target`, which could keep the event to itself.
    pub fn first(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Listener {
        let heard = Closure::<dyn FnMut(Event)>::new(heard);
        let function = heard.as_ref().unchecked_ref();
        let added = target.add_event_listener_with_callback_and_bool(name, function, true);
        debug_assert!(added.is_ok(), "a listener can always be added");
        Listener { target: target.clone(), name, heard, first: true }
    }

    /// The same for an event that would scroll: `heard` may keep the browser from doing so, which waits for it.
    pub fn scrolling(
        target: &EventTarget,
        name: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Listener {
        let heard = Closure::<dyn FnMut(Event)>::new(heard);
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        let function = heard.as_ref().unchecked_ref();
        let added =
            target.add_event_listener_with_callback_and_add_event_listener_options(name, function, &options);
        debug_assert!(added.is_ok(), "a listener can always be added");
        Listener { target: target.clone(), name, heard, first: false }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        let _gone_with_its_target =
            self.target.remove_event_listener_with_callback_and_bool(self.name, function, self.first);
    }
}
