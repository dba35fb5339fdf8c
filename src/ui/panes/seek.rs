use yew::prelude::*;

use crate::player::{Command, FARTHEST, Found, Milestone, Sought, Wanted};
use crate::scenario;
use crate::ui::browser::fields;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::{Glyph, flag, icon};

/// See [`Seek`].
#[derive(PartialEq, Properties)]
pub struct SeekProps {
    pub tape: Tape,
    /// What the reader goes to the next of.
    pub kind: Milestone,
    /// What was looked for last, and what came of it.
    pub sought: Option<Sought>,
    pub choose: Callback<Milestone>,
    pub send: Callback<Command>,
}

/// To the next event of a kind, to the one before, or on until something is the case.
#[component]
pub fn Seek(SeekProps { tape, kind, sought, choose, send }: &SeekProps) -> Html {
    use_lang();
    let button = |glyph: Glyph, label: AttrValue, key: &'static str, wanted: Wanted| {
        let onclick = send.reform(move |_: MouseEvent| Command::Find(wanted.clone()));
        html! {
            <button type="button" class="plain" aria-label={label.clone()} aria-keyshortcuts={key} title={format!("{label}  [{key}]")} {onclick}>{ icon(glyph) }</button>
        }
    };
    let onchange = choose.reform(|event: Event| {
        let chosen = fields::value(&event);
        Milestone::ALL.into_iter().find(|it| key(*it) == chosen).unwrap_or(Milestone::Any)
    });
    html! {
        <>
            <div class="kinds" role="group" aria-label={tr!("page.seek.kinds")}>
                { button(Glyph::Previous, tr!("page.seek.previous"), "[", Wanted::Previous(*kind)) }
                <select aria-label={tr!("page.seek.kind")} {onchange}>
                    for it in Milestone::ALL { <option value={key(it)} selected={it == *kind}>{ label(it) }</option> }
                </select>
                { button(Glyph::Next, tr!("page.seek.next"), "]", Wanted::Next(*kind)) }
                if let Some(Sought { wanted: Wanted::Next(_) | Wanted::Previous(_), found }) = sought {
                    <span class="sought" role="status">{ matches!(found, Found::Never(_)).then(|| outcome(*found, true)) }</span>
                }
            </div>
            <Until tape={tape.clone()} sought={sought.clone()} send={send.clone()} />
        </>
    }
}

#[derive(PartialEq, Properties)]
struct UntilProps {
    tape: Tape,
    sought: Option<Sought>,
    send: Callback<Command>,
}

/// A condition of the language. One that is wrong stays where it is, with the reason above.
#[component]
fn Until(UntilProps { tape, sought, send }: &UntilProps) -> Html {
    use_lang();
    let (form, field) = (use_node_ref(), use_node_ref());
    let typed = use_state(String::new);
    let error = use_state(|| None::<AttrValue>);
    let within = use_state(|| false);
    let oninput = {
        let (typed, error) = (typed.clone(), error.clone());
        move |event: InputEvent| {
            typed.set(fields::value(&event));
            error.set(None);
        }
    };
    let onsubmit = {
        let (typed, error, tape, send) = (typed.clone(), error.clone(), tape.clone(), send.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let line = typed.trim().to_owned();
            match tape.read(|it| scenario::parse_condition(it.script(), &line)) {
                Ok(_) => send.emit(Command::Find(Wanted::Condition(line))),
                Err(wrong) => error.set(Some(wrong.text(lang()).into())),
            }
        }
    };
    let proposed = match *within {
        true => tape.read(|it| scenario::complete_condition(it.script(), &typed)),
        false => Vec::new(),
    };
    let complete = |line: &str| {
        let (typed, error, field, line) = (typed.clone(), error.clone(), field.clone(), format!("{line} "));
        move |_: MouseEvent| {
            typed.set(line.clone());
            error.set(None);
            fields::focus(&field);
        }
    };
    let enter = {
        let within = within.setter();
        move |_: FocusEvent| within.set(true)
    };
    let leave = {
        let (within, form) = (within.setter(), form.clone());
        move |event: FocusEvent| within.set(fields::keeps_focus(&event, &form))
    };
    let onkeydown = {
        let within = within.setter();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                within.set(false);
            }
        }
    };
    let told = sought.as_ref().and_then(|it| match &it.wanted {
        Wanted::Condition(_) => Some(outcome(it.found, false)),
        _ => None,
    });
    html! {
        <form class="until" ref={form} {onsubmit} {onkeydown} onfocusin={enter} onfocusout={leave} aria-label={tr!("page.seek.until_label")} data-wrong={flag(error.is_some())}>
            <label for="until-field">{ tr!("page.seek.until") }</label>
            <input id="until-field" ref={field.clone()} type="text" value={(*typed).clone()} {oninput} placeholder="exists /lock" aria-describedby="until-help" aria-invalid={flag(error.is_some())}
                autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" />
            <button type="submit" class="plain" aria-label={tr!("page.seek.run")} title={tr!("page.seek.run")}>{ icon(Glyph::Return) }</button>
            <div id="until-help" class="help" aria-live="polite">
                if let Some(error) = &*error {
                    <p class="error">{ icon(Glyph::Warning) }{ error.clone() }</p>
                }
                if !proposed.is_empty() {
                    <div class="proposed">
                        for it in proposed.iter().take(14) { <button type="button" onclick={complete(it)}><code>{ it.clone() }</code></button> }
                    </div>
                }
            </div>
            <span class="sought" role="status">{ told }</span>
        </form>
    }
}

/// What came of it.
fn outcome(found: Found, is_event: bool) -> AttrValue {
    match found {
        Found::Already => tr!("page.seek.already"),
        Found::After(span) => tr!("page.seek.after", span = words::span(span)),
        Found::Before(span) => tr!("page.seek.before", span = words::span(span)),
        Found::Never(span) if is_event && span.0 == 0 => tr!("page.seek.none_before"),
        Found::Never(span) if span == FARTHEST => tr!("page.seek.never"),
        Found::Never(span) => tr!("page.seek.never_within", span = words::span(span)),
    }
}

fn key(kind: Milestone) -> &'static str {
    match kind {
        Milestone::Any => "any",
        Milestone::Act => "act",
        Milestone::Looking => "looking",
        Milestone::Leader => "leader",
        Milestone::Caption => "caption",
        Milestone::Failure => "failure",
        Milestone::Holder => "holder",
        Milestone::Session => "session",
    }
}

fn label(kind: Milestone) -> AttrValue {
    match kind {
        Milestone::Any => tr!("page.seek.any"),
        Milestone::Act => tr!("page.seek.act"),
        Milestone::Looking => tr!("page.seek.looking"),
        Milestone::Leader => tr!("page.seek.leader"),
        Milestone::Caption => tr!("page.seek.caption"),
        Milestone::Failure => tr!("page.seek.failure"),
        Milestone::Holder => tr!("page.seek.holder"),
        Milestone::Session => tr!("page.seek.session"),
    }
}
