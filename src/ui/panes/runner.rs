use yew::prelude::*;

use crate::locale;
use crate::player::{Command, Player};
use crate::scenario::{RECIPES, RecipeSpec, parse_act};
use crate::ui::browser::fields;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::store::Tape;
use crate::ui::widgets::{Act, Glyph, act, icon};
use crate::vocab::ClientId;

/// See [`Runner`].
#[derive(PartialEq, Properties)]
pub struct RunnerProps {
    pub tape: Tape,
    pub client: ClientId,
    pub send: Callback<Command>,
}

/// Has a client run a recipe: which, where, and with which words.
#[component]
pub fn Runner(RunnerProps { tape, client, send }: &RunnerProps) -> Html {
    use_lang();
    let chosen = use_state(|| &RECIPES[0]);
    let path = use_state(|| RECIPES[0].path.to_owned());
    let words = use_state(|| RECIPES[0].words.to_owned());
    let choose = {
        let (chosen, path, words) = (chosen.clone(), path.clone(), words.clone());
        move |event: Event| {
            let name = fields::value(&event);
            if let Some(spec) = RECIPES.iter().find(|it| it.name == name) {
                path.set(spec.path.to_owned());
                words.set(spec.words.to_owned());
                chosen.set(spec);
            }
        }
    };
    let edit = |field: &UseStateHandle<String>| {
        let field = field.clone();
        move |event: InputEvent| field.set(fields::value(&event))
    };
    let parts = ["run", &client.to_string(), chosen.name, path.trim(), words.trim()].map(str::to_owned);
    let line = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    let wrong = tape.read(|player: &Player| parse_act(player.script(), &line).err());
    let run = Act { label: tr!("page.program.run"), line, glyph: Glyph::Play, harm: false };
    html! {
        <details class="runner">
            <summary>{ tr!("page.program.run_at", id = client) }</summary>
            <label><span>{ tr!("page.program.recipe") }</span>
                <select onchange={choose}>
                    for it in RECIPES { <option value={it.name} selected={it.name == chosen.name}>{ it.name }</option> }
                </select>
            </label>
            <label><span>{ tr!("page.program.path") }</span>
                <input type="text" value={(*path).clone()} oninput={edit(&path)} autocapitalize="off" spellcheck="false" />
            </label>
            <label><span>{ tr!("page.program.words") }</span>
                <input type="text" value={(*words).clone()} oninput={edit(&words)} autocapitalize="off" spellcheck="false" />
            </label>
            <p><code>{ chosen.usage }{ " [for SPAN] [writes SPAN]" }</code></p>
            { texts(&chosen) }
            if let Some(wrong) = wrong {
                <p class="wrong">{ icon(Glyph::Warning) }{ wrong.text(lang()) }</p>
            } else {
                { act(&run, &send.reform(Command::Act)) }
            }
        </details>
    }
}

/// What a recipe does, what it promises, what breaks it, where it is from.
fn texts(it: &RecipeSpec) -> Html {
    let text = |part: &str| locale::find(lang(), &format!("recipe.{}.{part}", it.name)).unwrap_or_default();
    let rows = [
        (tr!("page.program.promises"), text("promises")),
        (tr!("page.program.breaks"), text("breaks")),
        (tr!("page.program.source"), text("source")),
    ];
    html! {
        <>
            <p>{ text("does") }</p>
            <dl>for (name, text) in rows { <div><dt>{ name }</dt><dd>{ text }</dd></div> }</dl>
        </>
    }
}
