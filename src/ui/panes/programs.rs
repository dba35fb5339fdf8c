//! Programs at clients in words: what each believes beside what is true, who holds what, and the store.

use yew::prelude::*;

use crate::player::Command;
use crate::player::view::{ContestView, Goal, ProgramView, Stance, StoreView, StoredView, Verdict, contests};
use crate::scenario::RECIPES;
use crate::trace::{Entry, sentence};
use crate::ui::lang::{lang, tr};
use crate::ui::panes::words;
use crate::ui::widgets::{Act, Glyph, act, flag, icon, line_act};
use crate::vocab::ClientId;

/// What a program believes of itself, for the style sheet; `believes`: it is not so.
pub fn stance_key(it: &ProgramView) -> &'static str {
    match it.stance {
        Stance::Idle => "idle",
        Stance::Busy => "busy",
        Stance::Waits { .. } => "waits",
        Stance::Holds { is_true: true, .. } => "holds",
        Stance::Holds { is_true: false, .. } => "believes",
    }
}

/// The same in a word.
pub fn stance_name(it: &ProgramView) -> AttrValue {
    match &it.stance {
        Stance::Idle => tr!("page.program.idle"),
        Stance::Busy => tr!("page.program.busy"),
        Stance::Waits { .. } => tr!("page.program.waits"),
        Stance::Holds { is_true: false, .. } => tr!("page.program.believes"),
        Stance::Holds { hold, .. } => match hold.goal {
            Goal::Leader => tr!("page.program.leads"),
            Goal::Lock | Goal::Read | Goal::Write | Goal::Lease => tr!("page.program.holds"),
            Goal::Barrier | Goal::Member => tr!("page.program.inside"),
        },
    }
}

/// The same in a sentence.
pub fn told(it: &ProgramView) -> AttrValue {
    match &it.stance {
        Stance::Idle => tr!("page.program.is_idle"),
        Stance::Busy => tr!("page.program.is_busy"),
        Stance::Waits { on, of: None } => tr!("page.program.waits_on", on = on),
        Stance::Waits { on, of: Some(other) } => tr!("page.program.waits_of", on = on, other = other),
        Stance::Holds { hold, is_true: true } => tr!("page.program.holds_what", what = goal(hold.goal)),
        Stance::Holds { hold, is_true: false } if it.recipe == "lease" => {
            tr!("page.program.lease_over", what = goal(hold.goal))
        }
        Stance::Holds { hold, is_true: false } => tr!("page.program.session_over", what = goal(hold.goal)),
    }
}

fn goal(goal: Goal) -> AttrValue {
    match goal {
        Goal::Leader => tr!("trace.program.goal.leader"),
        Goal::Lock => tr!("trace.program.goal.lock"),
        Goal::Read => tr!("trace.program.goal.read"),
        Goal::Write => tr!("trace.program.goal.write"),
        Goal::Lease => tr!("trace.program.goal.lease"),
        Goal::Barrier => tr!("trace.program.goal.barrier"),
        Goal::Member => tr!("trace.program.goal.member"),
    }
}

/// A program on the card of its client, with the lines that can be typed at it.
pub fn program(
    it: &ProgramView,
    entries: &[Entry],
    onact: &Callback<String>,
    send: &Callback<Command>,
) -> Html {
    let id = it.client;
    let typed = RECIPES.iter().find(|spec| spec.name == it.recipe).map_or(&[][..], |spec| spec.typed);
    let fact = it.fact.and_then(|place| {
        let text = sentence(entries.get(place)?, lang())?;
        let onclick = send.reform(move |_: MouseEvent| Command::SeekEntry(place));
        Some(html! { <p class="fact"><button type="button" class="link" {onclick}>{ text }</button></p> })
    });
    html! {
        <div class="program" data-stance={stance_key(it)}>
            <p><code>{ it.recipe }{ " " }{ &*it.path }</code></p>
            <p class="told"><b>{ told(it) }</b>
                if let Some((hold, _)) = it.hold() { { " " }{ tr!("page.program.token", token = hold.token) } }
            </p>
            { fact.unwrap_or_default() }
            if !typed.is_empty() {
                <div class="acts" role="group" aria-label={tr!("page.program.tell", id = id)}>
                    for line in typed { { line_act(&Act { label: tr!("page.program.tell", id = id), line: format!("{id}: {line}"), glyph: Glyph::Return, harm: false }, onact) } }
                </div>
            }
        </div>
    }
}

