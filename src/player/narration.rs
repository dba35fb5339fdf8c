//! What a listener is told while time passes: who leads, who went down, whose connection is lost; a few words at a time.

use std::collections::BTreeMap;

use crate::client;
use crate::locale::Lang;
use crate::player::view::{Condition, View};
use crate::player::{Player, caption};
use crate::server::Note;
use crate::t;
use crate::trace::{Entry, What, sentence};
use crate::vocab::{Epoch, PeerState, ProcessId, SimTime};
use crate::zab;

/// No more is told at once; the rest is counted.
const MOST: usize = 5;
/// Who goes on by hand goes on by so few steps between two tellings. Whoever goes farther, or back, looks for a moment: told is
/// how things stand there, not what has happened on the way.
const A_FEW: u64 = 20;

/// Where in the run the listener has been told all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrator {
    past: usize,
    steps: u64,
}

impl Narrator {
    /// What is to be said now; empty if nothing is.
    pub fn tell(&mut self, player: &Player, lang: Lang) -> String {
        let view = player.view();
        let went_on = self.past <= view.entries
            && self.steps <= view.steps
            && (player.is_playing() || view.steps - self.steps <= A_FEW);
        let is_new = (self.past, self.steps) != (view.entries, view.steps);
        let told = match went_on {
            true => happened(&player.entries()[self.past..view.entries], lang),
            false => standing(&view, lang),
        };
        *self = Narrator { past: view.entries, steps: view.steps };
        if is_new { told } else { String::new() }
    }
}

/// What becomes of a process. Where several things do in a short time, the last one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Leads(Epoch),
    Crashed,
    LostPower,
    Ended,
    Started,
    Looks,
    Wins,
    Follows,
    Observes,
    Expired,
    Lost,
    Connected,
    Fired,
}

/// What happened: what was said and done, then what has become of whom.
fn happened(entries: &[Entry], lang: Lang) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut turns: BTreeMap<(ProcessId, bool), Turn> = BTreeMap::new();
    let mut act: (SimTime, &str) = (SimTime::ZERO, "");
    for entry in entries {
        if let What::Act { line } = &entry.what {
            act = (entry.at, line.split_whitespace().next().unwrap_or_default());
        }
        let verb = if act.0 == entry.at { act.1 } else { "" };
        told.extend(said(entry, verb, lang));
        if let Some((who, turn)) = turn(entry, verb) {
            turns.insert((who, turn == Turn::Fired), turn);
        }
    }
    let mut by_turn: BTreeMap<Turn, Vec<String>> = BTreeMap::new();
    for ((who, _), turn) in turns {
        by_turn.entry(turn).or_default().push(who.to_string());
    }
    told.extend(by_turn.into_iter().map(|(turn, who)| phrase(turn, &who.join(", "), lang)));
    let rest = told.len().saturating_sub(MOST);
    told.truncate(MOST);
    if rest != 0 {
        told.push(t!("narration.more", locale = lang, n = rest).into());
    }
    told.join(" ")
}

/// What is told by its own words.
fn said(entry: &Entry, verb: &str, lang: Lang) -> Option<String> {
    match &entry.what {
        // What comes of these is told.
        What::Act { .. } if ["crash", "poweroff", "start", "restart"].contains(&verb) => None,
        What::Act { line } => Some(format!("{line}.")),
        What::Said { text } => Some(caption(text, lang).to_owned()),
        What::Expected { line, found: Some(_) } => {
            Some(t!("narration.failed", locale = lang, line = line).into())
        }
        What::Believes { .. } | What::Stored { .. } => sentence(entry, lang),
        _ => None,
    }
}

fn turn(entry: &Entry, verb: &str) -> Option<(ProcessId, Turn)> {
    Some(match &entry.what {
        What::State { server, from, to } => (
            (*server).into(),
            match (from, to) {
                (None, _) => Turn::Started,
                (_, None) if verb == "crash" => Turn::Crashed,
                (_, None) if verb == "poweroff" => Turn::LostPower,
                (_, None) => Turn::Ended,
                (_, Some(PeerState::Looking)) => Turn::Looks,
                (_, Some(PeerState::Leading)) => Turn::Wins,
                (_, Some(PeerState::Following)) => Turn::Follows,
                (_, Some(PeerState::Observing)) => Turn::Observes,
            },
        ),
        What::Note { server, note: Note::Zab(zab::Note::QuorumConnected { epoch, .. }) } => {
            ((*server).into(), Turn::Leads(*epoch))
        }
        What::ClientState { client, to: None, .. } => ((*client).into(), Turn::Ended),
        What::ClientNote { client, note } => (
            (*client).into(),
            match note {
                client::Note::Lost { .. } | client::Note::NotHeard { .. } => Turn::Lost,
                client::Note::Established { .. } => Turn::Connected,
                client::Note::Expired { .. }
                | client::Note::Abandoned { .. }
                | client::Note::GivesUp { .. } => Turn::Expired,
                client::Note::Waits { .. }
                | client::Note::NotConnected { .. }
                | client::Note::TooLong { .. }
                | client::Note::FoundQuorum { .. } => return None,
            },
        ),
        What::Told { client, event: client::Event::Watch(_) } => ((*client).into(), Turn::Fired),
        _ => return None,
    })
}

