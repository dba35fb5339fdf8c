use std::rc::Rc;

use yew::prelude::*;

use crate::player::{self, Command, Player};
use crate::scenario::parse_act;
use crate::ui::browser::fields;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::store::Tape;
use crate::ui::widgets::{Act, Glyph, icon, line_act};
use crate::vocab::SimTime;

/// See [`Author`].
#[derive(PartialEq, Properties)]
pub struct AuthorProps {
    pub tape: Tape,
    pub text: Rc<str>,
    pub now: SimTime,
    /// Whether the scenario is the reader's own, to be given a title.
    pub own: bool,
    /// Whether a question waits to be revealed.
    pub open: bool,
    pub send: Callback<Command>,
    pub entitle: Callback<String>,
    pub copy: Callback<()>,
}

/// An answer that is being written.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    answer: String,
    condition: String,
    why: String,
    partly: bool,
}

impl Draft {
    fn is_empty(&self) -> bool {
        self.answer.trim().is_empty() && self.condition.trim().is_empty()
    }

    /// `option leader s3 : s3 | The first quorum decides.`
    fn line(&self) -> String {
        let (partly, why) = (if self.partly { "partly " } else { "" }, one_line(&self.why.replace('|', "/")));
        let why = if why.is_empty() { why } else { format!(" | {why}") };
        let answer = one_line(&self.answer.replace('|', "/"));
        format!("option {partly}{} : {answer}{why}", one_line(&self.condition))
    }
}

/// No more answers than that are offered.
const MOST_ANSWERS: usize = 4;

/// Makes a story out of what is played: at the moment that is shown, a caption, a question, what has to be true. Each is a line
/// of the scenario.
#[component]
pub fn Author(props: &AuthorProps) -> Html {
    use_lang();
    let AuthorProps { tape, text, own, open, send, entitle, copy, .. } = props;
    let shown = use_state(|| false);
    let title = use_state(|| None::<String>);
    let (says, asks) = (use_state(String::new), use_state(String::new));
    let answers = use_state(|| vec![Draft::default(); 2]);
    let wrong = use_state(|| None::<AttrValue>);
    let ontoggle = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(!*shown)
    };
    let edit = |field: &UseStateHandle<String>| {
        let field = field.clone();
        move |event: InputEvent| field.set(fields::value(&event))
    };
    // Lines that belong together are all read before the first of them is done.
    let do_all = {
        let (tape, send, wrong) = (tape.handle(), send.clone(), wrong.clone());
        move |lines: Vec<String>| -> bool {
            let read = |line: &String| tape.read(|player: &Player| parse_act(player.script(), line).err());
            let comment = lines.iter().any(|it| it.split(' ').any(|word| word.starts_with('#')));
            let error = lines.iter().find_map(read).map(|it| it.text(lang()).into());
            let error = error.or_else(|| comment.then(|| tr!("page.author.comment")));
            wrong.set(error.clone());
            if error.is_none() {
                lines.into_iter().for_each(|it| send.emit(Command::Act(it)));
            }
            error.is_none()
        }
    };
    let onsay = {
        let (says, do_all) = (says.clone(), do_all.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if do_all(vec![format!("say {}", one_line(&says))]) {
                says.set(String::new());
            }
        }
    };
    let onask = {
        let (asks, answers, do_all) = (asks.clone(), answers.clone(), do_all.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let choices = answers.iter().filter(|it| !it.is_empty()).map(Draft::line);
            let lines = [format!("predict {}", one_line(&asks))].into_iter().chain(choices).collect();
            if do_all(lines) {
                asks.set(String::new());
                answers.set(vec![Draft::default(); 2]);
            }
        }
    };
    let onentitle = {
        let (title, entitle) = (title.clone(), entitle.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            entitle.emit((*title).clone().unwrap_or_default());
            title.set(None);
        }
    };
    let ontitle = {
        let title = title.clone();
        move |event: InputEvent| title.set(Some(fields::value(&event)))
    };
    let known = title.as_ref().cloned().or_else(|| player::own_title(text, lang())).unwrap_or_default();
    let more = {
        let answers = answers.clone();
        move |_: MouseEvent| answers.set(answers.iter().cloned().chain([Draft::default()]).collect())
    };
    let expect = |condition: String| Act {
        label: tr!("page.author.expect"),
        line: format!("expect {condition}"),
        glyph: Glyph::Check,
        harm: false,
    };
    let act = send.reform(Command::Act);
    html! {
        <section class="author" aria-label={tr!("page.author.label")}>
            <button type="button" class="plain" aria-expanded={shown.to_string()} onclick={ontoggle}>{ icon(Glyph::Caption) }{ tr!("page.author.label") }</button>
            if *shown {
                <p class="hint">{ tr!("page.author.hint") }</p>
                if *own {
                    <form class="entitle" onsubmit={onentitle}>
                        <label><span>{ tr!("page.author.title") }</span><input type="text" value={known} oninput={ontitle} /></label>
                        <button type="submit" class="plain">{ tr!("page.author.entitle") }</button>
                    </form>
                }
                <form class="say" onsubmit={onsay}>
                    <label><span>{ tr!("page.author.caption") }</span><textarea rows="2" value={(*says).clone()} oninput={edit(&says)} /></label>
                    <button type="submit" class="plain" disabled={says.trim().is_empty()}>{ tr!("page.author.say") }</button>
                </form>
                <form class="ask" onsubmit={onask}>
                    <label><span>{ tr!("page.author.question") }</span><textarea rows="2" value={(*asks).clone()} oninput={edit(&asks)} /></label>
                    for place in 0..answers.len() { { answer(&answers, place) } }
                    <datalist id="conditions">for it in proposals(tape) { <option value={it} /> }</datalist>
                    if answers.len() < MOST_ANSWERS {
                        <button type="button" class="plain" onclick={more}>{ tr!("page.author.more") }</button>
                    }
                    <button type="submit" class="plain" disabled={asks.trim().is_empty() || answers.iter().filter(|it| !it.is_empty()).count() < 2}>
                        { tr!("page.author.ask") }
                    </button>
                    if *open {
                        <button type="button" class="plain" onclick={act.reform(|_: MouseEvent| "reveal".to_owned())}>{ tr!("page.author.reveal") }</button>
                    }
                </form>
                if let Some(wrong) = &*wrong { <p class="wrong" role="alert">{ icon(Glyph::Warning) }{ wrong.clone() }</p> }
                <h3>{ tr!("page.author.expectations") }</h3>
                <div class="acts">for it in tape.read(Player::offers) { { line_act(&expect(it), &act) } }</div>
                <button type="button" class="plain" onclick={copy.reform(|_: MouseEvent| ())}>{ icon(Glyph::Link) }{ tr!("page.author.link") }</button>
            }
        </section>
    }
}

