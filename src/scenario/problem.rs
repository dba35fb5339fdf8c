use crate::check::Invariant;
use crate::locale::{Lang, find};
use crate::sim::FaultError;
use crate::t;
use crate::vocab::{SetError, SimTime, Span};

/// What the parser was looking for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The name of a command.
    Command,
    /// A number from 1 to 254.
    ServerCount,
    /// A server of the ensemble, or `all`.
    Server,
    /// A client.
    Client,
    /// The name of a branch.
    Branch,
    /// The name of a recipe.
    Recipe,
    /// How fast a clock runs, such as `150%`.
    Rate,
    /// A span of time, such as `200ms`.
    Span,
    /// A span of time, or a word for the state of a disk.
    Flush,
    /// A moment, such as `3.2s`.
    Time,
    /// A whole number.
    Number,
    /// A transaction, such as `1:102`.
    Zxid,
    /// The name of a setting.
    Key,
    /// The value of a setting.
    Value,
    /// A condition, or what may follow in one.
    Condition,
    /// `|` or `>` between the two sides of a link.
    Sides,
    /// `>` between two servers.
    Arrow,
    /// The name of a message, or `nth`.
    MessageName,
    /// An invariant's number.
    Invariant,
    /// A release.
    Release,
    /// A word of four letters.
    FourLetterWord,
    /// A path.
    Path,
    /// A text.
    Text,
    /// The end of the line.
    End,
    /// This very word.
    Word(&'static str),
}

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// The column of the word, in characters, from 1; behind the last one if a word is missing.
    pub column: usize,
    /// What was expected there.
    pub expected: Expected,
    /// The word that stands there, if any.
    pub found: Option<String>,
    /// The nearest known word.
    pub nearest: Option<&'static str>,
    /// What else is known about it.
    pub trouble: Option<Trouble>,
}

/// What is wrong with a word that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The ensemble has no such server.
    NoSuchServer,
    /// The client has not been declared.
    NoSuchClient,
    /// There is no such branch before.
    NoSuchBranch,
    /// The number is too small or too large.
    OutOfRange,
    /// The command must come before any other.
    MustComeFirst,
    /// It says what the scenario has said already.
    SaidBefore,
    /// A setting was refused.
    Setting(SetError),
    /// This command has no place behind `at`.
    NotAtATime,
    /// A history is longer than can be made.
    TooLong,
    /// A word has four letters.
    NotFourLetters,
    /// A path begins with a slash.
    NotAPath,
    /// A server cannot be on both sides.
    OnBothSides,
    /// An experiment takes numbers from 1 to 254.
    NoSize,
}

/// Something that a reader should know: a line that cannot be read, or one that could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is wrong.
    Parse(ParseError),
    /// An act was not possible.
    Refused { line: usize, at: SimTime, why: FaultError },
    /// A condition was not true.
    Expectation { line: usize, at: SimTime, condition: String, found: String },
    /// An invariant of the protocol is broken.
    Broken { invariant: Invariant, at: SimTime, found: String },
    /// A condition did not become true in time.
    Until { line: usize, at: SimTime, condition: String, within: Span, found: String },
    /// An answer, or what is true, was told when nothing had been asked.
    NothingAsked { line: usize, at: SimTime },
    /// None of the answers to what was asked is true.
    NoAnswer { line: usize, at: SimTime, found: String },
}

impl Problem {
    /// The line that it is about, from 1; 0 if it is about none.
    pub fn line(&self) -> usize {
        match self {
            Self::Parse(error) => error.line,
            Self::Refused { line, .. }
            | Self::Expectation { line, .. }
            | Self::Until { line, .. }
            | Self::NothingAsked { line, .. }
            | Self::NoAnswer { line, .. } => *line,
            Self::Broken { .. } => 0,
        }
    }

    /// The column, if it is about one word.
    pub fn column(&self) -> Option<usize> {
        match self {
            Self::Parse(error) => Some(error.column),
            Self::Refused { .. }
            | Self::Broken { .. }
            | Self::Expectation { .. }
            | Self::Until { .. }
            | Self::NothingAsked { .. }
            | Self::NoAnswer { .. } => None,
        }
    }

    /// In the reader's words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Parse(error) => error.text(lang),
            Self::Refused { at, why, .. } => {
                t!("problem.refused", locale = lang, at = at, why = fault_text(*why, lang)).into_owned()
            }
            Self::Broken { invariant, at, found } => {
                let says = find(lang, &format!("check.{invariant:?}")).unwrap_or_default();
                t!(
                    "problem.broken",
                    locale = lang,
                    at = at,
                    invariant = invariant,
                    says = says,
                    found = found
                )
                .into_owned()
            }
            Self::NothingAsked { at, .. } => t!("problem.nothing_asked", locale = lang, at = at).into_owned(),
            Self::NoAnswer { at, found, .. } => {
                t!("problem.no_answer", locale = lang, at = at, found = found).into_owned()
            }
            Self::Expectation { at, condition, found, .. } => {
                t!("problem.expectation", locale = lang, at = at, condition = condition, found = found)
                    .into_owned()
            }
            Self::Until { at, condition, within, found, .. } => {
                let (at, found) = (at, found);
                t!(
                    "problem.until",
                    locale = lang,
                    at = at,
                    condition = condition,
                    within = within,
                    found = found
                )
                .into_owned()
            }
        }
    }
}

