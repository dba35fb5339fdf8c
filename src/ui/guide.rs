//! Whoever comes for the first time is taken along: somebody is elected, and why; what comes of killing it, of its return, of a cut.
//! Each step is read off what the servers are, and what has been done; nothing is said that the engine does not say.

use std::rc::Rc;

use yew::prelude::*;

use crate::player::view::{Condition, LinkView, ServerView, View};
use crate::player::{BranchView, Command, MarkKind, Term};
use crate::ui::browser::storage;
use crate::ui::deeds::What;
use crate::ui::desk::Sheet;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::ensemble::cut_line;
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::{Glyph, icon};
use crate::vocab::{PeerState, ServerId};

/// See [`Guide`].
#[derive(PartialEq, Properties)]
pub struct GuideProps {
    pub tape: Tape,
    pub view: Rc<View>,
    pub branches: Rc<[BranchView]>,
    pub is_playing: bool,
    /// The reader wants nothing to move.
    pub still: bool,
    /// What the story says.
    pub caption: AttrValue,
    pub perform: Callback<What>,
    /// Takes the guide away.
    pub close: Callback<()>,
}

/// Where the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// They vote.
    Election,
    /// So many stand for one, who does not lead yet.
    Agreed(ServerId),
    Led(ServerId),
    /// It is dead, and nobody leads.
    Dead(ServerId),
    /// Somebody else leads.
    Again {
        leader: ServerId,
        down: ServerId,
    },
    /// The dead one runs again.
    Returning(ServerId),
    /// All are there.
    Whole(ServerId),
    /// A cut has not shown in who leads.
    Cut(ServerId),
    /// The larger side is led.
    Split(ServerId),
    Healing,
    Done(ServerId),
}

/// One offer: what it says, the line that it writes, what it does.
struct Offer {
    label: AttrValue,
    line: Option<String>,
    glyph: Glyph,
    what: What,
}

