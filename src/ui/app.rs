//! The root: what the reader has chosen, the frame loop, the keys, and where each pane goes.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::futures::spawn_local;
use yew::prelude::*;

use crate::player::host::{Ask, Part, Say, Scenario};
use crate::player::view::{Condition, Subject, View};
use crate::player::{self, Command, Comparison, Fact, Job, Link, LinkError, Milestone, Player, Screen};
use crate::scenario;
use crate::ui::browser::{
    clipboard, fields, file, frame, host, keys, location, media, offline, root, storage, things, words,
};
use crate::ui::deeds::{self, Pointed, Scene, Thing, What};
use crate::ui::desk::{Desk, Hand, Sheet};
use crate::ui::figure::{self, Figure, Foot, Named, shows};
use crate::ui::grades;
use crate::ui::guide::Guide;
use crate::ui::lab;
use crate::ui::lang::{Lang, lang, set_lang, tr};
use crate::ui::later::{
    Bench, Branches, Checks, Clients, Console, Counts, Gallery, Help, Inventory, Logs, Menu, News, Palette,
    Rest, Script, ServerPane, Share, StoryPane, Trace, Twin, Why, Znodes, use_rest,
};
use crate::ui::panes::compare::bench;
use crate::ui::panes::deck::Deck;
use crate::ui::panes::ensemble::Ensemble;
use crate::ui::panes::gallery;
use crate::ui::panes::narration::Narration;
use crate::ui::panes::share::{self, Before, Opened};
use crate::ui::panes::why::{Asked, use_answer};
use crate::ui::panes::znodes::Kept;
use crate::ui::presenter;
use crate::ui::shell::{Header, Tab, Tabs, Theme, notice};
use crate::ui::store::{Action, Store, Tape};
use crate::ui::widgets::flag;
use crate::vocab::{ClientId, ProcessId, ServerId, SimTime, Span};

/// What a newcomer sees: within seconds there is a leader to be killed.
const FIRST_STORY: &str = "kill-the-leader";
/// What is compared first.
const FIRST_EXPERIMENT: usize = 0;
/// How far a link is followed that was changed on its way: what is wrong with it is to be said at once.
const FARTHEST_OF_CHANGED: SimTime = SimTime(600_000_000);
/// So long before its failure an arrangement is put on the stage.
const BEFORE_FAILURE: Span = Span::from_millis(300);
/// A reader who wants nothing to move gets a step this often while playing.
const STILL_STEP_MILLIS: u32 = 900;

/// What the page begins with: the player, the experiment of the link, what the link says of the screen, and what was wrong with it,
/// if it came from one.
struct Beginning {
    player: Player,
    comparison: Option<Comparison>,
    screen: Screen,
    wrong: Option<AttrValue>,
}

fn begin(fragment: Option<String>) -> Beginning {
    let first = player::gallery().iter().find(|it| it.slug == FIRST_STORY).unwrap_or(&player::gallery()[0]);
    let comparison = fragment.as_deref().and_then(Comparison::from_link);
    let (first, named_wrong) = match Named::by_address() {
        Named::Story(named) => (named, None),
        Named::Unknown(name) => (first, Some(tr!("page.figure.no_story", name = name))),
        Named::File(_) if fragment.is_none() => {
            return Beginning {
                player: Player::open(""),
                comparison,
                screen: Screen::default(),
                wrong: None,
            };
        }
        Named::Nothing | Named::File(_) => (first, None),
    };
    let story = |damage: Option<AttrValue>| Beginning {
        player: Player::open(first.text),
        comparison: None,
        screen: Screen::default(),
        wrong: damage.or(named_wrong),
    };
    match fragment.map(|it| Link::decode(&it)) {
        None => story(None),
        Some(Ok(_)) if comparison.is_some() => Beginning { comparison, ..story(None) },
        Some(Ok(link)) => {
            let player = Player::from_link(&link);
            let wrong = link.state.filter(|it| it.0 != player.state()).map(|(_, edition)| {
                tr!("link.other_state", made = edition, here = env!("CARGO_PKG_VERSION"))
            });
            Beginning { player, comparison, screen: link.screen, wrong }
        }
        // What could still be read is shown, at its moment, unless that is so far away that it can hardly be what was meant.
        Some(Err(LinkError::WrongChecksum(link))) => Beginning {
            wrong: Some(LinkError::WrongChecksum(link.clone()).text(lang()).into()),
            player: match link.at <= FARTHEST_OF_CHANGED {
                true => Player::from_link(&link),
                false => Player::open(&link.text),
            },
            comparison,
            screen: link.screen,
        },
        Some(Err(error)) => story(Some(tr!("page.link_broken", reason = error.text(lang())))),
    }
}

/// What the link in the address says of the screen.
fn linked_screen() -> Screen {
    let link = location::fragment().and_then(|it| Link::decode(&it).ok());
    link.map(|it| it.screen).unwrap_or_default()
}

/// What the page shows, for a link.
fn screen(desk: &Desk, chosen: Option<ServerId>) -> Screen {
    Screen {
        pane: desk.tab.number(),
        server: chosen.map_or(0, |it| it.0.into()),
        client: desk.client.map_or(0, |it| it.0.into()),
        lang: lang().number(),
        theme: desk.theme.number(),
    }
}