fn phrase(turn: Turn, who: &str, lang: Lang) -> String {
    match turn {
        Turn::Leads(epoch) => t!("narration.leads", locale = lang, who = who, epoch = epoch),
        Turn::Crashed => t!("narration.crashed", locale = lang, who = who),
        Turn::LostPower => t!("narration.lost_power", locale = lang, who = who),
        Turn::Ended => t!("narration.ended", locale = lang, who = who),
        Turn::Started => t!("narration.started", locale = lang, who = who),
        Turn::Looks => t!("narration.state", locale = lang, who = who, state = PeerState::Looking.name()),
        Turn::Wins => t!("narration.state", locale = lang, who = who, state = PeerState::Leading.name()),
        Turn::Follows => {
            t!("narration.state", locale = lang, who = who, state = PeerState::Following.name())
        }
        Turn::Observes => {
            t!("narration.state", locale = lang, who = who, state = PeerState::Observing.name())
        }
        Turn::Expired => t!("narration.expired", locale = lang, who = who),
        Turn::Lost => t!("narration.lost", locale = lang, who = who),
        Turn::Connected => t!("narration.connected", locale = lang, who = who),
        Turn::Fired => t!("narration.fired", locale = lang, who = who),
    }
    .into()
}

/// How things stand: who leads, who is what, and what the scenario says there.
fn standing(view: &View, lang: Lang) -> String {
    let all: Vec<String> = view
        .servers
        .iter()
        .map(|it| {
            let state = match (it.condition, it.state) {
                (Condition::Paused, _) => t!("narration.paused", locale = lang),
                (Condition::Running, Some(state)) => state.name().into(),
                (Condition::PoweredOff, _) => t!("narration.no_power", locale = lang),
                (Condition::Down | Condition::Running, _) => t!("narration.down", locale = lang),
            };
            format!("{} {state}", it.id)
        })
        .collect();
    let all = all.join(", ");
    let told = match view.leader {
        Some(leader) => t!("narration.rest_leader", locale = lang, id = leader, all = all),
        None => t!("narration.rest", locale = lang, all = all),
    };
    match &view.caption {
        Some(text) => format!("{told} {}", caption(text, lang)),
        None => told.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::Command;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// A player of three servers, told to, with a leader.
    fn led() -> (Player, Narrator) {
        let mut player = Player::open("ensemble 3\nstart all\nuntil leader\nsession s3\n");
        let mut narrator = Narrator::default();
        player.apply(Command::ToNextElection).unwrap();
        assert_eq!(narrator.tell(&player, Lang::En), "s3 leads. s1 LOOKING, s2 FOLLOWING, s3 LEADING.");
        (player, narrator)
    }

    fn after(player: &mut Player, span: u64) {
        player.apply(Command::Seek(SimTime(player.now().0 + span))).unwrap();
    }

    #[test]
    fn of_time_that_passes_is_told_what_happens_and_of_a_leap_how_things_stand() {
        let (mut player, mut narrator) = led();
        after(&mut player, 2_000_000);
        assert_eq!(
            narrator.tell(&player, Lang::En),
            "s3 leads. s1 FOLLOWING, s2 FOLLOWING, s3 LEADING.",
            "a leap"
        );
        assert_eq!(narrator.tell(&player, Lang::En), "", "nothing twice");
        player.apply(Command::Act("crash s3".to_owned())).unwrap();
        assert_eq!(narrator.tell(&player, Lang::En), "s3 crashed.");
        player.apply(Command::Play).unwrap();
        after(&mut player, 3_000_000);
        let told = narrator.tell(&player, Lang::En);
        assert_eq!(told, "s2 leads, epoch 2. s1 FOLLOWING.", "only what has become of each");
        player.apply(Command::Pause).unwrap();
        player.apply(Command::Seek(SimTime::ZERO)).unwrap();
        assert_eq!(narrator.tell(&player, Lang::En), "No leader. s1 down, s2 down, s3 down.");
    }

    #[test]
    fn much_at_once_is_counted() {
        let entries: Vec<Entry> = (0..7)
            .map(|step| Entry {
                at: SimTime(step),
                step,
                cause: step,
                what: What::Act { line: format!("heal s{step}") },
            })
            .collect();
        let told = happened(&entries, Lang::En);
        assert!(told.starts_with("heal s0. heal s1.") && told.ends_with("And 2 more."), "{told}");
    }
}
