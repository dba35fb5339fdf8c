use crate::scenario::{Expected, ParseError, Trouble};

/// The words of one line, read from left to right.
#[derive(Clone)]
pub struct Words<'a> {
    line: usize,
    text: &'a str,
    words: Vec<(usize, &'a str)>,
    next: usize,
    end: usize,
}

impl<'a> Words<'a> {
    /// The words of `text`, the line numbered `line`; what follows a `#` that begins a word is a comment, but not within
    /// the free text of a command, which asks for [`Words::rest`].
    pub fn new(line: usize, text: &'a str) -> Words<'a> {
        let mut words = Vec::new();
        let mut start = None;
        for (place, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (c.is_whitespace(), start) {
                (true, Some(begin)) => {
                    words.push((text[..begin].chars().count() + 1, &text[begin..place]));
                    start = None;
                }
                (false, None) => start = Some(place),
                _ => {}
            }
        }
        if let Some(comment) = words.iter().position(|(_, it)| it.starts_with('#')) {
            words.truncate(comment);
        }
        let end = words.last().map_or(1, |(column, word)| column + word.chars().count());
        Words { line, text, words, next: 0, end }
    }

    /// The text with shorter words in the place of some; the columns stay.
    pub fn with(&self, other: impl Fn(&str) -> Option<String>) -> String {
        let mut text = String::new();
        for (column, word) in &self.words {
            let gap = (column - 1).saturating_sub(text.chars().count());
            text.push_str(&" ".repeat(gap));
            text.push_str(other(word).as_deref().unwrap_or(word));
        }
        text
    }

    /// The words of another text that begin where those of `before` are left.
    pub fn from(before: &Words, text: &'a str) -> Words<'a> {
        Words { next: before.next, ..Words::new(before.line, text) }
    }

    /// Whether one of these words is left.
    pub fn have(&self, some: &[&str]) -> bool {
        self.words[self.next..].iter().any(|it| some.contains(&it.1))
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.next == self.words.len()
    }

    /// The next word, not yet taken.
    pub fn peek(&self) -> Option<&'a str> {
        self.words.get(self.next).map(|it| it.1)
    }

    /// Takes all that stands behind the word taken last, as it is written, but for one blank; a `#` is nothing special there.
    pub fn rest(&mut self) -> &'a str {
        let (column, word) = self.words[self.next - 1];
        self.next = self.words.len();
        let behind = self.text.char_indices().nth(column - 1 + word.chars().count());
        let rest = behind.map_or("", |(place, _)| &self.text[place..]);
        rest.strip_prefix(' ').unwrap_or(rest)
    }

    /// Takes all words that are left as a text, with single blanks; there must be one.
    pub fn text(&mut self) -> Result<String, ParseError> {
        let mut text = self.take(Expected::Text)?.to_owned();
        while let Some(word) = self.peek() {
            text.push(' ');
            text.push_str(word);
            self.next += 1;
        }
        Ok(text)
    }

