//! `cargo xtask golden`: how much of what a real ZooKeeper did is equal here, by the tests that compare it.

use std::process::Stdio;

use xtask::command::{self, Outcome, cargo};

/// The tests that replay what was recorded. They say what is equal on stderr.
const TESTS: [&str; 3] = [
    "golden::golden_traces_replay_equal",
    "zkcli::the_shell_says_what_zkcli_says",
    "four_letter::every_word_says_in_every_situation_what_a_real_server_says",
];

pub fn run(mut args: lexopt::Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    let mut cargo = cargo();
    cargo.args([
        "test",
        "--locked",
        "--quiet",
        "--test",
        "it",
        "--",
        "--exact",
        "--nocapture",
        "--test-threads",
        "1",
    ]);
    // What the harness itself says of the tests goes to stdout.
    command::run(cargo.args(TESTS).stdout(Stdio::null()))
}
