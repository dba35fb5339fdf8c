use yew::prelude::*;

use crate::ui::browser::dialog::{is_on, use_modal};
use crate::ui::lang::{tr, use_lang};
use crate::ui::widgets::{Glyph, icon};

/// See [`Dialog`].
#[derive(PartialEq, Properties)]
pub struct DialogProps {
    pub open: bool,
    pub title: AttrValue,
    pub name: AttrValue,
    pub onclose: Callback<()>,
    pub children: Html,
}

/// A sheet over the page; Escape, the button and a click beside it close it.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    use_lang();
    let node = use_node_ref();
    use_modal(&node, props.open);
    // Not when it has been closed from without: by then another one may be open.
    let onclose = props.open.then(|| props.onclose.reform(|_: Event| ()));
    let close = props.onclose.reform(|_: MouseEvent| ());
    let onclick = {
        let (node, onclose) = (node.clone(), props.onclose.clone());
        move |event: MouseEvent| {
            if is_on(&event, &node) {
                onclose.emit(());
            }
        }
    };
    let heading = format!("dialog-{}", props.name);
    html! {
        <dialog ref={node.clone()} class={props.name.to_string()} aria-labelledby={heading.clone()} {onclose} {onclick}>
            // Of the sheet, not of the page: no landmark.
            <header role="none">
                <h2 id={heading}>{ props.title.clone() }</h2>
                <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close}>
                    { icon(Glyph::Close) }
                </button>
            </header>
            <div class="body" tabindex="0">
                if props.open { { props.children.clone() } }
            </div>
        </dialog>
    }
}
