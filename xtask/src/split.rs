//! Cuts the page's program in two: what the first view needs, and what comes after it (`src/ui/later.rs`).
//!
//! wasm-split-cli finds out what only the function marked there leads to, from the relocations that the linker has left, and
//! writes it into a file of its own beside a script that loads it. wasm-bindgen then makes its glue for the first file alone.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::command::{self, Outcome};
use xtask::project;
use xtask::tools::Tools;

/// What Trunk calls the program, but for the sums of its content, which it puts behind.
const PROGRAM: &str = "page-";
/// What it is built with, so that it can be cut: the mark is there, and the linker says what refers to what.
pub const FLAGS: &str = "--cfg split -Clink-arg=--emit-relocs";
/// The script that loads the rest, as wasm-split-cli calls it.
const LOADER: &str = "__wasm_split.js";
/// What the names of files with messages begin with, before the language.
const MESSAGES: &str = "messages-";
/// Works only with hosts that know what wasm is; the glue of the first file does without.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";
const WHOLE: &str = "WebAssembly.instantiate(await (await src).arrayBuffer(), imports)";
/// The kind of a section that is for tools.
const CUSTOM: u8 = 0;

/// Puts the two in the place of the whole program that Trunk has put into the folder.
pub fn set(tools: &Tools, folder: &Path) -> Outcome {
    let name = program(folder)?;
    let work = project::target_dir().join("split");
    let _ = fs::remove_dir_all(&work);
    cut(tools, &work, &name)?;
    let glue = work.join("glue");
    bind(tools, &work, &glue, &name)?;
    copy(&glue.join(format!("{name}.js")), &folder.join(format!("{name}.js")))?;
    copy(&glue.join(format!("{name}_bg.wasm")), &folder.join(format!("{name}_bg.wasm")))?;
    rest(&work, folder, &name)
}

fn cut(tools: &Tools, work: &Path, name: &str) -> Outcome {
    let whole = project::target_dir().join("wasm32-unknown-unknown/page/page.wasm");
    let mut split = tools.program("wasm-split-cli");
    split.arg(whole).arg(work).args(["--target", "web", "--out-name", name]);
    command::run(&mut split)
}

fn bind(tools: &Tools, work: &Path, glue: &Path, name: &str) -> Outcome {
    let mut bindgen = tools.program("wasm-bindgen");
    bindgen
        .arg(work.join(format!("{name}.wasm")))
        .arg("--out-dir")
        .arg(glue)
        .args(["--out-name", name, "--target", "web", "--no-typescript"])
        .args(["--keep-lld-exports", "--remove-name-section", "--remove-producers-section"]);
    command::run(&mut bindgen)
}

/// The files that come later, named after the program that they belong to: another program has others.
fn rest(work: &Path, folder: &Path, name: &str) -> Outcome {
    let sum = name.trim_start_matches(PROGRAM);
    for path in files(folder)? {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(tag) = file.strip_prefix(MESSAGES).and_then(|it| it.strip_suffix(".txt")) {
            let named = folder.join(format!("{MESSAGES}{tag}-{sum}.txt"));
            fs::rename(&path, named).map_err(|it| format!("{}: {it}", path.display()))?;
        }
    }
    let mut loader = read(&work.join(LOADER))?;
    for path in files(work)? {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(stem) = file.strip_suffix(".wasm").filter(|it| *it != name) {
            let named = format!("{stem}-{sum}.wasm");
            loader = loader.replace(&format!("\"./{file}\""), &format!("\"./{named}\""));
            let program = fs::read(&path).map_err(|it| format!("{}: {it}", path.display()))?;
            write(&folder.join(named), &without_customs(&program)?)?;
        }
    }
    let named = format!("rest-{sum}.js");
    if !loader.contains(STREAMED) {
        return Err(format!("{LOADER} is not as expected: it lacks `{STREAMED}`"));
    }
    write(&folder.join(&named), loader.replace(STREAMED, WHOLE))?;
    let glue = folder.join(format!("{name}.js"));
    // The program goes on to ask for it by its first name.
    let import = |name: &str| format!("from \"./{name}\"");
    write(&glue, read(&glue)?.replace(&import(LOADER), &import(&named)))
}

/// A program without its custom sections: names of functions, and what else is for tools alone.
fn without_customs(program: &[u8]) -> Outcome<Vec<u8>> {
    let (head, mut rest) = program.split_at_checked(8).ok_or("the rest is no program")?;
    let mut kept = head.to_vec();
    while let Some((kind, after)) = rest.split_first() {
        let (length, content) = leb128(after).ok_or("the rest ends too early")?;
        let size = rest.len() - content.len() + length;
        let section = rest.split_at_checked(size).ok_or("the rest ends too early")?;
        if *kind != CUSTOM {
            kept.extend_from_slice(section.0);
        }
        rest = section.1;
    }
    Ok(kept)
}

/// The number that begins here, and what is behind it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(5).position(|it| it & 0x80 == 0)?;
    let number = bytes[..=end].iter().rev().fold(0, |sum, it| sum << 7 | usize::from(it & 0x7f));
    Some((number, &bytes[end + 1..]))
}

/// What Trunk calls the program.
fn program(folder: &Path) -> Outcome<String> {
    let found = files(folder)?.into_iter().find_map(|it| {
        let name = it.file_name()?.to_str()?.strip_suffix("_bg.wasm")?;
        name.starts_with(PROGRAM).then(|| name.to_owned())
    });
    found.ok_or_else(|| format!("{}: no program", folder.display()))
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|it| format!("{}: {it}", folder.display()))?;
    Ok(entries.filter_map(|it| Some(it.ok()?.path())).collect())
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|it| format!("{}: {it}", path.display()))
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Outcome {
    fs::write(path, content).map_err(|it| format!("{}: {it}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::copy(from, to).map(drop).map_err(|it| format!("{}: {it}", from.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_are_left_out() {
        let head = b"\0asm\x01\0\0\0";
        let [code, custom]: [&[u8]; 2] = [&[10, 2, 1, 0], &[0, 0x81, 0x01]];
        let program = [head, code, custom, &[7; 129], code].concat();
        assert_eq!(without_customs(&program).unwrap(), [head, code, code].concat());
        assert!(without_customs(&program[..program.len() - 1]).is_err());
    }
}