/// The language of the address, the link, the device, or the browser.
pub fn first_lang() -> Lang {
    let linked = Lang::numbered(linked_screen().lang).map(|it| it.tag().to_owned());
    let kept = storage::recall(storage::Key::Language);
    let wanted = location::parameter("lang").into_iter().chain(linked).chain(kept).chain(media::languages());
    wanted.filter_map(|it| Lang::for_tag(&it)).next().unwrap_or_default()
}

/// The page.
#[component]
pub fn App() -> Html {
    let rest = use_rest();
    use_effect_with(rest, |rest| {
        if *rest == Rest::There && Figure::of_address().is_none() {
            offline::begin();
        }
    });
    let language = use_state(|| {
        let first = first_lang();
        set_lang(if first.is_missing() { Lang::En } else { first });
        lang()
    });
    set_lang(*language);
    use_effect_with(*language, |it| {
        root::set("lang", Some(it.tag()));
        root::set_title(&tr!("page.name"));
    });
    let setlang = use_callback((), {
        let language = language.setter();
        move |lang: Lang, ()| {
            let language = language.clone();
            spawn_local(async move {
                if words::bring(lang).await {
                    language.set(lang);
                }
            });
        }
    });
    html! { <ContextProvider<Lang> context={*language}><ContextProvider<Rest> context={rest}><Page {setlang} /></ContextProvider<Rest>></ContextProvider<Lang>> }
}

#[derive(PartialEq, Properties)]
struct PageProps {
    setlang: Callback<Lang>,
}

/// What the panes may ask for. The same from frame to frame, so that a pane is drawn anew only when what it shows changes.
struct Hands {
    send: Callback<Command>,
    tick: Callback<Span>,
    /// Chooses a server and shows it, or only chooses it.
    select: Callback<ServerId>,
    pick: Callback<ServerId>,
    /// Chooses a client and shows it.
    meet: Callback<ClientId>,
    /// Has a client do what the reader does to znodes.
    talk: Callback<ClientId>,
    /// Shows a znode.
    visit: Callback<Rc<str>>,
    show: Callback<Tab>,
    follow: Callback<Option<Subject>>,
    /// Does a line that writes, and shows what becomes of it.
    write: Callback<String>,
    flip_ruler: Callback<()>,
    show_ruler: Callback<(usize, ServerId)>,
    /// Asks why something is as it is, and puts the answer away.
    ask: Callback<Fact>,
    unask: Callback<()>,
    /// Copies the address with such a fragment.
    copy: Callback<String>,
    /// Whether a line can be read.
    check: Callback<String, Option<AttrValue>>,
    /// Opens a text, of a story or the reader's own.
    open: Callback<String>,
    /// Opens the reader's own text, a scenario or an experiment.
    run: Callback<String>,
    /// Opens an experiment.
    compare: Callback<String>,
    /// Goes back to it.
    back: Callback<()>,
    forgive: Callback<()>,
    gallery: Callback<()>,
    help: Callback<()>,
    branches: Callback<()>,
    share: Callback<()>,
    palette: Callback<()>,
    /// Takes the guide away, for good.
    guided: Callback<()>,
    /// Closes the notice of a file.
    dismiss: Callback<()>,
    close: Callback<()>,
    onproblems: Callback<()>,
    ontheme: Callback<Theme>,
    onlang: Callback<Lang>,
    /// Opens or closes the space-time diagram.
    toggle: Callback<()>,
    hover: Callback<Option<u64>>,
    /// Chooses a process by its lane.
    single_out: Callback<ProcessId>,
    milestone: Callback<Milestone>,
}

