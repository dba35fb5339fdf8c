use yew::prelude::*;

use crate::player::{Command, Player, ShellKind, complete, shell};
use crate::ui::browser::fields;
use crate::ui::lang::{tr, use_lang};
use crate::ui::store::Tape;
use crate::vocab::ClientId;

/// How many lines of a terminal are shown.
const LINES: usize = 60;

/// See [`Shell`].
#[derive(PartialEq, Properties)]
pub struct ShellProps {
    pub tape: Tape,
    /// How many entries lie in the past: what was printed later is not shown.
    pub past: usize,
    pub client: ClientId,
    pub send: Callback<Command>,
}

/// A client's terminal: zkCli, as it is typed at and as it answers.
#[component]
pub fn Shell(ShellProps { tape, past, client, send }: &ShellProps) -> Html {
    use_lang();
    let typed = use_state(String::new);
    let back = use_mut_ref(|| 0_usize);
    let screen = use_node_ref();
    let id = *client;
    let lines = tape.read(|player: &Player| shell(&player.entries()[..*past], id, LINES));
    let history: Vec<String> =
        lines.iter().filter(|it| it.kind == ShellKind::Typed).map(|it| it.text.clone()).collect();
    {
        let screen = screen.clone();
        use_effect_with(lines.len(), move |_| fields::set_scroll(&screen, f64::from(i32::MAX)));
    }
    let oninput = {
        let typed = typed.clone();
        move |event: InputEvent| typed.set(fields::value(&event))
    };
    let onsubmit = {
        let (typed, back, send) = (typed.clone(), back.clone(), send.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let line = typed.trim();
            if !line.is_empty() {
                send.emit(Command::Act(format!("{id}: {line}")));
                *back.borrow_mut() = 0;
                typed.set(String::new());
            }
        }
    };
    let onkeydown = {
        let (typed, back, tape) = (typed.clone(), back.clone(), tape.clone());
        move |event: KeyboardEvent| {
            let mut back = back.borrow_mut();
            match event.key().as_str() {
                "ArrowUp" if *back < history.len() => *back += 1,
                "ArrowDown" if *back > 0 => *back -= 1,
                "Tab" if !event.shift_key() && !typed.is_empty() => {
                    let found = tape.read(|player: &Player| complete(player.world(), id, &typed));
                    let Some(longest) = common(&found).filter(|it| typed.len() < it.len()) else { return };
                    event.prevent_default();
                    return typed.set(longest);
                }
                _ => return,
            }
            event.prevent_default();
            let line = history.len().checked_sub(*back).and_then(|it| history.get(it));
            typed.set(line.cloned().unwrap_or_default());
        }
    };
    html! {
        <div class="shell">
            <pre ref={screen} tabindex="0" role="log" aria-label={tr!("page.clients.terminal", id = id)}>
                for it in lines.iter() { <span data-kind={kind(it.kind)}>{ it.text.clone() }{ "\n" }</span> }
            </pre>
            <form {onsubmit}>
                <span aria-hidden="true">{ format!("{id}:") }</span>
                <input type="text" value={(*typed).clone()} {oninput} {onkeydown} placeholder="create /hello world" aria-label={tr!("page.clients.type", id = id)}
                    autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" />
            </form>
        </div>
    }
}

fn kind(kind: ShellKind) -> &'static str {
    match kind {
        ShellKind::Typed => "typed",
        ShellKind::Out => "out",
        ShellKind::Err => "err",
    }
}

/// What all candidates begin with.
fn common(candidates: &[String]) -> Option<String> {
    let first = candidates.first()?;
    let shared = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let length = candidates.iter().map(|it| shared(first, it)).min()?;
    Some(first.chars().take(length).collect())
}
