//! The headless runner: runs a scenario and prints its trace, for authors and for CI.

mod cpu;
mod figures;
mod fuzz;
mod take;
mod operations;
mod seeds;

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io::Write as _};

use lexopt::prelude::*;
use zookeeper_playground::compare::{Experiment, Table};
use zookeeper_playground::locale::Lang;
use zookeeper_playground::player::{export, gallery, poster};
use zookeeper_playground::scenario::{Problem, Run, parse, reference_page};
use zookeeper_playground::trace::{self, Entry, TraceHash, What};

const USAGE: &str =
    "zkplay run FILE.zk [--json] [--lang TAG]   prints the trace; exits 1 if an expectation fails
zkplay compare FILE.zk [--csv]              runs the arrangements of an experiment and prints their numbers; exits 1 if
                                            an expectation of one fails
zkplay export FORMAT FILE.zk [--at TIME] [--window FROM TO] [--title WORDS] [--theme light|dark] [--lang TAG]
                                            prints the scenario at its end, or at a moment, in a form: svg (the stage),
                                            mmd (Mermaid), jsonl (the trace), log (as the servers log), rs (a test)
zkplay hash FILE.zk                         prints the hash of the trace
zkplay reference LANG                       prints the reference page of the language as HTML
zkplay posters FOLDER                       writes a picture of every story of the gallery, in every language
zkplay messages FOLDER                      writes the words of every language but English, for the page to load
zkplay seeds [--count N] [--from N] [--release VERSION] [--news] [--out FOLDER]
             [--recipes | --naive | --recipe WORDS]
                                            runs scenarios drawn from seeds, cuts down what they break (--news: only
                                            what is not known); exits 1 if that is news; of programs at clients:
                                            all that promise something, those that are known to break, or one
zkplay bench ROUNDS                         prints what the engine costs, a figure a line: see `cargo xtask bench`
zkplay operations ROUNDS                    prints how many requests of one client it answers in a second of CPU
zkplay fuzz COUNT                           reads and runs that many mutated links and texts
";

/// No scenario makes more steps than this: one that would never end is stopped, and says so.
const MOST_STEPS: u64 = 50_000_000;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let outcome = match words.next() {
        Some(name) if name == "export" => take::run(lexopt::Parser::from_args(words)),
        Some(name) if name == "seeds" => seeds::run(lexopt::Parser::from_args(words)),
        _ => arguments().and_then(execute),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("zkplay: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

struct Arguments {
    command: String,
    operand: String,
    json: bool,
    csv: bool,
    lang: Lang,
}

fn arguments() -> Result<Arguments, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let (mut words, mut json, mut csv, mut lang) = (Vec::new(), false, false, Lang::En);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => json = true,
            Long("csv") => csv = true,
            Long("lang") => lang = Lang::from(parser.value()?.string()?.as_str()),
            Value(word) => words.push(word.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    let [command, operand] =
        <[String; 2]>::try_from(words).map_err(|_| "expected a command and its operand")?;
    Ok(Arguments { command, operand, json, csv, lang })
}

fn execute(arguments: Arguments) -> Result<ExitCode, lexopt::Error> {
    let Arguments { command, operand, json, csv, lang } = arguments;
    match command.as_str() {
        "run" => run(&operand, lang, |entry| {
            match &entry.what {
                _ if json => print!("{}", export::json(std::slice::from_ref(entry))),
                // As it stands on the client's screen, line by line.
                What::Printed { client, printed } => {
                    let mark = if printed.stderr { "!" } else { "|" };
                    printed.text.lines().for_each(|it| println!("{:#} {client} {mark} {it}", entry.at));
                }
                _ => println!("{}", trace::line(entry)),
            }
        }),
        "hash" => {
            let mut hash = TraceHash::EMPTY;
            let code = run(&operand, lang, |entry| hash = hash.with(entry))?;
            println!("{hash}");
            Ok(code)
        }
        "compare" => compare(&operand, lang, csv),
        "reference" => {
            print!("{}", reference_page(Lang::from(operand.as_str())));
            Ok(ExitCode::SUCCESS)
        }
        "posters" => posters(Path::new(&operand)),
        "messages" => messages(Path::new(&operand)),
        "bench" => {
            let rounds = operand.parse().map_err(|_| "expected the number of rounds")?;
            bench(rounds);
            Ok(ExitCode::SUCCESS)
        }
        "operations" => {
            operations::bench(operand.parse().map_err(|_| "expected the number of rounds")?);
            Ok(ExitCode::SUCCESS)
        }
        "fuzz" => {
            fuzz::run(operand.parse().map_err(|_| "expected a number")?);
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("no command `{command}`").into()),
    }
}

/// Writes `SLUG.svg` for every story, and `SLUG.TAG.svg` in the other languages.
fn posters(folder: &Path) -> Result<ExitCode, lexopt::Error> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    for story in gallery() {
        for lang in Lang::ALL {
            let tag = if lang == Lang::default() { String::new() } else { format!(".{}", lang.tag()) };
            let path = folder.join(format!("{}{tag}.svg", story.slug));
            fs::write(path, poster(story, lang)).map_err(failed)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes `messages-TAG.txt` for every language that the page's program is without.
fn messages(folder: &Path) -> Result<ExitCode, lexopt::Error> {
    for lang in Lang::ALL.into_iter().filter(|it| *it != Lang::default()) {
        let path = folder.join(format!("messages-{}.txt", lang.tag()));
        fs::write(&path, lang.packed()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs an experiment and prints its numbers.
fn compare(path: &str, lang: Lang, csv: bool) -> Result<ExitCode, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let (experiment, errors) = Experiment::parse(&text);
    let failed = !errors.is_empty();
    errors.into_iter().for_each(|it| complain(path, &Problem::Parse(it), lang));
    let experiment = experiment.ok_or_else(|| format!("{path}: no line `arrangement TITLE`"))?;
    if failed {
        return Ok(ExitCode::FAILURE);
    }
    let table = Table::of(&experiment);
    print!("{}", if csv { table.csv(&experiment) } else { table.text(&experiment) });
    let wrong = table.rows.iter().any(|it| it.2.problems > 0);
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Runs a scenario to the end of its lines.
fn run(path: &str, lang: Lang, mut show: impl FnMut(&Entry)) -> Result<ExitCode, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let (script, errors) = parse(&text);
    if !errors.is_empty() {
        errors.into_iter().for_each(|it| complain(path, &Problem::Parse(it), lang));
        return Ok(ExitCode::FAILURE);
    }
    let mut run = Run::new(script.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {
        record.drain(..).for_each(|entry| show(&entry));
        if run.world().steps() > MOST_STEPS {
            return Err(format!("{path}: no end after {MOST_STEPS} steps").into());
        }
    }
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    run.problems().iter().for_each(|it| complain(path, it, lang));
    Ok(if run.problems().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tells every figure as a line `bench NAME: NUMBER`.
fn bench(rounds: usize) {
    let micros = || u64::try_from(cpu::spent().as_micros()).unwrap_or(u64::MAX);
    let means = figures::Means { spent: micros, memory: operations::resident };
    figures::measure(rounds, &means, &mut |name, figure| println!("bench {name}: {figure}"));
}

fn complain(path: &str, problem: &Problem, lang: Lang) {
    let column = problem.column().map_or(String::new(), |it| format!("{it}:"));
    eprintln!("{path}:{}:{column} {}", problem.line(), problem.text(lang));
}