impl Hands {
    fn new(
        store: UseReducerDispatcher<Store>,
        lab: UseReducerDispatcher<Comparison>,
        desk: Hand,
        tape: Tape,
        setlang: &Callback<Lang>,
    ) -> Hands {
        let send = {
            let store = store.clone();
            Callback::from(move |command| store.dispatch(Action::Do(command)))
        };
        let select = desk.on(|desk, id| (desk.selected, desk.tab) = (Some(id), Tab::Server));
        let sheet = desk.on(|desk, it| desk.sheet = it);
        let open = {
            let (send, desk) = (send.clone(), desk.clone());
            Callback::from(move |text: String| {
                send.emit(Command::Open(text));
                send.emit(if media::is_reduced_motion() { Command::Pause } else { Command::Play });
                location::clear_fragment();
                desk.change(move |it| {
                    *it = Desk {
                        wrong: None,
                        compared: None,
                        tab: if it.tab == Tab::Compare { Tab::Server } else { it.tab },
                        selected: None,
                        client: None,
                        node: None,
                        followed: None,
                        why: None,
                        sheet: Sheet::None,
                        ..it.clone()
                    };
                });
            })
        };
        let show = {
            let (send, desk) = (send.clone(), desk.clone());
            Callback::from(move |tab| {
                if tab == Tab::Compare {
                    send.emit(Command::Pause); // the stage is not to be seen
                }
                desk.change(move |it| (it.tab, it.node) = (tab, None));
            })
        };
        let compare = {
            let show = show.clone();
            Callback::from(move |text: String| {
                lab::change(&lab, move |it| *it = Comparison::open(&text, it.size()));
                location::clear_fragment();
                show.emit(Tab::Compare);
            })
        };
        Hands {
            tick: Callback::from(move |wall| store.dispatch(Action::Tick(wall))),
            meet: desk.on(|desk, id| (desk.client, desk.tab) = (Some(id), Tab::Clients)),
            talk: desk.on(|desk, id| desk.client = Some(id)),
            visit: desk.on(|desk, path| (desk.node, desk.tab) = (Some(path), Tab::Znodes)),
            pick: desk.on(|desk, id| desk.selected = Some(id)),
            back: show.reform(|()| Tab::Compare),
            show,
            follow: desk.on(|desk, it| desk.followed = it),
            write: {
                let (send, desk) = (send.clone(), desk.clone());
                Callback::from(move |line| {
                    send.emit(Command::Act(line));
                    desk.change(|it| it.tab = Tab::Logs);
                })
            },
            flip_ruler: desk.on(|desk, ()| desk.ruler = (!desk.ruler.0, 0)),
            show_ruler: {
                let (send, select, desk) = (send.clone(), select.clone(), desk.clone());
                Callback::from(move |(place, learner)| {
                    send.emit(Command::SeekEntry(place));
                    select.emit(learner);
                    desk.change(|it| it.ruler = (true, it.ruler.1 + 1));
                })
            },
            ask: {
                let (send, desk, tape) = (send.clone(), desk.clone(), tape.clone());
                Callback::from(move |fact: Fact| {
                    let question = tape.read(|player| player.ask(&fact));
                    send.emit(Command::Pause);
                    desk.change(move |it| it.why = Some(Asked { fact, question }));
                })
            },
            unask: desk.on(|desk, ()| desk.why = None),
            copy: {
                let desk = desk.clone();
                Callback::from(move |fragment: String| {
                    clipboard::copy(&location::set_fragment(&fragment));
                    desk.change(|it| it.copied = true);
                    let desk = desk.clone();
                    Timeout::new(1_800, move || desk.change(|it| it.copied = false)).forget();
                })
            },
            check: Callback::from(move |line: String| {
                let read = tape.read(|player| scenario::parse_act(player.script(), &line));
                read.err().map(|it| it.text(lang()).into())
            }),
            run: {
                let (open, compare) = (open.clone(), compare.clone());
                Callback::from(move |text: String| match Comparison::is_one(&text) {
                    true => compare.emit(text),
                    false => open.emit(text),
                })
            },
            compare,
            open,
            forgive: desk.on(|desk, ()| desk.wrong = None),
            gallery: sheet.reform(|()| Sheet::Gallery),
            help: sheet.reform(|()| Sheet::Help),
            branches: sheet.reform(|()| Sheet::Branches),
            share: sheet.reform(|()| Sheet::Share),
            palette: sheet.reform(|()| Sheet::Palette),
            guided: desk.on(|desk, ()| {
                desk.newcomer = false;
                storage::remember(storage::Key::Guided, Some("yes"));
            }),
            dismiss: desk.on(|desk, ()| desk.opened = None),
            close: sheet.reform(|()| Sheet::None),
            onproblems: desk.on(|desk, ()| desk.tab = Tab::Script),
            ontheme: desk.on(|desk, it: Theme| {
                storage::remember(storage::Key::Theme, it.name());
                desk.theme = it;
            }),
            onlang: setlang.reform(|it: Lang| {
                storage::remember(storage::Key::Language, Some(it.tag()));
                it
            }),
            toggle: desk.on(|desk, ()| {
                desk.diagram = !desk.diagram;
                storage::remember(storage::Key::Diagram, desk.diagram.then_some("open"));
            }),
            hover: desk.on(|desk, it| desk.hovered = it),
            single_out: desk.on(|desk, it: ProcessId| match it {
                ProcessId::Server(id) => desk.selected = Some(id),
                ProcessId::Client(id) => (desk.client, desk.tab) = (Some(id), Tab::Clients),
            }),
            milestone: desk.on(|desk, it| desk.milestone = it),
            send,
            select,
        }
    }
}

