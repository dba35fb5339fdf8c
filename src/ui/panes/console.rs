use yew::prelude::*;

use crate::player::Command;
use crate::scenario::{COMMANDS, RECIPES};
use crate::ui::browser::fields;
use crate::ui::lang::{tr, use_lang};
use crate::ui::widgets::{Glyph, flag, icon};

/// See [`Console`].
#[derive(Clone, PartialEq, Properties)]
pub struct ConsoleProps {
    /// The field, so that a key can bring the reader here.
    pub field: NodeRef,
    /// Checks a line: what is wrong with it, in the reader's language.
    pub check: Callback<String, Option<AttrValue>>,
    pub send: Callback<Command>,
}

/// One line of the scenario, typed. A line that is wrong stays where it is, with the reason below.
#[component]
pub fn Console(ConsoleProps { field, check, send }: &ConsoleProps) -> Html {
    use_lang();
    let typed = use_state(String::new);
    let error = use_state(|| None::<AttrValue>);
    let past = use_mut_ref(Vec::<String>::new);
    let back = use_mut_ref(|| 0_usize);
    let oninput = {
        let (typed, error) = (typed.clone(), error.clone());
        move |event: InputEvent| {
            typed.set(fields::value(&event));
            error.set(None);
        }
    };
    let onsubmit = {
        let (typed, error, past, back, check, send) =
            (typed.clone(), error.clone(), past.clone(), back.clone(), check.clone(), send.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let line = typed.trim().to_owned();
            if line.is_empty() {
                return;
            }
            if let Some(wrong) = check.emit(line.clone()) {
                error.set(Some(wrong));
                return;
            }
            past.borrow_mut().push(line.clone());
            *back.borrow_mut() = 0;
            send.emit(Command::Act(line));
            typed.set(String::new());
        }
    };
    let onkeydown = {
        let (typed, past, back) = (typed.clone(), past.clone(), back.clone());
        move |event: KeyboardEvent| {
            let past = past.borrow();
            let mut back = back.borrow_mut();
            match event.key().as_str() {
                "ArrowUp" if *back < past.len() => *back += 1,
                "ArrowDown" if *back > 0 => *back -= 1,
                _ => return,
            }
            event.prevent_default();
            typed.set(past.len().checked_sub(*back).and_then(|it| past.get(it)).cloned().unwrap_or_default());
        }
    };
    let word = typed.split_whitespace().next().unwrap_or_default();
    let fitting = COMMANDS
        .iter()
        .filter(|it| !word.is_empty() && (it.name.starts_with(word) || word == it.name))
        .map(|it| it.usage.to_owned())
        .take(5);
    let recipes = recipes(&typed);
    let fitting = fitting.filter(|_| recipes.is_empty()).chain(recipes.iter().cloned());
    let complete = |usage: &str| {
        let usage = usage.to_owned();
        let (typed, field) = (typed.clone(), field.clone());
        move |_: MouseEvent| {
            typed.set(usage.clone());
            fields::focus(&field);
        }
    };
    html! {
        <form class="console" {onsubmit} aria-label={tr!("page.console.label")} data-wrong={flag(error.is_some())}>
            <span class="prompt" aria-hidden="true">{ "›" }</span>
            <input ref={field.clone()} type="text" value={(*typed).clone()} {oninput} {onkeydown} placeholder={tr!("page.console.placeholder")}
                aria-label={tr!("page.console.label")} aria-describedby="console-help" aria-invalid={flag(error.is_some())}
                autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" />
            <button type="submit" class="plain" aria-label={tr!("page.console.run")}>{ icon(Glyph::Return) }</button>
            <div id="console-help" class="help" aria-live="polite">
                if let Some(error) = &*error {
                    <p class="error">{ icon(Glyph::Warning) }{ error.clone() }</p>
                } else {
                    for it in fitting {
                        <button type="button" onclick={complete(&it)}><code>{ it }</code></button>
                    }
                }
            </div>
        </form>
    }
}

/// The recipes that `run c1 …` may go on with, each with its form.
fn recipes(typed: &str) -> Vec<String> {
    let mut words = typed.split_whitespace();
    let (Some("run"), Some(client)) = (words.next(), words.next()) else { return Vec::new() };
    let begun = words.next().unwrap_or_default();
    let fitting = RECIPES.iter().filter(|it| it.name.starts_with(begun));
    fitting.map(|it| format!("run {client} {}", it.usage)).take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_recipe_is_proposed_once_a_client_is_named() {
        assert_eq!(recipes("run"), Vec::<String>::new());
        assert_eq!(recipes("run c1").len(), 8);
        assert_eq!(recipes("run c1 el"), ["run c1 election [PATH] [herd] [guid]"]);
    }
}
