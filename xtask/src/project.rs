//! Where things are, and which versions the lock file names.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Outcome;

/// The clone.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the clone")
}

/// Where `cargo xtask build` puts the page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where `cargo xtask bundle` puts the page in one file.
pub fn bundle_dir() -> PathBuf {
    target_dir().join("bundle")
}

/// Where cargo builds.
pub fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |it| root().join(it))
}

/// Where cargo builds this package with its feature `browser`: apart from the plain one, which may be the very program that
/// is running.
pub fn browser_target_dir() -> PathBuf {
    target_dir().join("browser")
}

/// The version of a package in Cargo.lock. The file that decides what is linked is also what the tools are chosen by.
pub fn locked_version(package: &str) -> Outcome<String> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|it| format!("{}: {it}", path.display()))?;
    lock.split_once(&format!("name = \"{package}\"\nversion = \""))
        .and_then(|(_, rest)| rest.split('"').next())
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock does not name {package}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_versions() {
        let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let version = locked_version("wasm-bindgen").unwrap();
        assert!(
            manifest.contains(&format!("wasm-bindgen = {{ version = \"={version}\"")),
            "{version} is not pinned"
        );
        assert!(locked_version("no-such-package").is_err());
    }
}