#[component]
fn Page(PageProps { setlang }: &PageProps) -> Html {
    crate::ui::lang::use_lang();
    let beginning = use_mut_ref(|| Some(begin(location::fragment())));
    let lab = use_reducer(|| {
        let linked = beginning.borrow().as_ref().and_then(|it| it.comparison.clone());
        linked.unwrap_or_else(|| Comparison::open(player::experiments()[FIRST_EXPERIMENT].text, 0))
    });
    let desk = use_reducer(|| {
        let begun = beginning.borrow();
        let begun = begun.as_ref();
        let screen = begun.map(|it| it.screen).unwrap_or_default();
        let figure = Figure::of_address();
        Desk {
            wrong: begun.and_then(|it| it.wrong.clone()),
            compared: None,
            theme: location::parameter("theme")
                .map(|it| Theme::named(Some(&it)))
                .or_else(|| Theme::numbered(screen.theme))
                .unwrap_or_else(|| Theme::named(storage::recall(storage::Key::Theme).as_deref())),
            tab: match (&figure, Tab::numbered(screen.pane)) {
                _ if begun.is_some_and(|it| it.comparison.is_some()) => Tab::Compare,
                (Some(figure), _) => figure.tab(),
                (None, Some(tab)) if tab != Tab::Compare => tab,
                (None, _) => Tab::Server,
            },
            figure,
            sheet: Sheet::None,
            selected: u8::try_from(screen.server).ok().filter(|it| 0 < *it).map(ServerId),
            client: u8::try_from(screen.client).ok().filter(|it| 0 < *it).map(ClientId),
            node: None,
            followed: None,
            ruler: (false, 0),
            why: None,
            diagram: storage::recall(storage::Key::Diagram).is_some(),
            hovered: None,
            milestone: Milestone::Any,
            pointed: None,
            cutting: false,
            presents: false,
            black: false,
            newcomer: storage::recall(storage::Key::Guided).is_none() && !host::is_there(),
            copied: false,
            opened: None,
        }
    });
    let store = use_reducer(|| {
        Store::new(beginning.borrow_mut().take().map_or_else(|| begin(None).player, |it| it.player))
    });
    let still = media::use_media("(prefers-reduced-motion: reduce)");
    let field = use_node_ref();
    let kept = use_memo((), |()| Kept::default());
    let hands = use_memo((store.tape().handle(), setlang.clone()), |(tape, setlang)| {
        Hands::new(store.dispatcher(), lab.dispatcher(), Hand(desk.dispatcher()), tape.clone(), setlang)
    });
    lab::use_runs(&lab);
    let send = &hands.send;
    let whole = use_node_ref();
    let figure = desk.figure.as_ref();
    // Whatever the reader has a client ask for is followed.
    use_effect_with((desk.theme, store.asked, desk.presents), {
        let follow = hands.follow.clone();
        move |(theme, asked, presents)| {
            root::set("data-theme", theme.name());
            root::set("data-presents", presents.then_some("true"));
            if asked.is_some() {
                follow.emit(*asked);
            }
        }
    });
    let follow_link = use_callback((), {
        let (dispatch, lab, desk) = (store.dispatcher(), lab.dispatcher(), Hand(desk.dispatcher()));
        move |fragment: String, ()| {
            let Beginning { screen, wrong, player, comparison } = begin(Some(fragment));
            wrong.iter().for_each(|it| host::refuse(it.to_string()));
            if let Some(linked) = comparison {
                lab::change(&lab, move |it| *it = linked);
                desk.change(|it| it.tab = Tab::Compare);
                return;
            }
            desk.change(move |it| {
                (it.wrong, it.followed, it.compared) = (wrong, None, None);
                it.tab = if it.tab == Tab::Compare { Tab::Server } else { it.tab };
                it.tab = Tab::numbered(screen.pane).filter(|it| *it != Tab::Compare).unwrap_or(it.tab);
                it.why = None;
            });
            dispatch.dispatch(Action::Replace(Box::new(player)));
        }
    });
    location::use_fragment_changes(follow_link.clone());
    host::use_asks({
        let (hands, desk, setlang) = (hands.clone(), Hand(desk.dispatcher()), setlang.clone());
        let follow_link = follow_link.clone();
        Callback::from(move |ask| obey(ask, &hands, &desk, &follow_link, &setlang))
    });
    // Behind all that listens: the host is told that it may begin.
    use_effect_with((), {
        let is_fresh = location::fragment().is_none();
        let (is_figure, is_story) =
            (figure.is_some(), is_fresh && store.story.is_some() && desk.tab != Tab::Compare);
        let (hands, wrong, desk) = (hands.clone(), desk.wrong.clone(), Hand(desk.dispatcher()));
        move |()| {
            let plays = if is_figure { Figure::plays_at_once() } else { is_story };
            if plays && !media::is_reduced_motion() {
                hands.send.emit(Command::Play);
            }
            load_named(&hands, &desk);
            root::set("data-ready", Some("true"));
            host::tell(&Say::Ready { engine: env!("CARGO_PKG_VERSION") });
            wrong
                .map(|it| it.to_string())
                .into_iter()
                .chain(Figure::wrong_in_address())
                .for_each(host::refuse);
        }
    });
    let runs = figure::use_host(&whole, &store, figure) && store.is_playing;
    frame::use_frames(runs && !still, hands.tick.clone());
    frame::use_interval(runs && still, STILL_STEP_MILLIS, send.reform(|()| Command::StepEvent));

    let choose = {
        let (open, story, text) = (hands.open.clone(), store.story, store.text.clone());
        let desk = Hand(desk.dispatcher());
        use_callback((story, text), move |slug: &'static str, (story, text)| {
            if let Some(chosen) = player::gallery().iter().find(|it| it.slug == slug) {
                if story.is_none() && storage::recall(storage::Key::Draft).is_none() {
                    storage::remember(storage::Key::Draft, Some(text)); // what the reader wrote is not lost
                }
                open.emit(chosen.text.to_owned());
                desk.change(|it| it.tab = Tab::Story);
            }
        })
    };
    let dark = media::use_media("(prefers-color-scheme: dark)");
    let look = desk.theme as u32 * 2 + u32::from(dark);
    let (compares, compared) = (desk.tab == Tab::Compare, desk.compared.is_some());
    let asked = store.tape().read(Player::question);
    use_effect_with(asked.as_ref().is_some_and(|it| it.waits), {
        let desk = Hand(desk.dispatcher());
        move |waits| {
            if *waits {
                desk.change(|it| it.tab = Tab::Story);
            }
        }
    });
    use_effect_with(
        (store.story, asked.as_ref().and_then(|it| Some((it.number, it.grade()?)))),
        |(slug, graded)| {
            if let (Some(slug), Some((number, grade))) = (slug, graded) {
                grades::remember(slug, *number, *grade);
            }
        },
    );
    let back = {
        let send = hands.send.clone();
        use_callback((), move |(): (), ()| send.emit(Command::Switch(None)))
    };
    let away = store.branches.iter().any(|it| it.current && it.name.is_some());
    let entitle = {
        let (send, tape) = (hands.send.clone(), store.tape().handle());
        use_callback((), move |title: String, ()| {
            let (text, now) = tape.read(|player| (player::titled(player.text(), &title), player.now()));
            let branch = tape.read(|player| player.branches().into_iter().find(|it| it.current)?.name);
            send.emit(Command::Open(text));
            send.emit(Command::Switch(branch));
            send.emit(Command::Seek(now));
        })
    };
    let take = {
        let (hands, tape, hand) = (hands.clone(), store.tape().handle(), Hand(desk.dispatcher()));
        use_callback((compares, lab.clone()), move |it: file::Taken, (compares, lab)| {
            let opened = match it.text {
                Err(error) => Opened::Refused(error.text(&it.name, lang()).into()),
                Ok(text) => {
                    let (run, experiment) = (tape.read(Player::link).encode(), lab.link().encode());
                    let fragments = if *compares { [run, experiment] } else { [experiment, run] };
                    hands.run.emit(text);
                    Opened::Open(it.name.into(), Before(fragments))
                }
            };
            hand.change(move |desk| desk.opened = Some(opened));
        })
    };
    file::use_drop(take.clone());
    let restore = {
        let desk = Hand(desk.dispatcher());
        use_callback(follow_link.clone(), move |before: Before, go| {
            before.0.into_iter().for_each(|it| go.emit(it));
            desk.change(|it| it.opened = None);
        })
    };
    let play = {
        let (hands, desk) = (hands.clone(), Hand(desk.dispatcher()));
        use_callback(lab.clone(), move |job: Job, lab| put_on_stage(lab, job, &hands, &desk))
    };
    let read = use_memo((store.text.clone(), lang()), |(text, _)| {
        (Rc::<str>::from(next_path(text)), own_title(text))
    });
    let next = read.0.clone();
    let view = store.view.clone();
    let chosen =
        desk.selected.filter(|id| view.servers.iter().any(|it| it.id == *id)).or_else(|| subject(&view));
    // What is to be seen is what a link carries.
    let fragment = {
        let tape = store.tape().handle();
        let shown = screen(&desk, desk.selected);
        use_callback((compares, lab.clone(), shown), move |(): (), (compares, lab, screen)| {
            let link = if *compares { lab.link() } else { tape.read(Player::link) };
            Link { screen: *screen, ..link }.encode()
        })
    };
    let copy = {
        let copy = hands.copy.clone();
        use_callback(fragment.clone(), move |(): (), fragment| copy.emit(fragment.emit(())))
    };
    let hand = Hand(desk.dispatcher());
    let scene = Scene {
        view: view.clone(),
        chosen,
        next: next.clone(),
        undoable: store.undoable.clone(),
        is_playing: store.is_playing,
        branches: store.branches.clone(),
        milestone: desk.milestone,
        theme: desk.theme,
        tab: desk.tab,
        asks: desk.why.is_some(),
        is_figure: desk.figure.is_some(),
        presents: desk.presents,
    };
    let perform = {
        let tell = Tell { choose: choose.clone(), copy: copy.clone(), field: field.clone(), chosen };
        use_callback((store.tape().handle(), tell), {
            let (hands, hand) = (hands.clone(), hand.clone());
            move |what: What, (_, tell)| perform(what, &hands, tell, &hand)
        })
    };
    keys::use_keys({
        let (scene, perform, hand, send) = (scene.clone(), perform.clone(), hand.clone(), send.clone());
        let (presents, black) = (desk.presents, desk.black);
        Callback::from(move |key: keys::Key| {
            if let Some(click) = presenter::click(&key).filter(|_| presents) {
                presenter::follow(click, scene.is_playing, black, &send, &hand);
                return true;
            }
            let deed = deeds::pressed(&key).and_then(|it| deeds::keyed(&scene, it));
            deed.as_ref().into_iter().for_each(|it| perform.emit(it.what.clone()));
            deed.is_some()
        })
    });
    let ids = use_memo(view.servers.clone(), |it| it.iter().map(|it| it.id).collect::<Rc<[ServerId]>>());
    let ids: Rc<[ServerId]> = (*ids).clone();
    things::use_things(hand.on(|it, found: things::Found| it.pointed = Pointed::new(&found)));
    presenter::use_presenter(&desk, &hand, view.caption.clone(), send);
    let tape = store.tape();
    let answer = use_answer(&tape, &desk.why);
    let total = tape.read(|player| player.entries().len());
    let said = view.caption.as_deref().map(|it| player::caption(it, lang()).to_owned()).unwrap_or_default();
    let title = match &desk.compared {
        _ if compares => bench::title(&lab),
        Some(arrangement) => arrangement.clone(),
        None => store.story.map_or_else(|| read.1.clone(), gallery::title),
    };
    let panes = figure.map_or_else(|| vec![desk.tab], Figure::panes);
    let (has_timeline, has_events) = (shows(figure, Part::Timeline), shows(figure, Part::Events));
    let has_console = shows(figure, Part::Console);
    let shared_title = title.clone();
    let subject = if compares && desk.sheet == Sheet::Share {
        share::Subject::Experiment(lab.link().encode(), Rc::from(&**lab.text()))
    } else {
        share::Subject::Run
    };
    html! {
        <div class="app" ref={whole} data-tab={desk.tab.key()} data-why={flag(desk.why.is_some() && !compares)} data-playing={flag(store.is_playing)} data-diagram={flag(desk.diagram)} data-presents={flag(desk.presents)}>
            if figure.is_some() { <header class="unseen"><h1>{ title }</h1></header> } else { <Header {title} branch={store.branches.iter().find(|it| it.current).and_then(|it| it.name.clone()).map(|it| it.to_string().into())} branches={store.branches.len() - 1}
                onbranches={hands.branches.clone()} theme={desk.theme} copied={desk.copied} problems={store.problems.len()} onlang={hands.onlang.clone()}
                compared={desk.compared.is_some() && !compares} onback={hands.back.clone()} ontheme={hands.ontheme.clone()} oncopy={copy.clone()} onshare={hands.share.clone()} onpalette={hands.palette.clone()} ongallery={hands.gallery.clone()} onhelp={hands.help.clone()}
                onproblems={hands.onproblems.clone()} /> }
            if figure.is_none() { <News {fragment} /> }
            if let Some(text) = &desk.wrong { { notice(text, &hands.forgive) } }
            if let Some(it) = &desk.opened { { share::opened(it, &restore, &hands.dismiss) } }
            <main>
                if compares {
                    <Bench lab={lab.clone()} open={hands.compare.clone()} {play} />
                } else {
                    if shows(figure, Part::Stage) || compared { <div class="theatre">
                        <Ensemble view={view.clone()} selected={chosen} hovered={desk.hovered} {still} select={hands.select.clone()} meet={hands.meet.clone()} hover={hands.hover.clone()} send={send.clone()}
                            cutting={desk.cutting} cutter={hand.on(|it, on| it.cutting = on)} point={hand.on(|it, to| it.pointed = Some(to))} />
                        if desk.newcomer && store.story == Some(FIRST_STORY) {
                            <Guide tape={tape.clone()} view={view.clone()} branches={store.branches.clone()} is_playing={store.is_playing} {still} caption={AttrValue::from(said)}
                                perform={perform.clone()} close={hands.guided.clone()} />
                        } else {
                            <p class="caption" data-empty={flag(view.caption.is_none())}>{ said }</p>
                        }
                    </div> }
                    if has_timeline { <Deck tape={tape.clone()} {total} now={view.now} known_until={view.known_until} is_playing={store.is_playing} pace={store.pace} undoable={store.undoable.clone()} selected={chosen}
                        open={desk.diagram} hovered={desk.hovered} marked={answer.marked.clone()} {look} milestone={desk.milestone} sought={tape.read(|it| it.sought().cloned())}
                        toggle={hands.toggle.clone()} choose={hands.milestone.clone()} hover={hands.hover.clone()} pick={hands.single_out.clone()} send={send.clone()} /> }
                }
                if !panes.is_empty() || has_events || has_console { <div class="side">
                    if figure.is_none() { <Tabs tab={desk.tab} choose={hands.show.clone()} /> }
                    for tab in panes { <div class="pane" data-pane={if tab == Tab::Events { "server" } else { tab.key() }}
                        tabindex={(tab == Tab::Checks).then_some("0")}>
                        { match tab {
                            Tab::Story => html! {
                                <StoryPane tape={tape.clone()} text={store.text.clone()} now={view.now} known_until={view.known_until} slug={store.story} {away} asked={asked.clone()}
                                    send={send.clone()} choose={choose.clone()} back={back.clone()} entitle={entitle.clone()} copy={copy.clone()} />
                            },
                            Tab::Server | Tab::Events => html! {
                                <ServerPane tape={tape.clone()} view={view.clone()} {chosen} ruler={desk.ruler} ids={ids.clone()} next={next.clone()}
                                    select={hands.select.clone()} send={send.clone()} write={hands.write.clone()} flip={hands.flip_ruler.clone()} ask={hands.ask.clone()} />
                            },
                            Tab::Logs => html! {
                                <Logs tape={tape.clone()} steps={view.steps} past={view.entries} {total} servers={view.servers.clone()} selected={chosen}
                                    followed={desk.followed} next={next.clone()} follow={hands.follow.clone()} select={hands.pick.clone()} send={send.clone()} />
                            },
                            Tab::Znodes => html! {
                                <Znodes tape={tape.clone()} steps={view.steps} past={view.entries} servers={ids.clone()} asked={desk.node.clone()} kept={(*kept).clone()} client={desk.client}
                                    send={send.clone()} meet={hands.meet.clone()} talk={hands.talk.clone()} ask={hands.ask.clone()} />
                            },
                            Tab::Clients => html! {
                                <Clients tape={tape.clone()} now={view.now} steps={view.steps} past={view.entries} chosen={desk.client} choose={hands.meet.clone()} visit={hands.visit.clone()} send={send.clone()} ask={hands.ask.clone()} />
                            },
                            Tab::Compare => html! { <Counts lab={lab.clone()} open={hands.compare.clone()} /> },
                            Tab::Script => html! { <Script text={store.text.clone()} problems={store.problems.clone()} run={hands.run.clone()} /> },
                            Tab::Checks => html! { <Checks checks={view.checks.clone()} send={send.clone()} /> },
                            Tab::Text => html! {
                                <>
                                    <Twin view={view.clone()} select={hands.select.clone()} send={send.clone()} />
                                    <Inventory tape={tape.clone()} steps={view.steps} past={view.entries} meet={hands.meet.clone()} send={send.clone()} />
                                </>
                            },
                        } }
                    </div> }
                    if !compares {
                        if let Some(asked) = &desk.why {
                            <Why tape={tape.clone()} asked={asked.clone()} {answer} past={view.entries} send={send.clone()} close={hands.unask.clone()} />
                        }
                        if has_events { <Trace tape={tape.clone()} {total} past={view.entries} servers={ids} is_playing={store.is_playing} send={send.clone()} show_ruler={hands.show_ruler.clone()} ask={hands.ask.clone()} /> }
                        if has_console { <Console {field} check={hands.check.clone()} send={send.clone()} /> }
                    }
                </div> }
            </main>
            if figure.is_some() {
                <Foot tape={tape.handle()} playing={(!has_timeline && !compares).then_some((view.now, store.is_playing))}
                    back={(compared && !compares).then(|| hands.back.clone())} send={send.clone()} />
            }
            <Narration tape={tape.clone()} past={view.entries} steps={view.steps} is_playing={store.is_playing} />
            <Gallery open={desk.sheet == Sheet::Gallery} current={store.story} choose={choose.clone()} close={hands.close.clone()} />
            <Branches open={desk.sheet == Sheet::Branches} tape={store.tape()} now={if desk.sheet == Sheet::Branches { view.now } else { SimTime::ZERO }}
                branches={store.branches.clone()} send={send.clone()} close={hands.close.clone()} />
            <Help open={desk.sheet == Sheet::Help} all={hands.palette.clone()} close={hands.close.clone()} />
            <Palette open={desk.sheet == Sheet::Palette} scene={scene.clone()} perform={perform.clone()} close={hands.close.clone()} />
            <Menu pointed={desk.pointed.clone()} {scene} {perform} close={hand.on(|it, ()| it.pointed = None)} />
            { presenter::curtain(&desk, store.is_playing, &hand, send) }
            <Share open={desk.sheet == Sheet::Share} {subject} tape={store.tape()} title={shared_title} story={store.story} screen={screen(&desk, desk.selected)} theme={desk.theme}
                {take} send={send.clone()} close={hands.close.clone()} />
            <p class="drop-here" aria-hidden="true">{ tr!("page.share.drop") }</p>
        </div>
    }
}

