use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::Problem;
use crate::ui::browser::fields;
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::widgets::{Glyph, flag, icon};

/// See [`Editor`].
#[derive(PartialEq, Properties)]
pub struct EditorProps {
    pub label: AttrValue,
    pub text: Rc<str>,
    /// Whether it has not been run as it is.
    pub changed: bool,
    /// What was wrong with it when it was run.
    pub problems: Rc<[Problem]>,
    pub oninput: Callback<String>,
    pub onrun: Callback<()>,
}

/// A field for a text of the scenario language, with line numbers and with what is wrong at its line.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let lang = use_lang();
    let EditorProps { label, text, changed, problems, onrun, .. } = props;
    let (area, gutter) = (use_node_ref(), use_node_ref());
    let oninput = props.oninput.reform(|event: InputEvent| fields::value(&event));
    let onkeydown = {
        let run = onrun.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                run.emit(());
            }
        }
    };
    let onscroll = {
        let (area, gutter) = (area.clone(), gutter.clone());
        move |_: Event| fields::set_scroll(&gutter, fields::scroll(&area).0)
    };
    let wrong = |line: usize| !changed && problems.iter().any(|it| it.line() == line);
    html! {
        <>
            <div class="editor">
                <div class="gutter" ref={gutter} aria-hidden="true">
                    for number in 1..=text.lines().count().max(1) + 1 {
                        <i data-wrong={flag(wrong(number))}>{ number }</i>
                    }
                </div>
                <textarea ref={area.clone()} value={text.to_string()} {oninput} {onkeydown} {onscroll} spellcheck="false" autocapitalize="off"
                    autocomplete="off" wrap="off" aria-label={label.clone()} aria-describedby="script-problems" />
            </div>
            <ul class="problems" id="script-problems" aria-live="polite">
                if !changed { for problem in problems.iter() { { problem_line(problem, text, &area, lang) } } }
            </ul>
        </>
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
