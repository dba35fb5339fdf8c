use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::player::view::Verdict;
use crate::player::{Command, Fact};
use crate::trace::{Entry, Kind, What, line, sentence};
use crate::ui::browser::size::use_size;
use crate::ui::browser::{clipboard, fields, storage};
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::{Glyph, flag, icon};
use crate::vocab::ServerId;

/// A row's height in CSS pixels; the style sheet has the same in `--row`.
const ROW: f64 = 44.0;
/// How many rows are drawn beyond each end of what can be seen.
const SPARE: usize = 6;

/// What the reader wants to see of the list.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Filter {
    kinds: Vec<Kind>,
    server: Option<ServerId>,
    words: String,
}

impl Filter {
    /// Whether every entry passes.
    fn is_open(&self) -> bool {
        self.kinds.is_empty() && self.server.is_none() && self.words.is_empty()
    }

    fn passes(&self, entry: &Entry) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&entry.kind()))
            && self.server.is_none_or(|it| entry.servers().contains(&Some(it)))
            && (self.words.is_empty() || line(entry).to_ascii_lowercase().contains(&self.words))
    }
}

/// The numbers of the entries that pass, found so far: the list only grows, so only what is new is looked at.
#[derive(Default)]
struct Found {
    filter: Filter,
    revision: u32,
    looked_at: usize,
    numbers: Vec<usize>,
}

impl Found {
    fn update(&mut self, filter: &Filter, revision: u32, entries: &[Entry]) {
        if self.filter != *filter || self.revision != revision || self.looked_at > entries.len() {
            *self = Found { filter: filter.clone(), revision, ..Found::default() };
        }
        if !filter.is_open() {
            let new = entries.iter().enumerate().skip(self.looked_at).filter(|(_, it)| filter.passes(it));
            self.numbers.extend(new.map(|(number, _)| number));
        }
        self.looked_at = entries.len();
    }

    fn len(&self) -> usize {
        if self.filter.is_open() { self.looked_at } else { self.numbers.len() }
    }

    /// The number of the entry in `row`.
    fn number(&self, row: usize) -> usize {
        if self.filter.is_open() { row } else { self.numbers[row] }
    }

    /// How many of the rows show the first `past` entries.
    fn rows_before(&self, past: usize) -> usize {
        if self.filter.is_open() { past } else { self.numbers.partition_point(|it| *it < past) }
    }
}

/// See [`Trace`].
#[derive(Clone, PartialEq, Properties)]
pub struct TraceProps {
    pub tape: Tape,
    /// How many entries there are.
    pub total: usize,
    /// How many of them lie in the past of the cursor.
    pub past: usize,
    pub servers: Rc<[ServerId]>,
    /// Whether time passes: then a row that leaves at the top takes what comes at the bottom, as making new ones at every frame
    /// takes long. Otherwise each entry has its own, which keeps the focus.
    pub is_playing: bool,
    pub send: Callback<Command>,
    /// Shows how the sync of a learner was decided that is told at this place.
    pub show_ruler: Callback<(usize, ServerId)>,
    /// Asks why something happened.
    pub ask: Callback<Fact>,
}

