//! `cargo xtask shot`: pictures of the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use lexopt::prelude::*;

use super::page::{Look, Page};
use crate::command::Outcome;

const HELP: &str = "\
cargo xtask shot [OPTION.. OUT.png]..

Pictures of the page in dist/ (cargo xtask build). An option holds for all pictures named after it.

  --fragment TEXT    the address's part after #; `` for none
  --size 1440x900    of the window, in CSS pixels
  --scale N          device pixels in a CSS pixel
  --full             as tall as the page is, not as the window
  --window           as tall as the window (the default)
  --dark, --light    what the system prefers
  --still, --moving  whether it asks for reduced motion
  --contrast         the system's colours alone (forced-colors)
  --print            as it goes to paper
  --lang en          the browser's language
  --script JS        statements to run before the picture, once; `` for none
  --until JS         an expression to wait for before the picture, after the script; `` for none
  --wait MS          to wait before the picture
  --url URL          a page that someone else serves (cargo xtask serve), not dist/; before the first picture
";

pub fn run(args: lexopt::Parser) -> Outcome {
    let (url, shots) = parse(args).map_err(|it| it.to_string())?;
    if shots.is_empty() {
        return Err("no OUT.png is named; --help tells more".to_owned());
    }
    let mut page = url.map_or_else(Page::of_dist, Page::of_url);
    for shot in &shots {
        shot.take(&mut page)?;
    }
    Ok(())
}

#[derive(Clone, Default)]
struct Shot {
    look: Look,
    fragment: String,
    script: String,
    until: String,
    wait: Duration,
    full: bool,
    out: PathBuf,
}

impl Shot {
    fn take(&self, page: &mut Page) -> Outcome {
        page.look(&self.look);
        page.visit(&self.fragment);
        if self.full {
            let height = page.js("return document.documentElement.scrollHeight").as_u64().unwrap_or_default();
            page.look(&Look { height: height.try_into().unwrap_or(self.look.height), ..self.look.clone() });
        }
        page.js(&self.script);
        if !self.until.is_empty() {
            page.wait_for(&self.until);
        }
        thread::sleep(self.wait);
        let picture = page.picture();
        // What was written is part of what was seen. It is said, and fails nothing: a picture of a fault is wanted too.
        for line in page.console() {
            eprintln!("{}: {line}", self.out.display());
        }
        page.take_errors();
        write(&self.out, &picture)?;
        eprintln!("{}", self.out.display());
        Ok(())
    }
}

/// The address, if not our own, and the pictures to take there.
fn parse(mut args: lexopt::Parser) -> Result<(Option<String>, Vec<Shot>), lexopt::Error> {
    let (mut url, mut shot, mut shots) = (None, Shot::default(), Vec::new());
    while let Some(arg) = args.next()? {
        match arg {
            Long("help") => {
                print!("{HELP}");
                process::exit(0);
            }
            Long("fragment" | "url-fragment") => shot.fragment = args.value()?.string()?,
            Long("size") => (shot.look.width, shot.look.height) = args.value()?.parse_with(size)?,
            Long("scale") => shot.look.scale = args.value()?.parse()?,
            Long("full") => shot.full = true,
            Long("window") => shot.full = false,
            Long("dark") => shot.look.dark = true,
            Long("light") => shot.look.dark = false,
            Long("still") => shot.look.reduced_motion = true,
            Long("moving") => shot.look.reduced_motion = false,
            Long("contrast") => shot.look.forced_colors = true,
            Long("print") => shot.look.print = true,
            Long("lang") => shot.look.language = args.value()?.string()?,
            Long("script") => shot.script = args.value()?.string()?,
            Long("until") => shot.until = args.value()?.string()?,
            Long("wait") => shot.wait = Duration::from_millis(args.value()?.parse()?),
            Long("url") => url = Some(args.value()?.string()?),
            Value(out) => shots.push(Shot { out: out.into(), ..shot.clone() }),
            _ => return Err(arg.unexpected()),
        }
    }
    Ok((url, shots))
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let size =
        text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    size.ok_or_else(|| "a size is WIDTHxHEIGHT".to_owned())
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|it| format!("{}: {it}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_holds_for_the_pictures_after_it() {
        let words = "--size 320x640 --dark a.png --light --full b.png".split(' ');
        let (url, shots) = parse(lexopt::Parser::from_args(words)).unwrap();
        assert_eq!(url, None);
        let narrow = Look { width: 320, height: 640, ..Look::default() };
        assert_eq!(shots[0].look, Look { dark: true, ..narrow.clone() });
        assert_eq!((&shots[1].look, shots[1].full), (&narrow, true));
        assert_eq!(shots[1].out, Path::new("b.png"));
    }
}
