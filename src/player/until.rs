//! Running on until something is the case.

use crate::client;
use crate::recipe::Belief;
use crate::scenario::{Condition, ParseError, Run, parse_condition};
use crate::server;
use crate::trace::{Entry, What};
use crate::vocab::{PeerState, SimTime, Span};
use crate::zab;

/// Farther ahead than this nothing is looked for: so much time, and so many steps of the world.
pub const FARTHEST: Span = Span::from_secs(3_600);
/// See [`FARTHEST`].
pub const MOST_STEPS: u32 = 200_000;

/// A kind of event that a reader may go to the next of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    /// Any of the others.
    Any,
    /// Somebody did something: a line of the scenario, or the reader.
    Act,
    /// A server begins to look for a leader.
    Looking,
    /// A leader has a quorum.
    Leader,
    /// The scenario says something.
    Caption,
    /// A condition of the scenario, or an invariant, was not true.
    Failure,
    /// A client begins or ceases to believe to hold something.
    Holder,
    /// A session begins, moves, or ends.
    Session,
}

impl Milestone {
    /// In the order in which a reader chooses from them.
    pub const ALL: [Milestone; 8] = [
        Self::Any,
        Self::Act,
        Self::Looking,
        Self::Leader,
        Self::Caption,
        Self::Failure,
        Self::Holder,
        Self::Session,
    ];

    /// Whether an entry of the trace is such an event.
    pub fn is(self, entry: &Entry) -> bool {
        let kind = kind(&entry.what);
        kind.is_some() && (self == Self::Any || kind == Some(self))
    }
}

fn kind(what: &What) -> Option<Milestone> {
    match what {
        What::Act { .. } => Some(Milestone::Act),
        What::State { to: Some(PeerState::Looking), .. } => Some(Milestone::Looking),
        What::Note { note: server::Note::Zab(zab::Note::QuorumConnected { .. }), .. } => {
            Some(Milestone::Leader)
        }
        What::Said { .. } => Some(Milestone::Caption),
        What::Expected { found: Some(_), .. } => Some(Milestone::Failure),
        What::Believes { from, to, .. } => {
            let holds = |it: &Option<Belief>| it.as_ref().and_then(Belief::hold).is_some();
            (holds(from) != holds(to)).then_some(Milestone::Holder)
        }
        What::Note { note: server::Note::Zab(zab::Note::SessionExpired { .. }), .. }
        | What::ClientNote {
            note:
                client::Note::Established { .. } | client::Note::Expired { .. } | client::Note::Abandoned { .. },
            ..
        }
        | What::ClientState { to: Some(client::State::Closed), .. } => Some(Milestone::Session),
        _ => None,
    }
}

/// What a reader wants to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// When a condition of the language is true, as it was typed.
    Condition(String),
    /// The next event of a kind.
    Next(Milestone),
    /// The last one before.
    Previous(Milestone),
}

/// What came of looking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The condition is true already.
    Already,
    /// It came after that time.
    After(Span),
    /// It lies so far back.
    Before(Span),
    /// It does not come within [`FARTHEST`] and [`MOST_STEPS`], of which so much was looked at; or ever, if nothing more happens.
    Never(Span),
}

/// What was looked for last, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// What.
    pub wanted: Wanted,
    /// What came of it.
    pub found: Found,
}

/// Where to go for it.
pub(super) enum Way {
    /// So many steps on.
    Steps(u32),
    /// To behind an entry.
    Entry(usize),
    /// Nowhere: that is why.
    Stay(Found),
}