/// What happened, as text: the source of every picture on the page.
#[component]
pub fn Trace(props: &TraceProps) -> Html {
    let lang = use_lang();
    let TraceProps { tape, total, past, servers, is_playing, send, show_ruler, ask } = props;
    let filter = use_state(Filter::default);
    let raw = use_state(|| storage::recall(storage::Key::Wording).as_deref() == Some("lines"));
    let found = use_mut_ref(Found::default);
    let filtering = use_state(|| false);
    let list = use_node_ref();
    let height = use_size(&list).map_or(400.0, |it| it.1);
    let scrolled = use_state(|| 0.0);
    // Whether the list keeps up with the cursor, until the reader scrolls away from it; and where we put it last.
    let followed = use_mut_ref(|| true);
    let placed = use_mut_ref(|| 0.0);

    tape.read(|player| found.borrow_mut().update(&filter, tape.revision(), player.entries()));
    let (rows, here) = {
        let found = found.borrow();
        (found.len(), found.rows_before(*past))
    };
    {
        let (list, followed, placed) = (list.clone(), followed.clone(), placed.clone());
        // Not now, when the page has just been changed and would have to be laid out for an answer, but after it has been.
        use_effect_with((here, rows, height as u32), move |(here, ..)| {
            let target = place_of(*here, height);
            let timeout = Timeout::new(0, move || {
                if *followed.borrow() {
                    if (fields::scroll(&list).0 - target).abs() >= 1.0 {
                        fields::set_scroll(&list, target);
                    }
                    *placed.borrow_mut() = fields::scroll(&list).0;
                }
            });
            move || drop(timeout)
        });
    }
    let onscroll = {
        let (list, scrolled, followed) = (list.clone(), scrolled.clone(), followed.clone());
        move |_: Event| {
            let (top, height) = fields::scroll(&list);
            if (top - *placed.borrow()).abs() > 2.0 {
                let cursor = here as f64 * ROW;
                *followed.borrow_mut() = (top - ROW..=top + height + ROW).contains(&cursor);
                scrolled.set(top);
            }
        }
    };
    let toggle_wording = {
        let raw = raw.clone();
        move |_: MouseEvent| {
            storage::remember(storage::Key::Wording, Some(if *raw { "sentences" } else { "lines" }));
            raw.set(!*raw);
        }
    };
    let flip_filters = {
        let filtering = filtering.clone();
        move |_: MouseEvent| filtering.set(!*filtering)
    };
    let top = if *followed.borrow() { place_of(here, height) } else { *scrolled };
    let first = ((top / ROW) as usize).saturating_sub(SPARE).min(rows);
    let turns = (height / ROW) as usize + 2 * SPARE + 2;
    let last = (first + turns).min(rows);
    let shown = (first..last).map(|row| {
        let number = found.borrow().number(row);
        let key = if *is_playing { row % turns } else { number };
        let when = When::of(number, *past);
        html! {
            <Row {key} tape={tape.clone()} {number} {when} raw={*raw} {lang} send={send.clone()} show_ruler={show_ruler.clone()} ask={ask.clone()} />
        }
    });
    html! {
        <section class="trace" aria-label={tr!("page.trace.label")} data-total={total.to_string()}>
            <header>
                <h2>{ tr!("page.trace.label") }</h2>
                <span class="tally">{ format!("{here} / {rows}") }</span>
                <button type="button" class="plain" aria-pressed={flag(*raw)} onclick={toggle_wording}
                    title={tr!("page.trace.raw_hint")}>{ tr!("page.trace.raw") }</button>
                <button type="button" class="plain" aria-expanded={flag(*filtering)} aria-pressed={flag(!filter.is_open())} onclick={flip_filters}>
                    { icon(Glyph::Search) }<span>{ tr!("page.trace.filter") }</span>
                </button>
                if *filtering {
                    { filters(&filter, servers, &{ let filter = filter.setter(); Callback::from(move |it| filter.set(it)) }) }
                }
            </header>
            <div class="list" ref={list} {onscroll} tabindex="0" role="region" aria-label={tr!("page.trace.list")}>
                if rows == 0 { { empty(&filter, send) } }
                <ol ~style={format!("height: {}px; padding-top: {}px", rows * ROW as usize, first * ROW as usize)}>
                    { for shown }
                </ol>
            </div>
        </section>
    }
}

