/// The options that a command knows.
#[derive(Debug)]
pub struct Options {
    /// Those that stand alone.
    pub flags: &'static [&'static str],
    /// Those that something follows.
    pub valued: &'static [&'static str],
    /// Whether only one of them may be given.
    pub exclusive: bool,
    /// What is said if none is given, as one has to be.
    pub required: Option<&'static str>,
}

impl Options {
    /// None.
    pub const NONE: Options = Options { flags: &[], valued: &[], exclusive: false, required: None };

    fn known(&self, name: &str) -> Option<&'static str> {
        self.flags.iter().chain(self.valued).find(|it| **it == name).copied()
    }

    /// Whether a word is taken for an option even where a value is due.
    fn looks_like_one(&self, word: &str) -> bool {
        let Some(body) = word.strip_prefix('-') else { return false };
        let name = body.split('=').next().unwrap_or("");
        let first = name.chars().next().map(String::from);
        self.known(name).is_some() || first.is_some_and(|it| self.known(&it).is_some())
    }
}

/// A line, parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The words that are no options, the command's name first.
    pub args: Vec<String>,
    given: Vec<(&'static str, Option<String>)>,
}

impl Parsed {
    /// Whether an option is given.
    pub fn has(&self, name: &str) -> bool {
        self.given.iter().any(|it| it.0 == name)
    }

    /// What follows an option, where it stands first.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|it| it.0 == name)?.1.as_deref()
    }
}

/// Parses the words of a line, its command's name among them, as commons-cli's `DefaultParser` does: options may stand anywhere
/// before a `--`, short ones may be joined (`-sw`), and a value may follow at once (`-t5`, `-t=5`). The error is the exception,
/// as it is printed.
pub fn parse(options: &Options, words: &[String]) -> Result<Parsed, String> {
    let mut parser = Parser { options, parsed: Parsed::default(), is_due: false };
    let mut words = words.iter();
    for word in words.by_ref() {
        match word.as_str() {
            "--" => break,
            _ if parser.is_due && !options.looks_like_one(word) => parser.take_value(word),
            "-" => parser.parsed.args.push(word.clone()),
            _ if word.starts_with('-') => parser.read_option(word)?,
            _ => parser.parsed.args.push(word.clone()),
        }
    }
    parser.parsed.args.extend(words.cloned());
    parser.no_value_is_due()?;
    match options.required {
        Some(names) if parser.parsed.given.is_empty() => {
            Err(format!("org.apache.commons.cli.MissingOptionException: Missing required option: {names}"))
        }
        _ => Ok(parser.parsed),
    }
}

struct Parser<'a> {
    options: &'a Options,
    parsed: Parsed,
    /// Whether the option given last still needs its value.
    is_due: bool,
}

impl Parser<'_> {
    fn read_option(&mut self, word: &str) -> Result<(), String> {
        let body = word.trim_start_matches('-');
        if word.starts_with("--") {
            return Err(unrecognized(word));
        }
        if let Some(name) = self.options.known(body) {
            return self.give(name);
        }
        if let Some((name, value)) = body.split_once('=') {
            let valued = self.options.valued.iter().find(|it| **it == name && name.len() == 1);
            self.give(valued.ok_or_else(|| unrecognized(word))?)?;
            self.take_value(value);
            return Ok(());
        }
        for (place, letter) in body.char_indices() {
            let name = self.options.known(&String::from(letter)).ok_or_else(|| unrecognized(word))?;
            self.give(name)?;
            let rest = &body[place + letter.len_utf8()..];
            if self.is_due && !rest.is_empty() {
                self.take_value(rest);
                break;
            }
        }
        Ok(())
    }

    fn give(&mut self, name: &'static str) -> Result<(), String> {
        self.no_value_is_due()?;
        let other =
            self.parsed.given.first().map(|it| it.0).filter(|it| self.options.exclusive && *it != name);
        if let Some(other) = other {
            return Err(format!(
                "org.apache.commons.cli.AlreadySelectedException: The option '{name}' was specified but an option from this \
                 group has already been selected: '{other}'"
            ));
        }
        self.is_due = self.options.valued.contains(&name);
        self.parsed.given.push((name, None));
        Ok(())
    }

    fn take_value(&mut self, value: &str) {
        let inner =
            value.strip_prefix('"').and_then(|it| it.strip_suffix('"')).filter(|it| !it.contains('"'));
        let (_, last) = self.parsed.given.last_mut().expect("an option waits for it");
        *last = Some(inner.unwrap_or(value).to_owned());
        self.is_due = false;
    }

    fn no_value_is_due(&self) -> Result<(), String> {
        match self.parsed.given.last() {
            Some((name, None)) if self.is_due => Err(format!(
                "org.apache.commons.cli.MissingArgumentException: Missing argument for option: {name}"
            )),
            _ => Ok(()),
        }
    }
}

fn unrecognized(word: &str) -> String {
    format!("org.apache.commons.cli.UnrecognizedOptionException: Unrecognized option: {word}")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const CREATE: Options = Options { flags: &["e", "s"], valued: &["t"], ..Options::NONE };

    fn check(line: &str, expected: Result<&str, &str>) {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let shown = |it: Parsed| {
            let given =
                it.given.iter().map(|(name, value)| format!("{name}{}", value.as_deref().unwrap_or("")));
            format!("{} | {}", it.args.join(" "), given.collect::<Vec<_>>().join(" "))
        };
        let found = parse(&CREATE, &words).map(shown);
        let found = found.as_ref().map(String::as_str).map_err(|it| it.rsplit('.').next().unwrap_or(it));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn options_may_stand_anywhere_and_be_joined() {
        check("c /a -s x", Ok("c /a x | s"));
        check("c -est 5 /a", Ok("c /a | e s t5"));
        check("c -ts 5 /a", Ok("c 5 /a | ts"));
        check("c -t=5 -t6 /a", Ok("c /a | t5 t6"));
        check("c -t -1 - -- -s", Ok("c - -s | t-1"));
        check("c -t", Err("MissingArgumentException: Missing argument for option: t"));
        check("c -t -s", Err("MissingArgumentException: Missing argument for option: t"));
        check("c -sx", Err("UnrecognizedOptionException: Unrecognized option: -sx"));
        check("c --s", Err("UnrecognizedOptionException: Unrecognized option: --s"));
        check("c -s=1", Err("UnrecognizedOptionException: Unrecognized option: -s=1"));
    }
}
