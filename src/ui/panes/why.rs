use std::rc::Rc;

use yew::prelude::*;

use crate::player::why::{Hop, Link, Strand, StrandKind, ended, happened, led, question};
use crate::player::{Chain, Command, Fact, Question};
use crate::trace::{Entry, line};
use crate::ui::browser::fields;
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::panes::trace::{glyph, kind_key};
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::{Glyph, flag, icon};

/// What a reader has asked «why?» of, and the question that it came to, if anything is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub fact: Fact,
    pub question: Option<Question>,
}

/// What led to it, and every place in the trace that it touches, to be marked elsewhere.
#[derive(Clone, Default, PartialEq)]
pub struct Answer {
    pub chain: Option<Rc<Chain>>,
    pub marked: Rc<[usize]>,
}

/// The answer, found once for each question.
#[hook]
pub fn use_answer(tape: &Tape, asked: &Option<Asked>) -> Rc<Answer> {
    use_memo((tape.clone(), asked.clone()), |(tape, asked)| {
        let question = asked.as_ref().and_then(|it| it.question.as_ref());
        let chain = question.and_then(|it| tape.read(|player| player.why(it)));
        let marked = chain.as_ref().map(|it| it.places().into()).unwrap_or_default();
        Answer { chain: chain.map(Rc::new), marked }
    })
}

/// A way to ask.
pub fn ask(fact: Fact, lang: Lang, onask: &Callback<Fact>) -> Html {
    ask_in_words(fact, tr!("page.why.ask"), lang, onask)
}

/// The same in words of its own.
pub fn ask_in_words(fact: Fact, words: AttrValue, lang: Lang, onask: &Callback<Fact>) -> Html {
    let whole = question(&fact, lang);
    let onclick = onask.reform(move |_: MouseEvent| fact.clone());
    html! { <button type="button" class="ask" title={whole} {onclick}>{ words }</button> }
}

/// See [`Why`].
#[derive(Clone, PartialEq, Properties)]
pub struct WhyProps {
    pub tape: Tape,
    pub asked: Asked,
    pub answer: Rc<Answer>,
    /// How many entries lie in the past of the cursor.
    pub past: usize,
    pub send: Callback<Command>,
    pub close: Callback<()>,
}

/// The chain of causes of a fact: what happened, what led to it, back to what somebody did.
#[component]
pub fn Why(WhyProps { tape, asked, answer, past, send, close }: &WhyProps) -> Html {
    let lang = use_lang();
    let node = use_node_ref();
    use_effect_with(asked.clone(), {
        let node = node.clone();
        move |_| {
            fields::focus(&node);
            fields::reveal(&node);
        }
    });
    let rows = tape.read(|player| {
        let rows = Rows { entries: player.entries(), past: *past, lang, send };
        answer.chain.as_ref().map(|chain| chain.strands.iter().map(|it| rows.strand(it)).collect::<Html>())
    });
    html! {
        <section class="why" aria-label={tr!("page.why.label")}>
            <header>
                <h2 ref={node} tabindex="-1">{ question(&asked.fact, lang) }</h2>
                <button type="button" class="plain" aria-label={tr!("page.why.close")} title={format!("{}  [Y]", tr!("page.why.close"))}
                    onclick={close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
            </header>
            <div class="chain" tabindex="0" role="region" aria-label={tr!("page.why.chain")}>
                { rows.unwrap_or_else(|| html! { <p class="empty">{ tr!("page.why.unknown") }</p> }) }
            </div>
        </section>
    }
}

struct Rows<'a> {
    entries: &'a [Entry],
    past: usize,
    lang: Lang,
    send: &'a Callback<Command>,
}

impl Rows<'_> {
    fn strand(&self, strand: &Strand) -> Html {
        let heading = match strand.kind {
            StrandKind::Whole => None,
            StrandKind::Manner => Some(tr!("page.why.manner")),
            StrandKind::Moment => Some(tr!("page.why.moment")),
        };
        html! {
            <>
                if let Some(heading) = heading { <h3>{ heading }</h3> }
                <ol>for (nth, link) in strand.links.iter().enumerate() { { self.link(nth == 0 && strand.kind != StrandKind::Moment, link) } }</ol>
                if let Some(end) = ended(&strand.end, self.lang) { <p class="end">{ icon(Glyph::Clock) }{ end }</p> }
            </>
        }
    }

    fn link(&self, is_fact: bool, link: &Link) -> Html {
        let Some(entry) = self.entries.get(link.place) else { return Html::default() };
        let place = link.place;
        html! {
            <li key={place} data-fact={flag(is_fact)} data-now={flag(place + 1 == self.past)} data-kind={kind_key(entry)}>
                for hop in link.hops.iter() { <p class="hop">{ icon(hop_glyph(hop)) }<span>{ led(hop, self.entries, self.lang) }</span></p> }
                <button type="button" class="cause" title={line(entry)} onclick={self.send.reform(move |_: MouseEvent| Command::SeekEntry(place))}>
                    { icon(glyph(entry)) }<time>{ words::clock(entry.at) }</time><span>{ happened(link, self.entries, self.lang) }</span>
                </button>
            </li>
        }
    }
}

fn hop_glyph(hop: &Hop) -> Glyph {
    match hop {
        Hop::Message { .. } | Hop::Store { .. } => Glyph::Message,
        Hop::Disk { .. } => Glyph::Disk,
        Hop::Kept { .. } => Glyph::Pause,
        Hop::Clock { .. } => Glyph::Clock,
        Hop::Silence { .. } => Glyph::Snow,
    }
}
