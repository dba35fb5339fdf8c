//! Chromium and its driver: found where they are, installed where that can be done unasked.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::command::{Outcome, on_path, output, program, run};
use crate::project;

/// How we start it: no window; no sandbox, which Chromium refuses to root and in most containers; and nothing that speaks
/// to anyone but the page. Its profile is a fresh one of chromedriver's each time.
pub const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

const CHROMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// With the fonts that pictures of the Chinese page need; without what else Debian would recommend (256 MB).
const DEBIAN_PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

/// A browser that can be driven.
#[derive(Clone, Debug)]
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

impl Chromium {
    /// What `CHROME` and `CHROMEDRIVER` name, else what is on the PATH.
    pub fn find() -> Option<Chromium> {
        Some(Chromium {
            browser: named("CHROME", &CHROMES)?,
            driver: named("CHROMEDRIVER", &["chromedriver"])?,
        })
    }

    /// Finds one or installs one. Never does without: a test that nobody ran looks like one that passed.
    pub fn ensure() -> Outcome<Chromium> {
        if let Some(found) = Chromium::find() {
            return Ok(found);
        }
        install_on_debian().map_err(|it| {
            format!(
                "{it}: install chromium and chromedriver, or set CHROME and CHROMEDRIVER to where they are"
            )
        })?;
        Chromium::find().ok_or_else(|| "Chromium was installed, and is not on the PATH".to_owned())
    }

    /// Lets a child find the same browser, whether it is ours or the test runner of wasm-bindgen.
    pub fn lend(&self, command: &mut Command) -> Outcome {
        command
            .env("CHROME", &self.browser)
            .env("CHROMEDRIVER", &self.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", self.write_webdriver_json()?);
        Ok(())
    }

    /// How wasm-bindgen-test-runner is told of a browser. Written anew each time, since the browser's place is in it.
    fn write_webdriver_json(&self) -> Outcome<PathBuf> {
        let path = project::target_dir().join("webdriver.json");
        let json = format!(r#"{{"goog:chromeOptions":{{"binary":{:?},"args":{FLAGS:?}}}}}"#, self.browser);
        fs::create_dir_all(project::target_dir())
            .and_then(|()| fs::write(&path, json))
            .map_err(|it| format!("{}: {it}", path.display()))?;
        Ok(path)
    }
}

fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    match env::var_os(variable) {
        Some(named) => Some(named.into()),
        None => names.iter().find_map(|it| on_path(it, &path)),
    }
}

fn install_on_debian() -> Outcome {
    if !Path::new("/etc/debian_version").exists() || output(program("id").arg("-u")).as_deref() != Some("0") {
        return Err("no Chromium".to_owned());
    }
    eprintln!("Installing {}: half a minute, once", DEBIAN_PACKAGES.join(", "));
    let begun = Instant::now();
    run(apt().arg("update"))?;
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(DEBIAN_PACKAGES))?;
    eprintln!("Installed Chromium in {} s", begun.elapsed().as_secs());
    Ok(())
}

fn apt() -> Command {
    let mut apt = program("apt-get");
    apt.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive");
    apt
}
