use crate::scenario::words::Words;
use crate::scenario::{Expected, ParseError, Trouble};
use crate::vocab::SimTime;

/// A branch of a scenario: a section at the end of its text, `branch NAME [of PARENT] from TIME`, and the lines behind it.
///
/// It goes as its parent, or the trunk, up to a time; what its parent does at times from then on is its parent's alone. So a
/// parent that goes on changes nothing in its branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// One word.
    pub name: String,
    /// The branch that it comes of; `None`: the trunk.
    pub parent: Option<String>,
    /// From when on it goes its own way.
    pub from: SimTime,
    /// The number of its first line in the text, from 1: the one that says all this.
    pub line: usize,
    /// The number of the line behind its last one.
    pub end: usize,
}

/// Whether a line begins a branch.
pub(super) fn is_header(line: &str) -> bool {
    line.split_whitespace().next() == Some("branch")
}

/// Reads `NAME [of PARENT] from TIME`, behind the command's name, in a text that has some branches already.
pub(super) fn read(
    words: &mut Words,
    known: &[Branch],
) -> Result<(String, Option<String>, SimTime), ParseError> {
    let known = |name: &str| known.iter().any(|it| it.name == name);
    let name = words.take(Expected::Branch)?.to_owned();
    if known(&name) {
        return Err(words.trouble_before(Expected::Branch, Trouble::SaidBefore));
    }
    let parent = if words.take_if("of") { Some(words.take(Expected::Branch)?.to_owned()) } else { None };
    if parent.as_deref().is_some_and(|it| !known(it)) {
        return Err(words.trouble_before(Expected::Branch, Trouble::NoSuchBranch));
    }
    if !words.take_if("from") {
        return Err(words.error(Expected::Word("from")));
    }
    let from = words.parse(Expected::Time)?;
    words.finish()?;
    Ok((name, parent, from))
}

/// The branches of a text in their order, and what is wrong with the lines that begin them. One that is wrong is none.
pub(super) fn read_all(text: &str) -> (Vec<Branch>, Vec<ParseError>) {
    let (mut all, mut errors): (Vec<Branch>, _) = (Vec::new(), Vec::new());
    let mut open = false;
    for (index, line) in text.lines().enumerate().filter(|(_, line)| is_header(line)) {
        if let Some(last) = all.last_mut().filter(|_| open) {
            last.end = index + 1;
        }
        open = false;
        let mut words = Words::new(index + 1, line);
        words.take_if("branch");
        match read(&mut words, &all) {
            Err(error) => errors.push(error),
            Ok((name, parent, from)) => {
                all.push(Branch { name, parent, from, line: index + 1, end: usize::MAX });
                open = true;
            }
        }
    }
    let end = text.lines().count() + 1;
    all.iter_mut().for_each(|it| it.end = it.end.min(end));
    (all, errors)
}

/// The branches of a text, in their order.
pub fn branches(text: &str) -> Vec<Branch> {
    read_all(text).0
}

/// The branches from the one of that name down to the trunk, which is not among them.
pub fn lineage<'a>(branches: &'a [Branch], name: Option<&str>) -> Vec<&'a Branch> {
    let mut line = Vec::new();
    let mut next = name;
    // A parent stands before its branches, so this ends.
    while let Some(branch) = next.and_then(|name| branches.iter().find(|it| it.name == name)) {
        line.push(branch);
        next = branch.parent.as_deref();
    }
    line
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const TEXT: &str = "ensemble 3\nstart all\nat 1s crash s3\nat 9s crash s2\nbranch a from 5s\nat 6s pause s1\nat 8s resume s1\nbranch b of a from 7s\nat 7s heal\n";

    fn timed(name: Option<&str>) -> Vec<String> {
        let (script, errors) = crate::scenario::parse_branch(TEXT, name);
        assert_eq!(errors, []);
        script.timed.iter().map(|it| format!("{} {}", it.number, it.text)).collect()
    }

    #[test]
    fn a_branch_goes_as_its_parents_up_to_its_time() {
        assert_eq!(timed(None), ["3 crash s3", "4 crash s2"]);
        assert_eq!(timed(Some("a")), ["3 crash s3", "6 pause s1", "7 resume s1"]);
        assert_eq!(timed(Some("b")), ["3 crash s3", "6 pause s1", "9 heal"]);
    }

    #[test]
    fn what_is_wrong_with_a_branch_is_told_at_its_place() {
        let places = |text: &str| -> Vec<_> {
            crate::scenario::parse(text).1.iter().map(|it| (it.line, it.column)).collect()
        };
        assert_eq!(places("branch\n"), [(1, 8)]);
        assert_eq!(places("ensemble 3\nbranch a\n"), [(2, 10)]);
        assert_eq!(places("branch a from\n"), [(1, 15)]);
        assert_eq!(places("branch a from 1s\nbranch a from 2s"), [(2, 8)]);
        assert_eq!(places("branch b of a from 1s"), [(1, 13)]);
        assert_eq!(places("branch a from 1s\ncrahs s3\n"), [], "what is not run is not read");
        assert_eq!(crate::scenario::parse_branch("branch a from 1s\ncrahs s3\n", Some("a")).1.len(), 1);
    }
}
