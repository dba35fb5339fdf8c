//! A finger that goes over a pane to the left or to the right.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};
use yew::prelude::*;

use super::listen::Listener;

/// At least so far, in CSS pixels, and at least so many times as far as up or down.
const FAR: i32 = 60;
const STEEP: i32 = 2;
/// Where a finger does something else.
const BUSY: &str = "input, textarea, select, canvas, pre, [role=slider], [role=tree], [draggable=true]";

/// Where it came down, if that may become a swipe.
fn start(event: &PointerEvent) -> Option<(i32, i32)> {
    let touched = event.target()?.dyn_into::<Element>().ok()?;
    let pane = touched.closest(".pane").ok()??;
    let is_finger = event.pointer_type() == "touch" && event.is_primary();
    let is_busy = touched.closest(BUSY).is_ok_and(|it| it.is_some());
    let mut up_to_pane = std::iter::successors(Some(touched), |it| it.parent_element());
    let scrolls =
        up_to_pane.by_ref().take_while(|it| *it != pane).any(|it| it.client_width() < it.scroll_width());
    (is_finger && !is_busy && !scrolls).then(|| (event.client_x(), event.client_y()))
}

/// Calls `swiped` with 1 for a swipe to the left, which brings what comes next, and -1 for one to the right.
#[hook]
pub fn use_swipe(swiped: Callback<i32>) {
    let latest = use_mut_ref(|| swiped.clone());
    *latest.borrow_mut() = swiped;
    use_effect_with((), move |()| {
        let began = Rc::new(Cell::new(None));
        let follow = move |name: &str, event: Event| {
            let Ok(event) = event.dyn_into::<PointerEvent>() else { return };
            match name {
                "pointerdown" => began.set(start(&event)),
                "pointerup" => {
                    let Some((x, y)) = began.take() else { return };
                    let (across, down) = (event.client_x() - x, event.client_y() - y);
                    if FAR < across.abs() && STEEP * down.abs() < across.abs() {
                        latest.borrow().emit(-across.signum());
                    }
                }
                _ => began.set(None),
            }
        };
        let document = web_sys::window().and_then(|it| it.document());
        let listeners = document.map(|document| {
            ["pointerdown", "pointerup", "pointercancel"].map(|name| {
                let follow = follow.clone();
                Listener::new(&document, name, move |event| follow(name, event))
            })
        });
        move || drop(listeners)
    });
}
