use std::fmt::Write as _;

use super::{Course, Experiment, Growth, Measurement, Metric};

/// One number of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Of what.
    pub metric: Metric,
    /// The number; `None` if nothing of that kind happened.
    pub value: Option<u64>,
}

/// The measurements of an experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// By arrangement and size, in their order.
    pub rows: Vec<(usize, u16, Measurement)>,
}

impl Table {
    /// Runs all arrangements for all sizes.
    pub fn of(experiment: &Experiment) -> Table {
        let mut rows = Vec::new();
        for place in 0..experiment.arrangements.len() {
            for size in &experiment.sizes {
                let script = experiment.script(place, *size).0;
                rows.push((place, *size, super::Trial::new(script).finish()));
            }
        }
        Table { rows }
    }

    /// The points of a curve.
    pub fn curve(&self, place: usize, metric: Metric) -> Vec<(u16, u64)> {
        let of_it = self.rows.iter().filter(|it| it.0 == place);
        of_it.filter_map(|(_, size, it)| Some((*size, it.value(metric)?))).collect()
    }

    /// How a number grows with n, if that can be said.
    pub fn growth(&self, place: usize, metric: Metric) -> Option<Growth> {
        Growth::of(&self.curve(place, metric))
    }

    /// As CSV: a line for each arrangement and size; times in microseconds.
    pub fn csv(&self, experiment: &Experiment) -> String {
        let mut text = String::from("arrangement,n");
        for metric in Metric::ALL {
            let unit = if metric.is_time() { "_us" } else { "" };
            let _ = write!(text, ",{}{unit}", metric.name());
        }
        text.push('\n');
        for (place, size, measured) in &self.rows {
            let title = experiment.arrangements[*place].title.replace('"', "\"\"");
            let _ = write!(text, "\"{title}\",{size}");
            for metric in Metric::ALL {
                let value = measured.value(metric).map_or(String::new(), |it| it.to_string());
                let _ = write!(text, ",{value}");
            }
            text.push('\n');
        }
        text
    }

    /// As text in columns, with the growth of each number below those of an arrangement.
    pub fn text(&self, experiment: &Experiment) -> String {
        let mut text = String::new();
        for (place, arrangement) in experiment.arrangements.iter().enumerate() {
            let _ = writeln!(text, "{}", arrangement.title);
            let _ = write!(text, "{:>6}", "n");
            let names: String = Metric::ALL.iter().map(|it| format!(" {:>11}", it.name())).collect();
            let _ = writeln!(text, "{names}");
            for (_, size, measured) in self.rows.iter().filter(|it| it.0 == place) {
                let _ = write!(text, "{size:>6}");
                for metric in Metric::ALL {
                    let _ = write!(text, " {:>11}", shown(metric, measured.value(metric)));
                }
                let failed = if measured.problems > 0 { "  !" } else { "" };
                let _ = writeln!(text, "{failed}");
            }
            if experiment.sizes.len() > 2 {
                let _ = write!(text, "{:>6}", "~");
                for metric in Metric::ALL {
                    let growth =
                        self.growth(place, metric).map_or_else(|| "-".to_owned(), |it| it.to_string());
                    let _ = write!(text, " {growth:>11}");
                }
                text.push('\n');
            }
            let largest = self.rows.iter().rfind(|it| it.0 == place);
            largest.iter().for_each(|(_, size, measured)| text.push_str(&by_kind(*size, measured)));
            text.push('\n');
        }
        text
    }
}

/// Who led and leads, the messages by name and who had most of them.
fn by_kind(size: u16, measured: &Measurement) -> String {
    let course = |course: &Course| match (&course.before, &course.change) {
        (None, None) => "-".to_owned(),
        (Some(who), None) => format!("{who} stays"),
        (who, Some(change)) => format!("{} → {}", who.as_deref().unwrap_or("-"), change.to),
    };
    let kinds: String = measured.messages.iter().map(|(name, count)| format!(" {name} {count}")).collect();
    let mut loads: Vec<(&String, &u64)> = measured.load.iter().collect();
    loads.sort_by_key(|it| (std::cmp::Reverse(it.1), it.0));
    let loads: String = loads.iter().take(5).map(|(who, count)| format!(" {who} {count}")).collect();
    let (servers, recipe) = (course(&measured.servers), course(&measured.recipe));
    format!("  n = {size}: ensemble {servers}, application {recipe}; messages{kinds}; load{loads}\n")
}

fn shown(metric: Metric, value: Option<u64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if metric.is_time() => format!("{}.{} ms", value / 1_000, value % 1_000 / 100),
        Some(value) => value.to_string(),
    }
}
