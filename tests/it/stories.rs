//! The stories: each asks its reader to foresee something, the engine says which answers are right, and together they teach
//! the lessons of the teaching material (S) and of what users get wrong (L).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use zookeeper_playground::locale::Lang;
use zookeeper_playground::player::{Player, Story, caption, gallery};
use zookeeper_playground::scenario::{Grade, Question, Run, answer_parts, parse};

/// A story without a question, and why.
const ASKS_NOTHING: [(&str, &str); 1] =
    [("kill-the-leader", "what happens is up to the reader, who is to act at once")];

/// A lesson without a story, and why.
const NOT_TOLD: [(&str, &str); 1] = [(
    "L22",
    "the servers of a rolling restart have different lists of members, which an ensemble here cannot",
)];

/// How many lessons there are of each kind. L28, Raft beside ZAB, is for later.
const LESSONS: [(char, u32); 2] = [('S', 14), ('L', 27)];

/// What a story has asked by its end.
fn questions(story: &Story) -> Vec<Arc<Question>> {
    let mut run = Run::new(parse(story.text).0.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {
        record.clear();
    }
    run.questions().to_vec()
}

fn is_told(said: &str) -> bool {
    Lang::ALL.into_iter().all(|lang| caption(said, lang) != said)
}

#[test]
fn every_story_asks_and_its_answers_are_graded_by_the_engine() {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for story in gallery() {
        let excused = ASKS_NOTHING.iter().any(|it| it.0 == story.slug);
        let questions = questions(story);
        if questions.is_empty() != excused {
            wrong.push(format!("{}: asks {} questions", story.slug, questions.len()));
        }
        for question in &questions {
            asked += 1;
            wrong.extend(
                faults(question).into_iter().map(|it| format!("{}: {}: {it}", story.slug, question.asks)),
            );
        }
    }
    println!("stories: {} in the gallery, {asked} questions", gallery().len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a question of the gallery: one answer is right, some are wrong, one that is right in part is true, and
/// each says why in every language.
fn faults(question: &Question) -> Vec<String> {
    let mut faults = Vec::new();
    if !(2..=4).contains(&question.choices.len()) {
        faults.push(format!("has {} answers", question.choices.len()));
    }
    if question.right().count() != 1 {
        faults.push(format!("{} answers are right: {:?}", question.right().count(), question.outcome));
    }
    let grades: Vec<Option<Grade>> = (0..question.choices.len()).map(|it| question.grade(it)).collect();
    if !grades.contains(&Some(Grade::Wrong)) {
        faults.push("no answer is wrong".to_owned());
    }
    for (choice, grade) in question.choices.iter().zip(grades) {
        if choice.partly && grade != Some(Grade::Partly) {
            faults.push(format!("`{}` is not even right in part", choice.condition));
        }
        if !is_told(&choice.text) {
            faults.push(format!("`{}` is no message", choice.text));
        }
        for lang in Lang::ALL {
            let (answer, why) = answer_parts(caption(&choice.text, lang));
            if answer.is_empty() || why.is_empty() {
                faults.push(format!("`{}` lacks its answer or its reason in {}", choice.text, lang.tag()));
            }
        }
    }
    faults
}

/// The right answer is not always in the same place.
#[test]
fn the_place_of_an_answer_tells_nothing() {
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for question in gallery().iter().flat_map(questions) {
        let right = (0..question.choices.len()).find(|it| question.grade(*it) == Some(Grade::Right));
        *places.entry(right.expect("one is right")).or_default() += 1;
    }
    let all: usize = places.values().sum();
    assert!(3 <= places.len() && places.values().all(|it| it * 3 < all * 2), "{places:?}");
}

#[test]
fn every_story_has_moments_that_are_told_in_every_language() {
    for story in gallery() {
        let mut scout = Player::open(story.text).scout();
        assert!(scout.go(u32::MAX), "{}", story.slug);
        let moments = scout.moments();
        assert!(2 <= moments.len(), "{}: {moments:?}", story.slug);
        assert!(moments.is_sorted_by_key(|it| it.at), "{}", story.slug);
        for moment in moments {
            assert!(is_told(&moment.said), "{}: `{}` is no message", story.slug, moment.said);
        }
        assert_eq!(
            moments.iter().filter(|it| it.asks).count(),
            questions(story).len(),
            "{}: each question is a moment",
            story.slug
        );
    }
}

#[test]
fn every_lesson_has_a_story() {
    let told: BTreeSet<&str> = gallery().iter().flat_map(Story::lessons).collect();
    let all = LESSONS.into_iter().flat_map(|(kind, last)| (1..=last).map(move |it| format!("{kind}{it}")));
    let all: BTreeSet<String> = all.collect();
    let excused = |lesson: &str| NOT_TOLD.iter().any(|it| it.0 == lesson);
    for lesson in &all {
        let stories: Vec<&str> =
            gallery().iter().filter(|it| it.lessons().any(|it| it == lesson)).map(|it| it.slug).collect();
        println!("{lesson}: {}", stories.join(", "));
        assert_ne!(stories.is_empty(), !excused(lesson), "{lesson}");
    }
    let unknown: Vec<&&str> = told.iter().filter(|it| !all.contains(**it)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
