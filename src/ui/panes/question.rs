use yew::prelude::*;

use crate::player::{Command, QuestionView, caption};
use crate::scenario::{Grade, answer_parts};
use crate::ui::grades;
use crate::ui::lang::{lang, tr};
use crate::ui::widgets::{Glyph, flag, icon};

/// What the reader is asked to foresee: the answers to choose from, and once it is revealed, which were right and why.
pub fn question(it: &QuestionView, send: &Callback<Command>) -> Html {
    let revealed = it.question.outcome.is_some();
    let answer = |choice| send.reform(move |_: MouseEvent| Command::Answer(choice));
    html! {
        <section class="question" aria-labelledby="question-head" data-waits={flag(it.waits)} data-grade={it.grade().map(grades::name)}>
            <h3 id="question-head" aria-live="polite">{ heading(it) }</h3>
            <p>{ caption(&it.question.asks, lang()).to_owned() }</p>
            if revealed {
                { outcome(it) }
            } else {
                <div class="answers" role="group" aria-labelledby="question-head">
                    for (place, choice) in it.question.choices.iter().enumerate() {
                        <button type="button" aria-pressed={flag(it.choice == Some(place))} onclick={answer(Some(place))}>
                            { answer_parts(caption(&choice.text, lang())).0.to_owned() }
                        </button>
                    }
                </div>
                if it.waits {
                    <button type="button" class="plain" onclick={answer(None)}>{ icon(Glyph::Play) }{ tr!("page.question.show_me") }</button>
                } else {
                    <button type="button" class="plain" onclick={send.reform(|_: MouseEvent| Command::ToReveal)}>{ icon(Glyph::ToElection) }{ tr!("page.question.skip") }</button>
                }
            }
        </section>
    }
}

fn heading(it: &QuestionView) -> AttrValue {
    match it.grade() {
        Some(Grade::Right) => tr!("page.question.right"),
        Some(Grade::Partly) => tr!("page.question.partly"),
        Some(Grade::Wrong) => tr!("page.question.wrong"),
        None if it.question.outcome.is_some() => tr!("page.question.revealed"),
        None if it.choice.is_some() => tr!("page.question.chosen"),
        None => tr!("page.question.asks"),
    }
}

/// All answers with what they were worth; the reasons of what was right and of what the reader has chosen.
fn outcome(it: &QuestionView) -> Html {
    html! {
        <ul class="outcome">
            for (place, choice) in it.question.choices.iter().enumerate() {
                { judged(it, place, caption(&choice.text, lang())) }
            }
        </ul>
    }
}

fn judged(it: &QuestionView, place: usize, text: &str) -> Html {
    let (answer, why) = answer_parts(text);
    let grade = it.question.grade(place).unwrap_or(Grade::Wrong);
    let mine = it.choice == Some(place);
    html! {
        <li data-grade={grades::name(grade)} data-chosen={flag(mine)}>
            { mark(grade) }
            <span><b>{ answer.to_owned() }</b>if mine { <em>{ tr!("page.question.yours") }</em> }</span>
            if !why.is_empty() && (mine || grade != Grade::Wrong) { <p>{ why.to_owned() }</p> }
        </li>
    }
}

/// A grade as a sign, and in a word for those who do not see it.
pub fn mark(grade: Grade) -> Html {
    let (glyph, word) = match grade {
        Grade::Right => (Glyph::Check, tr!("page.question.is_right")),
        Grade::Partly => (Glyph::Skipped, tr!("page.question.is_partly")),
        Grade::Wrong => (Glyph::Close, tr!("page.question.is_wrong")),
    };
    html! { <i class="grade" data-grade={grades::name(grade)} title={word.clone()}>{ icon(glyph) }<span class="unseen">{ word }</span></i> }
}