/// Who holds what, by session, and who only believes to.
pub fn contest_table(programs: &[ProgramView]) -> Html {
    let contests = contests(programs);
    if contests.is_empty() {
        return Html::default();
    }
    html! {
        <table class="contests inventory">
            <caption>{ tr!("page.program.contests") }</caption>
            <thead><tr>
                <th scope="col">{ tr!("page.program.path") }</th><th scope="col">{ tr!("page.program.true") }</th>
                <th scope="col">{ tr!("page.program.untrue") }</th><th scope="col">{ tr!("page.program.waits") }</th>
            </tr></thead>
            <tbody>for it in contests.iter() { { contest(it) } }</tbody>
        </table>
    }
}

fn contest(it: &ContestView) -> Html {
    html! {
        <tr key={it.path.to_string()} data-mistaken={flag(!it.believers.is_empty())}>
            <th scope="row"><code>{ it.path.to_string() }</code></th>
            <td class="true">{ names(&it.holders) }</td>
            <td class="untrue">{ names(&it.believers) }</td>
            <td>{ names(&it.waiting) }</td>
        </tr>
    }
}

/// A dash for nobody; more than a few are counted.
fn names(ids: &[ClientId]) -> String {
    let few: Vec<String> = ids.iter().take(8).map(ToString::to_string).collect();
    match ids.len() {
        0 => "–".to_owned(),
        all if all == few.len() => few.join(" "),
        all => format!("{} … ({all})", few.join(" ")),
    }
}

/// The store: what it looks at, and the last writes with what became of each.
pub fn store(
    it: &StoreView,
    last: &[StoredView],
    onact: &Callback<String>,
    send: &Callback<Command>,
) -> Html {
    let switch = if it.fenced {
        Act { label: tr!("page.program.open"), line: "store open".to_owned(), glyph: Glyph::Cut, harm: true }
    } else {
        Act {
            label: tr!("page.program.fence"),
            line: "store fenced".to_owned(),
            glyph: Glyph::Lock,
            harm: false,
        }
    };
    html! {
        <section class="store" aria-label={tr!("page.program.store")}>
            <header><h2>{ tr!("page.program.store") }</h2><span>{ store_told(it) }</span></header>
            { act(&switch, onact) }
            { stored_table(last, send) }
        </section>
    }
}

/// The writes that came to the store, in their order.
pub fn stored_table(writes: &[StoredView], send: &Callback<Command>) -> Html {
    if writes.is_empty() {
        return Html::default();
    }
    html! {
        <table class="stored inventory">
            <caption>{ tr!("page.program.writes") }</caption>
            <thead><tr>
                <th scope="col">{ tr!("page.program.when") }</th><th scope="col">{ tr!("page.twin.client") }</th>
                <th scope="col">{ tr!("page.program.token_head") }</th><th scope="col">{ tr!("page.program.verdict") }</th>
            </tr></thead>
            <tbody>
                for it in writes.iter().copied() {
                    <tr key={it.entry} data-verdict={verdict_key(it.verdict)}>
                        <td><button type="button" class="link" onclick={send.reform(move |_: MouseEvent| Command::SeekEntry(it.entry))}>{ words::clock(it.at) }</button></td>
                        <td>{ it.client.to_string() }</td>
                        <td><code>{ it.token.to_string() }</code></td>
                        <td class="verdict">if it.verdict == Verdict::AcceptedLate { { icon(Glyph::Warning) } }{ verdict(it.verdict) }</td>
                    </tr>
                }
            </tbody>
        </table>
    }
}

/// The store in a few words.
pub fn store_told(it: &StoreView) -> AttrValue {
    let kind = if it.fenced { tr!("page.program.is_fenced") } else { tr!("page.program.is_open") };
    let (writes, late, refused) = (it.writes, it.late, it.refused);
    tr!(
        "page.program.store_told",
        kind = kind,
        token = it.highest,
        writes = writes,
        late = late,
        refused = refused
    )
}

/// What became of a write.
pub fn verdict(it: Verdict) -> AttrValue {
    match it {
        Verdict::Accepted => tr!("page.program.accepted"),
        Verdict::AcceptedLate => tr!("page.program.late"),
        Verdict::Refused => tr!("page.program.refused"),
    }
}

/// The same for the style sheet.
pub fn verdict_key(it: Verdict) -> &'static str {
    match it {
        Verdict::Accepted => "accepted",
        Verdict::AcceptedLate => "late",
        Verdict::Refused => "refused",
    }
}
