//! `cargo xtask weigh`: what a visitor has to load, as a good host sends it: compressed by brotli.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::compression::{brotli, gzip_size};
use super::page::Page;
use crate::command::Outcome;
use crate::project;

const KIB: usize = 1024;
/// What has come when the page is first rendered. The goal is 200 KiB; this is what is reached, so that it does not grow
/// unseen. (From 320 to 345: the logs side by side, the way of a write and the ruler of a sync, in two languages. From 345
/// to 525: the data tree, sessions, watches, the client library, zkCli and the four-letter words, and 24 stories. From 525 to
/// 705: recipes, the znodes' and clients' panes with watches and programs, experiments with lanes, counts and curves, of which
/// these are 60, and 15 stories. From 705 to 905: a question with its answers in every story and five stories more, in two
/// languages, branches, «why?», the space-time diagram, forms to take away, figures in others' pages. All of that comes before
/// the first view, as one file of wasm: what to bring later is open.)
const FIRST_VIEW_BYTES_MAX: usize = 905 * KIB;
const FIRST_VIEW_REQUESTS_MAX: usize = 10;
/// All there is: every story, every language. Without the posters, of which an article loads those that it shows, and without what
/// stands for the page elsewhere: its icons and its card.
const WHOLE_BYTES_MAX: usize = 930 * KIB;
/// What an article loads for a figure before anybody wants it to run; as it lies there, for a host may not compress it.
const EMBED_BYTES_MAX: usize = 3 * KIB;
const POSTER_BYTES_MAX: usize = 15 * KIB;
/// The picture that is shown with a link: some of those who show it take no larger one.
const CARD_BYTES_MAX: usize = 150_000;

/// A file of dist/, and how many bytes it has.
pub(super) struct File {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    /// Its content, compressed.
    pub brotli: Vec<u8>,
}

impl File {
    fn read(dist: &Path, path: &Path) -> io::Result<File> {
        let name = path.strip_prefix(dist).expect("it was found there").to_string_lossy().replace('\\', "/");
        let content = fs::read(path)?;
        Ok(File { name, raw: content.len(), gzip: gzip_size(&content), brotli: brotli(&content)? })
    }

    /// How many bytes of it are sent.
    pub fn sent(&self) -> usize {
        self.brotli.len().min(self.raw)
    }

    /// Whether an article loads it, one at a time, and the page never.
    pub fn is_poster(&self) -> bool {
        self.name.starts_with("posters/")
    }

    /// Whether it is shown elsewhere than on the page: where that is installed, or linked to.
    pub fn is_elsewhere(&self) -> bool {
        self.name.starts_with("icons/") || self.name == "card.png"
    }
}

pub fn run(mut args: lexopt::Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    let asked = Page::open("").asked();
    let files = weigh(&project::dist())?;
    let (posters, rest): (Vec<_>, Vec<_>) = files.iter().partition(|it| it.is_poster());
    let whole: usize = rest.iter().filter(|it| !it.is_elsewhere()).map(|it| it.sent()).sum();
    let embed = rest.iter().find(|it| it.name == "embed.js").ok_or("no embed.js in dist/")?.raw;
    let poster = posters.iter().map(|it| it.raw).max().unwrap_or_default();
    let in_first_view = |it: &&File| asked.contains(&it.name);
    let first_view: usize = files.iter().filter(in_first_view).map(File::sent).sum();

    println!("{:>9} {:>9}  * first view", "raw", "brotli");
    for it in &rest {
        println!("{:>9} {:>9}  {} {}", it.raw, it.sent(), if in_first_view(it) { '*' } else { ' ' }, it.name);
    }
    let card = rest.iter().find(|it| it.name == "card.png").ok_or("no card.png in dist/")?.raw;
    let lines = [
        check("first view, brotli, KiB", first_view.div_ceil(KIB), FIRST_VIEW_BYTES_MAX / KIB),
        check("first view, requests", asked.len(), FIRST_VIEW_REQUESTS_MAX),
        check("whole, brotli, KiB", whole.div_ceil(KIB), WHOLE_BYTES_MAX / KIB),
        check("card.png, bytes", card, CARD_BYTES_MAX),
        check("embed.js, bytes", embed, EMBED_BYTES_MAX),
        check(&format!("largest of {} posters, bytes", posters.len()), poster, POSTER_BYTES_MAX),
    ];
    if lines.iter().all(|it| *it) { Ok(()) } else { Err("the page is over its budget".to_owned()) }
}

/// Says the figure; whether it is within its budget.
fn check(what: &str, figure: usize, max: usize) -> bool {
    println!("{what}: {figure} of {max}");
    figure <= max
}

/// All files of the page.
pub(super) fn weigh(dist: &Path) -> Outcome<Vec<File>> {
    let read = || -> io::Result<Vec<File>> {
        let mut paths = Vec::new();
        collect(dist, &mut paths)?;
        paths.sort();
        paths.iter().map(|path| File::read(dist, path)).collect()
    };
    read().map_err(|it| format!("{}: {it}", dist.display()))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, paths)? } else { paths.push(path) }
    }
    Ok(())
}
