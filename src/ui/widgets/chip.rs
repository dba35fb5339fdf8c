use yew::prelude::*;

use crate::vocab::ServerId;

/// Which of the colours that tell candidates apart is `server`'s; they repeat after nine.
pub fn hue(server: ServerId) -> AttrValue {
    const NAMES: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    AttrValue::Static(NAMES[(usize::from(server.0.max(1)) - 1) % NAMES.len()])
}

/// A server's name on its own colour.
pub fn chip(server: ServerId) -> Html {
    html! { <span class="chip" data-hue={hue(server)} data-solid="true">{ server.to_string() }</span> }
}

/// `true` or `false`, as an attribute says it.
pub fn flag(it: bool) -> AttrValue {
    AttrValue::Static(if it { "true" } else { "false" })
}
