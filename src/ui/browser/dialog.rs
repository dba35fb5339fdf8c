//! The browser's own modal dialogs: they keep the focus inside and give it back.

use web_sys::{HtmlDialogElement, Node};
use yew::prelude::*;

/// Shows or hides the `<dialog>` behind `node`.
#[hook]
pub fn use_modal(node: &NodeRef, open: bool) {
    let node = node.clone();
    use_effect_with(open, move |open| {
        if let Some(dialog) = node.cast::<HtmlDialogElement>() {
            if *open && !dialog.open() {
                let shown = dialog.show_modal();
                debug_assert!(shown.is_ok(), "a dialog of the page can be shown");
            } else if !*open {
                dialog.close();
            }
        }
    });
}

/// Whether an event happened on the element behind `node` itself, not on something in it.
pub fn is_on(event: &MouseEvent, node: &NodeRef) -> bool {
    event.target_dyn_into::<Node>().is_some_and(|it| Some(it) == node.get())
}
