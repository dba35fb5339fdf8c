//! Mouse, pen and finger.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, MouseEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::listen::Listener;

/// Where the pointer is in the element behind `node`, in CSS pixels from its upper left corner.
pub fn position_at(event: &MouseEvent, node: &NodeRef) -> Option<(f64, f64)> {
    let bounds = node.cast::<Element>()?.get_bounding_client_rect();
    Some((f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top()))
}

/// How wide the element behind `node` is.
pub fn width_of(node: &NodeRef) -> f64 {
    node.cast::<Element>().map_or(1.0, |it| it.get_bounding_client_rect().width().max(1.0))
}

/// Sends all that this pointer does to the element behind `node` until it is lifted.
pub fn capture(event: &PointerEvent, node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        let _pointer_is_gone = element.set_pointer_capture(event.pointer_id());
    }
}

/// A turn of the wheel, or two fingers on a pad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Where the pointer is, in CSS pixels from the element's left edge.
    pub x: f64,
    /// How far, in CSS pixels: to the right, and down.
    pub by: (f64, f64),
}

/// Takes what the wheel does over the element behind `node`, as long as it is there.
#[hook]
pub fn use_wheel(node: &NodeRef, turned: Callback<Turn>) {
    const LINE: f64 = 16.0;
    let latest = use_mut_ref(|| turned.clone());
    *latest.borrow_mut() = turned;
    let node = node.clone();
    use_effect_with((), move |()| {
        let listener = node.cast::<Element>().map(|element| {
            let target: EventTarget = element.clone().into();
            Listener::scrolling(&target, "wheel", move |event| {
                let Ok(event) = event.dyn_into::<WheelEvent>() else { return };
                event.prevent_default();
                let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE };
                let by = (event.delta_x() * unit, event.delta_y() * unit);
                let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
                let by = if event.shift_key() { (by.0 + by.1, 0.0) } else { by };
                let turned = latest.borrow().clone();
                turned.emit(Turn { x, by });
            })
        });
        move || drop(listener)
    });
}
