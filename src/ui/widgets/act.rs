use yew::prelude::*;

use crate::ui::widgets::{Glyph, flag, icon};

/// A shortcut for a line of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What it does, in the reader's language.
    pub label: AttrValue,
    /// The line that it writes.
    pub line: String,
    pub glyph: Glyph,
    /// Whether it breaks something.
    pub harm: bool,
}

/// A button for an act that shows its line.
pub fn act(act: &Act, onact: &Callback<String>) -> Html {
    html! {
        <button type="button" class="act" data-harm={flag(act.harm)} onclick={typed(act, onact)}>
            { icon(act.glyph) }<span>{ act.label.clone() }</span><code>{ act.line.clone() }</code>
        </button>
    }
}

/// The same in little room: the line is the label.
pub fn line_act(act: &Act, onact: &Callback<String>) -> Html {
    html! {
        <button type="button" class="line-act" data-harm={flag(act.harm)} onclick={typed(act, onact)} title={act.label.clone()}>
            { icon(act.glyph) }<code>{ act.line.clone() }</code><span class="unseen">{ act.label.clone() }</span>
        </button>
    }
}

fn typed(act: &Act, onact: &Callback<String>) -> Callback<MouseEvent> {
    let line = act.line.clone();
    onact.reform(move |_: MouseEvent| line.clone())
}
