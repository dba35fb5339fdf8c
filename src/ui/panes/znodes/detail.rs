use yew::prelude::*;

use super::work::Form;
use crate::player::{WatchView, ZnodeView};
use crate::ui::lang::tr;
use crate::ui::panes::watch;
use crate::ui::widgets::{Glyph, icon};
use crate::vocab::ClientId;

/// A znode in full.
pub fn detail(
    it: &ZnodeView,
    watches: &[WatchView],
    meet: &Callback<ClientId>,
    work: &Callback<Form>,
    why: Html,
) -> Html {
    let stat = &it.stat;
    let owner = it.owner.map_or_else(String::new, |(session, _)| session.to_string());
    let numbers = [
        ("czxid", stat.czxid.to_string()),
        ("mzxid", stat.mzxid.to_string()),
        ("pzxid", stat.pzxid.to_string()),
        ("dataVersion", stat.version.to_string()),
        ("cversion", stat.cversion.to_string()),
        ("aclVersion", stat.aversion.to_string()),
        ("ephemeralOwner", owner),
        ("dataLength", stat.data_length.to_string()),
        ("numChildren", stat.num_children.to_string()),
    ];
    let button = |form: Form, label: AttrValue, glyph: Glyph, keys: &'static str| {
        let onclick = work.reform(move |_: MouseEvent| form);
        html! { <button type="button" class="plain" title={keys} {onclick}>{ icon(glyph) }{ label }</button> }
    };
    html! {
        <article class="znode" aria-label={it.path.to_string()}>
            <h2><code>{ it.path.to_string() }</code><small>{ tr!("page.znodes.of", server = it.server) }</small></h2>
            <div class="acts">
                { button(Form::Set, tr!("page.tree.set"), Glyph::Caption, "F2") }
                { button(Form::Create, tr!("page.tree.create"), Glyph::Act, "Insert") }
                { button(Form::Menu, tr!("page.tree.more"), Glyph::Return, "Enter") }
                { why }
            </div>
            <pre tabindex="0">{ it.data.clone().unwrap_or_else(|| "null".to_owned()) }</pre>
            <dl>
                for (name, value) in numbers.into_iter().filter(|it| !it.1.is_empty()) {
                    <div key={name}><dt>{ name }</dt><dd>{ value }</dd></div>
                }
                <div><dt>{ "ACL" }</dt><dd>{ it.acl.join(" ") }</dd></div>
            </dl>
            <p class="people">
                if let Some((session, client)) = it.owner { { person(tr!("page.znodes.owner", session = session), client, meet) } }
                for it in watches { { watch::watcher(it, meet) } }
            </p>
        </article>
    }
}

/// One that is in no tree any more, or not yet.
pub fn gone(path: &str, why: Html) -> Html {
    html! { <article class="znode" aria-label={path.to_owned()}><p>{ tr!("page.why.gone", path = path) }{ " " }{ why }</p></article> }
}

/// Somebody who has to do with a znode; if it is a client of the playground, a way to it.
fn person(what: AttrValue, client: Option<ClientId>, meet: &Callback<ClientId>) -> Html {
    match client {
        None => html! { <span>{ what }</span> },
        Some(id) => html! {
            <button type="button" class="plain" onclick={meet.reform(move |_: MouseEvent| id)}>{ icon(Glyph::Client) }{ what }{ " " }<b>{ id.to_string() }</b></button>
        },
    }
}
