//! What a page that embeds this one may ask of it, and what it is told: the messages of `postMessage`, version 1.
//!
//! Each message is a plain object with `zkplay: 1`, which tells it from those of others and says the version, and with its
//! `type`; what else is in it stands at its variant, in the names of its fields. [`Ask`] goes to the page, [`Say`] comes from it:
//!
//! ```json
//! {"zkplay": 1, "type": "load", "scenario": {"story": "kill-the-leader"}}
//! {"zkplay": 1, "type": "leader-changed", "micros": 1532000, "server": "s3"}
//! ```
//!
//! Moments are microseconds of the run's own time. A scenario is data: a text of the language, never code.
//!
//! **Whom to believe.** The page listens to the window that holds it and to no other, and asks it for nothing but what is here;
//! none of that reaches further than the page itself. It answers that window wherever it comes from (`"*"`), for what it tells
//! is no secret: the host has chosen the scenario. A host should take a message for ours only if `event.source` is the
//! `contentWindow` of the frame that it made; `event.origin` is the page's, or `"null"` in a sandbox without
//! `allow-same-origin`. `www/embed.js` does so.
//!
//! What is not ours (no `zkplay`) is ignored. What is ours and cannot be understood is answered by [`Say::Error`].

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::locale::Lang;
use crate::player::view::View;
use crate::scenario::Problem;
use crate::vocab::{ServerId, SimTime};

/// The version of these messages. It changes when one of them comes to mean something else, not when there are more.
pub const VERSION: u64 = 1;

/// No host gets further than that: thirty days.
pub const LATEST: SimTime = SimTime(30 * 24 * 3_600_000_000);

/// From the host to the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ask {
    /// Takes another scenario, at its beginning or at the moment of a link. Time passes if the address says `autoplay`.
    Load { scenario: Scenario },
    /// Lets time pass. A host that sends this decides for its reader: who wants no motion gets it step by step.
    Play {},
    /// Stops it.
    Pause {},
    /// Goes to a moment, [`LATEST`] at most.
    Seek { micros: u64 },
    /// Does one line of the scenario language at the moment shown, as the reader could.
    Act { line: String },
    /// Changes what is shown, or how; what is not there stays.
    View {
        #[serde(default)]
        view: Option<Parts>,
        #[serde(default)]
        theme: Option<Theme>,
        /// A BCP 47 tag: `en`, `zh-TW`.
        #[serde(default)]
        lang: Option<String>,
    },
}

/// What is to be played: `{"story": "herd"}`, `{"link": "a7J7R…"}` or `{"text": "ensemble 3\nstart all\n"}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// One of the gallery, by its name there.
    Story(String),
    /// What stands behind the `#` of a link.
    Link(String),
    /// A text of the language, a scenario or an experiment.
    Text(String),
}

/// Light, dark, or what the device says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "they say it")]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// From the page to the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Say {
    /// It is there, and listens: the first message.
    Ready { engine: &'static str },
    /// The moment shown, how far the run is known, and whether time passes; at most four times a second.
    Moment { micros: u64, known_micros: u64, playing: bool },
    /// Another server, or none, leads with a quorum at the moment shown.
    LeaderChanged { micros: u64, server: Option<String> },
    /// An `expect` or an `until` of the scenario does not hold; the line from 1, and why, in the page's language.
    ExpectationFailed { line: usize, text: String },
    /// The page needs this height, in CSS pixels; only if it is to follow its content.
    Resized { height: u32 },
    /// What was asked could not be done, or not be understood.
    Error { reason: String },
}

impl Say {
    /// As it is sent.
    pub fn json(&self) -> String {
        let said = serde_json::to_string(self).expect("its keys are texts");
        said.replacen('{', &format!("{{\"zkplay\":{VERSION},"), 1)
    }
}

