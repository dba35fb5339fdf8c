//! The root: what the reader has chosen, the frame loop, the keys, and where each pane goes.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::player::view::{Condition, LinkView, ServerView, View};
use crate::player::{self, Command, LinkError, Player};
use crate::scenario;
use crate::ui::browser::{clipboard, fields, frame, keys, location, media, root, storage};
use crate::ui::lang::{Lang, lang, set_lang, tr};
use crate::ui::panes::checks::Checks;
use crate::ui::panes::console::Console;
use crate::ui::panes::ensemble::{Ensemble, Invitation};
use crate::ui::panes::gallery::{self, Gallery};
use crate::ui::panes::help::Help;
use crate::ui::panes::script::Script;
use crate::ui::panes::server::ServerPane;
use crate::ui::panes::timeline::Timeline;
use crate::ui::panes::trace::Trace;
use crate::ui::panes::transport::Transport;
use crate::ui::panes::twin::{self, Twin};
use crate::ui::shell::{Header, Tab, Theme, notice, tabs};
use crate::ui::store::{Action, Store};
use crate::ui::widgets::{Glyph, flag};
use crate::vocab::{ServerId, Span};

/// What a newcomer sees: within seconds there is a leader to be killed.
const FIRST_STORY: &str = "kill-the-leader";
/// A reader who wants nothing to move gets a step this often while playing.
const STILL_STEP_MILLIS: u32 = 900;

/// What lies over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sheet {
    None,
    Gallery,
    Help,
}

/// What the page begins with: the player, the story's slug, and what was wrong with the link, if it came from one.
struct Beginning {
    player: Player,
    story: Option<&'static str>,
    wrong: Option<AttrValue>,
}

fn begin(fragment: Option<String>) -> Beginning {
    let first = player::gallery().iter().find(|it| it.slug == FIRST_STORY).unwrap_or(&player::gallery()[0]);
    let story = |wrong| Beginning { player: Player::open(first.text), story: Some(first.slug), wrong };
    match fragment.map(|it| Player::from_link(&it)) {
        None => story(None),
        Some(Ok(player)) => Beginning { player, story: None, wrong: None },
        Some(Err(error @ LinkError::WrongChecksum { .. })) => Beginning {
            wrong: Some(error.text(lang()).into()),
            story: None,
            player: salvaged(error).unwrap_or_else(|| Player::open(first.text)),
        },
        Some(Err(error)) => story(Some(tr!("page.link_broken", reason = error.text(lang())))),
    }
}

/// What could still be read of a link.
fn salvaged(error: LinkError) -> Option<Player> {
    let LinkError::WrongChecksum { text, at } = error else { return None };
    let mut player = Player::open(&text);
    let _seeking_cannot_fail = player.apply(Command::Seek(at));
    Some(player)
}

fn first_lang() -> Lang {
    let kept = storage::recall(storage::Key::Language);
    let wanted = kept.into_iter().chain(media::languages());
    wanted.filter_map(|it| Lang::for_tag(&it)).next().unwrap_or_default()
}

/// The page.
#[component]
pub fn App() -> Html {
    let language = use_state(|| {
        set_lang(first_lang());
        lang()
    });
    set_lang(*language);
    use_effect_with(*language, |it| {
        root::set("lang", Some(it.tag()));
        root::set_title(&tr!("page.name"));
    });
    html! { <ContextProvider<Lang> context={*language}><Page setlang={let it = language.setter(); Callback::from(move |lang| it.set(lang))} /></ContextProvider<Lang>> }
}

#[derive(PartialEq, Properties)]
struct PageProps {
    setlang: Callback<Lang>,
}

