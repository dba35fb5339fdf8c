use yew::prelude::*;

use crate::ui::browser::{location, offline};
use crate::ui::lang::{tr, use_lang};
use crate::ui::widgets::{Glyph, icon};

/// See [`News`].
#[derive(Clone, PartialEq, Properties)]
pub struct NewsProps {
    /// The fragment of a link to what is on the screen.
    pub fragment: Callback<(), String>,
}

/// Says so, quietly, and changes to it when the reader asks: with all that is on the screen in the address, so that it is there again.
#[component]
pub fn News(NewsProps { fragment }: &NewsProps) -> Html {
    use_lang();
    let there = offline::use_news();
    let closed = use_state(|| false);
    let renew = fragment.reform(|_: MouseEvent| ());
    let renew = Callback::from(move |event| {
        location::set_fragment(&renew.emit(event));
        offline::renew();
    });
    let close = {
        let closed = closed.clone();
        move |_: MouseEvent| closed.set(true)
    };
    html! {
        // There from the beginning, so that a screen reader tells what comes into it.
        <div class="news" role="status">
            if there && !*closed {
                <p>{ tr!("page.news.there") }</p>
                <button type="button" class="link" onclick={renew}>{ tr!("page.news.reload") }</button>
                <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close}>{ icon(Glyph::Close) }</button>
            }
        </div>
    }
}
