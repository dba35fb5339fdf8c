//! The page without the page: playback, going back, links, and what the panes show.
//!
//! A [`Player`] holds a scenario's text, the run of it at the cursor, and the trace as far as it is known. Going back is
//! replay from a checkpoint, equal to the first run. An act of the reader becomes a line `at TIME …` of the text, so that
//! the text is always the whole truth: it is what a link carries and what a file keeps.

mod branches;
mod clients;
mod command;
mod comparison;
mod difference;
mod document;
mod experiments;
pub mod export;
mod foresight;
mod history;
pub mod host;
mod index;
mod link;
mod logs;
mod mandate;
mod moments;
mod narration;
mod offers;
mod outline;
mod pace;
mod path;
mod picture;
mod player;
mod poster;
mod primed;
mod programs;
mod read;
pub mod spacetime;
mod store;
mod story;
mod summary;
mod sync;
mod until;
pub mod view;
mod watches;
pub mod why;
mod window;
mod znodes;

pub use crate::cli::quoted;
pub use crate::client::State as ClientState;
pub use crate::compare::{Change, Course, Growth, Measurement, Metric, Trial};
pub use branches::{BranchView, Change as DocumentChange};
pub use clients::{
    ClientFigure, ClientFlight, ClientView, Outcome, ShellKind, ShellLine, WatchKind, client_flights,
    clients, complete, figures, outcome, shell,
};
pub use command::Command;
pub use comparison::{Comparison, Job, measure, measured, ticks, trial};
pub use difference::{Counted, Difference};
pub use experiments::{Prepared, arrangement_says, arrangement_title, experiments};
pub use foresight::QuestionView;
pub use history::{Mark, MarkKind};
pub use link::{Edition, LONGEST_LINK, LONGEST_TEXT, Link, LinkError, Screen, Within};
pub use mandate::{Mandate, Term};
pub use moments::{Moment, Scout, current as current_moment};
pub use narration::Narrator;
pub use outline::ZnodesMemory;
pub use pace::Pace;
pub use picture::{PictureTheme, palette, picture};
pub use player::Player;
pub use poster::{MOST_POSTER_BYTES, poster};
pub use story::{Story, caption, gallery, own_title, story, titled};
pub use until::{FARTHEST, Found, Milestone, Sought, Wanted};
pub use view::View;
pub use watches::{Happening, MOMENT, WatchCounts, WatchList, WatchState, WatchTurn, WatchView};
pub use why::{Chain, Fact, Question};
pub use window::Window;
pub use znodes::{ZnodeRow, ZnodeView, ZnodesQuery, ZnodesView, znode};
