//! The sheet from which a reader takes away what is on the screen, and the notice of a file that has been opened.

use std::rc::Rc;

use yew::prelude::*;

use crate::player::export::{Format, LONGEST_ADDRESS, Shared, Snippet, Window, export, file_name};
use crate::player::{Command, Link, PictureTheme, Player, Screen};
use crate::ui::browser::file::{self, Taken};
use crate::ui::browser::{clipboard, fields, location};
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::shell::Theme;
use crate::ui::store::Tape;
use crate::ui::widgets::{Dialog, Glyph, flag, icon};
use crate::vocab::SimTime;

/// More of a text than that is not shown, in bytes.
const MOST_SHOWN: usize = 20_000;
/// The size of a PNG, in pixels.
const PNG: (u32, u32) = (1_920, 1_200);

/// In which form something is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Snippet(Snippet),
    File(Format),
    Png,
}

/// In the order in which they are offered; of an experiment only those before [`OF_RUNS`].
const FORMS: [Form; 11] = [
    Form::Snippet(Snippet::Link),
    Form::File(Format::Scenario),
    Form::Snippet(Snippet::Markdown),
    Form::Snippet(Snippet::Frame),
    Form::Snippet(Snippet::Element),
    Form::File(Format::Svg),
    Form::Png,
    Form::File(Format::Mermaid),
    Form::File(Format::Json),
    Form::File(Format::Log),
    Form::File(Format::RustTest),
];
const OF_RUNS: usize = 5;

impl Form {
    fn name(self) -> AttrValue {
        match self {
            Self::Snippet(Snippet::Link) => tr!("page.share.link"),
            Self::Snippet(Snippet::Markdown) => tr!("page.share.markdown"),
            Self::Snippet(Snippet::Frame) => tr!("page.share.frame"),
            Self::Snippet(Snippet::Element) => tr!("page.share.element"),
            Self::File(Format::Scenario) => tr!("page.share.text"),
            Self::File(Format::Svg) => tr!("page.share.svg"),
            Self::Png => tr!("page.share.png"),
            Self::File(Format::Mermaid) => tr!("page.share.mermaid"),
            Self::File(Format::Json) => tr!("page.share.json"),
            Self::File(Format::Log) => tr!("page.share.log"),
            Self::File(Format::RustTest) => tr!("page.share.test"),
        }
    }

    /// What it is good for, and whether that is a warning.
    fn about(self, shared: &Shared) -> (AttrValue, bool) {
        let n = shared.address().chars().count();
        let long = shared.is_too_long();
        let text = match self {
            Self::Snippet(Snippet::Link) if long => {
                tr!("page.share.too_long", count = n, most = LONGEST_ADDRESS)
            }
            Self::Snippet(Snippet::Frame) if long => tr!("page.share.too_long_frame", n = n),
            Self::Snippet(Snippet::Link) => tr!("page.share.about_link", n = n),
            Self::Snippet(Snippet::Markdown) => tr!("page.share.about_markdown"),
            Self::Snippet(Snippet::Frame) => tr!("page.share.about_frame"),
            Self::Snippet(Snippet::Element) => tr!("page.share.about_element"),
            Self::File(Format::Scenario) => tr!("page.share.about_text"),
            Self::File(Format::Svg) => tr!("page.share.about_svg"),
            Self::Png => tr!("page.share.about_png"),
            Self::File(Format::Mermaid) => tr!("page.share.about_mermaid"),
            Self::File(Format::Json) => tr!("page.share.about_json"),
            Self::File(Format::Log) => tr!("page.share.about_log"),
            Self::File(Format::RustTest) => tr!("page.share.about_test"),
        };
        (text, long && matches!(self, Self::Snippet(Snippet::Link | Snippet::Frame)))
    }

    /// Whether it is of a window of time.
    fn has_window(self) -> bool {
        matches!(self, Self::File(Format::Mermaid | Format::Json | Format::Log))
    }

    /// What a file of it ends in, if it is saved as one.
    fn ending(self) -> Option<&'static str> {
        match self {
            Self::Snippet(_) => None,
            Self::File(format) => Some(format.ending()),
            Self::Png => Some("png"),
        }
    }
}

/// What the sheet is about.
#[derive(Clone, PartialEq)]
pub enum Subject {
    /// The run on the stage.
    Run,
    /// An experiment: the fragment of its link, and its text.
    Experiment(String, Rc<str>),
}

/// See [`Share`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShareProps {
    pub open: bool,
    pub subject: Subject,
    pub tape: Tape,
    pub title: AttrValue,
    pub story: Option<&'static str>,
    /// What a link says of the screen.
    pub screen: Screen,
    pub theme: Theme,
    pub take: Callback<Taken>,
    pub send: Callback<Command>,
    pub close: Callback<()>,
}

