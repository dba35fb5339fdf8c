use std::rc::Rc;

use yew::prelude::*;

use crate::election::{Ballot, Term, Vote};
use crate::player::view::{BallotRow, BallotsView, ComparisonView, ServerView, TimerKind, TimerView};
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::ensemble::{geometry, soonest};
use crate::ui::panes::words;
use crate::ui::widgets::{Glyph, chip, flag, hue, icon};
use crate::vocab::{PeerState, ServerId, SimTime};

/// See [`Ballots`].
#[derive(PartialEq, Properties)]
pub struct BallotsProps {
    pub server: Rc<ServerView>,
    /// What it has to show.
    pub ballots: Option<Rc<BallotsView>>,
}

/// Why a server stands for whom it stands for: its box, the count, the comparison that came last.
#[component]
pub fn Ballots(BallotsProps { server, ballots }: &BallotsProps) -> Html {
    use_lang();
    let Some(ballots) = ballots else {
        let text = if server.state.is_none() { tr!("page.ballots.down") } else { tr!("page.ballots.none") };
        return html! { <section class="ballots" aria-label={tr!("page.ballots.label")}><p class="empty">{ text }</p></section> };
    };
    html! {
        <section class="ballots" aria-label={tr!("page.ballots.label")}>
            { count(ballots, server) }
            { table(ballots, server) }
            if let Some(comparison) = &ballots.comparison { { scales(server.id, comparison) } }
        </section>
    }
}

/// Whether a row counts for the candidate. Once the election is over, its vote has the new epoch (`updateElectionVote`),
/// which no ballot in the box has: what was said for the candidate then is what had counted.
fn counts(row: &BallotRow, server: &ServerView) -> bool {
    let over = server.state.is_some_and(|it| it != PeerState::Looking);
    let said = row.received.or(row.out_of_election).map(|it| it.vote.leader);
    row.counts || (over && said.is_some() && said == server.vote.map(|it| it.leader))
}

/// The votes for its candidate against what is needed, one pip a voter.
fn count(ballots: &BallotsView, server: &ServerView) -> Html {
    let candidate = server.vote.map_or(server.id, |it| it.leader);
    let have = ballots.rows.iter().filter(|it| counts(it, server)).count();
    let over = server.state != Some(PeerState::Looking);
    let enough = over || ballots.is_quorum;
    let verdict = match (over, ballots.is_quorum, ballots.missing) {
        (true, ..) => tr!("page.ballots.over"),
        (false, true, _) => tr!("page.ballots.quorum"),
        (false, false, missing) => tr!("page.ballots.missing", n = missing),
    };
    let tally = if enough {
        tr!("page.ballots.tally_enough", have = have, of = ballots.rows.len())
    } else {
        tr!("page.ballots.tally", have = have, need = have + ballots.missing)
    };
    html! {
        <div class="count" data-quorum={flag(enough)} data-hue={hue(candidate)}>
            <h3>{ tr!("page.ballots.count") }{ chip(candidate) }
                <span class="tally"><strong>{ tally }</strong>{ " " }<span class="verdict">{ verdict }</span></span>
            </h3>
            <ol class="pips" aria-hidden="true">
                for row in ballots.rows.iter() {
                    <li key={row.from.0} data-counts={flag(counts(row, server))}>{ row.from.to_string() }</li>
                }
            </ol>
        </div>
    }
}

/// The box, one line a voter.
fn table(ballots: &BallotsView, server: &ServerView) -> Html {
    html! {
        <table class="box">
            <caption class="unseen">{ tr!("page.ballots.box", id = server.id) }</caption>
            <thead><tr>
                <th scope="col">{ tr!("page.ballots.from") }</th>
                <th scope="col">{ tr!("page.ballots.leader") }</th>
                <th scope="col"><abbr title={tr!("page.ballots.epoch_is")}>{ "peerEpoch" }</abbr></th>
                <th scope="col"><abbr title={tr!("page.ballots.zxid_is")}>{ "zxid" }</abbr></th>
                <th scope="col"><abbr title={tr!("page.ballots.round_is")}>{ tr!("page.ballots.round") }</abbr></th>
                <th scope="col">{ tr!("page.ballots.state") }</th>
                <th scope="col"><span class="unseen">{ tr!("page.ballots.counts") }</span></th>
            </tr></thead>
            <tbody>
                for row in ballots.rows.iter() { { ballot_row(row, server.id, counts(row, server)) } }
            </tbody>
        </table>
    }
}