#[component]
fn Page(PageProps { setlang }: &PageProps) -> Html {
    crate::ui::lang::use_lang();
    let beginning = use_mut_ref(|| Some(begin(location::fragment())));
    let started =
        use_state(|| beginning.borrow().as_ref().map(|it| (it.story, it.wrong.clone())).unwrap_or_default());
    let story = use_state(|| started.0);
    let wrong = use_state(|| started.1.clone());
    let store = use_reducer(|| {
        Store::new(beginning.borrow_mut().take().map_or_else(|| begin(None).player, |it| it.player))
    });
    let still = media::use_media("(prefers-reduced-motion: reduce)");
    let theme = use_state(|| Theme::named(storage::recall(storage::Key::Theme).as_deref()));
    let tab = use_state(|| Tab::Server);
    let sheet = use_state(|| Sheet::None);
    let selected = use_state(|| None::<ServerId>);
    let copied = use_state(|| false);
    let field = use_node_ref();

    let send = {
        let dispatch = store.dispatcher();
        Callback::from(move |command| dispatch.dispatch(Action::Do(command)))
    };
    let tick = {
        let dispatch = store.dispatcher();
        Callback::from(move |wall: Span| dispatch.dispatch(Action::Tick(wall)))
    };
    frame::use_frames(store.is_playing && !still, tick);
    frame::use_interval(store.is_playing && still, STILL_STEP_MILLIS, send.reform(|()| Command::StepEvent));
    use_effect_with((), {
        let (send, story) = (send.clone(), story.clone());
        move |()| {
            if story.is_some() && !media::is_reduced_motion() {
                send.emit(Command::Play);
            }
            root::set("data-ready", Some("true"));
        }
    });
    use_effect_with(*theme, |it| root::set("data-theme", it.name()));
    location::use_fragment_changes({
        let (dispatch, story, wrong) = (store.dispatcher(), story.clone(), wrong.clone());
        Callback::from(move |fragment| {
            let beginning = begin(Some(fragment));
            story.set(beginning.story);
            wrong.set(beginning.wrong);
            dispatch.dispatch(Action::Replace(Box::new(beginning.player)));
        })
    });

    let select = {
        let (selected, tab) = (selected.clone(), tab.clone());
        Callback::from(move |id| {
            selected.set(Some(id));
            tab.set(Tab::Server);
        })
    };
    let copy = {
        let (store, copied) = (store.clone(), copied.clone());
        Callback::from(move |()| {
            clipboard::copy(&location::set_fragment(&store.tape().read(Player::link)));
            copied.set(true);
            let copied = copied.clone();
            Timeout::new(1_800, move || copied.set(false)).forget();
        })
    };
    let open = |what: Sheet| {
        let sheet = sheet.clone();
        Callback::from(move |()| sheet.set(what))
    };
    let open_text = {
        let (send, story, selected, wrong) = (send.clone(), story.clone(), selected.clone(), wrong.clone());
        Callback::from(move |(text, slug): (String, Option<&'static str>)| {
            send.emit(Command::Open(text));
            send.emit(if media::is_reduced_motion() { Command::Pause } else { Command::Play });
            location::clear_fragment();
            story.set(slug);
            selected.set(None);
            wrong.set(None);
        })
    };
    let run = open_text.reform(|text| (text, None));
    let choose = {
        let (open_text, story, sheet, text) =
            (open_text.clone(), story.clone(), sheet.clone(), store.text.clone());
        Callback::from(move |slug: &'static str| {
            if let Some(chosen) = player::gallery().iter().find(|it| it.slug == slug) {
                if story.is_none() && storage::recall(storage::Key::Draft).is_none() {
                    storage::remember(storage::Key::Draft, Some(&text)); // what the reader wrote is not lost
                }
                open_text.emit((chosen.text.to_owned(), Some(slug)));
            }
            sheet.set(Sheet::None);
        })
    };
    let calm = use_memo(store.text.clone(), |text| is_calm(text));
    let view = store.view.clone();
    let chosen = selected.filter(|id| view.servers.iter().any(|it| it.id == *id)).or_else(|| subject(&view));
    keys::use_keys({
        let (send, select, field, store) = (send.clone(), select.clone(), field.clone(), store.clone());
        let (gallery, help, copy) = (open(Sheet::Gallery), open(Sheet::Help), copy.clone());
        Callback::from(move |key: keys::Key| {
            let view = &store.view;
            let server = chosen.and_then(|id| view.servers.iter().find(|it| it.id == id));
            match key.name.as_str() {
                "/" => fields::focus(&field),
                "g" | "G" => gallery.emit(()),
                "l" | "L" => copy.emit(()),
                "?" => help.emit(()),
                digit if digit.len() == 1 && ("1"..="9").contains(&digit) => {
                    let id = ServerId(digit.as_bytes()[0] - b'0');
                    if view.servers.iter().any(|it| it.id == id) {
                        select.emit(id)
                    }
                }
                _ => match command(&key, server, view) {
                    Some(command) => send.emit(command),
                    None => return false,
                },
            }
            true
        })
    });
    let check = {
        let tape = store.tape();
        Callback::from(move |line: String| {
            let read = tape.read(|player| scenario::parse_act(player.script(), &line));
            read.err().map(|it| it.text(lang()).into())
        })
    };
    let ids: Rc<[ServerId]> = view.servers.iter().map(|it| it.id).collect();
    let links: Rc<[LinkView]> = Rc::from(view.links.as_slice());
    let server = chosen.and_then(|id| view.servers.iter().find(|it| it.id == id)).cloned().map(Rc::new);
    let tape = store.tape();
    let (total, marks) = tape.read(|player| (player.entries().len(), player.marks().to_vec()));
    let said = view.caption.as_deref().map(|it| player::caption(it, lang()).to_owned()).unwrap_or_default();
    let title = story.map_or_else(|| tr!("page.header.own"), gallery::title);
    let ontheme = {
        let theme = theme.clone();
        Callback::from(move |it: Theme| {
            storage::remember(storage::Key::Theme, it.name());
            theme.set(it);
        })
    };
    let onlang = setlang.reform(|it: Lang| {
        storage::remember(storage::Key::Language, Some(it.tag()));
        it
    });
    let show = {
        let tab = tab.clone();
        Callback::from(move |it| tab.set(it))
    };
    html! {
        <div class="app" data-tab={tab.key()} data-playing={flag(store.is_playing)}>
            <Header {title} theme={*theme} copied={*copied} problems={store.problems.len()} {onlang} {ontheme} oncopy={copy}
                ongallery={open(Sheet::Gallery)} onhelp={open(Sheet::Help)} onproblems={show.reform(|()| Tab::Script)} />
            if let Some(text) = &*wrong {
                { notice(text, &{ let wrong = wrong.clone(); Callback::from(move |()| wrong.set(None)) }) }
            }
            <main>
                <div class="theatre">
                    <Ensemble view={view.clone()} selected={chosen} {still} select={select.clone()} send={send.clone()}
                        invitation={invitation(&view, store.acts, *calm)} />
                    <p class="caption" aria-live="polite" data-empty={flag(view.caption.is_none())}>{ said }</p>
                </div>
                <section class="deck" aria-label={tr!("page.deck")}>
                    <Transport now={view.now} is_playing={store.is_playing} pace={store.pace} send={send.clone()} />
                    <Timeline now={view.now} known_until={view.known_until} {marks} send={send.clone()} />
                </section>
                <div class="side">
                    { tabs(*tab, &show) }
                    <div class="pane" data-pane={if *tab == Tab::Events { "server" } else { tab.key() }}>
                        { match *tab {
                            Tab::Server | Tab::Events => html! {
                                <ServerPane {server} {ids} {links} now={view.now} select={select.clone()} send={send.clone()} />
                            },
                            Tab::Script => html! { <Script text={store.text.clone()} problems={store.problems.clone()} {run} /> },
                            Tab::Checks => html! { <Checks view={view.clone()} send={send.clone()} /> },
                            Tab::Text => html! { <Twin view={view.clone()} select={select.clone()} send={send.clone()} /> },
                        } }
                    </div>
                    <Trace {tape} {total} past={view.entries} servers={view.servers.iter().map(|it| it.id).collect::<Vec<_>>()} send={send.clone()} />
                    <Console {field} {check} send={send.clone()} />
                </div>
            </main>
            <Narration text={twin::roles(&view)} />
            <Gallery open={*sheet == Sheet::Gallery} current={*story} {choose} close={open(Sheet::None)} />
            <Help open={*sheet == Sheet::Help} close={open(Sheet::None)} />
        </div>
    }
}