/// Loads the file that the address names, if it does, and no link goes before it.
fn load_named(hands: &Rc<Hands>, desk: &Hand) {
    let Named::File(name) = Named::by_address() else { return };
    if location::fragment().is_some() {
        return;
    }
    let (hands, desk) = (hands.clone(), desk.clone());
    location::load_text(
        &name.clone(),
        Callback::from(move |text| match text {
            Some(text) => open_quietly(text, &hands),
            None => {
                let wrong = tr!("page.figure.no_file", name = name);
                host::refuse(wrong.to_string());
                desk.change(|it| it.wrong = Some(wrong));
            }
        }),
    );
}

/// Opens a text that the reader has not asked for: it stands until they play it, unless the address says otherwise.
fn open_quietly(text: String, hands: &Hands) {
    if Comparison::is_one(&text) {
        return hands.compare.emit(text);
    }
    hands.open.emit(text);
    if !Figure::plays_at_once() {
        hands.send.emit(Command::Pause);
    }
}

/// Does what the page asks for that this one is a part of.
fn obey(ask: Ask, hands: &Hands, desk: &Hand, follow_link: &Callback<String>, setlang: &Callback<Lang>) {
    match ask {
        Ask::Play {} => hands.send.emit(Command::Play),
        Ask::Pause {} => hands.send.emit(Command::Pause),
        Ask::Seek { micros } => hands.send.emit(Command::Seek(SimTime(micros.min(player::host::LATEST.0)))),
        Ask::Act { line } => match hands.check.emit(line.clone()) {
            None => hands.send.emit(Command::Act(line)),
            Some(why) => host::refuse(why.to_string()),
        },
        Ask::Load { scenario: Scenario::Link(link) } => follow_link.emit(link),
        Ask::Load { scenario: Scenario::Text(text) } => open_quietly(text, hands),
        Ask::Load { scenario: Scenario::Story(name) } => match figure::story(&name) {
            Some(story) => open_quietly(story.text.to_owned(), hands),
            None => host::refuse(tr!("page.figure.no_story", name = name).to_string()),
        },
        Ask::View { view, theme, lang } => {
            let tag = lang.clone().unwrap_or_default();
            match (lang, Lang::for_tag(&tag)) {
                (Some(tag), None) => host::refuse(format!("unknown language `{tag}`")),
                (_, chosen) => chosen.into_iter().for_each(|it| setlang.emit(it)),
            }
            desk.change(move |it| {
                if let Some(view) = view {
                    let follows = it.figure.as_ref().is_none_or(|it| it.follows);
                    let figure = Figure { view, follows };
                    (it.tab, it.figure) = (figure.tab(), Some(figure));
                }
                it.theme = theme.map_or(it.theme, |theme| Theme::named(Some(theme.name())));
            });
        }
    }
}

