//! Mouse, pen and finger.

use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// Where the pointer is in the element behind `node`, in CSS pixels from its upper left corner.
pub fn position_at(event: &PointerEvent, node: &NodeRef) -> Option<(f64, f64)> {
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
