use std::fmt;
use std::str::FromStr;

/// A four-letter word that a server knows (`FourLetterCommands`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// What the server counts and what it is.
    Srvr,
    /// The same, and its connections.
    Stat,
    /// Everything that is measured, line by line.
    Mntr,
    /// Whether the process runs.
    Ruok,
    /// Its connections, at length.
    Cons,
    /// Sessions, ephemerals, and when they expire.
    Dump,
    /// How many watches there are.
    Wchs,
    /// Watches by session.
    Wchc,
    /// Watches by path.
    Wchp,
    /// The configuration.
    Conf,
    /// Whether it takes writes.
    Isro,
    /// How large its files are.
    Dirs,
    /// The environment.
    Envi,
    /// Digests of its tree.
    Hash,
    /// Counts anew what is counted of connections.
    Crst,
    /// Counts anew what is counted of the server.
    Srst,
}

impl Word {
    /// Every word, the most telling first.
    pub const ALL: [Word; 16] = [
        Self::Srvr,
        Self::Stat,
        Self::Mntr,
        Self::Ruok,
        Self::Cons,
        Self::Dump,
        Self::Wchs,
        Self::Wchc,
        Self::Wchp,
        Self::Conf,
        Self::Isro,
        Self::Dirs,
        Self::Envi,
        Self::Hash,
        Self::Crst,
        Self::Srst,
    ];

    /// Their names, in that order. What each is about stands in `www/locales`, under `four_letter.NAME`.
    pub const NAMES: [&'static str; 16] = [
        "srvr", "stat", "mntr", "ruok", "cons", "dump", "wchs", "wchc", "wchp", "conf", "isro", "dirs",
        "envi", "hash", "crst", "srst",
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is not a word that a server knows; it takes capitals for other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseWordError;

impl FromStr for Word {
    type Err = ParseWordError;

    fn from_str(text: &str) -> Result<Self, ParseWordError> {
        Self::ALL.into_iter().find(|it| it.name() == text).ok_or(ParseWordError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn words_are_read_as_they_are_written() {
        for word in Word::ALL {
            assert_eq!(word.name().parse(), Ok(word));
            assert_eq!(format!("{word:?}").to_lowercase(), word.name());
        }
        assert_eq!("RUOK".parse::<Word>(), Err(ParseWordError));
    }
}
