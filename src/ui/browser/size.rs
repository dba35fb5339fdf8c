//! How large an element is.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The width and height of the element behind `node` in CSS pixels, and again whenever they change.
#[hook]
pub fn use_size(node: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state(|| None);
    {
        let (size, node) = (size.clone(), node.clone());
        use_effect_with((), move |()| {
            let watched = node.cast::<Element>().and_then(|element| {
                let measured = element.clone();
                let heard = Closure::<dyn FnMut()>::new(move || {
                    let bounds = measured.get_bounding_client_rect();
                    size.set(Some((bounds.width().round(), bounds.height().round())));
                });
                let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, heard))
            });
            move || {
                if let Some((observer, heard)) = watched {
                    observer.disconnect();
                    drop(heard);
                }
            }
        });
    }
    *size
}
