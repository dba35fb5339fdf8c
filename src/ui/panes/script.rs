use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::Problem;
use crate::ui::browser::storage;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::editor::Editor;
use crate::ui::widgets::{Glyph, icon};

/// See [`Script`].
#[derive(Clone, PartialEq, Properties)]
pub struct ScriptProps {
    /// The scenario that runs, with the acts of the page in it.
    pub text: Rc<str>,
    /// What is wrong with it.
    pub problems: Rc<[Problem]>,
    /// Runs a text from its beginning.
    pub run: Callback<String>,
}

/// The scenario as text: to read, to change, to run. What is typed here is kept on this device until it is run or let go.
#[component]
pub fn Script(ScriptProps { text, problems, run }: &ScriptProps) -> Html {
    use_lang();
    let draft = use_state(|| storage::recall(storage::Key::Draft));
    let shown: Rc<str> = draft.as_deref().map_or_else(|| text.clone(), Rc::from);
    let changed = *shown != **text;
    let keep = {
        let draft = draft.clone();
        move |next: Option<String>| {
            storage::remember(storage::Key::Draft, next.as_deref());
            draft.set(next);
        }
    };
    let oninput = {
        let keep = keep.clone();
        Callback::from(move |text| keep(Some(text)))
    };
    let onrun = {
        let (keep, run, shown) = (keep.clone(), run.clone(), shown.clone());
        Callback::from(move |()| {
            keep(None);
            run.emit(shown.to_string());
        })
    };
    html! {
        <section class="script" aria-label={tr!("page.script.label")}>
            <header>
                <button type="button" class="primary" onclick={onrun.reform(|_: MouseEvent| ())} disabled={!changed && problems.is_empty()}>
                    { icon(Glyph::Play) }<span>{ tr!("page.script.run") }</span><kbd>{ "Ctrl ↵" }</kbd>
                </button>
                if changed {
                    <button type="button" class="plain" onclick={move |_: MouseEvent| keep(None)}>{ tr!("page.script.revert") }</button>
                    <span class="hint">{ tr!("page.script.changed") }</span>
                }
            </header>
            <Editor label={tr!("page.script.text")} text={shown} {changed} problems={problems.clone()} {oninput} {onrun} />
            <p class="hint">{ tr!("page.script.hint") }</p>
        </section>
    }
}
