use yew::prelude::*;

use crate::ui::browser::keys;
use crate::ui::lang::tr;

/// What a key is for. What it does just now, the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Palette,
    Toggle,
    Step,
    Leap,
    Election,
    Milestone,
    Restart,
    Diagram,
    Choose,
    Crash,
    Halt,
    Write,
    Cut,
    Heal,
    Why,
    Type,
    Menu,
    Undo,
    Redo,
    Branches,
    Gallery,
    Link,
    Share,
    Present,
    Help,
}

/// One line of the list of keys.
pub struct Row {
    pub key: Key,
    /// As in `aria-keyshortcuts`. Those of a row do the same in another direction, or to another one.
    pub chords: &'static [&'static str],
    pub purpose: fn() -> AttrValue,
}

const DIGITS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// All keys of the page, in the order of the list.
pub const KEYS: &[Row] = &[
    row(Key::Palette, &["Control+K"], || tr!("page.deeds.key.palette")),
    row(Key::Toggle, &["Space"], || tr!("page.help.key.toggle")),
    row(Key::Step, &["ArrowLeft", "ArrowRight"], || tr!("page.help.key.step")),
    row(Key::Leap, &["Shift+ArrowLeft", "Shift+ArrowRight"], || tr!("page.help.key.leap")),
    row(Key::Election, &["N"], || tr!("page.help.key.election")),
    row(Key::Milestone, &["[", "]"], || tr!("page.help.key.milestone")),
    row(Key::Restart, &["Home"], || tr!("page.help.key.restart")),
    row(Key::Diagram, &["D"], || tr!("page.help.key.diagram")),
    row(Key::Choose, DIGITS, || tr!("page.help.key.select")),
    row(Key::Crash, &["C"], || tr!("page.help.key.crash")),
    row(Key::Halt, &["P"], || tr!("page.help.key.pause")),
    row(Key::Write, &["W"], || tr!("page.help.key.write")),
    row(Key::Cut, &["X"], || tr!("page.deeds.key.cut")),
    row(Key::Heal, &["H"], || tr!("page.help.key.heal")),
    row(Key::Why, &["Y"], || tr!("page.why.key")),
    row(Key::Menu, &["Shift+F10", "ContextMenu"], || tr!("page.deeds.key.menu")),
    row(Key::Type, &["/"], || tr!("page.help.key.command")),
    row(Key::Undo, &["Z"], || tr!("page.help.key.undo")),
    row(Key::Redo, &["Shift+Z"], || tr!("page.help.key.redo")),
    row(Key::Branches, &["B"], || tr!("page.help.key.branches")),
    row(Key::Gallery, &["G"], || tr!("page.help.key.gallery")),
    row(Key::Link, &["L"], || tr!("page.help.key.link")),
    row(Key::Share, &["S"], || tr!("page.share.label")),
    row(Key::Present, &["F"], || tr!("page.deeds.key.present")),
    row(Key::Help, &["?"], || tr!("page.help.key.help")),
];

const fn row(key: Key, chords: &'static [&'static str], purpose: fn() -> AttrValue) -> Row {
    Row { key, chords, purpose }
}

/// A key, and which of its row's chords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press(pub Key, pub usize);

impl Press {
    /// As in `aria-keyshortcuts`.
    pub fn chord(self) -> &'static str {
        let row = KEYS.iter().find(|it| it.key == self.0);
        row.and_then(|it| it.chords.get(self.1)).copied().unwrap_or_default()
    }

    /// The keys of the chord as they are printed on a keyboard.
    pub fn caps(self) -> Vec<AttrValue> {
        caps(self.chord())
    }
}

impl Row {
    /// The same for all chords of the row.
    pub fn caps(&self) -> Vec<AttrValue> {
        match self.chords {
            [first, .., last] if 2 < self.chords.len() => {
                vec![AttrValue::Static(first), AttrValue::Static("…"), AttrValue::Static(last)]
            }
            [one, other] if one.starts_with("Shift+Arrow") => {
                caps(one).into_iter().chain(caps(other).into_iter().skip(1)).collect()
            }
            chords => chords.iter().flat_map(|it| caps(it)).collect(),
        }
    }
}

fn caps(chord: &'static str) -> Vec<AttrValue> {
    let cap = |it: &'static str| match it {
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "Control" => "Ctrl",
        "ContextMenu" => "≣",
        other => other,
    };
    chord.split('+').map(|it| AttrValue::Static(cap(it))).collect()
}

/// What a key of the keyboard stands for.
pub fn pressed(key: &keys::Key) -> Option<Press> {
    KEYS.iter().find_map(|row| {
        let place = row.chords.iter().position(|it| fits(it, key))?;
        Some(Press(row.key, place))
    })
}

/// Signs need Shift on some keyboards and not on others, so there it says nothing.
fn fits(chord: &str, key: &keys::Key) -> bool {
    let (shift, chord) = chord.strip_prefix("Shift+").map_or((false, chord), |it| (true, it));
    let (control, name) = chord.strip_prefix("Control+").map_or((false, chord), |it| (true, it));
    let name = if name == "Space" { " " } else { name };
    let is_sign = name.len() == 1 && !name.as_bytes()[0].is_ascii_alphanumeric() && name != " ";
    name.eq_ignore_ascii_case(&key.name) && control == key.control && (is_sign || shift == key.shift)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_key_is_known_by_its_chord() {
        let press = |name: &str, shift: bool, control: bool| {
            pressed(&keys::Key { name: name.to_owned(), shift, control })
        };
        assert_eq!(press("k", false, true), Some(Press(Key::Palette, 0)));
        assert_eq!(press("k", false, false), None);
        assert_eq!(press("ArrowRight", true, false), Some(Press(Key::Leap, 1)));
        assert_eq!(press("z", false, false), Some(Press(Key::Undo, 0)));
        assert_eq!(press("Z", true, false), Some(Press(Key::Redo, 0)));
        assert_eq!(press("?", true, false), Some(Press(Key::Help, 0)));
        assert_eq!(press("/", true, false), Some(Press(Key::Type, 0)), "with Shift, on some keyboards");
        assert_eq!(press("4", false, false), Some(Press(Key::Choose, 3)));
        assert_eq!(press("c", false, true), None, "copying is the browser's");
    }

    #[test]
    fn no_two_keys_are_the_same() {
        let mut chords: Vec<_> = KEYS.iter().flat_map(|it| it.chords).collect();
        let all = chords.len();
        chords.sort();
        chords.dedup();
        assert_eq!(chords.len(), all);
    }
}