/// The way from a run that has seen so many entries to what is wanted. The run itself does not go it, so that nothing is
/// recorded of a search in vain.
pub(super) fn way(wanted: &Wanted, run: &Run, seen: usize, entries: &[Entry]) -> Result<Way, ParseError> {
    Ok(match wanted {
        Wanted::Condition(text) => {
            let condition = parse_condition(run.script(), text)?;
            if holds(&condition, run) {
                return Ok(Way::Stay(Found::Already));
            }
            ahead(run, |run, _| holds(&condition, run))
        }
        Wanted::Next(kind) => match entries[seen..].iter().position(|it| kind.is(it)) {
            Some(place) => Way::Entry(seen + place),
            None => ahead(run, |_, written| written.iter().any(|it| kind.is(it))),
        },
        Wanted::Previous(kind) => {
            let before = &entries[..left(run.world().now(), &entries[..seen])];
            let place = before.iter().rposition(|it| kind.is(it));
            place.map_or(Way::Stay(Found::Never(Span::ZERO)), Way::Entry)
        }
    })
}

fn holds(condition: &Condition, run: &Run) -> bool {
    condition.holds(run.world(), run.tally())
}

/// How many entries are behind the reader: not those of the step that is shown, if no time has passed since.
fn left(now: SimTime, seen: &[Entry]) -> usize {
    match seen.last() {
        Some(last) if last.at == now => seen.partition_point(|it| it.step < last.step),
        _ => seen.len(),
    }
}

/// How many steps of the future, which may not be known yet, lead to where something is the case.
fn ahead(run: &Run, mut is_there: impl FnMut(&Run, &[Entry]) -> bool) -> Way {
    let begun = run.world().now();
    let mut run = run.clone();
    let mut written = Vec::new();
    for steps in 1..=MOST_STEPS {
        if run.next_due().is_none_or(|it| begun + FARTHEST < it) {
            return Way::Stay(Found::Never(FARTHEST));
        }
        written.clear();
        run.step(&mut written);
        if is_there(&run, &written) {
            return Way::Steps(steps);
        }
    }
    Way::Stay(Found::Never(run.world().now().since(begun)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::{Command, Player};
    use crate::vocab::ServerId;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const STORY: &str = "ensemble 3\nstart all\nuntil leader\nsay one\nwait 1s\ncrash s3\nsay two\nwait 1s\n";

    fn found(player: &Player) -> Found {
        player.sought().expect("something was looked for").found
    }

    #[test]
    fn it_runs_on_until_a_condition_holds_and_no_further() {
        let mut player = Player::open(STORY);
        player.apply(Command::Find(Wanted::Condition("leader".to_owned()))).unwrap();
        assert!(matches!(found(&player), Found::After(_)));
        assert_eq!(player.view().leader, Some(ServerId(3)));
        player.apply(Command::StepBack).unwrap();
        assert_eq!(player.view().leader, None);
        assert_eq!(player.sought(), None, "it is told until the reader goes elsewhere");
    }

    #[test]
    fn what_never_comes_leaves_the_reader_where_he_is() {
        let mut player = Player::open(STORY);
        let (now, known) = (player.now(), player.entries().len());
        player.apply(Command::Find(Wanted::Condition("exists /lock".to_owned()))).unwrap();
        assert!(matches!(found(&player), Found::Never(_)));
        assert_eq!((player.now(), player.entries().len()), (now, known));
        let wrong = player.apply(Command::Find(Wanted::Condition("s9 LEADING".to_owned()))).unwrap_err();
        assert_eq!(wrong.column(), Some(1));
    }

    #[test]
    fn events_of_a_kind_are_gone_to_one_after_the_other_and_back() {
        let mut player = Player::open(STORY);
        let mut go = |wanted| {
            player.apply(Command::Find(wanted)).unwrap();
            (player.now(), found(&player))
        };
        let (first, _) = go(Wanted::Next(Milestone::Caption));
        let (second, _) = go(Wanted::Next(Milestone::Caption));
        assert!(SimTime::ZERO < first && first < second);
        assert!(matches!(go(Wanted::Next(Milestone::Caption)), (at, Found::Never(_)) if at == second));
        assert_eq!(go(Wanted::Previous(Milestone::Caption)).0, first);
        assert!(matches!(go(Wanted::Previous(Milestone::Caption)), (at, Found::Never(_)) if at == first));
        assert_eq!(go(Wanted::Next(Milestone::Caption)).0, second, "what is known is gone to as well");
    }
}
