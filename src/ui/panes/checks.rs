use std::sync::Arc;

use yew::prelude::*;

use crate::locale::find;
use crate::player::Command;
use crate::player::view::CheckView;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::words;
use crate::ui::widgets::{Glyph, icon};

/// See [`Checks`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChecksProps {
    pub checks: Arc<[CheckView]>,
    pub send: Callback<Command>,
}

/// The invariants of the protocol, each whole so far or with the moment at which it broke.
#[component]
pub fn Checks(ChecksProps { checks, send }: &ChecksProps) -> Html {
    let lang = use_lang();
    let broken = checks.iter().filter(|it| it.broken.is_some()).count();
    let sentence =
        |check: &CheckView| find(lang, &format!("check.{:?}", check.invariant)).unwrap_or_default();
    html! {
        <section class="checks" aria-label={tr!("page.checks.label")}>
            <p>{ if broken == 0 { tr!("page.checks.whole") } else { tr!("page.checks.broken", count = broken) } }</p>
            <ul>
                for check in checks.iter() {
                    <li key={check.invariant.to_string()} data-broken={check.broken.is_some().to_string()}>
                        { icon(if check.broken.is_some() { Glyph::Warning } else { Glyph::Check }) }
                        <b>{ check.invariant.to_string() }</b>
                        <span>{ sentence(check) }{ breach(check, send) }</span>
                    </li>
                }
            </ul>
            <p class="hint">{ tr!("page.checks.source") }</p>
        </section>
    }
}

/// How it broke, and a way there.
fn breach(check: &CheckView, send: &Callback<Command>) -> Html {
    let Some((at, found)) = check.broken.clone() else { return Html::default() };
    html! {
        <>
            <br /><code>{ found }</code>{ " " }
            <button type="button" class="plain" onclick={send.reform(move |_: MouseEvent| Command::Seek(at))}>
                { tr!("page.checks.go", at = words::clock(at)) }
            </button>
        </>
    }
}
