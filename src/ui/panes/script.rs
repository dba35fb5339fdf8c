use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::Problem;
use crate::ui::browser::{fields, storage};
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::widgets::{Glyph, flag, icon};

/// See [`Script`].
#[derive(PartialEq, Properties)]
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
    let lang = use_lang();
    let draft = use_state(|| storage::recall(storage::Key::Draft));
    let area = use_node_ref();
    let gutter = use_node_ref();
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
        move |event: InputEvent| keep(Some(fields::value(&event)))
    };
    let run: Rc<dyn Fn()> = {
        let (keep, run, shown) = (keep.clone(), run.clone(), shown.clone());
        Rc::new(move || {
            keep(None);
            run.emit(shown.to_string());
        })
    };
    let onkeydown = {
        let run = run.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                run();
            }
        }
    };
    let onscroll = {
        let (area, gutter) = (area.clone(), gutter.clone());
        move |_: Event| fields::set_scroll(&gutter, fields::scroll(&area).0)
    };
    let wrong = |line: usize| !changed && problems.iter().any(|it| it.line() == line);
    html! {
        <section class="script" aria-label={tr!("page.script.label")}>
            <header>
                <button type="button" class="primary" onclick={let run = run.clone(); move |_: MouseEvent| run()} disabled={!changed && problems.is_empty()}>
                    { icon(Glyph::Play) }<span>{ tr!("page.script.run") }</span><kbd>{ "Ctrl ↵" }</kbd>
                </button>
                if changed {
                    <button type="button" class="plain" onclick={move |_: MouseEvent| keep(None)}>{ tr!("page.script.revert") }</button>
                    <span class="hint">{ tr!("page.script.changed") }</span>
                }
            </header>
            <div class="editor">
                <div class="gutter" ref={gutter} aria-hidden="true">
                    for number in 1..=shown.lines().count().max(1) + 1 {
                        <i data-wrong={flag(wrong(number))}>{ number }</i>
                    }
                </div>
                <textarea ref={area.clone()} value={shown.to_string()} {oninput} {onkeydown} {onscroll} spellcheck="false" autocapitalize="off"
                    autocomplete="off" wrap="off" aria-label={tr!("page.script.text")} aria-describedby="script-problems" />
            </div>
            <ul class="problems" id="script-problems" aria-live="polite">
                if !changed { for problem in problems.iter() { { problem_line(problem, &shown, &area, lang) } } }
            </ul>
            <p class="hint">{ tr!("page.script.hint") }</p>
        </section>
    }
}

fn problem_line(problem: &Problem, text: &Rc<str>, area: &NodeRef, lang: Lang) -> Html {
    let line = problem.line();
    let place = match problem.column() {
        Some(column) => tr!("page.script.at", line = line, column = column),
        None => tr!("page.script.at_line", line = line),
    };
    let (area, text, column) = (area.clone(), text.clone(), problem.column().unwrap_or(1));
    let show = move |_: MouseEvent| {
        let (start, end) = range(&text, line, column);
        fields::select(&area, start, end);
    };
    html! {
        <li><button type="button" onclick={show}>{ icon(Glyph::Warning) }<strong>{ place }</strong>{ " " }{ problem.text(lang) }</button></li>
    }
}

/// From `column` of `line`, both from 1, to the end of that line, in UTF-16 units of the whole text.
fn range(text: &str, line: usize, column: usize) -> (u32, u32) {
    let units = |it: &str| it.encode_utf16().count() as u32;
    let before: u32 = text.split('\n').take(line - 1).map(|it| units(it) + 1).sum();
    let here = text.split('\n').nth(line - 1).unwrap_or_default();
    let skipped: String = here.chars().take(column.saturating_sub(1)).collect();
    (before + units(&skipped), before + units(here))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_place_in_the_text_is_a_range_of_utf16_units() {
        assert_eq!(range("ensemble 3\ncrsh s1\n", 2, 1), (11, 18));
        assert_eq!(range("say 你好 𝕏\ncrsh", 1, 5), (4, 9));
        assert_eq!(range("a", 9, 9), (2, 2));
    }
}
