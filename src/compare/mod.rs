//! The same failure in several arrangements, side by side on one clock: who notices when, who leads when, and what it costs.
//!
//! An [`Experiment`] is a text: scenarios, each behind a line `arrangement TITLE`, each with a line `mark` at the failure, where
//! they are aligned; and, if it has a line `n 3 5 7 …`, once for each of those numbers in the place of `$n`. A [`Trial`] runs one of
//! them and takes its [`Measurement`] from the trace, nothing else; a [`Growth`] names how a number grows with n.
//!
//! What is measured. *Detection* ends when the first server looks for a leader, or the first waiting program is woken;
//! *election* when the server that will lead takes itself for the leader, or the program believes to hold; *recovery* with the
//! first transaction of the new epoch in a tree, or with the first write of the new holder that the store takes; for who does
//! not write, when the server has its quorum, or at once. A [`Course`] also says when nobody led, and when two believed to.

mod experiment;
mod growth;
mod measurement;
mod table;
mod trial;

pub use experiment::{Arrangement, Experiment};
pub use growth::Growth;
pub use measurement::{Change, Course, Measurement, Metric, Stretches};
pub use table::{Cell, Table};
pub use trial::Trial;
