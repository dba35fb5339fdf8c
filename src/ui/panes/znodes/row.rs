use std::rc::Rc;

use yew::prelude::*;

use crate::player::ZnodeRow;
use crate::ui::deeds::Thing;
use crate::ui::lang::tr;
use crate::ui::panes::watch;
use crate::ui::widgets::flag;
use crate::vocab::ClientId;

/// The height of a row in CSS pixels, as the style sheet has it.
pub const ROW: f64 = 28.0;
/// A row shows no more watches than this; the others are counted.
const MOST_WATCHES: usize = 3;

/// What a pointer can ask of a row.
#[derive(Clone, PartialEq)]
pub struct RowHands {
    /// Chooses it; opens or closes it, if it was chosen already.
    pub choose: Callback<Rc<str>>,
    /// Sets its data.
    pub edit: Callback<Rc<str>>,
    pub meet: Callback<ClientId>,
}

/// One znode of the tree.
pub fn row(it: &ZnodeRow, selected: bool, hands: &RowHands) -> Html {
    let path: Rc<str> = Rc::from(&*it.path);
    let (again, edited) = (path.clone(), path.clone());
    let onclick = hands.choose.reform(move |_: MouseEvent| again.clone());
    let ondblclick = hands.edit.reform(move |_: MouseEvent| edited.clone());
    let differs: Vec<String> = it.differs.iter().map(ToString::to_string).collect();
    let differs = (!it.missing && !differs.is_empty()).then(|| differs.join(" "));
    let mut watches: Vec<_> = it.watches.iter().collect();
    watches.sort_by_key(|it| !it.is_news);
    let rest = watches.len().saturating_sub(MOST_WATCHES);
    html! {
        <li key={it.path.to_string()} role="treeitem" data-path={it.path.to_string()} data-thing={Thing::Znode(it.path.as_ref().into()).to_string()} data-differs={flag(differs.is_some())} data-missing={flag(it.missing)}
            aria-level={it.depth.to_string()} aria-posinset={it.place.0.to_string()} aria-setsize={it.place.1.to_string()}
            aria-expanded={it.has_children.then(|| flag(it.open))} aria-selected={flag(selected)} tabindex={if selected { "0" } else { "-1" }}
            ~style={format!("inset-block-start: {}px; --depth: {}", it.row as f64 * ROW, it.depth - 1)} {onclick} {ondblclick}>
            <span class="twist" aria-hidden="true">{ if !it.has_children { "" } else if it.open { "▾" } else { "▸" } }</span>
            <b>{ it.name.to_string() }</b>
            if it.missing { <span class="mark" data-mark="missing" title={tr!("page.tree.missing_is")}>{ tr!("page.tree.missing") }</span> }
            if it.owner.is_some() { <span class="mark" data-mark="ephemeral" title={tr!("page.znodes.ephemeral")}>{ "e" }</span> }
            if let Some(servers) = differs { <span class="mark" data-mark="differs" title={tr!("page.znodes.differs", servers = servers)}>{ format!("≠ {servers}") }</span> }
            for it in watches.into_iter().take(MOST_WATCHES) { { watch::watcher(it, &hands.meet) } }
            if rest != 0 { <span class="mark">{ tr!("page.watch.more", n = rest) }</span> }
            if let Some(data) = &it.data { <code>{ data.clone() }</code> }
        </li>
    }
}
