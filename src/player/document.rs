use std::sync::Arc;

use crate::player::{Story, gallery};
use crate::scenario::{Branch, ParseError, Script, branches, parse_branch};
use crate::vocab::SimTime;

/// A scenario's text and which of its branches is gone along.
///
/// What a branch says is never changed by what another one does: acts only ever add lines behind those that have run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub text: Arc<str>,
    /// `None`: the trunk.
    pub branch: Option<Arc<str>>,
}

impl Document {
    /// The trunk of a text.
    pub fn new(text: &str) -> Document {
        Document { text: text.into(), branch: None }
    }

    /// The same text on another branch; on the trunk, if there is no such branch.
    pub fn on(&self, branch: Option<&str>) -> Document {
        let known = self.branches().into_iter().find(|it| Some(&*it.name) == branch);
        Document { text: Arc::clone(&self.text), branch: known.map(|it| it.name.into()) }
    }

    /// Read, as this branch goes.
    pub fn script(&self) -> (Script, Vec<ParseError>) {
        parse_branch(&self.text, self.branch.as_deref())
    }

    pub fn branches(&self) -> Vec<Branch> {
        branches(&self.text)
    }

    /// The text without its branches.
    pub fn trunk(&self) -> &str {
        let lines = self.branches().first().map_or(usize::MAX, |it| it.line - 1);
        &self.text[..start_of(&self.text, lines)]
    }

    /// The story that the trunk is, to the letter.
    pub fn story(&self) -> Option<&'static Story> {
        let trunk = self.trunk();
        gallery().iter().find(|it| it.text == trunk)
    }

    /// With a line more on this branch.
    pub fn with(&self, at: SimTime, line: &str) -> Document {
        let own = self.branches().into_iter().find(|it| Some(&*it.name) == self.branch.as_deref());
        let end = match &own {
            Some(it) => it.end - 1,
            None => self.branches().first().map_or(usize::MAX, |it| it.line - 1),
        };
        let (before, after) = self.text.split_at(start_of(&self.text, end));
        let text = format!("{}at {at} {line}\n{after}", closed(before));
        Document { text: text.into(), branch: self.branch.clone() }
    }

    /// With a new branch from `at` on, in which the line is done first; what this one does at times after that, it does as well.
    pub fn forked(&self, at: SimTime, line: &str) -> Document {
        let later = self.script().0.timed;
        let later =
            later.iter().filter_map(|it| it.at.filter(|time| at <= *time).map(|time| (time, &*it.text)));
        self.with_branch(at, std::iter::once((at, line)).chain(later))
    }

    /// With a new branch of this one, from `at` on, that has these lines; and on it.
    pub fn with_branch<'a>(&self, at: SimTime, lines: impl Iterator<Item = (SimTime, &'a str)>) -> Document {
        let name = self.free_name();
        let of = self.branch.as_ref().map_or(String::new(), |it| format!(" of {it}"));
        let mut text = format!("{}branch {name}{of} from {at}\n", closed(&self.text));
        lines.for_each(|(at, line)| text.push_str(&format!("at {at} {line}\n")));
        Document { text: text.into(), branch: Some(name.into()) }
    }

    /// With the branches of `other` that it lacks, and if there this branch goes on as here and further, with that as a branch:
    /// nothing that was there is lost. It stays on its own branch.
    pub fn keeping(&self, other: &Document) -> Document {
        let mut kept = self.clone();
        let known = self.branches();
        for it in other.branches().iter().filter(|it| !known.iter().any(|own| own.name == it.name)) {
            let start = start_of(&other.text, it.line - 1);
            let section = &other.text[start..start_of(&other.text, it.end - 1)];
            kept.text = format!("{}{}", closed(&kept.text), closed(section)).into();
        }
        let (own, theirs) = (self.script().0.timed, other.on(self.branch.as_deref()).script().0.timed);
        let shared = own.iter().zip(&theirs).take_while(|(a, b)| (a.at, &a.text) == (b.at, &b.text)).count();
        let lost: Vec<_> = theirs[shared..].iter().filter_map(|it| Some((it.at?, &*it.text))).collect();
        match lost.first() {
            Some((from, _)) if shared == own.len() => {
                kept.text = kept.with_branch(*from, lost.iter().copied()).text;
            }
            _ => {}
        }
        kept
    }

    /// With another name for a branch; `None` if there is no such branch, or the name is taken, or is no single word.
    pub fn renamed(&self, old: &str, new: &str) -> Option<Document> {
        let all = self.branches();
        let is_word = !new.is_empty() && !new.contains(char::is_whitespace) && !new.starts_with('#');
        if !is_word || !all.iter().any(|it| it.name == old) || all.iter().any(|it| it.name == new) {
            return None;
        }
        let mut text = String::new();
        for (index, line) in self.text.lines().enumerate() {
            match all.iter().find(|it| it.line == index + 1) {
                None => text.push_str(line),
                Some(it) => {
                    let name = |it: &str| if it == old { new.to_owned() } else { it.to_owned() };
                    let of = it.parent.as_deref().map_or(String::new(), |it| format!(" of {}", name(it)));
                    text.push_str(&format!("branch {}{of} from {}", name(&it.name), it.from));
                }
            }
            text.push('\n');
        }
        let branch = self.branch.as_deref().map(|it| if it == old { new.into() } else { it.into() });
        Some(Document { text: text.into(), branch })
    }

    /// What stands in a branch: what it does otherwise, and what it takes over.
    pub fn own_lines(&self, branch: &Branch) -> Vec<&str> {
        self.text.lines().take(branch.end - 1).skip(branch.line).collect()
    }

    /// All lines that stand above a branch.
    pub fn lines_above(&self, branch: &Branch) -> Vec<&str> {
        self.text.lines().take(branch.line - 1).collect()
    }

    fn free_name(&self) -> String {
        let all = self.branches();
        let taken = |name: &String| all.iter().any(|it| it.name == *name);
        (1..).map(|it| format!("b{it}")).find(|it| !taken(it)).unwrap_or_default()
    }
}

