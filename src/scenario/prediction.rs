use crate::scenario::words::Words;
use crate::scenario::{Condition, Expected, ParseError, Script};
use crate::vocab::SimTime;

/// Something that a scenario asks its reader to foresee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The line that asks it, from 1.
    pub line: usize,
    /// When.
    pub at: SimTime,
    /// What is asked, as a caption.
    pub asks: String,
    /// The answers to choose from.
    pub choices: Vec<Choice>,
    /// Which of them were true when that was revealed.
    pub outcome: Option<Vec<bool>>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// It is true if this is, at the moment of the reveal.
    pub condition: Condition,
    /// Whether it is half of the truth only.
    pub partly: bool,
    /// The answer, and why it is right or wrong, as they are written.
    pub text: String,
}

/// How good an answer was. Variant order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It is true.
    Right,
    /// It is true, and there is more to it.
    Partly,
    /// It is not.
    Wrong,
}

impl Question {
    pub(super) fn new(line: usize, at: SimTime, asks: String) -> Question {
        Question { line, at, asks, choices: Vec::new(), outcome: None }
    }

    /// Whether it has answers of which none is revealed yet.
    pub fn is_open(&self) -> bool {
        self.outcome.is_none() && !self.choices.is_empty()
    }

    /// How good the answer with this number is, from 0; `None` before it is revealed.
    pub fn grade(&self, choice: usize) -> Option<Grade> {
        let is_true = *self.outcome.as_ref()?.get(choice)?;
        Some(match self.choices[choice].partly {
            _ if !is_true => Grade::Wrong,
            true => Grade::Partly,
            false => Grade::Right,
        })
    }

    /// The answers that turned out right; none before that is revealed.
    pub fn right(&self) -> impl Iterator<Item = &Choice> {
        let graded = self.choices.iter().enumerate();
        graded.filter(|(place, _)| self.grade(*place) == Some(Grade::Right)).map(|(_, it)| it)
    }
}

impl Choice {
    /// `[partly] CONDITION : TEXT`.
    pub(super) fn parse(words: &mut Words, script: &Script) -> Result<Choice, ParseError> {
        let partly = words.take_if("partly");
        let mut first = words.split_off(":").ok_or_else(|| missing_colon(words, script))?;
        let condition = Condition::parse(&mut first, script)?;
        first.finish()?;
        Ok(Choice { condition, partly, text: words.text()? })
    }
}

/// Without a colon the condition itself may be wrong, which comes first.
fn missing_colon(words: &mut Words, script: &Script) -> ParseError {
    let condition = Condition::parse(words, script);
    condition.err().unwrap_or_else(|| words.error(Expected::Word(":")))
}

/// An answer as it is shown, `s3 | The first quorum decides.`: the answer, and why.
pub fn answer_parts(shown: &str) -> (&str, &str) {
    shown.split_once('|').map_or((shown.trim(), ""), |(answer, why)| (answer.trim(), why.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Command, Problem, Run, parse};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// A scenario played to its end.
    fn played(lines: &str) -> Run {
        let (script, errors) = parse(&format!("ensemble 3\nstart all\nuntil settled\n{lines}"));
        assert_eq!(errors, [], "{lines}");
        let mut run = Run::new(script.into());
        while !run.is_over() && run.step(&mut Vec::new()).is_some() {}
        run
    }

    #[test]
    fn the_engine_says_which_answers_are_right() {
        let run = played(
            "predict Who leads?\noption leader s3 : s3\noption leader s2 : s2 | No.\noption partly leader : one of them\nreveal",
        );
        let question = run.questions().first().expect("it was asked");
        assert_eq!(question.outcome, Some(vec![true, false, true]));
        let grades: Vec<Option<Grade>> = (0..4).map(|it| question.grade(it)).collect();
        assert_eq!(grades, [Some(Grade::Right), Some(Grade::Wrong), Some(Grade::Partly), None]);
        assert_eq!(run.problems(), []);
        assert_eq!(run.caption(), Some("Who leads?"));
    }

    #[test]
    fn nothing_is_right_before_it_is_revealed() {
        let run = played("predict Who leads?\noption leader s3 : s3\noption leader s2 : s2");
        assert!(run.asks());
        assert_eq!(run.questions()[0].grade(0), None);
        assert_eq!(run.questions()[0].right().count(), 0);
    }

    #[test]
    fn a_question_without_a_true_answer_is_a_problem() {
        let run =
            played("predict Who leads?\noption partly leader : one of them\noption leader s1 : s1\nreveal");
        assert!(matches!(run.problems(), [Problem::NoAnswer { line: 7, .. }]), "{:?}", run.problems());
    }

    #[test]
    fn an_answer_needs_a_question() {
        let run = played("option leader s1 : s1\nreveal");
        assert!(matches!(
            run.problems(),
            [Problem::NothingAsked { line: 4, .. }, Problem::NothingAsked { line: 5, .. }]
        ));
    }

    #[test]
    fn a_question_may_be_asked_at_a_time() {
        let run = played(
            "at 9s predict Who?\nat 9s option leader s3 : s3\nat 9s option leader s1 : s1\nat 10s reveal",
        );
        assert_eq!(run.questions()[0].outcome, Some(vec![true, false]));
        assert_eq!(run.questions()[0].at, SimTime(9_000_000));
    }

    #[test]
    fn an_answer_is_read_up_to_its_colon() {
        let (script, errors) = parse("client c1\noption partly c1 printed a | b : yes: so it is | why");
        assert_eq!(errors, []);
        let Command::Option(choice) = &script.flow[1].command else { panic!("{:?}", script.flow) };
        assert_eq!((choice.condition.to_string().as_str(), choice.partly), ("c1 printed a | b", true));
        assert_eq!(answer_parts(&choice.text), ("yes: so it is", "why"));
        for (line, column) in
            [("option leader s3 yes", 18), ("option leder : s3", 8), ("option leader s2 s3 : x", 18)]
        {
            let (_, errors) = parse(line);
            assert_eq!(errors.iter().map(|it| it.column).collect::<Vec<_>>(), [column], "{line}");
        }
    }
}
