//! `cargo xtask weigh`: what a visitor has to load, as a good host sends it: compressed by brotli.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::compression::{brotli, gzip_size};
use super::page::Page;
use crate::command::Outcome;
use crate::project;

const KIB: usize = 1024;
/// What has to come before the stage stands and runs: Yew, the engine, English. The goal is 200 KiB; this is what is reached, so that
/// it does not grow unseen. (It was 320 with the stage alone, and grew with every capability to 893, all of it in one file. Then the
/// panes were cut off, and the languages but English; two languages, the table of all that can be done and the guide came.)
const FIRST_VIEW_BYTES_MAX: usize = 680 * KIB;
const FIRST_VIEW_REQUESTS_MAX: usize = 10;
/// The same with the panes beside the stage, which are asked for as soon as it stands.
const WITH_PANES_BYTES_MAX: usize = 975 * KIB;
/// What begins the name of the file with the panes.
pub const PANES: &str = "split_";
/// All there is: every story, every language. Without pictures for other sites: the posters, of which an article loads those that it shows,
/// and the card.
const WHOLE_BYTES_MAX: usize = 1_145 * KIB;
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
    let in_first_view = |it: &&File| asked.contains(&it.name) && !it.name.starts_with(PANES);
    let sent =
        |is_wanted: &dyn Fn(&&File) -> bool| files.iter().filter(is_wanted).map(File::sent).sum::<usize>();
    let first_view = sent(&in_first_view);
    let with_panes = first_view + sent(&|it| it.name.starts_with(PANES));

    println!("{:>9} {:>9}  * first view", "raw", "brotli");
    for it in &rest {
        println!("{:>9} {:>9}  {} {}", it.raw, it.sent(), if in_first_view(it) { '*' } else { ' ' }, it.name);
    }
    let card = rest.iter().find(|it| it.name == "card.png").ok_or("no card.png in dist/")?.raw;
    let lines = [
        check("first view, brotli, KiB", first_view.div_ceil(KIB), FIRST_VIEW_BYTES_MAX / KIB),
        check("with the panes, brotli, KiB", with_panes.div_ceil(KIB), WITH_PANES_BYTES_MAX / KIB),
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