/// Where a line begins in a text, by its place from 0; the end of the text, if it has no such line.
fn start_of(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line).map(str::len).sum()
}

/// With a line feed at its end, unless it is empty.
fn closed(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn secs(secs: u64) -> SimTime {
        SimTime(secs * 1_000_000)
    }

    #[test]
    fn a_line_goes_to_the_end_of_its_branch() {
        let trunk = Document::new("ensemble 3\nstart all");
        let acted = trunk.with(secs(2), "crash s3");
        assert_eq!(&*acted.text, "ensemble 3\nstart all\nat 2s crash s3\n");
        let forked = acted.forked(secs(1), "pause s1");
        let section = "branch b1 from 1s\nat 1s pause s1\nat 2s crash s3\n";
        assert_eq!(*forked.text, format!("{}{section}", acted.text));
        assert_eq!(forked.branch.as_deref(), Some("b1"));
        let back = forked.on(None).with(secs(9), "heal");
        assert_eq!(*back.text, format!("{}at 9s heal\n{section}", acted.text));
        assert_eq!(back.on(Some("b1")).script().0.timed.len(), 2, "the branch does not change with it");
        let longer = back.on(Some("b1")).with(secs(3), "heal");
        assert!(longer.text.ends_with("at 2s crash s3\nat 3s heal\n"), "{}", longer.text);
    }

    #[test]
    fn what_was_undone_is_kept_as_a_branch() {
        let before = Document::new("ensemble 3\nstart all\n");
        let done = before.with(secs(2), "crash s3").with(secs(4), "crash s2");
        let other = before.keeping(&done).with(secs(3), "pause s1");
        assert_eq!(other.branch, None);
        assert_eq!(other.script().0.timed.len(), 1);
        assert_eq!(other.on(Some("b1")).script().0.timed.len(), 2, "{}", other.text);
        assert_eq!(before.keeping(&before), before);
    }

    #[test]
    fn a_branch_is_renamed_with_all_who_name_it() {
        let text = "ensemble 3\nbranch a from 1s\nat 1s heal\nbranch b of a from 2s\n";
        let renamed = Document::new(text).on(Some("b")).renamed("a", "late").unwrap();
        assert_eq!(&*renamed.text, "ensemble 3\nbranch late from 1s\nat 1s heal\nbranch b of late from 2s\n");
        assert_eq!(renamed.branch.as_deref(), Some("b"));
        for wrong in ["", "b", "two words", "#x"] {
            assert_eq!(Document::new(text).renamed("a", wrong), None, "{wrong}");
        }
    }
}