/// Why there is nothing in it, and what to do about that.
fn empty(filter: &UseStateHandle<Filter>, send: &Callback<Command>) -> Html {
    let (text, label, glyph) = if filter.is_open() {
        (tr!("page.trace.empty"), tr!("page.transport.play"), Glyph::Play)
    } else {
        (tr!("page.trace.no_match"), tr!("page.deeds.all_events"), Glyph::Close)
    };
    let onclick = {
        let (filter, send) = (filter.clone(), send.clone());
        move |_: MouseEvent| match filter.is_open() {
            true => send.emit(Command::Play),
            false => filter.set(Filter::default()),
        }
    };
    html! {
        <div class="empty"><p>{ text }</p><button type="button" class="primary" {onclick}>{ icon(glyph) }<span>{ label }</span></button></div>
    }
}

/// How far the list is scrolled to show the entry before the cursor with some of what follows.
fn place_of(here: usize, height: f64) -> f64 {
    (here as f64 * ROW - height * 0.7).max(0.0)
}

/// Where the cursor is, seen from an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Past,
    /// It stands right behind it.
    Now,
    Future,
}

impl When {
    fn of(number: usize, past: usize) -> When {
        match number + 1 {
            it if it < past => When::Past,
            it if it == past => When::Now,
            _ => When::Future,
        }
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    tape: Tape,
    /// The entry's.
    number: usize,
    when: When,
    /// As the trace's own line.
    raw: bool,
    lang: Lang,
    send: Callback<Command>,
    show_ruler: Callback<(usize, ServerId)>,
    ask: Callback<Fact>,
}

/// One entry. An entry never changes, so a row is drawn anew only when it takes another.
#[component]
fn Row(RowProps { tape, number, when, raw, lang, send, show_ruler, ask }: &RowProps) -> Html {
    let number = *number;
    let Some(entry) = tape.read(|player| player.entries().get(number).cloned()) else {
        return Html::default();
    };
    let text = line(&entry);
    let stripped = text.split_once(' ').map_or(text.as_str(), |(_, rest)| rest).to_owned();
    let sentence = if *raw { None } else { sentence(&entry, *lang) };
    let copied = text.clone();
    let copy = move |event: MouseEvent| {
        event.stop_propagation();
        clipboard::copy(&copied);
    };
    let past = if *when == When::Future { "future" } else { "past" };
    html! {
        <li data-when={past} data-now={flag(*when == When::Now)} data-kind={kind_key(&entry)}>
            <button type="button" class="entry" title={text} onclick={send.reform(move |_: MouseEvent| Command::SeekEntry(number))}>
                { icon(glyph(&entry)) }
                <time>{ words::clock(entry.at) }</time>
                { match sentence {
                    Some(sentence) => html! { <span class="sentence">{ sentence }</span> },
                    None => html! { <code>{ stripped }</code> },
                } }
            </button>
            if let Some(learner) = entry.synced() {
                <button type="button" class="plain why" aria-label={tr!("page.sync.why")} title={tr!("page.sync.why")}
                    onclick={show_ruler.reform(move |_: MouseEvent| (number, learner))}>{ icon(Glyph::Ruler) }</button>
            }
            <button type="button" class="plain ask-row" aria-label={tr!("page.why.ask")} title={tr!("page.why.ask")}
                onclick={ask.reform(move |_: MouseEvent| Fact::Entry(number))}>{ icon(Glyph::Help) }</button>
            <button type="button" class="plain copy" aria-label={tr!("page.trace.copy")} title={tr!("page.trace.copy")} onclick={copy}>
                { icon(Glyph::Copy) }
            </button>
        </li>
    }
}

/// The kind of an entry, for the style sheet.
pub fn kind_key(entry: &Entry) -> &'static str {
    match entry.kind() {
        Kind::Act => "act",
        _ if matches!(entry.what, What::Stored { verdict: Verdict::AcceptedLate, .. }) => "failed",
        Kind::Caption if matches!(entry.what, What::Expected { found: Some(_), .. }) => "failed",
        Kind::Caption => "caption",
        Kind::State => "state",
        Kind::Note => "note",
        Kind::Message => "message",
        Kind::Connection => "connection",
        Kind::Client => "client",
        Kind::Storage => "storage",
    }
}

