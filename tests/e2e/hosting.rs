//! The published folder works wherever it is put: all that it names, it names from where it lies.

use std::fs;
use std::path::PathBuf;

use xtask::browser::{Look, Page, Site};
use xtask::project;

use crate::offline::wait_until_kept;
use crate::visitor::{elect, leader, open_stopped, show};

const FOLDER: &str = "some/deep/folder";

#[test]
fn it_runs_in_any_folder_of_a_host() {
    let page = Page::of_folders(Site { folders: vec![host()], ..Site::default() });
    page.look(&Look { reduced_motion: true, ..Look::default() });
    for address in [format!("{FOLDER}/"), format!("{FOLDER}/index.html"), FOLDER.to_owned()] {
        page.go(&address);
        page.wait_for("document.documentElement.dataset.ready === 'true'");
        let first = elect(&page);
        assert_eq!(leader(&page), Some(first), "{address}");
        show(&page, "compare");
        page.wait_for_element(".lane .told"); // in a worker
    }
    // It keeps itself there, and touches nothing beside it.
    wait_until_kept(&page);
    for link in ["link[rel=manifest]", "link[rel=apple-touch-icon]", "link[rel=icon]"] {
        page.wait_for_element(link);
        let found =
            page.js(&format!("return fetch(document.querySelector({link:?}).href).then(it => it.ok)"));
        assert_eq!(found, true, "{link}");
    }
    let scope = page.js("return navigator.serviceWorker.ready.then(it => it.scope)");
    assert_eq!(scope, format!("{}{FOLDER}/", page.url()));
    page.unplug(true);
    page.go(&format!("{FOLDER}/?scenario=herd"));
    page.wait_for("document.documentElement.dataset.ready === 'true'");

    let outside = page.requests().into_iter().filter(|it| !it.target.starts_with(&format!("/{FOLDER}")));
    let outside: Vec<_> = outside.map(|it| it.target).collect();
    assert_eq!(outside, Vec::<String>::new());
}

/// A system that installs the page asks for this.
#[test]
fn it_can_be_installed() {
    let page = open_stopped("");
    page.wait_for_element("link[rel=manifest]");
    let manifest = page.cdp("Page.getAppManifest", serde_json::json!({}));
    assert_eq!(manifest["errors"].as_array().map(Vec::len), Some(0), "{manifest}");
    let icons = page.js(
        "return (async () => {
            const manifest = document.querySelector('link[rel=manifest]').href;
            const { icons, ...it } = await (await fetch(manifest)).json();
            const sizes = icons.map(async it => {
                const image = await createImageBitmap(await (await fetch(new URL(it.src, manifest))).blob());
                return `${image.width}x${image.height}` === it.sizes;
            });
            return [(await Promise.all(sizes)).every(it => it), icons.map(it => `${it.sizes} ${it.purpose ?? 'any'}`).join(),
                new URL(it.start_url, manifest).href, new URL(it.scope, manifest).href];
        })()",
    );
    let home = page.url();
    assert_eq!(icons, serde_json::json!([true, "192x192 any,512x512 any,512x512 maskable", home, home]));
}

/// A host with the page deep inside, and nothing else.
fn host() -> PathBuf {
    let host = project::target_dir().join("sites/any-folder");
    let folder = host.join(FOLDER);
    let _it_was_there = fs::remove_dir_all(&host);
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    crate::offline::copy(&project::dist(), &folder);
    host
}
