//! The page as a part of another one: only what its address asks for, without its head, with a foot that leads to the whole.
//!
//! `?view=stage+ballots+timeline` makes the page a figure and says what of it is shown ([`Part`]'s words). Beside it stand:
//!
//! | parameter | value |
//! |---|---|
//! | `scenario` | a story's name, or the address of a `.zk` file of the page's own origin; a fragment behind the `#` goes first |
//! | `theme` | `light`, `dark`, `auto` (what the device says) |
//! | `lang` | `en`, `zh-CN`, `zh-TW`, `ru` |
//! | `height` | `auto`: as high as its content, of which the host is told; anything else: as high as the frame |
//! | `autoplay` | if it is there, time passes at once; not for who wants no motion |
//!
//! A figure that is not on the screen does nothing. It takes no focus, scrolls nobody, and remembers nothing.

use yew::prelude::*;

use crate::player::host::{Part, Parts, Say};
use crate::player::{self, Command, Player, Story};
use crate::ui::browser::{host, location, root, sight, size};
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::words;
use crate::ui::shell::Tab;
use crate::ui::store::{Store, Tape};
use crate::ui::widgets::{Glyph, icon};

/// How it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub view: Parts,
    /// Whether the host is told how high it wants to be.
    pub follows: bool,
}

impl Figure {
    /// What the address asks for; `None` is the whole page.
    pub fn of_address() -> Option<Figure> {
        let (view, _) = Parts::salvaged(&location::parameter("view")?);
        Some(Figure { view, follows: location::parameter("height").is_none_or(|it| it == "auto") })
    }

    /// What is wrong with that.
    pub fn wrong_in_address() -> Option<String> {
        let (_, unknown) = Parts::salvaged(&location::parameter("view")?);
        unknown.map(|it| format!("unknown word `{it}` in view"))
    }

    /// Whether time is to pass as soon as the page is there.
    pub fn plays_at_once() -> bool {
        location::parameter("autoplay").is_some()
    }

    /// Which of the panes that are tabs on the whole page are shown.
    pub fn panes(&self) -> Vec<Tab> {
        let shown = |it: &Tab| part(*it).is_some_and(|it| self.view.has(it));
        Tab::ALL.into_iter().filter(shown).collect()
    }

    /// What the page is about: experiments, unless a stage is asked for.
    pub fn tab(&self) -> Tab {
        let compares = self.view.has(Part::Compare) && !self.view.has(Part::Stage);
        if compares { Tab::Compare } else { Tab::Server }
    }

    fn layout(&self) -> &'static str {
        if self.follows { "auto" } else { "fill" }
    }
}

/// The word for a tab; the events stand for themselves.
fn part(tab: Tab) -> Option<Part> {
    Some(match tab {
        Tab::Server => Part::Ballots,
        Tab::Story => Part::Story,
        Tab::Logs => Part::Logs,
        Tab::Znodes => Part::Znodes,
        Tab::Clients => Part::Clients,
        Tab::Compare => Part::Compare,
        Tab::Script => Part::Script,
        Tab::Text => Part::Text,
        Tab::Checks => Part::Checks,
        Tab::Events => return None,
    })
}

/// Whether a part is to be shown: on the whole page, all are.
pub fn shows(figure: Option<&Figure>, part: Part) -> bool {
    figure.is_none_or(|it| it.view.has(part))
}

/// The scenario that the address names behind its `?`.
pub enum Named {
    Nothing,
    Story(&'static Story),
    /// A file that is still to be loaded.
    File(String),
    /// There is none like that.
    Unknown(String),
}

impl Named {
    pub fn by_address() -> Named {
        location::parameter("scenario").map_or(Named::Nothing, Named::by)
    }

    fn by(name: String) -> Named {
        match story(&name) {
            Some(story) => Named::Story(story),
            None if name.ends_with(".zk") => Named::File(name),
            None => Named::Unknown(name),
        }
    }
}

/// A story by its name in the gallery.
pub fn story(name: &str) -> Option<&'static Story> {
    player::gallery().iter().find(|it| it.slug == name)
}

/// Tells the host what is new, and whether the reader can see the page: if not, no time passes.
#[hook]
pub fn use_host(node: &NodeRef, store: &Store, figure: Option<&Figure>) -> bool {
    let told = use_mut_ref(player::host::Told::default);
    let view = store.view.clone();
    host::use_moments(view.now.0, view.known_until.0, store.is_playing);
    use_effect_with((view.leader, store.problems.clone()), move |(_, problems)| {
        if host::is_there() {
            told.borrow_mut().news(&view, problems, lang()).iter().for_each(host::tell);
        }
    });
    // The whole page in a window of its own fits itself, and is seen as long as it gets frames.
    let watched = if host::is_there() || figure.is_some() { node.clone() } else { NodeRef::default() };
    let height = size::use_size(&watched).map(|it| it.1 as u32);
    use_effect_with(figure.map(Figure::layout), |layout| root::set("data-figure", *layout));
    use_effect_with(height.filter(|_| figure.is_some_and(|it| it.follows)), |height| {
        if let Some(height) = *height {
            host::tell(&Say::Resized { height });
        }
    });
    sight::use_sight(&watched)
}

/// See [`Foot`].
#[derive(PartialEq, Properties)]
pub struct FootProps {
    pub tape: Tape,
    /// The clock and the way to let time pass, where the time axis is not shown.
    pub playing: Option<(crate::vocab::SimTime, bool)>,
    /// The way back to an experiment, of which an arrangement is on the stage.
    pub back: Option<Callback<()>>,
    pub send: Callback<Command>,
}

/// What stands below a figure.
#[component]
pub fn Foot(FootProps { tape, playing, back, send }: &FootProps) -> Html {
    use_lang();
    let address = use_state(|| location::whole_page_with(&tape.read(Player::link).encode()));
    // Made when it is about to be followed, not at every frame.
    let refresh = {
        let (tape, address) = (tape.clone(), address.setter());
        Callback::from(move |()| address.set(location::whole_page_with(&tape.read(Player::link).encode())))
    };
    html! {
        <footer class="foot">
            if let Some((now, is_playing)) = *playing {
                <button type="button" class="play" aria-label={if is_playing { tr!("page.transport.pause") } else { tr!("page.transport.play") }}
                    onclick={send.reform(|_: MouseEvent| Command::Toggle)}>{ icon(if is_playing { Glyph::Pause } else { Glyph::Play }) }</button>
                <output class="clock" aria-live="off" aria-label={tr!("page.transport.now")}>{ words::clock(now) }</output>
            }
            if let Some(back) = back {
                <button type="button" class="plain" onclick={back.reform(|_: MouseEvent| ())}>{ icon(Glyph::StepBack) }{ tr!("page.compare.back") }</button>
            }
            <a href={(*address).clone()} target="_blank" rel="noopener" onpointerenter={refresh.reform(|_: PointerEvent| ())} onfocus={refresh.reform(|_: FocusEvent| ())}>
                { tr!("page.figure.open") }
            </a>
        </footer>
    }
}
