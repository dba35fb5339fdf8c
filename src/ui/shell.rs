//! What is around the panes: the head of the page, the tabs, notices.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::browser::fields;
use crate::ui::browser::swipe::use_swipe;
use crate::ui::lang::{Lang, tr, use_lang};
use crate::ui::widgets::{Glyph, flag, icon};

/// Light, dark, or what the device says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// For the attribute and the memory; `None` is what the device says.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// What was remembered.
    pub fn named(name: Option<&str>) -> Theme {
        match name {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// Its number in links, for ever.
    pub fn number(self) -> u32 {
        match self {
            Self::Auto => 0,
            Self::Light => 1,
            Self::Dark => 2,
        }
    }

    /// The one of a link; `None` if it does not say.
    pub fn numbered(number: u32) -> Option<Theme> {
        [Self::Light, Self::Dark].into_iter().find(|it| it.number() == number)
    }

    /// A picture for it, and what it is called.
    pub fn words(self) -> (Glyph, AttrValue) {
        match self {
            Self::Auto => (Glyph::Auto, tr!("page.header.theme_auto")),
            Self::Light => (Glyph::Sun, tr!("page.header.theme_light")),
            Self::Dark => (Glyph::Moon, tr!("page.header.theme_dark")),
        }
    }

    fn next(self) -> Theme {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

/// The panes that share a place; on a narrow page the events are among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Story,
    Server,
    Logs,
    Znodes,
    Clients,
    Compare,
    Events,
    Script,
    Text,
    Checks,
}

impl Tab {
    /// In the order of the tabs.
    pub const ALL: [Tab; 10] = [
        Self::Story,
        Self::Server,
        Self::Logs,
        Self::Znodes,
        Self::Clients,
        Self::Compare,
        Self::Events,
        Self::Script,
        Self::Text,
        Self::Checks,
    ];

    /// Its number in links, for ever; 0 is none.
    pub fn number(self) -> u32 {
        match self {
            Self::Server => 1,
            Self::Logs => 2,
            Self::Znodes => 3,
            Self::Clients => 4,
            Self::Compare => 5,
            Self::Events => 6,
            Self::Script => 7,
            Self::Text => 8,
            Self::Checks => 9,
            Self::Story => 10,
        }
    }

    /// The one of a link.
    pub fn numbered(number: u32) -> Option<Tab> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// The word for it in the style sheets.
    pub fn key(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Server => "server",
            Self::Logs => "logs",
            Self::Znodes => "znodes",
            Self::Clients => "clients",
            Self::Compare => "compare",
            Self::Events => "events",
            Self::Script => "script",
            Self::Text => "text",
            Self::Checks => "checks",
        }
    }

    /// What it is called.
    pub fn label(self) -> AttrValue {
        match self {
            Self::Story => tr!("page.story.label"),
            Self::Server => tr!("page.tab.server"),
            Self::Logs => tr!("page.logs.label"),
            Self::Znodes => tr!("page.znodes.label"),
            Self::Clients => tr!("page.clients.label"),
            Self::Compare => tr!("page.compare.label"),
            Self::Events => tr!("page.trace.label"),
            Self::Script => tr!("page.script.label"),
            Self::Text => tr!("page.tab.text"),
            Self::Checks => tr!("page.checks.label"),
        }
    }
}

/// See [`Header`].
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    pub title: AttrValue,
    /// The branch that is gone along, if it is not the trunk; and how many there are.
    pub branch: Option<Rc<str>>,
    pub branches: usize,
    pub theme: Theme,
    pub copied: bool,
    pub problems: usize,
    /// Whether an arrangement of an experiment is on the stage.
    pub compared: bool,
    pub onback: Callback<()>,
    pub onlang: Callback<Lang>,
    pub ontheme: Callback<Theme>,
    pub oncopy: Callback<()>,
    pub onshare: Callback<()>,
    pub onpalette: Callback<()>,
    pub ongallery: Callback<()>,
    pub onbranches: Callback<()>,
    pub onhelp: Callback<()>,
    pub onproblems: Callback<()>,
}

