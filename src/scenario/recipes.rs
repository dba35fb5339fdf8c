use crate::recipe::{
    ContestRules, Goal, Kind, LatchRules, LeaseRules, MasterRules, Order, Pace, Recipe, Style,
};
use crate::scenario::words::Words;
use crate::scenario::{Expected, ParseError, Trouble};
use crate::vocab::Span;

/// One recipe of the language: its name, its form, and how what follows the path is read. What it does, what it promises and
/// what breaks it is in `www/locales`, under `recipe.NAME`.
pub struct RecipeSpec {
    /// The word behind `run CLIENTS`.
    pub name: &'static str,
    /// What may follow it.
    pub usage: &'static str,
    /// Where its znodes are if the line does not say.
    pub path: &'static str,
    /// Words behind the path with which it runs, as the page proposes them.
    pub words: &'static str,
    /// Lines that it understands while it runs.
    pub typed: &'static [&'static str],
    read: fn(&mut Words) -> Result<Kind, ParseError>,
}

/// Every recipe, in the order of the reference page.
pub const RECIPES: &[RecipeSpec] = &[
    RecipeSpec {
        name: "election",
        usage: "election [PATH] [herd] [guid]",
        path: "/app/leader_election",
        words: "writes 1s",
        typed: &["release", "acquire"],
        read: |words| {
            let style = if words.take_if("herd") { Style::Herd } else { Style::Documentation };
            let protected = words.take_if("guid");
            let rules = ContestRules { style, protected, ..ContestRules::of(Goal::Leader, "guid_") };
            Ok(Kind::Contest(rules))
        },
    },
    RecipeSpec {
        name: "lock",
        usage: "lock [PATH]",
        path: "/lock",
        words: "writes 1s",
        typed: &["release", "acquire"],
        read: |_| Ok(line(Goal::Lock, "lock-")),
    },
    RecipeSpec {
        name: "readlock",
        usage: "readlock [PATH]",
        path: "/lock",
        words: "",
        typed: &["release", "acquire"],
        read: |_| Ok(line(Goal::Read, "read-")),
    },
    RecipeSpec {
        name: "writelock",
        usage: "writelock [PATH]",
        path: "/lock",
        words: "writes 1s",
        typed: &["release", "acquire"],
        read: |_| Ok(line(Goal::Write, "write-")),
    },
    RecipeSpec {
        name: "semaphore",
        usage: "semaphore [PATH] N [predecessor]",
        path: "/semaphore",
        words: "2",
        typed: &["release", "acquire"],
        read: |words| {
            let leases = words.parse(Expected::Number)?;
            if leases == 0 {
                return Err(words.trouble_before(Expected::Number, Trouble::OutOfRange));
            }
            let style = if words.take_if("predecessor") { Style::Curator } else { Style::Herd };
            let rules = ContestRules::of(Goal::Lease, "lease-");
            Ok(Kind::Contest(ContestRules { style, leases, protected: true, ..rules }))
        },
    },
    RecipeSpec {
        name: "latch",
        usage: "latch [PATH] [session] [percent N]",
        path: "/latch",
        words: "writes 1s",
        typed: &["release", "acquire"],
        read: |words| {
            let until_lost = words.take_if("session");
            let percent = if words.take_if("percent") { words.parse(Expected::Number)? } else { 100 };
            if 100 < percent {
                return Err(words.trouble_before(Expected::Number, Trouble::OutOfRange));
            }
            Ok(Kind::Latch(LatchRules { until_lost, percent }))
        },
    },
    RecipeSpec {
        name: "master",
        usage: "master [PATH] [by-number] [grace SPAN]",
        path: "/master",
        words: "writes 1s",
        typed: &["release", "acquire"],
        read: |words| {
            let by_number = words.take_if("by-number");
            let grace = if words.take_if("grace") { words.parse(Expected::Span)? } else { Span::ZERO };
            Ok(Kind::Master(MasterRules { by_number, grace }))
        },
    },
    RecipeSpec {
        name: "lease",
        usage: "lease [KEY] SPAN [careless]",
        path: "/lease",
        words: "5s writes 1s",
        typed: &["release", "acquire"],
        read: |words| {
            let span = words.parse(Expected::Span)?;
            Ok(Kind::Lease(LeaseRules { span, looks_at_clock: !words.take_if("careless") }))
        },
    },
    RecipeSpec {
        name: "barrier",
        usage: "barrier [PATH]",
        path: "/barrier",
        words: "",
        typed: &["raise", "lower"],
        read: |_| Ok(Kind::Barrier),
    },
    RecipeSpec {
        name: "double-barrier",
        usage: "double-barrier [PATH] of N [for SPAN]",
        path: "/double",
        words: "of 2",
        typed: &["leave", "enter"],
        read: |words| Ok(Kind::DoubleBarrier { size: number_after("of", words)? }),
    },
    RecipeSpec {
        name: "produce",
        usage: "produce [PATH] [priority N] [puts N] every SPAN",
        path: "/queue",
        words: "every 1s",
        typed: &[],
        read: |words| {
            let priority = if words.take_if("priority") { Some(below_hundred(words)?) } else { None };
            Ok(Kind::Produce { priority, pace: pace("puts", words)? })
        },
    },
    RecipeSpec {
        name: "consume",
        usage: "consume [PATH] [priority [careless]] [for SPAN]",
        path: "/queue",
        words: "for 500ms",
        typed: &[],
        read: |words| {
            Ok(Kind::Consume {
                order: if !words.take_if("priority") {
                    Order::Number
                } else if words.take_if("careless") {
                    Order::StalePriority
                } else {
                    Order::Priority
                },
            })
        },
    },
    RecipeSpec {
        name: "counter",
        usage: "counter [PATH] [careless] [adds N every SPAN]",
        path: "/counter",
        words: "",
        typed: &["add"],
        read: |words| {
            let careless = words.take_if("careless");
            let pace = if words.have(&["every"]) { Some(pace("adds", words)?) } else { None };
            Ok(Kind::Count { careless, pace })
        },
    },
    RecipeSpec {
        name: "config",
        usage: "config [PATH]",
        path: "/config",
        words: "",
        typed: &["set v2"],
        read: |_| Ok(Kind::Config),
    },
    RecipeSpec {
        name: "naming",
        usage: "naming [PATH]",
        path: "/names",
        words: "",
        typed: &["next"],
        read: |_| Ok(Kind::Naming),
    },
    RecipeSpec {
        name: "member",
        usage: "member [PATH] [careless]",
        path: "/group",
        words: "",
        typed: &["leave", "join"],
        read: |words| Ok(Kind::Member { careless: words.take_if("careless") }),
    },
    RecipeSpec {
        name: "discover",
        usage: "discover [PATH]",
        path: "/group",
        words: "",
        typed: &[],
        read: |_| Ok(Kind::Discover { pace: None }),
    },
    RecipeSpec {
        name: "balance",
        usage: "balance [PATH] [sends N] every SPAN",
        path: "/group",
        words: "every 1s",
        typed: &[],
        read: |words| Ok(Kind::Discover { pace: Some(pace("sends", words)?) }),
    },
    RecipeSpec {
        name: "coordinate",
        usage: "coordinate [PATH] sites N [all]",
        path: "/app/tx",
        words: "sites 2",
        typed: &[],
        read: |words| {
            let sites = number_after("sites", words)?;
            Ok(Kind::Coordinate { sites, all_watch: words.take_if("all") })
        },
    },
    RecipeSpec {
        name: "site",
        usage: "site [PATH] yes|no",
        path: "/app/tx",
        words: "yes",
        typed: &[],
        read: |words| Ok(Kind::Site { yes: words.one_of(&["yes", "no"], Expected::Word("yes"))? == "yes" }),
    },
];