/// What the reader's own scenario is called.
fn own_title(text: &str) -> AttrValue {
    player::own_title(text, lang()).map_or_else(|| tr!("page.header.own"), AttrValue::from)
}

/// Puts an arrangement on the stage, a moment before its failure.
fn put_on_stage(lab: &Comparison, job: Job, hands: &Hands, desk: &Hand) {
    let titles = lab.titles();
    let title = player::arrangement_title(titles.get(job.place).copied().unwrap_or_default(), lang());
    let title = if lab.sizes().is_empty() {
        AttrValue::from(title.to_owned())
    } else {
        tr!("page.compare.on_stage", title = title, n = job.size)
    };
    hands.open.emit(lab.scenario(job));
    if let Some(it) = lab.measured(job.place) {
        hands.send.emit(Command::Seek(SimTime(it.at.saturating_sub(BEFORE_FAILURE.0))));
    }
    desk.change(move |it| (it.compared, it.tab) = (Some(title), Tab::Server));
}

/// Does what the reader has asked for, by whatever way.
fn perform(what: What, hands: &Hands, tell: &Tell, desk: &Hand) {
    match what {
        What::Do(command) => hands.send.emit(command),
        What::Write(line) => hands.write.emit(line),
        What::Show(tab) => hands.show.emit(tab),
        What::Open(sheet) => desk.change(move |it| it.sheet = sheet),
        What::Story(slug) => tell.choose.emit(slug),
        What::Ask(fact) => hands.ask.emit(fact),
        What::Unask => hands.unask.emit(()),
        What::Choose(id) => hands.select.emit(id),
        What::Meet(id) => hands.meet.emit(id),
        What::Visit(path) => hands.visit.emit(path),
        What::Dress(theme) => hands.ontheme.emit(theme),
        What::Speak(lang) => hands.onlang.emit(lang),
        What::Diagram => hands.toggle.emit(()),
        What::Copy => tell.copy.emit(()),
        What::Type => fields::focus(&tell.field),
        What::Cutter => desk.change(|it| it.cutting = !it.cutting),
        What::Present => desk.change(|it| it.presents = !it.presents),
        What::Menu => {
            let chosen = tell.chosen.map(|id| Thing::Server(id).to_string()).unwrap_or_default();
            if let Some(pointed) = things::focused(&chosen).as_ref().and_then(Pointed::new) {
                desk.change(move |it| it.pointed = Some(pointed));
            }
        }
    }
}