impl ParseError {
    /// In the reader's words: what was expected, what stands there, and the nearest known word.
    pub fn text(&self, lang: Lang) -> String {
        let expected = expected_text(self.expected, lang);
        let mut text = match &self.found {
            Some(found) => t!("problem.expected", locale = lang, expected = expected, found = found),
            None => t!("problem.missing", locale = lang, expected = expected),
        }
        .into_owned();
        if let Some(nearest) = self.nearest {
            text.push_str(&t!("problem.nearest", locale = lang, word = nearest));
        }
        if let Some(trouble) = self.trouble {
            text.push_str(&trouble_text(trouble, lang));
        }
        text
    }
}

fn expected_text(expected: Expected, lang: Lang) -> String {
    let text = match expected {
        Expected::Command => t!("expected.command", locale = lang),
        Expected::ServerCount => t!("expected.server_count", locale = lang),
        Expected::Server => t!("expected.server", locale = lang),
        Expected::Client => t!("expected.client", locale = lang),
        Expected::Branch => t!("expected.branch", locale = lang),
        Expected::Recipe => t!("expected.recipe", locale = lang),
        Expected::Rate => t!("expected.rate", locale = lang),
        Expected::Flush => t!("expected.flush", locale = lang),
        Expected::Span => t!("expected.span", locale = lang),
        Expected::Time => t!("expected.time", locale = lang),
        Expected::Number => t!("expected.number", locale = lang),
        Expected::Zxid => t!("expected.zxid", locale = lang),
        Expected::Key => t!("expected.key", locale = lang),
        Expected::Value => t!("expected.value", locale = lang),
        Expected::Condition => t!("expected.condition", locale = lang),
        Expected::Sides => t!("expected.sides", locale = lang),
        Expected::Arrow => t!("expected.arrow", locale = lang),
        Expected::MessageName => t!("expected.message_name", locale = lang),
        Expected::Invariant => t!("expected.invariant", locale = lang),
        Expected::Release => t!("expected.release", locale = lang),
        Expected::FourLetterWord => t!("expected.four_letter_word", locale = lang),
        Expected::Path => t!("expected.path", locale = lang),
        Expected::Text => t!("expected.text", locale = lang),
        Expected::End => t!("expected.end", locale = lang),
        Expected::Word(word) => t!("expected.word", locale = lang, word = word),
    };
    text.into_owned()
}

fn trouble_text(trouble: Trouble, lang: Lang) -> String {
    let text = match trouble {
        Trouble::NoSuchServer => t!("trouble.no_such_server", locale = lang),
        Trouble::NoSize => t!("trouble.no_size", locale = lang),
        Trouble::NoSuchClient => t!("trouble.no_such_client", locale = lang),
        Trouble::NoSuchBranch => t!("trouble.no_such_branch", locale = lang),
        Trouble::OutOfRange => t!("trouble.out_of_range", locale = lang),
        Trouble::MustComeFirst => t!("trouble.must_come_first", locale = lang),
        Trouble::SaidBefore => t!("trouble.said_before", locale = lang),
        Trouble::Setting(SetError::UnknownKey) => t!("trouble.unknown_key", locale = lang),
        Trouble::Setting(SetError::BadValue) => t!("trouble.bad_value", locale = lang),
        Trouble::Setting(SetError::NoSuchServer) => t!("trouble.no_such_server", locale = lang),
        Trouble::NotAtATime => t!("trouble.not_at_a_time", locale = lang),
        Trouble::TooLong => t!("trouble.too_long", locale = lang),
        Trouble::NotFourLetters => t!("trouble.not_four_letters", locale = lang),
        Trouble::NotAPath => t!("trouble.not_a_path", locale = lang),
        Trouble::OnBothSides => t!("trouble.on_both_sides", locale = lang),
    };
    text.into_owned()
}

fn fault_text(why: FaultError, lang: Lang) -> String {
    let text = match why {
        FaultError::Nobody => t!("refused.nobody", locale = lang),
        FaultError::NoSuchServer(id) => t!("refused.no_such_server", locale = lang, server = id),
        FaultError::NoSuchProcess(id) => t!("refused.no_such_server", locale = lang, server = id),
        FaultError::Runs(id) => t!("refused.runs", locale = lang, server = id),
        FaultError::DoesNotRun(id) => t!("refused.does_not_run", locale = lang, server = id),
        FaultError::HasNoPower(id) => t!("refused.has_no_power", locale = lang, server = id),
        FaultError::IsPaused(id) => t!("refused.is_paused", locale = lang, server = id),
        FaultError::IsNotPaused(id) => t!("refused.is_not_paused", locale = lang, server = id),
        FaultError::NoSuchMessage(from, to) => {
            t!("refused.no_such_message", locale = lang, from = from, to = to)
        }
    };
    text.into_owned()
}
