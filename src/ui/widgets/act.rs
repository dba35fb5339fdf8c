use yew::prelude::*;

use crate::ui::widgets::{Glyph, Icon};

/// See [`Act`].
#[derive(PartialEq, Properties)]
pub struct ActProps {
    /// What it does, in the reader's language.
    pub label: AttrValue,
    /// The line of the scenario that it writes.
    pub line: AttrValue,
    pub glyph: Glyph,
    #[prop_or_default]
    pub harm: bool,
    #[prop_or_default]
    pub disabled: bool,
    pub onact: Callback<String>,
}

/// A button that is a shortcut for a line of the scenario, and shows that line.
#[component]
pub fn Act(props: &ActProps) -> Html {
    let onclick = {
        let line = props.line.clone();
        props.onact.reform(move |_: MouseEvent| line.to_string())
    };
    html! {
        <button type="button" class="act" data-harm={props.harm.to_string()} disabled={props.disabled} {onclick}>
            <Icon glyph={props.glyph} />
            <span>{ props.label.clone() }</span>
            <code>{ props.line.clone() }</code>
        </button>
    }
}
