//! What any pane may use: small, and ignorant of what it is used for.
//!
//! What has no state of its own is a function that returns HTML rather than a component: each component costs some
//! kilobytes of the page.

mod icon;
mod chip;
mod act;
mod dialog;

pub use act::{Act, act, line_act};
pub use chip::{chip, flag, hue};
pub use dialog::Dialog;
pub use icon::{Glyph, icon};