/// Its picture.
pub fn glyph(entry: &Entry) -> Glyph {
    match entry.kind() {
        Kind::Act => Glyph::Act,
        Kind::Caption => Glyph::Caption,
        Kind::State => Glyph::Role,
        Kind::Note => Glyph::Note,
        Kind::Message => Glyph::Message,
        Kind::Connection => Glyph::Plug,
        Kind::Client => Glyph::Client,
        Kind::Storage => Glyph::Disk,
    }
}

/// By kind, by server, by words.
fn filters(filter: &Filter, servers: &[ServerId], change: &Callback<Filter>) -> Html {
    let kinds = [
        (Kind::Act, tr!("page.trace.kind.act"), Glyph::Act),
        (Kind::State, tr!("page.trace.kind.state"), Glyph::Role),
        (Kind::Note, tr!("page.trace.kind.note"), Glyph::Note),
        (Kind::Message, tr!("page.trace.kind.message"), Glyph::Message),
        (Kind::Connection, tr!("page.trace.kind.connection"), Glyph::Plug),
        (Kind::Client, tr!("page.trace.kind.client"), Glyph::Client),
        (Kind::Storage, tr!("page.trace.kind.storage"), Glyph::Disk),
        (Kind::Caption, tr!("page.trace.kind.caption"), Glyph::Caption),
    ];
    let flip = |kind: Kind| {
        let filter = filter.clone();
        change.reform(move |_: MouseEvent| {
            let mut kinds = filter.kinds.clone();
            match kinds.iter().position(|it| *it == kind) {
                Some(at) => drop(kinds.remove(at)),
                None => kinds.push(kind),
            }
            Filter { kinds, ..filter.clone() }
        })
    };
    let of_server = {
        let filter = filter.clone();
        change.reform(move |event: Event| Filter {
            server: fields::value(&event).parse().ok(),
            ..filter.clone()
        })
    };
    let with_words = {
        let filter = filter.clone();
        change.reform(move |event: InputEvent| Filter {
            words: fields::value(&event).to_ascii_lowercase(),
            ..filter.clone()
        })
    };
    html! {
        <div class="filters">
            <div class="kinds" role="group" aria-label={tr!("page.trace.kinds")}>
                for (kind, label, glyph) in kinds {
                    <button type="button" class="plain" aria-pressed={flag(filter.kinds.contains(&kind))} aria-label={label.clone()}
                        title={label} onclick={flip(kind)}>{ icon(glyph) }</button>
                }
            </div>
            <select aria-label={tr!("page.trace.server")} onchange={of_server}>
                <option value="" selected={filter.server.is_none()}>{ tr!("page.trace.all") }</option>
                for id in servers.iter() {
                    <option value={id.to_string()} selected={filter.server == Some(*id)}>{ id.to_string() }</option>
                }
            </select>
            <input type="search" value={filter.words.clone()} placeholder={tr!("page.trace.search")} aria-label={tr!("page.trace.search")} oninput={with_words} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::SimTime;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn said(number: u64) -> Entry {
        Entry {
            at: SimTime(number),
            step: number,
            cause: number,
            what: What::Said { text: format!("word{}", number % 3) },
        }
    }

    #[test]
    fn only_what_is_new_is_looked_at_and_nothing_is_lost() {
        let all: Vec<Entry> = (0..9).map(said).collect();
        let mut found = Found::default();
        let filter = Filter { words: "word1".into(), ..Filter::default() };
        found.update(&filter, 0, &all[..5]);
        found.update(&filter, 0, &all);
        assert_eq!(found.numbers, [1, 4, 7]);
        assert_eq!(found.rows_before(5), 2);
        found.update(&Filter::default(), 0, &all);
        assert_eq!((found.len(), found.number(8)), (9, 8));
        found.update(&filter, 1, &all[..2]);
        assert_eq!(found.numbers, [1], "another run is read from its start");
    }
}
