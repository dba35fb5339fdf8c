//! What was measured, as a table for a person or as JSON.

use serde_json::{Value, json};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Without one: events, requests.
    Count,
    Seconds,
    Millis,
    KiB,
    Percent,
    Ratio,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Count => "",
            Unit::Seconds => "s",
            Unit::Millis => "ms",
            Unit::KiB => "KiB",
            Unit::Percent => "%",
            Unit::Ratio => "×",
        }
    }

    fn write(self, figure: f64) -> String {
        match self {
            Unit::Count | Unit::KiB => grouped(figure),
            Unit::Ratio | Unit::Seconds => format!("{figure:.2}"),
            Unit::Millis | Unit::Percent => format!("{figure:.1}"),
        }
    }
}

/// What a figure should be, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    fn is_met(self, figure: f64) -> bool {
        match self {
            Goal::AtLeast(least) => least <= figure,
            Goal::AtMost(most) => figure <= most,
        }
    }
}

/// One line of the table. A goal is one for the page: for what Chromium does.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub what: String,
    pub unit: Unit,
    pub native: Option<f64>,
    pub chromium: Option<f64>,
    pub goal: Option<Goal>,
}

impl Row {
    /// A figure of the page, which has none beside it.
    pub fn of_page(what: impl Into<String>, unit: Unit, figure: f64) -> Row {
        Row { what: what.into(), unit, native: None, chromium: Some(figure), goal: None }
    }

    /// The same, which should be no more than that.
    pub fn at_most(self, most: f64) -> Row {
        Row { goal: Some(Goal::AtMost(most)), ..self }
    }

    /// The same, which should be no less than that.
    pub fn at_least(self, least: f64) -> Row {
        Row { goal: Some(Goal::AtLeast(least)), ..self }
    }

    /// Whether it is as it should be; `None` where nobody says how, or it was not measured.
    fn is_met(&self) -> Option<bool> {
        Some(self.goal?.is_met(self.chromium?))
    }

    fn json(&self) -> Value {
        let goal = match self.goal {
            None => Value::Null,
            Some(Goal::AtLeast(least)) => json!({ "at_least": least }),
            Some(Goal::AtMost(most)) => json!({ "at_most": most }),
        };
        json!({ "what": self.what, "unit": self.unit.name(), "native": self.native, "chromium": self.chromium,
            "goal": goal, "met": self.is_met() })
    }

    fn line(&self) -> String {
        let told = |it: Option<f64>| it.map(|it| self.unit.write(it)).unwrap_or_default();
        let goal = match self.goal {
            None => String::new(),
            Some(Goal::AtLeast(least)) => format!("≥ {}", self.unit.write(least)),
            Some(Goal::AtMost(most)) => format!("≤ {}", self.unit.write(most)),
        };
        let met = match self.is_met() {
            None => "",
            Some(true) => "met",
            Some(false) => "MISSED",
        };
        let (native, chromium, unit) = (told(self.native), told(self.chromium), self.unit.name());
        let line = format!("{:<58} {native:>10} {chromium:>10} {unit:<3} {goal:>11}  {met}", self.what);
        line.trim_end().to_owned()
    }
}

/// All that is measured, as it comes.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Row>,
    is_json: bool,
}

impl Table {
    /// A table for a person is printed line by line.
    pub fn new(is_json: bool) -> Table {
        if !is_json {
            println!("{:<58} {:>10} {:>10} {:<3} {:>11}", "", "native", "Chromium", "", "goal");
        }
        Table { rows: Vec::new(), is_json }
    }

    pub fn add(&mut self, row: Row) {
        if !self.is_json {
            println!("{}", row.line());
        }
        self.rows.push(row);
    }

    /// Tells how much is as it should be.
    pub fn end(self) {
        if self.is_json {
            let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
            return println!("{:#}", json!({ "rows": rows }));
        }
        let met: Vec<bool> = self.rows.iter().filter_map(Row::is_met).collect();
        println!("{} of {} goals are met", met.iter().filter(|it| **it).count(), met.len());
    }
}

/// `1234567` as `1,234,567`.
fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |it| ("-", it));
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|it| str::from_utf8(it).unwrap_or_default()).collect();
    format!("{sign}{}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_its_goal_is_met() {
        let row = Row::of_page("events/s", Unit::Count, 1_234_567.0).at_least(1_000_000.0);
        let line = row.line();
        assert_eq!(
            line.split_whitespace().collect::<Vec<_>>(),
            ["events/s", "1,234,567", "≥", "1,000,000", "met"]
        );
        let row = Row::of_page("frame", Unit::Millis, 17.04).at_most(17.0);
        assert!(row.line().ends_with("MISSED"));
        assert_eq!(row.json()["met"], json!(false));
        assert_eq!(Row { chromium: None, ..row }.json()["met"], Value::Null);
    }
}
