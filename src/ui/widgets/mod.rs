//! What any pane may use: small, and ignorant of what it is used for.

mod icon;
mod chip;
mod act;
mod dialog;

pub use act::Act;
pub use chip::{Chip, hue};
pub use dialog::Dialog;
pub use icon::{Glyph, Icon};
