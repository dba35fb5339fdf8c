//! Experiments: the prepared ones keep what they promise, and what the page shows of them.

use std::fs;

use zookeeper_playground::compare::{Experiment, Growth, Metric, Trial};
use zookeeper_playground::locale::Lang;
use zookeeper_playground::player::{
    Comparison, Job, arrangement_says, arrangement_title, experiments, measure, measured, ticks,
};

/// Larger ones take long where nothing is optimised; `zkplay compare` runs all.
const LARGEST: u16 = 25;

/// With all n run up to that one.
fn compared(slug: &str, largest: u16) -> Comparison {
    let text = experiments().iter().find(|it| it.slug == slug).expect("it is prepared").text;
    let mut comparison = Comparison::open(text, 5);
    comparison.choose(5);
    run(&mut comparison, largest);
    comparison.ask_for_curve();
    run(&mut comparison, largest);
    comparison
}

fn run(comparison: &mut Comparison, largest: u16) {
    while let Some(job) = comparison.job().filter(|it| it.size <= largest) {
        let answer = measure(&comparison.scenario(job));
        comparison.take(job, measured(&answer).expect("what has just been written"));
    }
}

#[test]
fn every_prepared_experiment_keeps_what_it_promises() {
    let files = fs::read_dir("www/experiments").unwrap().count();
    assert_eq!(files, experiments().len(), "a file of www/experiments is not prepared");
    for prepared in experiments() {
        let (experiment, errors) = Experiment::parse(prepared.text);
        assert_eq!(errors, [], "{}", prepared.slug);
        let experiment = experiment.expect("it has arrangements");
        assert!(
            prepared.text.matches("\nexpect ").count() >= experiment.arrangements.len(),
            "{}",
            prepared.slug
        );
        for (place, arrangement) in experiment.arrangements.iter().enumerate() {
            for size in experiment.sizes.iter().filter(|it| **it <= LARGEST) {
                let measured = Trial::new(experiment.script(place, *size).0).finish();
                let name = format!("{}, {}, n = {size}", prepared.slug, arrangement.title);
                assert_eq!(measured.problems, 0, "{name}");
                let change = measured.course().change.as_ref().unwrap_or_else(|| panic!("{name}: no change"));
                assert_ne!(change.from.as_ref(), Some(&change.to), "{name}");
            }
            for lang in Lang::ALL {
                let word = &arrangement.title;
                assert_ne!(arrangement_title(word, lang), word, "{word} in {}", lang.tag());
                assert_ne!(arrangement_says(word, 5, lang), "", "{word} in {}", lang.tag());
            }
        }
        for lang in Lang::ALL {
            assert_ne!(prepared.title(lang), prepared.slug, "in {}", lang.tag());
            assert_ne!(prepared.question(lang), "", "{} in {}", prepared.slug, lang.tag());
        }
    }
}

#[test]
fn one_is_woken_or_all_are() {
    let herd = compared("herd", 17);
    let value = |place, metric| herd.measured(place).unwrap().value(metric);
    assert_eq!((value(0, Metric::Events), value(1, Metric::Events)), (Some(1), Some(4)));
    let names: Vec<u64> = herd.curve(1, Metric::Names).0.iter().map(|it| it.1).collect();
    assert_eq!(names, [4, 16, 64, 256], "(n - 1)²");
    assert_eq!(herd.curve(1, Metric::Names).1, None, "no growth is named before all is run");
}

#[test]
fn who_is_paused_leads_nobody_and_believes_to_lead_beside_the_next() {
    let pause = compared("pause", 5);
    for place in 0..2 {
        let course = pause.measured(place).unwrap().course();
        let change = course.change.as_ref().unwrap();
        let (nobody, two) = (&course.nobody.0[..], &course.two.0[..]);
        assert!(nobody.len() == 1 && nobody[0].0 < 1_000, "{nobody:?}");
        assert!(change.elected <= nobody[0].1 && nobody[0].1 <= change.recovered, "{nobody:?} {change:?}");
        let woke = 20_000_000;
        assert!(two.len() == 1 && two[0].0 <= nobody[0].1 && woke < two[0].1, "{two:?}");
    }
    assert!(20_000_000 < pause.ends());
    let late = |place| pause.measured(place).unwrap().value(Metric::Late);
    assert_eq!(late(0), Some(0), "the servers do not take what an old leader proposes");
    assert!(Some(0) < late(1), "a store outside does");
}

#[test]
fn a_curve_is_run_from_the_smallest_and_can_be_given_up() {
    let mut comparison = compared("two_elections", 9);
    assert_eq!(comparison.job(), Some(Job { place: 0, size: 17 }));
    assert_eq!(comparison.progress(), Some((6, 18)), "that of n = 5 was known");
    assert!(!comparison.has_curve());
    comparison.cancel();
    assert_eq!((comparison.job(), comparison.progress()), (None, None));
    assert_eq!(comparison.csv().lines().count(), 1 + 9);
    comparison.choose(9);
    assert_eq!(comparison.job(), None, "it is known");
    comparison.ask_for_curve();
    comparison.choose(65);
    assert_eq!(comparison.job(), Some(Job { place: 0, size: 65 }), "what is looked at comes first");
    assert_eq!(comparison.progress(), Some((0, 12)), "and the others are not forgotten");
    comparison.cancel();
    let mut small = Comparison::open(&comparison.text().replace("17 33 65 101", ""), 5);
    small.ask_for_curve();
    run(&mut small, 9);
    assert!(small.has_curve());
    assert_eq!(small.curve(1, Metric::Messages).1, Some(Growth::Constant));
    assert_eq!(small.curve(0, Metric::Messages).1, Some(Growth::Quadratic));
}

#[test]
fn a_link_carries_an_experiment_and_its_n() {
    let mut comparison = compared("two_elections", 0);
    comparison.choose(17);
    let opened = Comparison::from_link(&comparison.link().encode()).expect("an experiment");
    assert_eq!((opened.text(), opened.size()), (comparison.text(), 17));
    let scenario = zookeeper_playground::player::Link::to_text("ensemble 3\n").encode();
    assert_eq!(Comparison::from_link(&scenario), None);
}

#[test]
fn what_cannot_be_read_is_told_at_its_line_and_nothing_is_run() {
    let mut comparison = Comparison::open("n 3\narrangement a\nensemble 3\ncrsh s1\n", 3);
    assert_eq!(comparison.errors().iter().map(|it| it.line).collect::<Vec<_>>(), [4]);
    comparison.choose(3);
    assert_eq!((comparison.job(), comparison.titles().len()), (None, 0));
}

#[test]
fn an_axis_has_a_handful_of_round_ticks() {
    assert_eq!(ticks(7_000_000), [0, 1, 2, 3, 4, 5, 6, 7].map(|it| it * 1_000_000));
    assert_eq!(ticks(240_000), [0, 50_000, 100_000, 150_000, 200_000]);
    assert_eq!(ticks(22_000_000).len(), 5);
}
