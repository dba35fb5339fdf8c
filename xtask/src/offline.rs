//! The service worker of the published page: `www/sw.js`, with a list of all that lies beside it.
//!
//! The list says what each file is by its checksum, as `integrity` attributes do: a browser that has been told takes nothing else for it,
//! be it that an older file was on its way, or that the site is being changed just now. And as the worker changes with any file, a
//! browser sees by the worker alone that there is a newer version.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::command::Outcome;
use crate::project;

const WORKER: &str = "sw.js";

/// Writes it, for whatever lies in that folder: so it comes last.
pub fn set(folder: &Path) -> Outcome {
    let source = project::root().join("www").join(WORKER);
    let written = fs::read_to_string(source)
        .and_then(|source| fs::write(folder.join(WORKER), format!("{}{source}", list(folder)?)));
    written.map_err(|it| format!("{}: {it}", folder.join(WORKER).display()))
}

fn list(folder: &Path) -> io::Result<String> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let mut list = "const FILES = {\n".to_owned();
    for path in paths {
        let name =
            path.strip_prefix(folder).expect("it was found there").to_string_lossy().replace('\\', "/");
        if name != WORKER {
            list += &format!("  {name:?}: \"sha256-{}\",\n", BASE64.encode(Sha256::digest(fs::read(path)?)));
        }
    }
    Ok(list + "};\n")
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, name) = entry.map(|it| (it.path(), it.file_name()))?;
        match path.is_dir() {
            _ if name.as_encoded_bytes().starts_with(b".") => {} // no host serves it
            true => collect(&path, paths)?,
            false => paths.push(path),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_file_by_its_content() {
        let folder = project::target_dir().join("test-of-offline");
        let _it_was_there = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("in")).unwrap();
        fs::write(folder.join("in/a.txt"), "abc").unwrap();
        fs::write(folder.join(WORKER), "older").unwrap();
        fs::write(folder.join(".hidden"), "").unwrap();
        // The vector of FIPS 180-4.
        let known = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(
            list(&folder).unwrap(),
            format!("const FILES = {{\n  \"in/a.txt\": \"sha256-{known}\",\n}};\n")
        );
    }
}
