use std::sync::Arc;

use crate::cli::{self, Cli};
use crate::client::Client;
use crate::recipe::{self, Belief, Handle, Program};
use crate::vocab::SimTime;

/// What sits at a client's library: somebody at a shell, or a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Application {
    /// zkCli.
    Shell(Box<Cli>),
    /// A recipe.
    Program(Box<Program>),
}

/// What an application asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// As the shell says it.
    Shell(cli::Effect),
    /// As a program says it.
    Program(recipe::Effect),
}

impl Application {
    /// The shell, if it is one.
    pub fn shell(&self) -> Option<&Cli> {
        match self {
            Self::Shell(cli) => Some(cli),
            Self::Program(_) => None,
        }
    }

    /// The program, if it is one.
    pub fn program(&self) -> Option<&Program> {
        match self {
            Self::Program(program) => Some(program),
            Self::Shell(_) => None,
        }
    }

    /// When it wants to be woken, by its process's clock.
    pub fn deadline(&self) -> Option<SimTime> {
        self.program()?.deadline()
    }

    /// What it takes for true of itself, if it is a program.
    pub fn belief(&self) -> Option<Belief> {
        self.program().map(Program::belief)
    }

    /// Takes one input to its end. A shell knows nothing of time and chance.
    pub fn step(&mut self, now: SimTime, client: &Client, input: recipe::Input) -> Vec<Demand> {
        match self {
            Self::Program(program) => {
                let handle = Handle { session: client.session(), timeout: client.timeout() };
                program.step(now, handle, input).into_iter().map(Demand::Program).collect()
            }
            Self::Shell(cli) => {
                let Some(input) = for_shell(input) else { return Vec::new() };
                cli.step(client.state(), input).into_iter().map(Demand::Shell).collect()
            }
        }
    }
}

fn for_shell(input: recipe::Input) -> Option<cli::Input> {
    match input {
        recipe::Input::Replied(result) => Some(cli::Input::Replied(result)),
        recipe::Input::Told(event) => Some(cli::Input::Told(event)),
        recipe::Input::Typed(line) => Some(cli::Input::Typed(str::to_owned(&line))),
        recipe::Input::Started | recipe::Input::Drew(_) | recipe::Input::Leased(_) | recipe::Input::Wake => {
            None
        }
    }
}

/// A shell at servers that are named so in its prompt, and what it prints.
pub(super) fn shell(hosts: &str) -> (Application, Vec<Demand>) {
    let (cli, shown) = Cli::new(hosts);
    (Application::Shell(Box::new(cli)), shown.into_iter().map(Demand::Shell).collect())
}

/// A program that is not started yet.
pub(super) fn program(me: crate::vocab::ClientId, recipe: &Arc<recipe::Recipe>) -> Application {
    Application::Program(Box::new(Program::new(me, Arc::clone(recipe))))
}