/// What of it changes with what is shown.
#[derive(Clone, PartialEq)]
struct Tell {
    choose: Callback<&'static str>,
    copy: Callback<()>,
    field: NodeRef,
    chosen: Option<ServerId>,
}

/// Whom the server pane shows before the reader has chosen: the leader's first follower says most, else the first server.
fn subject(view: &View) -> Option<ServerId> {
    view.servers.iter().find(|it| it.condition == Condition::Running).or(view.servers.first()).map(|it| it.id)
}

/// The first path of one letter that the scenario does not name yet; then `/a2` and so on.
fn next_path(text: &str) -> String {
    let taken = |path: &String| text.split_whitespace().any(|word| word == path);
    let path = |number: u32| {
        let letter = char::from(b'a' + (number % 26) as u8);
        if number < 26 { format!("/{letter}") } else { format!("/{letter}{}", number / 26 + 1) }
    };
    (0..).map(path).find(|it| !taken(it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_next_path_is_one_that_the_scenario_does_not_name() {
        assert_eq!(next_path("write s1 /b"), "/a");
        assert_eq!(next_path("write s1 /a\nat 2s write s2 /b"), "/c");
        let letters: String = ('a'..='z').map(|it| format!("write s1 /{it}\n")).collect();
        assert_eq!(next_path(&letters), "/a2");
    }
}
