//! All that a reader can do here, as one table.
//!
//! A [`Deed`] has words, a glyph, the line of the scenario that it writes if it writes one, and the key that does it. The table says
//! which there are in a [`Scene`], and to which [`Thing`] they are done. Keys, the list of keys under `?`, the menus of things and the
//! palette read it and nothing else, so that none of them can offer what another does not know: a key without a deed does nothing,
//! and is not listed.
//!
//! | to find | look into |
//! |---|---|
//! | what a deed is, and what it is done to | `deed.rs` |
//! | which key does what | `key.rs` |
//! | which deeds there are | `table.rs` |
//! | what somebody means who types `kls3` | `fuzzy.rs` |
//! | the palette, the menu of a thing | `palette.rs`, `menu.rs` |

mod deed;
mod key;
mod table;
mod fuzzy;
mod palette;
mod menu;

pub use deed::{Scene, Thing, What};
pub use key::{KEYS, pressed};
pub use menu::{Menu, MenuProps, Pointed};
pub use palette::{Palette, PaletteProps};
pub use table::{change, harm, keyed, on_flight};