/// The sheet.
#[component]
pub fn Share(props: &ShareProps) -> Html {
    use_lang();
    let ShareProps { open, subject, tape, title, story, screen, theme, take, send, close } = props;
    // What is taken away is a moment: it stands still.
    use_effect_with(*open, {
        let send = send.clone();
        move |open| {
            if *open {
                send.emit(Command::Pause);
            }
        }
    });
    html! {
        <Dialog open={*open} name="share" title={tr!("page.share.label")} onclose={close.clone()}>
            if *open {
                <Forms subject={subject.clone()} tape={tape.clone()} title={title.clone()} story={*story} screen={*screen} theme={*theme} />
                { opener(take, close) }
            }
        </Dialog>
    }
}

/// The way back: a file.
fn opener(take: &Callback<Taken>, close: &Callback<()>) -> Html {
    let chosen = {
        let (take, close) = (take.clone(), close.clone());
        move |event: Event| {
            file::take_chosen(&event, take.clone());
            close.emit(());
        }
    };
    html! {
        <label class="opener">
            <span>{ tr!("page.share.open") }</span>
            <input type="file" accept=".zk,.txt,text/plain" onchange={chosen} />
            <small class="hint">{ tr!("page.share.open_hint") }</small>
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct FormsProps {
    subject: Subject,
    tape: Tape,
    title: AttrValue,
    story: Option<&'static str>,
    screen: Screen,
    theme: Theme,
}

#[component]
fn Forms(FormsProps { subject, tape, title, story, screen, theme }: &FormsProps) -> Html {
    use_lang();
    let form = use_state(|| FORMS[0]);
    let told = use_state(AttrValue::default);
    let area = use_node_ref();
    let now = tape.read(|it| it.now());
    let times = use_state(|| [SimTime::ZERO.to_string(), now.to_string()]);
    let shared = use_memo(
        (subject.clone(), title.clone(), now, *screen, lang()),
        |(subject, title, _, screen, lang)| Shared {
            page: location::page(),
            fragment: match subject {
                Subject::Run => Link { screen: *screen, ..tape.read(Player::link) }.encode(),
                Subject::Experiment(fragment, _) => fragment.clone(),
            },
            title: title.to_string(),
            text: match subject {
                Subject::Run => tape.read(|it| it.text().to_owned()),
                Subject::Experiment(_, text) => text.to_string(),
            },
            story: *story,
            lang: *lang,
        },
    );
    let window = window(&times, *form);
    let content: Rc<Rc<str>> =
        use_memo((shared.clone(), *form, window, *theme), |(shared, form, window, theme)| {
            let Some(window) = window else { return Rc::from("") };
            Rc::from(match form {
                Form::Snippet(it) => shared.snippet(*it),
                Form::File(Format::Scenario) => shared.text.clone(),
                Form::File(it) => taken(tape, *it, *window, &shared.title, *theme),
                Form::Png => taken(tape, Format::Svg, *window, &shared.title, *theme),
            })
        });
    let offered = if *subject == Subject::Run { FORMS.len() } else { OF_RUNS };
    let choose = |it: Form| {
        let (form, told) = (form.clone(), told.clone());
        move |_: MouseEvent| {
            form.set(it);
            told.set(AttrValue::default());
        }
    };
    let (about, warns) = form.about(&shared);
    html! {
        <>
            <div class="forms" role="group" aria-label={tr!("page.share.as")}>
                for it in FORMS[..offered].iter().copied() {
                    <button type="button" aria-pressed={flag(it == *form)} onclick={choose(it)}>{ it.name() }</button>
                }
            </div>
            <p class="about" data-warns={flag(warns)}>
                if warns { { icon(Glyph::Warning) } }{ about }
            </p>
            if form.has_window() { { times_fields(&times, window.is_none()) } }
            { preview(*form, &content, &title_of(&shared), &area) }
            <div class="take">
                { copier(*form, &content, &told, &area) }
                { saver(*form, &content, &shared, &told) }
                if warns && *form == FORMS[0] {
                    <button type="button" class="line-act" onclick={choose(Form::File(Format::Scenario))}>{ tr!("page.share.save_text") }</button>
                }
                <p role="status">{ (*told).clone() }</p>
            </div>
            if form.ending().is_some() && file::is_boxed() { <p class="hint">{ tr!("page.share.boxed") }</p> }
        </>
    }
}

fn title_of(shared: &Shared) -> AttrValue {
    AttrValue::from(shared.title.clone())
}

fn taken(tape: &Tape, format: Format, window: Window, title: &str, theme: Theme) -> String {
    let theme = match theme {
        Theme::Auto => PictureTheme::Auto,
        Theme::Light => PictureTheme::Light,
        Theme::Dark => PictureTheme::Dark,
    };
    tape.read(|player| export(player, format, window, title, lang(), theme))
}

/// What has been typed as a window; `None` if that is no time.
fn window(times: &[String; 2], form: Form) -> Option<Window> {
    if !form.has_window() {
        return Some(Window { from: SimTime::ZERO, to: SimTime(u64::MAX) });
    }
    let [from, to] = times;
    Some(Window { from: from.trim().parse().ok()?, to: to.trim().parse().ok()? })
}

fn times_fields(times: &UseStateHandle<[String; 2]>, wrong: bool) -> Html {
    let field = |place: usize, label: AttrValue| {
        let value = times[place].clone();
        let times = times.clone();
        let oninput = move |event: InputEvent| {
            let mut next = (*times).clone();
            next[place] = fields::value(&event);
            times.set(next);
        };
        html! { <label>{ label }<input type="text" {value} {oninput} aria-invalid={flag(wrong)} spellcheck="false" autocomplete="off" /></label> }
    };
    html! {
        <fieldset class="window">
            <legend class="unseen">{ tr!("page.share.window") }</legend>
            { field(0, tr!("page.share.from")) }
            { field(1, tr!("page.share.to")) }
            if wrong { <span role="alert">{ tr!("page.share.bad_time") }</span> }
        </fieldset>
    }
}

/// The content itself, or what it looks like.
fn preview(form: Form, content: &str, title: &AttrValue, area: &NodeRef) -> Html {
    if matches!(form, Form::File(Format::Svg) | Form::Png) {
        let src = location::data("image/svg+xml", content);
        return html! { <img class="sample" {src} alt={title.clone()} width="960" height="600" /> };
    }
    let shown = match content.char_indices().find(|it| MOST_SHOWN <= it.0) {
        Some((end, _)) => &content[..end],
        None => content,
    };
    let rows = shown.lines().count().clamp(2, 12).to_string();
    html! {
        <>
            <textarea ref={area.clone()} readonly=true {rows} spellcheck="false" aria-label={tr!("page.share.content")} value={shown.to_owned()} />
            if shown.len() < content.len() { <p class="hint">{ tr!("page.share.cut", kb = content.len() / 1024) }</p> }
        </>
    }
}

fn copier(form: Form, content: &Rc<Rc<str>>, told: &UseStateHandle<AttrValue>, area: &NodeRef) -> Html {
    if form == Form::Png {
        return html! {};
    }
    let (content, told, area) = (content.clone(), told.clone(), area.clone());
    let onclick = move |_: MouseEvent| {
        let (told, area) = (told.clone(), area.clone());
        let units = content.encode_utf16().count() as u32;
        clipboard::copy_and(&content, move |copied| {
            if !copied {
                fields::select(&area, 0, units);
            }
            told.set(if copied { tr!("page.share.copied") } else { tr!("page.share.not_copied") });
        });
    };
    html! { <button type="button" class="primary" {onclick}>{ icon(Glyph::Copy) }<span>{ tr!("page.share.copy") }</span></button> }
}

fn saver(form: Form, content: &Rc<Rc<str>>, shared: &Shared, told: &UseStateHandle<AttrValue>) -> Html {
    let Some(ending) = form.ending() else { return html! {} };
    let name = file_name(&shared.title, ending);
    let (content, told, file) = (content.clone(), told.clone(), name.clone());
    let onclick = move |_: MouseEvent| {
        let said = tr!("page.share.saved", name = file);
        match form {
            Form::Snippet(_) => {}
            Form::File(it) => {
                file::save(&file, it.mime(), &content);
                told.set(said);
            }
            Form::Png => {
                let told = told.clone();
                let done = Callback::from(move |made| {
                    told.set(if made { said.clone() } else { tr!("page.share.not_saved") });
                });
                file::save_png(&file, &content, PNG, done);
            }
        }
    };
    html! { <button type="button" class={if form == Form::Png { "primary" } else { "line-act" }} {onclick}>{ icon(Glyph::Disk) }<span>{ tr!("page.share.save", name = name) }</span></button> }
}

/// The fragments that lead to what there was before a file was opened, the last one last.
#[derive(Clone, Debug, PartialEq)]
pub struct Before(pub [String; 2]);

/// What has become of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// It runs; what it took the place of is not lost.
    Open(AttrValue, Before),
    /// It could not be opened, and why.
    Refused(AttrValue),
}

/// Says what has become of a file that was dropped or chosen.
pub fn opened(it: &Opened, back: &Callback<Before>, close: &Callback<()>) -> Html {
    let close = html! {
        <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
    };
    match it {
        Opened::Open(name, before) => {
            let before = before.clone();
            html! {
                <div class="notice opened" role="status">
                    { icon(Glyph::Check) }<p>{ tr!("page.share.opened", name = name) }</p>
                    <button type="button" class="link" onclick={back.reform(move |_: MouseEvent| before.clone())}>{ tr!("page.share.back") }</button>
                    { close }
                </div>
            }
        }
        Opened::Refused(why) => html! {
            <div class="notice" role="alert">{ icon(Glyph::Warning) }<p>{ why.clone() }</p>{ close }</div>
        },
    }
}
