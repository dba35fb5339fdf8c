//! Whether a reader can see an element.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

/// Whether anything of the element behind `node` is on the screen, seen through all frames that it is in. True until it is
/// known.
#[hook]
pub fn use_sight(node: &NodeRef) -> bool {
    let seen = use_state_eq(|| true);
    {
        let (seen, node) = (seen.clone(), node.clone());
        use_effect_with((), move |()| {
            let watched = node.cast::<Element>().and_then(|element| {
                let heard = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
                    if let Ok(last) = entries.pop().dyn_into::<IntersectionObserverEntry>() {
                        seen.set(last.is_intersecting());
                    }
                });
                let observer = IntersectionObserver::new(heard.as_ref().unchecked_ref()).ok()?;
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
    *seen
}