fn ballot_row(row: &BallotRow, owner: ServerId, counts: bool) -> Html {
    let shown = row.received.or(row.out_of_election);
    let own = row.from == owner;
    let settled = row.received.is_none() && row.out_of_election.is_some();
    html! {
        <tr key={row.from.0} data-counts={flag(counts)} data-heard={flag(shown.is_some())}
            data-settled={flag(settled)} data-hue={shown.map(|it| hue(it.vote.leader))}>
            <th scope="row">
                { row.from.to_string() }
                if own { <small>{ tr!("page.ballots.own") }</small> }
            </th>
            { match shown {
                Some(ballot) => cells(&ballot, counts, settled),
                None => html! { <td colspan="6" class="unheard">{ tr!("page.ballots.unheard") }</td> },
            } }
        </tr>
    }
}

fn cells(ballot: &Ballot, counts: bool, settled: bool) -> Html {
    let Vote { peer_epoch, zxid, leader } = ballot.vote;
    html! {
        <>
            <td>{ chip(leader) }</td>
            <td class="number">{ peer_epoch.to_string() }</td>
            <td class="number">{ zxid.to_string() }</td>
            <td class="number">{ ballot.round.to_string() }</td>
            <td class="state" data-state={words::peer_state_key(ballot.state)}
                title={settled.then(|| tr!("page.ballots.settled"))}>{ ballot.state.name() }</td>
            <td class="tick">
                if counts { { icon(Glyph::Check) }<span class="unseen">{ tr!("page.ballots.counts") }</span> }
            </td>
        </>
    }
}

/// How a term of the comparison fared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Equal,
    Decides,
    NotReached,
}

impl Fate {
    fn of(term: Term, decided: Term) -> Fate {
        match term.cmp(&decided) {
            std::cmp::Ordering::Less => Self::Equal,
            std::cmp::Ordering::Equal => Self::Decides,
            std::cmp::Ordering::Greater => Self::NotReached,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Decides => "decides",
            Self::NotReached => "not-reached",
        }
    }
}

/// The last comparison, term by term from the left: the first that differs decides.
fn scales(owner: ServerId, comparison: &ComparisonView) -> Html {
    let ComparisonView { at, from, theirs, mine, adopted } = comparison;
    let heading = tr!("page.ballots.compared", at = words::clock(*at), from = from);
    html! {
        <div class="scales" data-adopted={flag(*adopted)}>
            <h3>{ heading }</h3>
            { match mine {
                Some(mine) => terms(owner, *theirs, *mine),
                None => html! { <p>{ tr!("page.ballots.no_own_vote", theirs = theirs.leader) }</p> },
            } }
            <p class="verdict" data-hue={hue(if *adopted { theirs.leader } else { mine.map_or(owner, |it| it.leader) })}>
                { verdict(owner, comparison) }
            </p>
        </div>
    }
}

