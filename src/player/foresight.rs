use std::collections::BTreeMap;
use std::sync::Arc;

use crate::scenario::{Grade, Question, Run};

/// What the reader has answered to the questions of a scenario, by their lines; nothing to those that were passed over.
pub(super) type Answers = BTreeMap<usize, Option<usize>>;

/// A question at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionView {
    /// What is asked, and what is true, if that is revealed.
    pub question: Arc<Question>,
    /// How many were asked before it.
    pub number: usize,
    /// The answer that the reader has chosen, by its number from 0.
    pub choice: Option<usize>,
    /// Whether the reader is waited for.
    pub waits: bool,
}

impl QuestionView {
    /// How good the reader's answer was, if there is one and what is true is revealed.
    pub fn grade(&self) -> Option<Grade> {
        self.question.grade(self.choice?)
    }
}

/// Whether playing has to wait for the reader here.
pub(super) fn waits(run: &Run, answers: &Answers) -> bool {
    run.asks() && run.questions().last().is_some_and(|it| !answers.contains_key(&it.line))
}

/// The last question that was asked, with all its answers.
pub(super) fn question(run: &Run, answers: &Answers) -> Option<QuestionView> {
    let question = run.questions().last().filter(|it| !it.choices.is_empty())?;
    let choice = answers.get(&question.line).copied().flatten();
    let number = run.questions().len() - 1;
    Some(QuestionView { question: Arc::clone(question), number, choice, waits: waits(run, answers) })
}
