//! The space-time diagram: processes across, time along, messages as slanted lines from one to another.
//!
//! It shares its axis with the [timeline](super::timeline), and is all pixels: ten thousand lines are too many elements. What can
//! be chosen or read aloud stands beside it as text: the names of the lanes, the legend, and the list of events, whose picture
//! it is. Where more messages lie in a column of pixels than can be told apart they are counted instead, and it says so.

mod plot;
mod palette;
mod draw;
mod diagram;

pub use diagram::{Diagram, DiagramProps};
