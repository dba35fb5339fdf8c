//! The stage: the whole ensemble as it is at one moment.
//!
//! What the eye should learn from it: **colour says for whom** a server stands (its own colour, that of the candidate it
//! votes for, of the leader it follows), so that an election is a picture turning into one colour; **shape says what** it
//! takes itself for. Both are also written at the server, and all of it stands once more as text in the pane `twin`.

pub mod geometry;
mod links;
mod server;
mod flights;
mod timers;
mod clients;
mod programs;
mod store;
mod cutter;
mod stage;

pub use cutter::{Cutter, CutterProps};
pub use flights::specimen;
pub use stage::{Ensemble, cut_line};
pub use timers::soonest;
