use std::sync::Arc;

use crate::player::document::Document;
use crate::vocab::SimTime;

/// What was done to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another scenario was opened.
    Opened,
    /// This line was done.
    Acted(Arc<str>),
    /// A branch got another name.
    Renamed(Arc<str>, Arc<str>),
}

/// One branch of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchView {
    /// Its name; none of the trunk.
    pub name: Option<Arc<str>>,
    /// How many branches it stands on.
    pub depth: usize,
    /// From when on it goes its own way.
    pub from: SimTime,
    /// What it does from then on: its lines, and whether it has that line from what it comes of.
    pub lines: Vec<(Arc<str>, bool)>,
    /// Whether it is gone along.
    pub current: bool,
}

/// The trunk, and behind each branch those that come of it.
pub(super) fn branches(document: &Document) -> Vec<BranchView> {
    let trunk = BranchView {
        name: None,
        depth: 0,
        from: SimTime::ZERO,
        lines: Vec::new(),
        current: document.branch.is_none(),
    };
    let mut all = vec![trunk];
    add_below(document, None, 1, &mut all);
    all
}

fn add_below(document: &Document, parent: Option<&str>, depth: usize, all: &mut Vec<BranchView>) {
    for it in document.branches().iter().filter(|it| it.parent.as_deref() == parent) {
        let above = document.lines_above(it);
        let line = |line: &str| (Arc::from(line), above.contains(&line));
        all.push(BranchView {
            name: Some(it.name.as_str().into()),
            depth,
            from: it.from,
            lines: document.own_lines(it).into_iter().map(line).collect(),
            current: document.branch.as_deref() == Some(&*it.name),
        });
        add_below(document, Some(&it.name), depth + 1, all);
    }
}
