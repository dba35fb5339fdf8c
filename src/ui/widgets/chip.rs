use yew::prelude::*;

use crate::vocab::ServerId;

/// Which of the colours that tell candidates apart is `server`'s; they repeat after nine.
pub fn hue(server: ServerId) -> AttrValue {
    const NAMES: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    AttrValue::Static(NAMES[(usize::from(server.0.max(1)) - 1) % NAMES.len()])
}

/// See [`Chip`].
#[derive(PartialEq, Properties)]
pub struct ChipProps {
    pub server: ServerId,
    #[prop_or_default]
    pub solid: bool,
}

/// A server's name in its own colour.
#[component]
pub fn Chip(ChipProps { server, solid }: &ChipProps) -> Html {
    html! { <span class="chip" data-hue={hue(*server)} data-solid={solid.to_string()}>{ server.to_string() }</span> }
}
