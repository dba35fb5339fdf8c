use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// A listener that is taken off when this is dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    heard: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `heard` for every event `name` of `target`.
    pub fn new(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Listener {
        let heard = Closure::<dyn FnMut(Event)>::new(heard);
        let added = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        debug_assert!(added.is_ok(), "a listener can always be added");
        Listener { target: target.clone(), name, heard }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        let _gone_with_its_target = self.target.remove_event_listener_with_callback(self.name, function);
    }
}
