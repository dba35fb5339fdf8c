use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::player::{self, Command, Moment, Player, QuestionView, Scout, Story, caption};
use crate::ui::browser::fields;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::author::Author;
use crate::ui::panes::question::question;
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::{Glyph, flag, icon};
use crate::vocab::SimTime;

/// See [`StoryPane`].
#[derive(Clone, PartialEq, Properties)]
pub struct StoryPaneProps {
    pub tape: Tape,
    /// The scenario that runs, with the acts of the page in it.
    pub text: Rc<str>,
    pub now: SimTime,
    /// How far it has been played.
    pub known_until: SimTime,
    /// The story of the gallery that is open; `None` is the reader's own scenario.
    pub slug: Option<&'static str>,
    /// Whether the reader is on a branch of it.
    pub away: bool,
    /// What the reader was asked last.
    pub asked: Option<QuestionView>,
    pub send: Callback<Command>,
    pub choose: Callback<&'static str>,
    /// Goes on with the story as it is told, without what the reader has done.
    pub back: Callback<()>,
    /// Gives the reader's own scenario a title.
    pub entitle: Callback<String>,
    pub copy: Callback<()>,
}

/// The story: what it is about, its moments, what it asks, the ones beside it; and how to make one.
#[component]
pub fn StoryPane(props: &StoryPaneProps) -> Html {
    use_lang();
    let StoryPaneProps { tape, text, now, known_until, slug, away, asked, send, choose, back, .. } = props;
    let story = slug.and_then(player::story);
    let moments = use_moments(tape, text);
    let box_of_question = use_node_ref();
    use_effect_with(asked.as_ref().is_some_and(|it| it.waits), {
        let node = box_of_question.clone();
        move |waits| {
            if *waits {
                fields::reveal(&node);
            }
        }
    });
    html! {
        <section class="tale" aria-label={tr!("page.story.label")}>
            <header>
                <h2>{ title(story, text) }</h2>
                if let Some(story) = story {
                    { beside(story, -1, Glyph::StepBack, tr!("page.story.previous"), choose) }
                    { beside(story, 1, Glyph::StepOn, tr!("page.story.next"), choose) }
                }
            </header>
            <p>{ summary(story, moments.is_empty()) }</p>
            if *away && story.is_some() {
                <button type="button" class="plain return" onclick={back.reform(|_: MouseEvent| ())}>{ icon(Glyph::Restart) }{ tr!("page.story.back") }</button>
            }
            <div ref={box_of_question}>if let Some(asked) = asked { { question(asked, send) } }</div>
            if !moments.is_empty() {
                <h3>{ tr!("page.story.moments") }</h3>
                { list(&moments, *now, *known_until, send) }
            }
            if let Some(story) = story { <p class="hint">{ source(story) }</p> }
            <Author tape={tape.clone()} text={text.clone()} now={*now} own={story.is_none()} open={asked.as_ref().is_some_and(|it| it.question.is_open())}
                send={send.clone()} entitle={props.entitle.clone()} copy={props.copy.clone()} />
        </section>
    }
}

/// So many steps at once: some milliseconds.
const SLICE: u32 = 1_500;

/// The moments of the scenario. Long ones are found little by little, so that the page stays alive; what was known of a shorter
/// text is shown until then.
#[hook]
fn use_moments(tape: &Tape, text: &Rc<str>) -> Rc<[Moment]> {
    let found = use_state(|| Rc::<[Moment]>::from([]));
    let setter = found.setter();
    use_effect_with(text.clone(), {
        let tape = tape.clone();
        move |_| {
            let wanted = Rc::new(Cell::new(true));
            seek_on(tape.read(Player::scout), setter, wanted.clone());
            move || wanted.set(false)
        }
    });
    (*found).clone()
}

fn seek_on(mut scout: Scout, found: UseStateSetter<Rc<[Moment]>>, wanted: Rc<Cell<bool>>) {
    if !wanted.get() {
        return;
    }
    if scout.go(SLICE) {
        found.set(scout.moments().into());
    } else {
        Timeout::new(0, move || seek_on(scout, found, wanted)).forget();
    }
}

fn title(story: Option<&Story>, text: &str) -> AttrValue {
    let own = || player::own_title(text, lang()).map_or_else(|| tr!("page.header.own"), AttrValue::from);
    story.map_or_else(own, |it| it.title(lang()).into())
}

fn summary(story: Option<&Story>, is_silent: bool) -> AttrValue {
    match story {
        Some(story) => story.summary(lang()).into(),
        None if is_silent => tr!("page.story.silent"),
        None => tr!("page.story.own"),
    }
}

/// A way to the story before or behind.
fn beside(
    story: &Story,
    places: isize,
    glyph: Glyph,
    label: AttrValue,
    choose: &Callback<&'static str>,
) -> Html {
    let Some(other) = story.beside(places) else {
        return html! { <button type="button" class="plain" disabled={true} aria-label={label}>{ icon(glyph) }</button> };
    };
    let label = format!("{label}: {}", other.title(lang()));
    html! {
        <button type="button" class="plain" aria-label={label.clone()} title={label} onclick={choose.reform(move |_: MouseEvent| other.slug)}>
            { icon(glyph) }
        </button>
    }
}

/// The moments. What is told behind a question is not given away before it has been played.
fn list(moments: &[Moment], now: SimTime, known_until: SimTime, send: &Callback<Command>) -> Html {
    let current = player::current_moment(moments, now);
    let asks = moments.iter().find(|it| it.asks).map(|it| it.at);
    html! {
        <ol class="moments">
            for (place, moment) in moments.iter().enumerate() {
                { row(moment, current == Some(place), known_until < moment.at && asks.is_some_and(|it| it < moment.at), send) }
            }
        </ol>
    }
}

fn row(moment: &Moment, is_current: bool, is_veiled: bool, send: &Callback<Command>) -> Html {
    let at = moment.at;
    let said = if is_veiled {
        tr!("page.story.ahead")
    } else {
        AttrValue::from(caption(&moment.said, lang()).to_owned())
    };
    html! {
        <li>
            <button type="button" aria-current={is_current.then_some("step")} data-veiled={flag(is_veiled)}
                onclick={send.reform(move |_: MouseEvent| Command::Seek(at))}>
                <time>{ words::clock(at) }</time>
                <span>if moment.asks { <b>{ tr!("page.story.question") }{ " " }</b> }{ said }</span>
            </button>
        </li>
    }
}

/// Where a story comes from.
fn source(story: &Story) -> AttrValue {
    let lessons: Vec<&str> = story.lessons().collect();
    match lessons.is_empty() {
        true => tr!("page.story.source", path = story.path()),
        false => tr!("page.story.source_of", path = story.path(), lessons = lessons.join(", ")),
    }
}
