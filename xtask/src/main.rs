//! `cargo xtask <task>`: one door to everything that is done with this clone. A new task is a row in [`TASKS`].

use std::env;
use std::process::ExitCode;

use lexopt::Parser;
use xtask::command::Outcome;

mod apart;
mod build;
mod golden;
mod in_browser;
mod operations;
mod raw_client;
mod real_server;
mod seeds;
mod serve;
mod split;
mod test;

struct Task {
    name: &'static str,
    options: &'static str,
    purpose: &'static str,
    run: fn(Parser) -> Outcome,
}

const TASKS: &[Task] = &[
    Task {
        name: "serve",
        options: "[--port N] [--release] [--open]",
        purpose: "the page on 127.0.0.1, built anew on every change",
        run: serve::run,
    },
    Task {
        name: "test",
        options: "[--native]",
        purpose: "everything that has to hold; --native: what takes seconds",
        run: test::run,
    },
    Task { name: "build", options: "", purpose: "the page as it is published, in dist/", run: build::run },
    Task {
        name: "bundle",
        options: "",
        purpose: "the page in dist/ as one file, which can be hosted anywhere, or opened from a disk",
        run: in_browser::bundle,
    },
    Task {
        name: "shot",
        options: "[OPTION.. OUT.png]..",
        purpose: "pictures of the page in dist/; `shot --help` tells the options",
        run: in_browser::shot,
    },
    Task {
        name: "pictures",
        options: "",
        purpose: "makes the icons and the card of the page in dist/ anew, in www/",
        run: in_browser::pictures,
    },
    Task {
        name: "seeds",
        options: "[--count N] [--from N] [--release VERSION] [--news]",
        purpose: "scenarios drawn from seeds; what they break is cut down into target/seeds; --news: only what is not known",
        run: seeds::run,
    },
    Task {
        name: "golden",
        options: "",
        purpose: "how much of what a real ZooKeeper did is equal here; GOLDEN_DIR adds a folder",
        run: golden::run,
    },
    Task {
        name: "bench",
        options: "[--json] [--native] [--long] [engine|frames|loading|rest|heap]..",
        purpose: "what engine and page cost, natively and in Chromium, beside the goals: all of it, or some; --long: ten minutes of play",
        run: in_browser::bench,
    },
    Task {
        name: "operations",
        options: "[--real]",
        purpose: "operations of one client that the engine answers in a second; --real: beside those of a real server",
        run: operations::run,
    },
    Task {
        name: "curve",
        options: "",
        purpose: "how long the page in dist/ takes for the curves of its experiments, in a worker and without",
        run: in_browser::curve,
    },
    Task {
        name: "weigh",
        options: "",
        purpose: "what the page in dist/ costs a visitor to load, against its budget",
        run: in_browser::weigh,
    },
];

fn main() -> ExitCode {
    let mut words = env::args_os().skip(1);
    let Some(name) = words.next() else {
        eprint!("{}", usage());
        return ExitCode::FAILURE;
    };
    if name == "help" || name == "--help" {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let outcome = match TASKS.iter().find(|it| name == it.name) {
        Some(task) => (task.run)(Parser::from_args(words)),
        None => Err(format!("no task {}\n{}", name.display(), usage().trim_end())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let lines = TASKS.iter().map(|it| {
        let call = format!("cargo xtask {} {}", it.name, it.options);
        format!("  {}\n      {}\n", call.trim_end(), it.purpose)
    });
    lines.collect()
}