/// The fields of one answer.
fn answer(answers: &UseStateHandle<Vec<Draft>>, place: usize) -> Html {
    let draft = answers[place].clone();
    let edit = |change: fn(&mut Draft, String)| {
        let answers = answers.clone();
        move |event: InputEvent| {
            let mut next = (*answers).clone();
            change(&mut next[place], fields::value(&event));
            answers.set(next);
        }
    };
    let partly = {
        let answers = answers.clone();
        move |_: MouseEvent| {
            let mut next = (*answers).clone();
            next[place].partly = !next[place].partly;
            answers.set(next);
        }
    };
    html! {
        <fieldset key={place}>
            <legend>{ tr!("page.author.answer", n = place + 1) }</legend>
            <label><span>{ tr!("page.author.text") }</span><input type="text" value={draft.answer} oninput={edit(|it, text| it.answer = text)} /></label>
            <label><span>{ tr!("page.author.condition") }</span>
                <input type="text" list="conditions" value={draft.condition} oninput={edit(|it, text| it.condition = text)}
                    autocapitalize="off" autocomplete="off" spellcheck="false" />
            </label>
            <label><span>{ tr!("page.author.why") }</span><input type="text" value={draft.why} oninput={edit(|it, text| it.why = text)} /></label>
            <label class="tick"><input type="checkbox" checked={draft.partly} onclick={partly} /><span>{ tr!("page.author.partly") }</span></label>
        </fieldset>
    }
}

/// Conditions that an answer may be true by: what is so now, and who might lead.
fn proposals(tape: &Tape) -> Vec<String> {
    tape.read(|player| {
        let mut all = player.offers();
        let leaders = player.world().hosts().keys().map(|id| format!("leader {id}"));
        let leaders: Vec<String> =
            leaders.chain(["no leader".to_owned()]).filter(|it| !all.contains(it)).collect();
        all.extend(leaders);
        all
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn an_answer_becomes_a_line() {
        let draft = Draft {
            answer: " s3 ".to_owned(),
            condition: "leader  s3".to_owned(),
            why: "a | b".to_owned(),
            partly: true,
        };
        assert_eq!(draft.line(), "option partly leader s3 : s3 | a / b");
        let script = crate::scenario::parse("ensemble 3").0;
        assert_eq!(parse_act(&script, &draft.line()), Ok(draft.line()));
    }
}