/// Whose page this is, what it shows, and how.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let lang = use_lang();
    let copy_label = if props.copied { tr!("page.header.copied") } else { tr!("page.header.copy") };
    let (theme_glyph, theme_label) = props.theme.words();
    let onlang =
        props.onlang.reform(|event: Event| Lang::for_tag(&fields::value(&event)).unwrap_or_default());
    let next_theme = props.theme.next();
    html! {
        <header class="head">
            <h1>{ logo() }<span>{ tr!("page.name") }</span></h1>
            <button type="button" class="story" onclick={props.ongallery.reform(|_: MouseEvent| ())} aria-haspopup="dialog"
                title={format!("{}  [G]", tr!("page.gallery.label"))}>
                { icon(Glyph::Gallery) }<span>{ props.title.clone() }</span>
            </button>
            if props.branches > 0 {
                <button type="button" class="plain branch" onclick={props.onbranches.reform(|_: MouseEvent| ())} aria-haspopup="dialog"
                    title={format!("{}  [B]", tr!("page.branches.label"))}>
                    { icon(Glyph::Branch) }<span>{ props.branch.as_deref().map_or_else(|| tr!("page.branches.trunk"), |it| it.to_owned().into()) }</span>
                </button>
            }
            if props.compared {
                <button type="button" class="plain back" onclick={props.onback.reform(|_: MouseEvent| ())}>
                    { icon(Glyph::StepBack) }<span>{ tr!("page.compare.back") }</span>
                </button>
            }
            if props.problems > 0 {
                <button type="button" class="plain wrong" onclick={props.onproblems.reform(|_: MouseEvent| ())}>
                    { icon(Glyph::Warning) }<span>{ tr!("page.header.problems", n = props.problems) }</span>
                </button>
            }
            <div class="tools">
                <button type="button" class="plain copy-link" data-copied={flag(props.copied)} onclick={props.oncopy.reform(|_: MouseEvent| ())}
                    title={format!("{copy_label}  [L]")}>
                    { icon(if props.copied { Glyph::Check } else { Glyph::Link }) }<span aria-live="polite">{ copy_label.clone() }</span>
                </button>
                <button type="button" class="plain share-open" aria-haspopup="dialog" onclick={props.onshare.reform(|_: MouseEvent| ())}
                    title={format!("{}  [S]", tr!("page.share.label"))}>{ icon(Glyph::Share) }<span>{ tr!("page.share.label") }</span></button>
                <select aria-label={tr!("page.header.language")} onchange={onlang}>
                    for it in Lang::ALL { <option value={it.tag()} lang={it.tag()} selected={it == lang}>{ it.own_name() }</option> }
                </select>
                <button type="button" class="plain palette-open" aria-label={tr!("page.deeds.palette")} aria-haspopup="dialog" title={format!("{}  [Ctrl K]", tr!("page.deeds.palette"))}
                    onclick={props.onpalette.reform(|_: MouseEvent| ())}>{ icon(Glyph::Search) }</button>
                <button type="button" class="plain" aria-label={theme_label.clone()} title={theme_label} onclick={props.ontheme.reform(move |_: MouseEvent| next_theme)}>
                    { icon(theme_glyph) }
                </button>
                <button type="button" class="plain" aria-label={tr!("page.help.label")} aria-haspopup="dialog" title={format!("{}  [?]", tr!("page.help.label"))}
                    onclick={props.onhelp.reform(|_: MouseEvent| ())}>{ icon(Glyph::Help) }</button>
            </div>
        </header>
    }
}

/// Three servers, of which one leads.
fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
            <path class="ties" d="M16 12L7.5 24.5M16 12L24.5 24.5M7.5 24.5H24.5" />
            <circle cx="7.5" cy="24.5" r="4.5" /><circle cx="24.5" cy="24.5" r="4.5" />
            <path class="crown" d="M9.4 16.5L7.6 5.8L12.4 9.2L16 3.6L19.6 9.2L24.4 5.8L22.6 16.5Z" />
        </svg>
    }
}

/// See [`Tabs`].
#[derive(PartialEq, Properties)]
pub struct TabsProps {
    pub tab: Tab,
    pub choose: Callback<Tab>,
}

/// Which of the panes is shown. Where there is no room for all their names, the one that is shown is in the middle; a swipe over
/// the pane goes to the one beside it.
#[component]
pub fn Tabs(TabsProps { tab, choose }: &TabsProps) -> Html {
    use_lang();
    let strip = use_node_ref();
    use_effect_with(*tab, {
        let strip = strip.clone();
        move |_| fields::centre_within(&strip, "[aria-pressed=true]")
    });
    use_swipe({
        let (tab, choose) = (*tab, choose.clone());
        Callback::from(move |by: i32| {
            let place = Tab::ALL.iter().position(|it| *it == tab).unwrap_or_default();
            let beside = place.checked_add_signed(by as isize).and_then(|it| Tab::ALL.get(it));
            beside.into_iter().for_each(|it| choose.emit(*it));
        })
    });
    html! {
        <nav class="tabs" ref={strip} aria-label={tr!("page.tab.label")}>
            for it in Tab::ALL {
                <button key={it.key()} type="button" data-tab={it.key()} aria-pressed={flag(it == *tab)} onclick={choose.reform(move |_: MouseEvent| it)}>
                    { it.label() }
                </button>
            }
        </nav>
    }
}

/// Something that went wrong outside of any pane.
pub fn notice(text: &AttrValue, close: &Callback<()>) -> Html {
    html! {
        <div class="notice" role="alert">
            { icon(Glyph::Warning) }<p>{ text.clone() }</p>
            <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
        </div>
    }
}