/// What has just happened, why, and what to try.
#[component]
pub fn Guide(props: &GuideProps) -> Html {
    use_lang();
    let GuideProps { view, branches, perform, close, .. } = props;
    let step = step(view, branches);
    use_effect_with(matches!(step, Step::Election | Step::Agreed(_) | Step::Led(_)), |begins| {
        if !begins {
            storage::remember(storage::Key::Guided, Some("yes"));
        }
    });
    let why = use_memo((winner(step), view.leader, props.tape.clone()), |(winner, _, tape)| {
        winner.map(|it| reason(tape, it)).unwrap_or_default()
    });
    let offers = offers(props, step);
    html! {
        <section class="guide" aria-label={tr!("page.guide.label")}>
            <p class="said" aria-live="polite">{ said(props, step, &why) }</p>
            <div class="offers">
                for it in offers { { offer(it, perform) } }
                <button type="button" class="plain" aria-label={tr!("page.guide.close")} title={tr!("page.guide.close")}
                    onclick={close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
            </div>
        </section>
    }
}

fn offer(Offer { label, line, glyph, what }: Offer, perform: &Callback<What>) -> Html {
    let onclick = perform.reform(move |_: MouseEvent| what.clone());
    html! {
        <button type="button" class="invitation" {onclick}>
            { icon(glyph) }<span>{ label }</span>if let Some(line) = line { <code>{ line }</code> }
        </button>
    }
}

fn is_down(it: &ServerView) -> bool {
    matches!(it.condition, Condition::Down | Condition::PoweredOff)
}

/// Where the reader is, by what has been done on this branch and what has come of it.
fn step(view: &View, branches: &[BranchView]) -> Step {
    let lines = branches.iter().find(|it| it.current).map(|it| &*it.lines).unwrap_or_default();
    let done = |verb: &str| lines.iter().any(|(line, _)| line.split_whitespace().any(|it| it == verb));
    let down = view.servers.iter().find(|it| is_down(it)).map(|it| it.id);
    let astray = view.servers.iter().find(|it| !it.established).map(|it| it.id);
    match (view.leader, down) {
        (None, Some(down)) => Step::Dead(down),
        (Some(leader), Some(down)) => Step::Again { leader, down },
        (leader, None) if !done("crash") && !done("poweroff") => match (leader, favourite(view)) {
            (Some(leader), _) => Step::Led(leader),
            (None, Some(candidate)) => Step::Agreed(candidate),
            (None, None) => Step::Election,
        },
        (leader, None) if !view.links.is_empty() => match (leader, astray) {
            (Some(leader), Some(_)) if has_majority(view, leader) => Step::Split(leader),
            // Without one it leads only as long as it does not know.
            (Some(leader), _) => Step::Cut(leader),
            (None, _) => Step::Election,
        },
        (Some(leader), None) => match (astray, done("cut")) {
            (None, false) => Step::Whole(leader),
            (None, true) => Step::Done(leader),
            (Some(id), false) => Step::Returning(id),
            (Some(_), true) => Step::Healing,
        },
        (None, None) => Step::Election,
    }
}

/// Whether a leader's messages can reach a majority of the voters.
fn has_majority(view: &View, leader: ServerId) -> bool {
    let is_cut = |id: ServerId| {
        let between = |it: &&LinkView| (it.from, it.to) == (leader, id) || (it.from, it.to) == (id, leader);
        view.links.iter().filter(between).any(|it| it.cut)
    };
    let voters = || view.servers.iter().filter(|it| !it.observer);
    let reached = voters().filter(|it| it.state.is_some() && !is_cut(it.id)).count();
    voters().count() < 2 * reached
}

/// The one that a majority of the voters stands for.
fn favourite(view: &View) -> Option<ServerId> {
    let voters = view.servers.iter().filter(|it| !it.observer).count();
    let votes = |id: ServerId| {
        view.servers
            .iter()
            .filter(|it| it.state.is_some() && it.vote.is_some_and(|it| it.leader == id))
            .count()
    };
    view.servers.iter().map(|it| it.id).find(|id| voters < 2 * votes(*id))
}

fn winner(step: Step) -> Option<ServerId> {
    match step {
        Step::Agreed(id) | Step::Led(id) | Step::Again { leader: id, .. } | Step::Split(id) => Some(id),
        _ => None,
    }
}

/// Why it and no other, in a sentence.
fn reason(tape: &Tape, winner: ServerId) -> AttrValue {
    match tape.read(|player| player.mandate(winner)) {
        Some(it) => match it.term {
            Term::PeerEpoch => tr!("page.guide.by_epoch", over = it.over),
            Term::Zxid => tr!("page.guide.by_zxid", over = it.over),
            Term::Leader | Term::Same => tr!("page.guide.by_id"),
        },
        None => AttrValue::default(),
    }
}

/// How long nobody led: from what somebody did last to when a leader had its quorum; `None` if it has had it since before.
fn vacancy(props: &GuideProps) -> Option<String> {
    props.tape.read(|player| {
        let marks = || player.marks().iter().filter(|it| it.entry < props.view.entries);
        let led = marks().rfind(|it| it.kind == MarkKind::Leader)?;
        let done = marks().rfind(|it| it.kind == MarkKind::Act)?;
        (done.at < led.at).then(|| words::span(led.at.since(done.at)))
    })
}

fn said(props: &GuideProps, step: Step, why: &AttrValue) -> AttrValue {
    let GuideProps { view, caption, .. } = props;
    match step {
        Step::Election if !props.branches.iter().any(|it| it.current && !it.lines.is_empty()) => {
            caption.clone()
        }
        Step::Election => tr!("page.guide.election"),
        Step::Agreed(id) => tr!("page.guide.agreed", id = id, why = why),
        Step::Led(id) => tr!("page.guide.led", id = id, why = why),
        Step::Dead(down) => {
            let silent = view.servers.iter().any(|it| it.condition == Condition::PoweredOff);
            if silent { tr!("page.guide.silent", down = down) } else { tr!("page.guide.dead", down = down) }
        }
        Step::Again { leader, down } => {
            let Some(span) = vacancy(props) else {
                return tr!("page.guide.leads_on", leader = leader, down = down);
            };
            let higher =
                if leader < down { tr!("page.guide.higher", down = down) } else { AttrValue::default() };
            tr!("page.guide.again", leader = leader, span = span, why = why, higher = higher)
        }
        Step::Returning(id) => tr!("page.guide.returning", id = id),
        Step::Whole(leader) => match view.servers.iter().map(|it| it.id).max() {
            Some(highest) if leader < highest => tr!("page.guide.stays", leader = leader, highest = highest),
            _ => tr!("page.guide.whole", leader = leader),
        },
        Step::Cut(leader) => tr!("page.guide.cut", leader = leader),
        Step::Split(leader) => {
            let looking =
                view.servers.iter().filter(|it| it.state == Some(PeerState::Looking)).map(|it| it.id);
            let others: Vec<_> = looking.map(|it| it.to_string()).collect();
            tr!("page.guide.split", leader = leader, others = others.join(", "))
        }
        Step::Healing => tr!("page.guide.healing"),
        Step::Done(leader) => tr!("page.guide.done", leader = leader),
    }
}

fn offers(props: &GuideProps, step: Step) -> Vec<Offer> {
    let act = |label: AttrValue, line: String, glyph| Offer {
        label,
        glyph,
        what: What::Do(Command::Act(line.clone())),
        line: Some(line),
    };
    let sheet = |label: AttrValue, sheet, glyph| Offer { label, line: None, glyph, what: What::Open(sheet) };
    match step {
        Step::Led(id) => vec![act(tr!("page.invite.kill"), format!("crash {id}"), Glyph::Bolt)],
        Step::Again { down, .. } => {
            vec![act(tr!("page.invite.bring_back"), format!("start {down}"), Glyph::Play)]
        }
        Step::Whole(leader) => vec![act(tr!("page.guide.cut_now"), away(&props.view, leader), Glyph::Cut)],
        Step::Split(_) => vec![act(tr!("page.faults.heal_all"), "heal".to_owned(), Glyph::Heal)],
        Step::Done(_) => vec![
            sheet(tr!("page.gallery.label"), Sheet::Gallery, Glyph::Gallery),
            sheet(tr!("page.deeds.palette"), Sheet::Palette, Glyph::Search),
        ],
        _ if props.is_playing => Vec::new(),
        _ if props.still => vec![Offer {
            label: tr!("page.transport.election_short"),
            line: None,
            glyph: Glyph::ToElection,
            what: What::Do(Command::ToNextElection),
        }],
        _ => vec![Offer {
            label: tr!("page.transport.play"),
            line: None,
            glyph: Glyph::Play,
            what: What::Do(Command::Play),
        }],
    }
}

/// The cut that leaves the leader with too few.
fn away(view: &View, leader: ServerId) -> String {
    let few = (view.servers.len() - 1) / 2;
    let mates = view.servers.iter().map(|it| it.id).filter(|it| *it != leader).take(few.saturating_sub(1));
    let mut one: Vec<_> = mates.chain([leader]).collect();
    one.sort();
    let other: Vec<_> = view.servers.iter().map(|it| it.id).filter(|it| !one.contains(it)).collect();
    cut_line(&one, &other)
}
