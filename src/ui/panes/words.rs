//! What the engine's values are called on the page. ZooKeeper's own words stay as they are.

use yew::AttrValue;

use crate::election::Vote;
use crate::player::view::{Condition, PhaseView, ServerView, TimerKind, TimerView};
use crate::ui::lang::tr;
use crate::vocab::{PeerState, Round, ServerId, SimTime, Span, Zxid};

/// What of a server is drawn and said in a few words: little, so that it is compared at every frame for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    pub id: ServerId,
    pub observer: bool,
    pub condition: Condition,
    pub state: Option<PeerState>,
    pub phase: Option<PhaseView>,
    /// The vote of a server that runs.
    pub vote: Option<Vote>,
    pub round: Round,
    pub last_zxid: Zxid,
}

impl From<&ServerView> for Figure {
    fn from(it: &ServerView) -> Figure {
        let ServerView { id, observer, condition, state, phase, vote, round, last_zxid, .. } = *it;
        let vote = vote.filter(|_| state.is_some());
        Figure { id, observer, condition, state, phase, vote, round, last_zxid }
    }
}

impl Figure {
    /// The same whatever is written.
    pub fn without_numbers(self) -> Figure {
        Figure { last_zxid: Zxid::ZERO, round: Round::default(), ..self }
    }
}

/// A server and its state.
pub fn brief(server: Figure) -> AttrValue {
    format!("{} {}", server.id, state(server)).into()
}

/// A server's state in a word.
pub fn state(server: Figure) -> AttrValue {
    match (server.condition, server.state) {
        (Condition::PoweredOff, _) => tr!("page.state.power_off"),
        (Condition::Down, _) | (_, None) => tr!("page.state.down"),
        (Condition::Paused, _) => tr!("page.state.paused"),
        (Condition::Running, Some(state)) => AttrValue::Static(state.name()),
    }
}

/// The word for it in the style sheets.
pub fn state_key(server: Figure) -> &'static str {
    match (server.condition, server.state) {
        (Condition::PoweredOff, _) => "power-off",
        (Condition::Down, _) | (_, None) => "down",
        (Condition::Paused, _) => "paused",
        (Condition::Running, Some(state)) => peer_state_key(state),
    }
}

/// What it is busy with in that state, in a word or two; a stopped process would say the same.
pub fn phase(server: Figure) -> Option<AttrValue> {
    Some(match server.phase? {
        PhaseView::Waiting => tr!("page.phase.waiting"),
        PhaseView::Stopping => tr!("page.phase.stopping"),
        PhaseView::Election => tr!("page.phase.election"),
        PhaseView::Discovery => tr!("page.phase.discovery"),
        PhaseView::Synchronization | PhaseView::Syncing(None) => tr!("page.phase.synchronization"),
        PhaseView::Broadcast => tr!("page.phase.broadcast"),
        PhaseView::Connecting => tr!("page.phase.connecting"),
        PhaseView::Registered => tr!("page.phase.registered"),
        PhaseView::Accepting => tr!("page.phase.accepting"),
        PhaseView::Syncing(Some(mode)) => tr!("page.phase.syncing", mode = mode.name()),
        PhaseView::Serving => tr!("page.phase.serving"),
    })
}

/// State and phase: `FOLLOWING, serving`.
pub fn standing(server: Figure) -> AttrValue {
    match phase(server) {
        Some(phase) => tr!("page.phase.standing", state = state(server), phase = phase),
        None => state(server),
    }
}

/// The word for a state in the style sheets.
pub fn peer_state_key(state: PeerState) -> &'static str {
    match state {
        PeerState::Looking => "looking",
        PeerState::Following => "following",
        PeerState::Leading => "leading",
        PeerState::Observing => "observing",
    }
}

/// A server in one sentence, for those who do not see the stage.
pub fn summary(server: Figure) -> AttrValue {
    let (id, state) = (server.id.to_string(), standing(server).to_string());
    match server.vote {
        Some(vote) => tr!(
            "page.stage.summary_vote",
            id = id,
            state = state,
            candidate = vote.leader,
            round = server.round,
            zxid = server.last_zxid
        ),
        None => tr!("page.stage.summary", id = id, state = state, zxid = server.last_zxid),
    }
}