    /// Takes all words up to the next `separator` and the separator itself, and gives those before it; `None` if there is none.
    pub fn split_off(&mut self, separator: &str) -> Option<Words<'a>> {
        let place = self.next + self.words[self.next..].iter().position(|it| it.1 == separator)?;
        let end = self.words[place].0;
        let words = self.words[..place].to_vec();
        let before = Words { line: self.line, text: self.text, words, next: self.next, end };
        self.next = place + 1;
        Some(before)
    }

    /// Takes the next word if it is `word`.
    pub fn take_if(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.next += usize::from(found);
        found
    }

    /// Takes the next word, which must be there.
    pub fn take(&mut self, expected: Expected) -> Result<&'a str, ParseError> {
        let word = self.peek().ok_or_else(|| self.error(expected))?;
        self.next += 1;
        Ok(word)
    }

    /// Takes the next word as something that can be read from it.
    pub fn parse<T: std::str::FromStr>(&mut self, expected: Expected) -> Result<T, ParseError> {
        let parsed = self.peek().and_then(|it| it.parse().ok()).ok_or_else(|| self.error(expected))?;
        self.next += 1;
        Ok(parsed)
    }

    /// Whether the next word names something, by `list`: one or several.
    pub fn names<T>(&self, list: fn(&str) -> Vec<T>) -> bool {
        self.peek().is_some_and(|it| !list(it).is_empty())
    }

    /// Takes all words that name something, by `list`; each counts once. `None` if one is not known: it is the word taken last.
    pub fn ids<T: PartialEq>(
        &mut self,
        list: fn(&str) -> Vec<T>,
        known: impl Fn(&T) -> bool,
    ) -> Option<Vec<T>> {
        let mut all: Vec<T> = Vec::new();
        while let Some(found) = self.peek().map(list).filter(|it| !it.is_empty()) {
            self.next += 1;
            for id in found {
                if !known(&id) {
                    return None;
                }
                if !all.contains(&id) {
                    all.push(id);
                }
            }
        }
        Some(all)
    }

    /// Takes one of `known`; the nearest of them is named if the word is none.
    pub fn one_of(&mut self, known: &[&'static str], expected: Expected) -> Result<&'static str, ParseError> {
        let found = known.iter().find(|it| self.peek() == Some(it)).copied();
        let word = found.ok_or_else(|| self.error_near(expected, known))?;
        self.next += 1;
        Ok(word)
    }

    /// The line from `name`, its first command word, on, with single spaces and without its comment.
    pub fn text_from(&self, name: &str) -> String {
        let words = self.words.iter().map(|it| it.1).skip_while(|it| *it != name);
        words.collect::<Vec<_>>().join(" ")
    }

    /// Nothing may be left.
    pub fn finish(&self) -> Result<(), ParseError> {
        if self.is_empty() { Ok(()) } else { Err(self.error(Expected::End)) }
    }

    /// An error at the next word.
    pub fn error(&self, expected: Expected) -> ParseError {
        let (column, found) = match self.words.get(self.next) {
            Some((column, word)) => (*column, Some((*word).to_owned())),
            None => (self.end + usize::from(self.end != 1), None),
        };
        ParseError { line: self.line, column, expected, found, nearest: None, trouble: None }
    }

    /// An error at the next word, with the nearest of `known` if one is near.
    pub fn error_near(&self, expected: Expected, known: &[&'static str]) -> ParseError {
        let nearest = self.peek().and_then(|it| nearest(it, known));
        ParseError { nearest, ..self.error(expected) }
    }

    /// An error at the next word, which can be read but not used.
    pub fn trouble(&self, expected: Expected, trouble: Trouble) -> ParseError {
        ParseError { trouble: Some(trouble), ..self.error(expected) }
    }

    /// An error at the word taken last.
    pub fn trouble_before(&self, expected: Expected, trouble: Trouble) -> ParseError {
        let before = Words {
            line: self.line,
            text: self.text,
            words: self.words.clone(),
            next: self.next.saturating_sub(1),
            end: self.end,
        };
        before.trouble(expected, trouble)
    }
}

/// The word of `known` with the fewest changes of a letter, if those are few for its length.
fn nearest(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let few = word.chars().count() / 3 + 1;
    let scored = known.iter().map(|it| (distance(&word.to_lowercase(), &it.to_lowercase()), *it));
    scored.filter(|(score, _)| *score <= few).min().map(|(_, it)| it)
}

/// Levenshtein's distance: the fewest insertions, deletions and substitutions.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["start", "restart", "crash", "pause"];
        assert_eq!(nearest("strat", &known), Some("start"));
        assert_eq!(nearest("crahs", &known), Some("crash"));
        assert_eq!(nearest("CRASH", &known), Some("crash"));
        assert_eq!(nearest("banana", &known), None);
    }

    #[test]
    fn the_rest_is_as_it_is_written() {
        let mut words = Words::new(1, "  c1:  create /ü #1  ");
        assert_eq!(words.take(Expected::Client), Ok("c1:"));
        assert_eq!(words.rest(), " create /ü #1  ");
        assert!(words.is_empty());
    }

    #[test]
    fn an_unknown_id_is_told_at_its_place() {
        for (line, column) in [("start s1 s9 s2", 10), ("start s1..s9 s2", 7), ("start s1 c1 s2", 10)] {
            let (_, errors) = crate::scenario::parse(&format!("ensemble 3\n{line}"));
            assert_eq!(errors.iter().map(|it| it.column).collect::<Vec<_>>(), [column], "{line}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let mut words = Words::new(1, "  über s1 # comment");
        assert_eq!(words.take(Expected::Command), Ok("über"));
        assert_eq!(words.error(Expected::Server).column, 8);
        assert_eq!(words.take(Expected::Server), Ok("s1"));
        assert_eq!(words.error(Expected::Server).column, 11, "where the missing word would begin");
        assert!(words.is_empty());
    }
}