fn terms(owner: ServerId, theirs: Vote, mine: Vote) -> Html {
    let decided = theirs.decided_by(mine);
    let columns = [
        (Term::PeerEpoch, "peerEpoch", theirs.peer_epoch.to_string(), mine.peer_epoch.to_string()),
        (Term::Zxid, "zxid", theirs.zxid.to_string(), mine.zxid.to_string()),
        (Term::Leader, "sid", theirs.leader.0.to_string(), mine.leader.0.to_string()),
    ];
    let sign = |term: Term| match Fate::of(term, decided) {
        Fate::Equal => "=",
        Fate::NotReached => "",
        Fate::Decides if theirs > mine => ">",
        Fate::Decides => "<",
    };
    let fate = |term: Term| Fate::of(term, decided).key();
    html! {
        <table>
            <thead><tr>
                <td></td>
                for (term, name, _, _) in columns.iter() { <th scope="col" data-fate={fate(*term)}>{ *name }</th> }
            </tr></thead>
            <tbody>
                <tr data-hue={hue(theirs.leader)}>
                    <th scope="row">{ tr!("page.ballots.theirs") }{ " " }{ chip(theirs.leader) }</th>
                    for (term, _, their, _) in columns.iter() { <td data-fate={fate(*term)}>{ their.clone() }</td> }
                </tr>
                <tr class="signs">
                    <td></td>
                    for (term, ..) in columns.iter() { <td data-fate={fate(*term)}>{ sign(*term) }</td> }
                </tr>
                <tr data-hue={hue(mine.leader)}>
                    <th scope="row">{ tr!("page.ballots.mine", id = owner) }{ " " }{ chip(mine.leader) }</th>
                    for (term, _, _, my) in columns.iter() { <td data-fate={fate(*term)}>{ my.clone() }</td> }
                </tr>
            </tbody>
        </table>
    }
}

fn verdict(owner: ServerId, comparison: &ComparisonView) -> AttrValue {
    let Some(mine) = comparison.mine else { return tr!("page.ballots.takes_over", id = owner) };
    let (id, theirs) = (owner.to_string(), comparison.theirs.leader.to_string());
    let keeps = mine.leader.to_string();
    match (comparison.adopted, comparison.theirs.decided_by(mine)) {
        (true, Term::PeerEpoch) => tr!("page.ballots.adopts_epoch", id = id, theirs = theirs),
        (true, Term::Zxid) => tr!("page.ballots.adopts_zxid", id = id, theirs = theirs),
        (true, Term::Leader | Term::Same) => tr!("page.ballots.adopts_sid", id = id, theirs = theirs),
        (false, Term::Same) => tr!("page.ballots.same", id = id, mine = keeps),
        (false, Term::PeerEpoch | Term::Zxid | Term::Leader) if comparison.theirs > mine => {
            tr!("page.ballots.weightless", id = id, mine = keeps, theirs = theirs)
        }
        (false, Term::PeerEpoch | Term::Zxid | Term::Leader) => {
            tr!("page.ballots.keeps", id = id, mine = keeps)
        }
    }
}

/// What the server waits for, each kind once, with what is left of it.
pub fn countdowns(timers: &[TimerView], now: SimTime) -> Html {
    html! {
        <ul class="countdowns" aria-label={tr!("page.timer.label")}>
            for timer in soonest(timers) {
                { countdown(&timer, timers.iter().filter(|it| it.kind == timer.kind).count(), now) }
            }
        </ul>
    }
}

fn countdown(timer: &TimerView, count: usize, now: SimTime) -> Html {
    let whole = timer.until.since(timer.since).0.max(1) as f64;
    let share = 1.0 - timer.until.since(now).0 as f64 / whole;
    let circle = geometry::arc(geometry::Point { x: 8.0, y: 8.0 }, 6.0, 1.0 - share);
    html! {
        <li data-timer={words::timer_key(timer.kind)} data-large={flag(timer.kind == TimerKind::Finalize)}>
            <svg viewBox="0 0 16 16" class="dial" aria-hidden="true"><circle cx="8" cy="8" r="6" /><path d={circle} /></svg>
            <span><strong>{ words::timer_name(timer.kind) }</strong>{ if count > 1 { format!(" ×{count} ") } else { " ".to_owned() } }{ words::timer_purpose(timer.kind) }</span>
            <span class="left">{ words::span(timer.until.since(now)) }</span>
            if timer.kind == TimerKind::Finalize {
                <span class="bar" aria-hidden="true"><i ~style={format!("width: {}%", geometry::Px(share.clamp(0.0, 1.0) * 100.0))}></i></span>
            }
        </li>
    }
}