/// The name of a countdown.
pub fn timer_name(kind: TimerKind) -> AttrValue {
    match kind {
        TimerKind::Start => tr!("page.timer.start"),
        TimerKind::Notification => tr!("page.timer.notification"),
        TimerKind::Finalize => tr!("page.timer.finalize"),
        TimerKind::ObserverDelay => tr!("page.timer.observer_delay"),
        TimerKind::Tick => tr!("page.timer.tick"),
        TimerKind::InitLimit => tr!("page.timer.init_limit"),
        TimerKind::SyncLimit => tr!("page.timer.sync_limit"),
        TimerKind::ConnectRetry => tr!("page.timer.connect_retry"),
        TimerKind::CnxTimeout => tr!("page.timer.cnx_timeout"),
    }
}

/// What a countdown leads to.
pub fn timer_purpose(kind: TimerKind) -> AttrValue {
    match kind {
        TimerKind::Start => tr!("page.timer.start_purpose"),
        TimerKind::Notification => tr!("page.timer.notification_purpose"),
        TimerKind::Finalize => tr!("page.timer.finalize_purpose"),
        TimerKind::ObserverDelay => tr!("page.timer.observer_delay_purpose"),
        TimerKind::Tick => tr!("page.timer.tick_purpose"),
        TimerKind::InitLimit => tr!("page.timer.init_limit_purpose"),
        TimerKind::SyncLimit => tr!("page.timer.sync_limit_purpose"),
        TimerKind::ConnectRetry => tr!("page.timer.connect_retry_purpose"),
        TimerKind::CnxTimeout => tr!("page.timer.cnx_timeout_purpose"),
    }
}

/// The word for it in the style sheets.
pub fn timer_key(kind: TimerKind) -> &'static str {
    match kind {
        TimerKind::Start => "start",
        TimerKind::Notification => "notification",
        TimerKind::Finalize => "finalize",
        TimerKind::ObserverDelay => "observer-delay",
        TimerKind::Tick => "tick",
        TimerKind::InitLimit => "init-limit",
        TimerKind::SyncLimit => "sync-limit",
        TimerKind::ConnectRetry => "connect-retry",
        TimerKind::CnxTimeout => "cnx-timeout",
    }
}

/// A countdown with what is left of it.
pub fn timer(timer: &TimerView, now: SimTime) -> String {
    format!("{} {}", timer_name(timer.kind), span(timer.until.since(now)))
}

/// A span as a reader takes it in: `140 ms`, `1.4 s`.
pub fn span(span: Span) -> String {
    match span.0 {
        it if it >= 10_000_000 => format!("{} s", it / 1_000_000),
        it if it >= 1_000_000 => format!("{}.{} s", it / 1_000_000, it % 1_000_000 / 100_000),
        it => format!("{} ms", it / 1_000),
    }
}

/// How long after something: `+2.4 ms`, `+140 ms`, `+1.4 s`.
pub fn after(span: Span) -> String {
    match span.0 {
        it if it < 100_000 => format!("+{}.{} ms", it / 1_000, it % 1_000 / 100),
        _ => format!("+{}", self::span(span)),
    }
}

/// A moment as the clock of the page shows it: `0.214 s`, `1:04.2`.
pub fn clock(at: SimTime) -> String {
    at.clock()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn spans_and_moments_are_short() {
        assert_eq!(span(Span::from_millis(140)), "140 ms");
        assert_eq!(span(Span::from_millis(1_450)), "1.4 s");
        assert_eq!(span(Span::from_millis(45_000)), "45 s");
        assert_eq!(after(Span(2_450)), "+2.4 ms");
        assert_eq!(after(Span::from_millis(140)), "+140 ms");
        assert_eq!(clock(SimTime(214_345)), "0.214 s");
        assert_eq!(clock(SimTime(64_200_000)), "1:04.200");
        assert_eq!(clock(SimTime(3_661_000_000)), "1:01:01");
    }
}