/// Whom the server pane shows before the reader has chosen: the leader's first follower says most, else the first server.
fn subject(view: &View) -> Option<ServerId> {
    view.servers.iter().find(|it| it.condition == Condition::Running).or(view.servers.first()).map(|it| it.id)
}

/// What a key asks of the engine.
fn command(key: &keys::Key, server: Option<&ServerView>, view: &View) -> Option<Command> {
    let act = |verb: &str| server.map(|it| Command::Act(format!("{verb} {}", it.id)));
    Some(match (key.name.as_str(), key.shift) {
        (" ", _) => Command::Toggle,
        ("ArrowRight", false) => Command::StepEvent,
        ("ArrowLeft", false) => Command::StepBack,
        ("ArrowRight", true) => Command::Seek(view.now + Span::from_secs(1)),
        ("ArrowLeft", true) => Command::Seek(crate::vocab::SimTime(view.now.0.saturating_sub(1_000_000))),
        ("n" | "N", _) => Command::ToNextElection,
        ("Home", _) => Command::Restart,
        ("h" | "H", _) => Command::Act("heal".to_owned()),
        ("c" | "C", _) => return act(if server?.state.is_some() { "crash" } else { "start" }),
        ("p" | "P", _) if server?.condition == Condition::Paused => return act("resume"),
        ("p" | "P", _) if server?.condition == Condition::Running => return act("pause"),
        _ => return None,
    })
}

