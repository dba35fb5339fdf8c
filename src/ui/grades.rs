//! How the reader has foreseen what came of the stories: kept on this device, as lines `slug number grade`.

use crate::scenario::Grade;
use crate::ui::browser::storage;

const NAMES: [(Grade, &str); 3] =
    [(Grade::Right, "right"), (Grade::Partly, "partly"), (Grade::Wrong, "wrong")];

/// A grade in a word, for the memory and the style sheets.
pub fn name(grade: Grade) -> &'static str {
    NAMES.iter().find(|it| it.0 == grade).map_or("", |it| it.1)
}

/// All that has been foreseen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grades(String);

impl Grades {
    /// What this device remembers.
    pub fn recall() -> Grades {
        Grades(storage::recall(storage::Key::Predictions).unwrap_or_default())
    }

    /// How a story was foreseen: right if every answer was, wrong if every one was. `None` if it has not been.
    pub fn of(&self, slug: &str) -> Option<Grade> {
        let mut found = self.0.lines().filter_map(read).filter(|it| it.0 == slug).map(|it| it.2);
        let first = found.next()?;
        Some(if found.all(|it| it == first) { first } else { Grade::Partly })
    }

    /// With the answer to a story's question of this number, from 0; a later answer takes the place of an earlier one.
    fn with(&self, slug: &str, number: usize, grade: Grade) -> Grades {
        let others = self.0.lines().filter(|it| read(it).is_some_and(|it| (it.0, it.1) != (slug, number)));
        let line = format!("{slug} {number} {}", name(grade));
        Grades(others.chain([line.as_str()]).collect::<Vec<_>>().join("\n"))
    }
}

/// Remembers how a story's question was answered.
pub fn remember(slug: &str, number: usize, grade: Grade) {
    let grades = Grades::recall().with(slug, number, grade);
    storage::remember(storage::Key::Predictions, Some(&grades.0));
}

fn read(line: &str) -> Option<(&str, usize, Grade)> {
    let mut words = line.split(' ');
    let (slug, number) = (words.next()?, words.next()?.parse().ok()?);
    let word = words.next()?;
    NAMES.iter().find(|it| it.1 == word).map(|it| (slug, number, it.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_last_answer_to_each_question_counts() {
        let grades = Grades("rubbish\na 0 wrong".to_owned());
        assert_eq!((grades.of("a"), grades.of("b")), (Some(Grade::Wrong), None));
        let grades = grades.with("a", 0, Grade::Right).with("b", 0, Grade::Wrong);
        assert_eq!((grades.of("a"), grades.of("b")), (Some(Grade::Right), Some(Grade::Wrong)));
        let grades = grades.with("a", 1, Grade::Wrong);
        assert_eq!(grades.of("a"), Some(Grade::Partly));
    }
}