/// A line of those who want something, each with a number of its own in its name.
fn line(goal: Goal, prefix: &'static str) -> Kind {
    Kind::Contest(ContestRules { protected: true, ..ContestRules::of(goal, prefix) })
}

/// `WORD N every SPAN`, or without the first two for ever.
fn pace(word: &str, words: &mut Words) -> Result<Pace, ParseError> {
    let left = if words.take_if(word) { Some(words.parse(Expected::Number)?) } else { None };
    words.one_of(&["every"], Expected::Word("every"))?;
    let every = words.parse(Expected::Span)?;
    if every == Span::ZERO {
        return Err(words.trouble_before(Expected::Span, Trouble::OutOfRange));
    }
    Ok(Pace { every, left })
}

/// `WORD N`.
fn number_after(word: &'static str, words: &mut Words) -> Result<u16, ParseError> {
    words.one_of(&[word], Expected::Word(word))?;
    words.parse(Expected::Number)
}

fn below_hundred(words: &mut Words) -> Result<u8, ParseError> {
    let number: u8 = words.parse(Expected::Number)?;
    if number < 100 { Ok(number) } else { Err(words.trouble_before(Expected::Number, Trouble::OutOfRange)) }
}

/// What stands behind `run CLIENTS`: a recipe's name, its path, its own words, and `for SPAN`, `writes SPAN`.
pub(super) fn recipe(words: &mut Words) -> Result<Recipe, ParseError> {
    let names: Vec<&'static str> = RECIPES.iter().map(|it| it.name).collect();
    let name = words.one_of(&names, Expected::Recipe)?;
    let spec = RECIPES.iter().find(|it| it.name == name).expect("it is one of them");
    let named = words.peek().filter(|it| it.starts_with('/'));
    let path = match named {
        Some(_) => words.take(Expected::Path)?,
        None => spec.path,
    };
    let kind = (spec.read)(words)?;
    let mut recipe = Recipe { name, path: path.into(), holds_for: None, writes_every: None, kind };
    loop {
        if words.take_if("for") {
            recipe.holds_for = Some(words.parse(Expected::Span)?);
        } else if words.take_if("writes") {
            recipe.writes_every = Some(words.parse(Expected::Span)?);
        } else {
            return Ok(recipe);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// What was expected where the line goes wrong; `None`: it can be read.
    fn expected(recipe: &str) -> Option<Expected> {
        let (_, errors) = parse(&format!("ensemble 1\nclient c1\nrun c1 {recipe}"));
        errors.first().map(|it| it.expected)
    }

    #[test]
    fn what_the_page_proposes_can_be_read() {
        for it in RECIPES {
            assert_eq!(expected(&format!("{} {} {}", it.name, it.path, it.words)), None, "{}", it.name);
        }
    }

    #[test]
    fn a_recipe_that_lacks_a_word_says_which() {
        assert_eq!(expected("produce /q priority 7 puts 3 every 10ms"), None);
        assert_eq!(expected("produce"), Some(Expected::Word("every")));
        assert_eq!(expected("produce priority 100 every 1s"), Some(Expected::Number));
        assert_eq!(expected("balance every 0s"), Some(Expected::Span));
        assert_eq!(expected("consume careless"), Some(Expected::End));
        assert_eq!(expected("consume priority careless for 1s"), None);
        assert_eq!(expected("counter"), None);
        assert_eq!(expected("counter careless adds 3"), Some(Expected::End));
        assert_eq!(expected("double-barrier 3"), Some(Expected::Word("of")));
        assert_eq!(expected("coordinate /t sites 3 all"), None);
        assert_eq!(expected("site /t maybe"), Some(Expected::Word("yes")));
    }
}
