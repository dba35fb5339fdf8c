//! What must hold of every run, looked at after every event.
//!
//! Source: the fourteen invariants of *Multi-Grained Specifications for Distributed System Model Checking and
//! Verification* (EuroSys 2025), by its numbers I-1 to I-14, and six of our own, J-1 to J-6; and what recipes promise, R-1 to R-6. A file each. A
//! [`Ledger`] keeps what has been proposed, delivered and established so far, a [`ClientLedger`] what clients have heard; an invariant is a function of the ledger, the
//! world, and what has just happened. *Delivers* means applies to the tree after a COMMIT or INFORM.
//!
//! Histories that a scenario writes onto disks, and disks that it wipes, are nobody's broadcast: from then on the
//! invariants about earlier histories are not asked.

mod ledger;
mod invariant;
mod primary_uniqueness;
mod integrity;
mod agreement;
mod total_order;
mod local_primary_order;
mod global_primary_order;
mod primary_integrity;
mod initial_history_integrity;
mod commit_consistency;
mod history_consistency;
mod no_bad_state;
mod no_bad_acknowledgment;
mod no_bad_proposal;
mod no_bad_commit;
mod tree_equality;
mod epoch_order;
mod client_order;
mod watch_order;
mod ephemeral_lifetime;
mod acknowledged_writes;
mod client_ledger;
mod exclusion;
mod taken_once;
mod taken_in_order;
mod counted_once;
mod named_once;
mod one_outcome;
mod recipe_ledger;
mod checks;

pub use checks::{Checks, Violation};
pub use client_ledger::{ClientLedger, Heard};
pub use invariant::Invariant;
pub use ledger::{Established, Ledger};
pub use recipe_ledger::RecipeLedger;
