use crate::scenario::{Expected, ParseError, Script, Trouble, parse};

/// A scenario of an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrangement {
    /// What it is called: a text, or a word that the page looks up.
    pub title: String,
    /// The experiment's text with nothing in it but this scenario, so that lines keep their numbers.
    text: String,
}

/// Arrangements that are compared, and the numbers for which they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// The arrangements, at least one.
    pub arrangements: Vec<Arrangement>,
    /// What `$n` stands for, one after the other; the first if only one is asked for.
    pub sizes: Vec<u16>,
}

/// The line that begins an arrangement.
const ARRANGEMENT: &str = "arrangement";
/// The line that says what `$n` stands for.
const SIZES: &str = "n";
/// What `$n` stands for if no line says so.
const SIZE: u16 = 5;

impl Experiment {
    /// Whether a text is an experiment, and not a scenario.
    pub fn is_one(text: &str) -> bool {
        text.lines().any(|it| first_word(it) == ARRANGEMENT)
    }

    /// Reads an experiment; what stands before the first arrangement is part of each. `None` if there is no arrangement. The
    /// errors are those of all its scenarios, for the first size, by line.
    pub fn parse(text: &str) -> (Option<Experiment>, Vec<ParseError>) {
        let mut errors = Vec::new();
        let (mut sizes, mut common, mut arrangements) =
            (Vec::new(), String::new(), Vec::<Arrangement>::new());
        for (index, line) in text.lines().enumerate() {
            let mut kept = line;
            match first_word(line) {
                ARRANGEMENT => {
                    let title = line.trim_start()[ARRANGEMENT.len()..].trim().to_owned();
                    let text = common.clone() + &"\n".repeat(index - common.lines().count());
                    arrangements.push(Arrangement { title, text });
                    kept = "";
                }
                SIZES => {
                    match read_sizes(line) {
                        Some(read) => sizes = read,
                        None => errors.push(no_size(index + 1, line)),
                    }
                    kept = "";
                }
                _ => {}
            }
            match arrangements.last_mut() {
                None => common = common + kept + "\n",
                Some(it) => it.text = std::mem::take(&mut it.text) + kept + "\n",
            }
        }
        if sizes.is_empty() {
            sizes.push(SIZE);
        }
        if arrangements.is_empty() {
            return (None, errors);
        }
        let experiment = Experiment { arrangements, sizes };
        for place in 0..experiment.arrangements.len() {
            errors.extend(experiment.script(place, experiment.sizes[0]).1);
        }
        errors.sort_by_key(|it| (it.line, it.column));
        errors.dedup();
        (Some(experiment), errors)
    }

    /// The scenario of an arrangement for a size.
    pub fn text(&self, place: usize, size: u16) -> String {
        self.arrangements[place].text.replace("$n", &size.to_string())
    }

    /// The same, read.
    pub fn script(&self, place: usize, size: u16) -> (Script, Vec<ParseError>) {
        parse(&self.text(place, size))
    }

    /// Whether its arrangements depend on the size at all.
    pub fn has_sizes(&self) -> bool {
        self.arrangements.iter().any(|it| it.text.contains("$n"))
    }
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

fn read_sizes(line: &str) -> Option<Vec<u16>> {
    let sizes: Option<Vec<u16>> = line
        .split_whitespace()
        .skip(1)
        .map(|it| it.parse().ok().filter(|it| (1..=254).contains(it)))
        .collect();
    sizes.filter(|it| !it.is_empty())
}

fn no_size(line: usize, text: &str) -> ParseError {
    let good = |it: &&str| it.parse::<u16>().is_ok_and(|it| (1..=254).contains(&it));
    let found = text.split_whitespace().skip(1).find(|it| !good(it)).map(str::to_owned);
    let at = found.as_deref().map_or(text.len(), |it| text.find(it).unwrap_or_default());
    let column = text[..at].chars().count() + 1;
    let trouble = Some(Trouble::NoSize);
    ParseError { line, column, expected: Expected::Number, found, nearest: None, trouble }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const TEXT: &str = "# A comment.\nseed 7\nn 3 5\narrangement one\nensemble $n\nstart all\n\narrangement The other\nensemble 3\nfoo\n";

    #[test]
    fn each_arrangement_keeps_its_lines_where_they_are() {
        let (experiment, errors) = Experiment::parse(TEXT);
        let experiment = experiment.unwrap();
        assert_eq!(experiment.sizes, [3, 5]);
        assert_eq!(experiment.text(0, 5), "# A comment.\nseed 7\n\n\nensemble 5\nstart all\n\n");
        assert_eq!(experiment.arrangements[1].title, "The other");
        assert_eq!(experiment.script(1, 3).0.seed, 7);
        assert_eq!(errors.iter().map(|it| (it.line, it.column)).collect::<Vec<_>>(), [(10, 1)]);
        assert!(Experiment::is_one(TEXT) && !Experiment::is_one("say arrangement\n"));
    }

    #[test]
    fn a_size_that_is_none_is_told_at_its_place() {
        let (_, errors) = Experiment::parse("n 3 x\narrangement a\n");
        assert_eq!((errors[0].line, errors[0].column, errors[0].found.as_deref()), (1, 5, Some("x")));
        assert_eq!(Experiment::parse("start all\n").0, None);
    }
}
