//! «Why?»: of anything that is shown, the chain of events that led to it.
//!
//! The world writes down of every step the one that it comes of ([`Entry::cause`](crate::trace::Entry::cause)): a message comes of
//! the step in which it was sent, a write that is done of the one that asked for it. A chain follows that back, from the entry that
//! tells of a fact, and shows of every step what tells most: a reason, a decision, an act. It ends at what somebody, or the
//! scenario, has done, or at a clock that only goes round.
//!
//! Three things that set off a step are not what a reader asks for, so there a chain goes another way. A clock that ran out is
//! found by replaying the run up to that step; the chain goes on where it was set. Of one that ran out because nobody spoke, no
//! message tells; who is asked for is who silenced them: a cut, a pause, a death ([`silence`](self)). And where something waited in
//! a queue (a proposal for the log writer, a commit for the tree, a call for a connection), what took it out is not what put it
//! there, so the transaction or the call is followed instead.
//!
//! What a chain shows is what set things off, one after the other: the last drop, not all that was in the barrel before.

mod fact;
mod chain;
mod telling;
mod silence;
mod words;

pub use chain::{Chain, Clock, End, Hop, Link, Strand, StrandKind};
pub use fact::{Fact, Question};
pub use words::{ended, happened, led, question};

pub(super) use chain::chain;
pub(super) use fact::ask;