/// Reads a message; `None` if it is not one of ours, an error for [`Say::Error`] if it cannot be understood.
pub fn read(json: &str) -> Option<Result<Ask, String>> {
    let Ok(Value::Object(mut message)) = serde_json::from_str(json) else { return None };
    let version = message.remove("zkplay")?;
    if version != VERSION {
        return Some(Err(format!("version {version} is not known here, only {VERSION}")));
    }
    let Some(Value::String(kind)) = message.remove("type") else {
        return Some(Err("missing field `type`".to_owned()));
    };
    // As serde writes an enum that is tagged from outside, which takes less code to read: 11 KB of the page.
    let tagged = Map::from_iter([(kind, Value::Object(message))]);
    Some(serde_json::from_value(Value::Object(tagged)).map_err(|it| it.to_string()))
}

/// A part of the page that can be shown on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is what the page calls it")]
pub enum Part {
    Stage,
    Timeline,
    Story,
    Ballots,
    Logs,
    Znodes,
    Clients,
    Compare,
    Script,
    Text,
    Checks,
    Events,
    Console,
}

impl Part {
    /// In the order in which they stand below each other.
    pub const ALL: [Part; 13] = [
        Self::Stage,
        Self::Timeline,
        Self::Story,
        Self::Ballots,
        Self::Logs,
        Self::Znodes,
        Self::Clients,
        Self::Compare,
        Self::Script,
        Self::Text,
        Self::Checks,
        Self::Events,
        Self::Console,
    ];

    /// The word for it in `view`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Timeline => "timeline",
            Self::Story => "story",
            Self::Ballots => "ballots",
            Self::Logs => "logs",
            Self::Znodes => "znodes",
            Self::Clients => "clients",
            Self::Compare => "compare",
            Self::Script => "script",
            Self::Text => "text",
            Self::Checks => "checks",
            Self::Events => "events",
            Self::Console => "console",
        }
    }
}

/// The value of `view`: words with spaces between them, of which the order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Parts(BTreeSet<Part>);

impl Parts {
    /// Whether it is to be shown.
    pub fn has(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    /// The words that are known, and the first that is not. No word at all stands for the stage.
    pub fn salvaged(words: &str) -> (Parts, Option<String>) {
        let known = |word: &str| Part::ALL.into_iter().find(|it| it.word() == word);
        let unknown = words.split_whitespace().find(|it| known(it).is_none()).map(str::to_owned);
        let parts: BTreeSet<Part> = words.split_whitespace().filter_map(known).collect();
        let parts = if parts.is_empty() { BTreeSet::from([Part::Stage]) } else { parts };
        (Parts(parts), unknown)
    }
}

impl FromStr for Parts {
    type Err = String;

    fn from_str(words: &str) -> Result<Parts, String> {
        match Parts::salvaged(words) {
            (parts, None) => Ok(parts),
            (_, Some(unknown)) => Err(format!(
                "unknown word `{unknown}` in view, expected some of {}",
                Part::ALL.map(Part::word).join(", ")
            )),
        }
    }
}

impl TryFrom<String> for Parts {
    type Error = String;

    fn try_from(words: String) -> Result<Parts, String> {
        words.parse()
    }
}

/// What a host has been told of a run, so that it is told no more than the news.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    leader: Option<ServerId>,
    failed: Vec<(usize, SimTime)>,
}

