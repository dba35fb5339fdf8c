/// The words of a line. Quotes count only at the beginning of a word, where they hold it together up to the next of their kind;
/// what follows at once is a word of its own. One that is never closed is dropped. Nothing is escaped (`parseCommand`).
pub fn words(line: &str) -> Vec<String> {
    let line: Vec<char> = line.chars().collect();
    let (mut words, mut at) = (Vec::new(), 0);
    while at < line.len() {
        let blanks = blanks(&line[at..]);
        // As Java's pattern goes back: a blank may begin a word if nothing else can, so a line of one blank is a word.
        let found = (0..=blanks).rev().find_map(|it| Some((it, word(&line[at + it..])?)));
        match found {
            Some((before, (word, length))) => {
                words.push(word);
                at += before + length;
                at += self::blanks(&line[at..]);
            }
            None => at += 1,
        }
    }
    words
}

/// How a word is typed so that it is one; `None` if it cannot be, for it has blanks or begins with a quote and has both kinds of
/// quotes, or a line's end.
pub fn quoted(word: &str) -> Option<String> {
    let needs = word.is_empty() || word.starts_with(['"', '\'']) || word.contains(is_blank);
    let quote = ['"', '\''].into_iter().find(|it| !word.contains(*it));
    match quote {
        _ if word.contains(['\n', '\r']) => None,
        _ if !needs => Some(word.to_owned()),
        quote => quote.map(|it| format!("{it}{word}{it}")),
    }
}

/// The word that begins here, without its quotes, and how long it is with them.
fn word(line: &[char]) -> Option<(String, usize)> {
    let first = *line.first()?;
    if matches!(first, '"' | '\'') {
        let inner: String = line[1..].iter().take_while(|it| **it != first).collect();
        let length = inner.chars().count() + 2;
        return (length <= line.len()).then_some((inner, length));
    }
    let rest = line[1..].iter().take_while(|it| !is_blank(**it));
    let word: String = std::iter::once(&first).chain(rest).collect();
    let length = word.chars().count();
    Some((word, length))
}

fn blanks(line: &[char]) -> usize {
    line.iter().take_while(|it| is_blank(**it)).count()
}

/// What Java's `\s` is.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn quotes_count_at_the_beginning_of_a_word() {
        fn check(line: &str, expected: &[&str]) {
            assert_eq!(words(line), expected, "{line:?}");
        }
        check("  create\t/a  x ", &["create", "/a", "x"]);
        check("create /h \"a b\" 'c \"d'", &["create", "/h", "a b", "c \"d"]);
        check("create /l ab\"c d\"ef", &["create", "/l", "ab\"c", "d\"ef"]);
        check("create /m \"a b\"c", &["create", "/m", "a b", "c"]);
        check("create /o \"not closed", &["create", "/o", "not", "closed"]);
        check("get \"\"", &["get", ""]);
        check("\"", &[]);
        check(" ", &[" "]);
        check("", &[]);
    }

    #[test]
    fn a_quoted_word_is_read_as_it_was() {
        for word in ["x", "", "a b", "say \"hi\"", "it's", "\"", "{\"port\": 1}"] {
            let typed = quoted(word).expect("it has one kind of quotes");
            assert_eq!(words(&format!("set /x {typed}")), ["set", "/x", word], "{typed}");
        }
        assert_eq!(quoted("it's \"it\""), None);
        assert_eq!(quoted("a\nb"), None);
    }
}
