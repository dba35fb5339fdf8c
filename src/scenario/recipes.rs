use crate::recipe::{ContestRules, Goal, Kind, LatchRules, LeaseRules, MasterRules, Recipe, Style};
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
    read: fn(&mut Words) -> Result<Kind, ParseError>,
}

/// Every recipe, in the order of the reference page.
pub const RECIPES: &[RecipeSpec] = &[
    RecipeSpec {
        name: "election",
        usage: "election [PATH] [herd] [guid]",
        path: "/app/leader_election",
        read: |words| {
            let style = if words.take_if("herd") { Style::Herd } else { Style::Documentation };
            let protected = words.take_if("guid");
            let rules = ContestRules { style, protected, ..ContestRules::of(Goal::Leader, "guid_") };
            Ok(Kind::Contest(rules))
        },
    },
    RecipeSpec { name: "lock", usage: "lock [PATH]", path: "/lock", read: |_| Ok(line(Goal::Lock, "lock-")) },
    RecipeSpec {
        name: "readlock",
        usage: "readlock [PATH]",
        path: "/lock",
        read: |_| Ok(line(Goal::Read, "read-")),
    },
    RecipeSpec {
        name: "writelock",
        usage: "writelock [PATH]",
        path: "/lock",
        read: |_| Ok(line(Goal::Write, "write-")),
    },
    RecipeSpec {
        name: "semaphore",
        usage: "semaphore [PATH] N [predecessor]",
        path: "/semaphore",
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
        read: |words| {
            let span = words.parse(Expected::Span)?;
            Ok(Kind::Lease(LeaseRules { span, looks_at_clock: !words.take_if("careless") }))
        },
    },
];

/// A line of those who want something, each with a number of its own in its name.
fn line(goal: Goal, prefix: &'static str) -> Kind {
    Kind::Contest(ContestRules { protected: true, ..ContestRules::of(goal, prefix) })
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
