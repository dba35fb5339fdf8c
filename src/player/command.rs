use std::sync::Arc;

use crate::player::{Pace, Wanted};
use crate::vocab::SimTime;

/// What a reader can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Lets time pass.
    Play,
    /// Stops it.
    Pause,
    /// One or the other.
    Toggle,
    /// Goes on by one event.
    StepEvent,
    /// Goes back by one event.
    StepBack,
    /// Goes on until the next election, or the one under way, has ended.
    ToNextElection,
    /// Chooses how fast time passes.
    SetPace(Pace),
    /// Goes to a moment.
    Seek(SimTime),
    /// Goes to just behind an entry of the trace, by its place.
    SeekEntry(usize),
    /// Runs on until a condition of the language is true, or goes to an event of a kind. What came of it is said by
    /// [`Player::sought`](crate::player::Player::sought).
    Find(Wanted),
    /// Does something: one line of the scenario language, without `at`.
    Act(String),
    /// Takes another scenario, from its beginning.
    Open(String),
    /// Goes along another branch, at this moment; `None`: along the trunk.
    Switch(Option<Arc<str>>),
    /// Gives a branch another name.
    Rename(Arc<str>, String),
    /// Takes back what was done to the text last: an act, a name, another scenario.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Goes to the beginning.
    Restart,
    /// Answers what is asked by the number of a choice, from 0, or passes it over; and lets time pass.
    Answer(Option<usize>),
    /// Goes on until what was asked is revealed.
    ToReveal,
}

impl Command {
    /// Whether it changes the scenario, or which branch of it is gone along.
    pub fn rewrites(&self) -> bool {
        match self {
            Self::Act(_) | Self::Open(_) | Self::Switch(_) | Self::Rename(..) | Self::Undo | Self::Redo => {
                true
            }
            Self::Play
            | Self::Pause
            | Self::Toggle
            | Self::StepEvent
            | Self::StepBack
            | Self::ToNextElection
            | Self::SetPace(_)
            | Self::Seek(_)
            | Self::SeekEntry(_)
            | Self::Find(_)
            | Self::Restart
            | Self::Answer(_)
            | Self::ToReveal => false,
        }
    }
}
