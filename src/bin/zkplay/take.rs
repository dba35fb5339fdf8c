//! `zkplay export`: what the page offers to take away, for authors and for tests.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use lexopt::prelude::*;
use zookeeper_playground::locale::Lang;
use zookeeper_playground::player::export::{Format, Window, export};
use zookeeper_playground::player::{Command, PictureTheme, Player, gallery};
use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::vocab::SimTime;

use crate::MOST_STEPS;

/// What was asked for.
struct Wish {
    words: Vec<String>,
    at: Option<SimTime>,
    window: Option<Window>,
    title: Option<String>,
    theme: PictureTheme,
    lang: Lang,
}

pub fn run(parser: lexopt::Parser) -> Result<ExitCode, lexopt::Error> {
    let Wish { words, at, window, title, theme, lang } = wish(parser)?;
    let [format, path] = <[String; 2]>::try_from(words).map_err(|_| "expected a format and a file")?;
    let format = Format::for_ending(&format).ok_or_else(|| format!("no format `{format}`"))?;
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let at = at.or(window.map(|it| it.to)).unwrap_or_else(|| end(&text));
    let player = player_at(&text, at)?;
    let window = window.unwrap_or(Window { from: SimTime::ZERO, to: at });
    let title = title.unwrap_or_else(|| title_of(&text, &path, lang));
    print!("{}", export(&player, format, window, &title, lang, theme));
    Ok(ExitCode::SUCCESS)
}

fn wish(mut parser: lexopt::Parser) -> Result<Wish, lexopt::Error> {
    let mut wish = Wish {
        words: Vec::new(),
        at: None,
        window: None,
        title: None,
        theme: PictureTheme::Auto,
        lang: Lang::En,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("at") => wish.at = Some(moment(&mut parser)?),
            Long("window") => {
                let from = moment(&mut parser)?;
                wish.window = Some(Window { from, to: moment(&mut parser)? });
            }
            Long("title") => wish.title = Some(parser.value()?.string()?),
            Long("theme") => {
                wish.theme = match &*parser.value()?.string()? {
                    "light" => PictureTheme::Light,
                    "dark" => PictureTheme::Dark,
                    other => return Err(format!("expected light or dark, found `{other}`").into()),
                }
            }
            Long("lang") => wish.lang = Lang::from(&*parser.value()?.string()?),
            Value(word) => wish.words.push(word.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(wish)
}

fn moment(parser: &mut lexopt::Parser) -> Result<SimTime, lexopt::Error> {
    let word = parser.value()?.string()?;
    word.parse().map_err(|_| format!("expected a time such as 1.5s, found `{word}`").into())
}

/// When the last line of a scenario is done.
fn end(text: &str) -> SimTime {
    let mut run = Run::unchecked(Arc::new(parse(text).0));
    let mut written = Vec::new();
    while !run.is_over() && run.world().steps() < MOST_STEPS && run.step(&mut written).is_some() {
        written.clear();
    }
    run.world().now()
}

/// A player takes only so many steps at once.
fn player_at(text: &str, at: SimTime) -> Result<Player, lexopt::Error> {
    let mut player = Player::open(text);
    while player.now() < at {
        if MOST_STEPS < player.world().steps() {
            return Err(format!("{at} was not reached after {MOST_STEPS} steps").into());
        }
        player.apply(Command::Seek(at)).expect("a seek cannot fail");
    }
    Ok(player)
}

/// A story has a title; a file, a name.
fn title_of(text: &str, path: &str, lang: Lang) -> String {
    let stem = || path.rsplit('/').next().unwrap_or_default().trim_end_matches(".zk").to_owned();
    gallery().iter().find(|it| it.text == text).map_or_else(stem, |it| it.title(lang).to_owned())
}