/// Whether a scenario leaves all faults to the reader.
fn is_calm(text: &str) -> bool {
    const FAULTS: [&str; 9] =
        ["crash", "poweroff", "pause", "restart", "cut", "delay", "hold", "drop", "wipe"];
    !text.lines().any(|line| line.split_whitespace().take(3).any(|word| FAULTS.contains(&word)))
}

/// What a newcomer may try next: kill the leader, then bring it back. A scenario with faults of its own is not disturbed.
fn invitation(view: &View, acts: u32, calm: bool) -> Option<Invitation> {
    let down = view.servers.iter().find(|it| matches!(it.condition, Condition::Down | Condition::PoweredOff));
    match (acts, view.leader, down) {
        (0, Some(leader), None) if calm => Some(Invitation {
            server: leader,
            label: tr!("page.invite.kill"),
            line: format!("crash {leader}").into(),
            glyph: Glyph::Bolt,
        }),
        (1, Some(_), Some(down)) => Some(Invitation {
            server: down.id,
            label: tr!("page.invite.bring_back"),
            line: format!("start {}", down.id).into(),
            glyph: Glyph::Play,
        }),
        _ => None,
    }
}

#[derive(PartialEq, Properties)]
struct NarrationProps {
    text: AttrValue,
}

/// Tells a screen reader who is what, once it has stood still for a moment.
#[component]
fn Narration(NarrationProps { text }: &NarrationProps) -> Html {
    let told = use_state(AttrValue::default);
    {
        let told = told.clone();
        use_effect_with(text.clone(), move |text| {
            let text = text.clone();
            let timeout = Timeout::new(1_200, move || told.set(text));
            move || drop(timeout)
        });
    }
    html! { <p class="unseen" role="status">{ (*told).clone() }</p> }
}