impl Told {
    /// What is new at the moment shown.
    pub fn news(&mut self, view: &View, problems: &[Problem], lang: Lang) -> Vec<Say> {
        let mut news = Vec::new();
        if self.leader != view.leader {
            self.leader = view.leader;
            let server = view.leader.map(|it| it.to_string());
            news.push(Say::LeaderChanged { micros: view.now.0, server });
        }
        let failed = |it: &Problem| match it {
            Problem::Expectation { line, at, .. }
            | Problem::Until { line, at, .. }
            | Problem::NoAnswer { line, at, .. } => Some((*line, *at)),
            Problem::Parse(_)
            | Problem::NothingAsked { .. }
            | Problem::Refused { .. }
            | Problem::Broken { .. } => None,
        };
        for problem in problems.iter().filter(|it| failed(it).is_some_and(|it| !self.failed.contains(&it))) {
            news.push(Say::ExpectationFailed { line: problem.line(), text: problem.text(lang) });
        }
        self.failed = problems.iter().filter_map(failed).collect();
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::{Command, Player};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[track_caller]
    fn check(json: &str, expected: Ask) {
        assert_eq!(read(json), Some(Ok(expected)));
    }

    #[test]
    fn what_a_host_asks_is_read() {
        let story = Scenario::Story("herd".to_owned());
        check(r#"{"zkplay":1,"type":"load","scenario":{"story":"herd"}}"#, Ask::Load { scenario: story });
        check(r#"{"zkplay":1,"type":"play"}"#, Ask::Play {});
        check(r#"{"type":"pause","zkplay":1}"#, Ask::Pause {});
        check(r#"{"zkplay":1,"type":"seek","micros":1500000}"#, Ask::Seek { micros: 1_500_000 });
        check(r#"{"zkplay":1,"type":"act","line":"crash s1"}"#, Ask::Act { line: "crash s1".to_owned() });
        let view = Some("stage logs".parse().unwrap());
        check(
            r#"{"zkplay":1,"type":"view","view":"logs stage","theme":"dark"}"#,
            Ask::View { view, theme: Some(Theme::Dark), lang: None },
        );
    }

    #[test]
    fn what_is_of_others_is_ignored_and_what_is_wrong_is_named() {
        for other in ["", "\"setImmediate$1\"", "[1]", "{}", r#"{"type":"play"}"#] {
            assert_eq!(read(other), None, "{other}");
        }
        for (wrong, says) in [
            (r#"{"zkplay":2,"type":"play"}"#, "version 2"),
            (r#"{"zkplay":1}"#, "missing field `type`"),
            (r#"{"zkplay":1,"type":"jump"}"#, "unknown variant `jump`"),
            (r#"{"zkplay":1,"type":"seek"}"#, "missing field `micros`"),
            (r#"{"zkplay":1,"type":"seek","micros":-1}"#, "invalid value"),
            (r#"{"zkplay":1,"type":"play","at":1}"#, "unknown field `at`"),
            (r#"{"zkplay":1,"type":"load","scenario":{"script":"alert(1)"}}"#, "unknown variant `script`"),
            (r#"{"zkplay":1,"type":"view","view":"stage sky"}"#, "unknown word `sky`"),
        ] {
            let told = read(wrong).expect("it is ours").expect_err(wrong);
            assert!(told.contains(says), "{wrong}: {told}");
        }
    }

    #[test]
    fn what_is_said_has_its_version_and_type() {
        let said = |it: Say| it.json();
        assert_eq!(said(Say::Resized { height: 480 }), r#"{"zkplay":1,"type":"resized","height":480}"#);
        assert_eq!(
            said(Say::Moment { micros: 1, known_micros: 2, playing: true }),
            r#"{"zkplay":1,"type":"moment","micros":1,"known_micros":2,"playing":true}"#
        );
        assert_eq!(
            said(Say::LeaderChanged { micros: 0, server: None }),
            r#"{"zkplay":1,"type":"leader-changed","micros":0,"server":null}"#
        );
    }

    #[test]
    fn of_a_view_with_unknown_words_the_others_are_shown() {
        let (parts, unknown) = Parts::salvaged("sky ballots  stage");
        assert_eq!(unknown.as_deref(), Some("sky"));
        assert!(parts.has(Part::Stage) && parts.has(Part::Ballots) && !parts.has(Part::Timeline));
        assert!(Parts::salvaged("").0.has(Part::Stage));
    }

    #[test]
    fn a_host_is_told_the_news_once() {
        let mut player = Player::open("ensemble 3\nstart all\nuntil leader\nexpect leader s1\n");
        let mut told = Told::default();
        let mut news = |player: &Player| told.news(&player.view(), &player.problems(), Lang::En);
        assert_eq!(news(&player), []);
        player.apply(Command::ToNextElection).unwrap();
        player.apply(Command::StepEvent).unwrap();
        let [Say::LeaderChanged { micros, server }, Say::ExpectationFailed { line: 4, text }] =
            &news(&player)[..]
        else {
            panic!("a leader, who is not s1");
        };
        assert_eq!((*micros, server.as_deref()), (player.now().0, Some("s3")));
        assert!(text.contains("s3"), "{text}");
        assert_eq!(news(&player), []);
        player.apply(Command::Restart).unwrap();
        assert_eq!(news(&player), [Say::LeaderChanged { micros: 0, server: None }]);
    }
}
