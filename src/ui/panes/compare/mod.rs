//! The same failure in several arrangements: as lanes on one clock, as counts, as curves over n.
//!
//! [`bench`] is the wide part, where else the stage is; [`counts`] the narrow one, with the text of the experiment. What is drawn also
//! stands there as text: the lanes' phases as lists, the curve's points as a table.

mod figures;
mod kinds;
mod lanes;
mod curve;
pub mod bench;
pub mod counts;
