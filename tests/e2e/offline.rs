//! The page without a network: after the first visit it is on the device, and a newer version comes when the reader asks for it.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::browser::{Look, Page, Site};
use xtask::{offline, project};

use crate::visitor::{command, elect, facts, leader, press, show, state, value};

const VERSION: &str = "return document.querySelector('meta[name=version]').content";
const CONSOLE: &str = ".console input";

#[test]
fn after_the_first_visit_it_needs_no_network() {
    let mut page = Page::of_dist();
    page.look(&Look { reduced_motion: true, ..Look::default() });
    page.visit("");
    wait_until_kept(&page);
    page.unplug(true);
    page.reload();

    let first = elect(&page);
    command(&page, &format!("crash {first}"));
    assert_ne!(elect(&page), first);
    page.click(".story");
    page.wait_for_element("dialog.gallery[open] .stories button");
    let other = page.texts("dialog[open] .stories button strong").pop().expect("stories");
    press(&page, &other);
    page.wait_for("!document.querySelector('dialog[open]')");
    assert_eq!(page.text(".story"), other);
    elect(&page);
    show(&page, "compare");
    page.wait_for_element(".lane .told"); // in a worker
    page.click("select[aria-label=Language] option[value=zh-CN]");
    page.wait_for("document.title === 'ZooKeeper 演练场'");
    for file in ["reference/en.html", "changes.html", "host.html"] {
        assert_eq!(page.js(&format!("return fetch({file:?}).then(it => it.ok)")), true, "{file}");
    }
    page.reload();
    assert_eq!(page.js("return document.title"), "ZooKeeper 演练场");
}

#[test]
fn pictures_for_other_pages_are_kept_once_they_are_asked_for() {
    let mut page = Page::of_dist();
    page.look(&Look { reduced_motion: true, ..Look::default() });
    page.visit("");
    wait_until_kept(&page);
    let asked = page.asked();
    let heavy = |it: &&String| it.starts_with("posters/") || *it == "card.png";
    assert_eq!(asked.iter().find(heavy), None);
    let fetch = |poster: &str| {
        page.js(&format!("return fetch('posters/{poster}.svg').then(it => it.ok, () => false)"))
    };
    assert_eq!(fetch("kill-the-leader"), true);
    page.unplug(true);
    assert_eq!(fetch("kill-the-leader"), true);
    assert_eq!(fetch("herd"), false);
    page.take_errors();
}

#[test]
fn a_newer_version_waits_until_the_reader_asks_for_it() {
    let site = Copy::of_dist("newer-version");
    site.write("only-in-the-first.txt", "first");
    site.write("worker.js", "// first");
    offline::set(&site.0).unwrap();
    let mut page = site.page();
    page.look(&Look { reduced_motion: true, ..Look::default() });
    page.visit("");
    wait_until_kept(&page);

    fs::remove_file(site.0.join("only-in-the-first.txt")).unwrap();
    site.write("worker.js", "// second");
    let html = fs::read_to_string(site.0.join("index.html")).unwrap();
    site.write("index.html", &html.replace("name=\"version\" content=\"", "name=\"version\" content=\"2nd "));
    offline::set(&site.0).unwrap();

    // The next visit still shows what is on the device, and finds the newer one meanwhile.
    page.reload();
    let killed = elect(&page);
    command(&page, &format!("crash {killed}"));
    page.wait_for_element(".news button");
    let was = facts(&page);
    page.fill(CONSOLE, "cut s1 s2 | re");
    assert!(!page.js(VERSION).as_str().unwrap().contains("2nd"));
    assert_eq!(text_of(&page, "worker.js"), "// first");
    assert_eq!(text_of(&page, "only-in-the-first.txt"), "first");

    press(&page, "Reload");
    page.wait_for("document.querySelector('meta[name=version]')?.content.includes('2nd')");
    page.wait_for("document.documentElement.dataset.ready === 'true'");
    assert_eq!(facts(&page), was);
    assert_eq!((state(&page, &killed), leader(&page)), ("down".to_owned(), None));
    page.wait_for(&format!("document.querySelector({CONSOLE:?}).value"));
    assert_eq!(value(&page, CONSOLE), "cut s1 s2 | re");
    assert_eq!(text_of(&page, "worker.js"), "// second");
    assert_eq!(page.texts(".news p"), Vec::<String>::new());
    assert_eq!(text_of(&page, "only-in-the-first.txt"), "first", "another tab may still need it");

    // Once no page is open, the next visit throws the first version's away.
    page.go_to("about:blank", "");
    page.go("");
    page.js("return (async () => {
            const store = await caches.open((await caches.keys())[0]);
            const kept = () => store.match('only-in-the-first.txt', { ignoreSearch: true });
            while (await kept()) await new Promise(done => setTimeout(done, 50));
        })()");
}

/// Neither would it belong on the device of somebody else's reader, nor may it in most frames.
#[test]
fn a_figure_keeps_nothing() {
    let page = Page::of_dist();
    page.go("index.html?view=stage");
    page.wait_for("document.documentElement.dataset.ready && 4_000 < performance.now()");
    assert!(!page.asked().iter().any(|it| it == "sw.js" || it == "offline.js"), "{:?}", page.asked());
}

#[track_caller]
pub fn wait_until_kept(page: &Page) {
    page.wait_for("navigator.serviceWorker.controller?.state === 'activated'");
}

#[track_caller]
fn text_of(page: &Page, file: &str) -> String {
    let text = page.js(&format!("return fetch({file:?}).then(it => it.text())"));
    text.as_str().expect("a text").to_owned()
}

/// A copy of dist/ that a test may change.
struct Copy(PathBuf);

impl Copy {
    fn of_dist(name: &str) -> Copy {
        let folder = project::target_dir().join("sites").join(name);
        let _it_was_there = fs::remove_dir_all(&folder);
        copy(&project::dist(), &folder);
        Copy(folder)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    fn page(&self) -> Page {
        Page::of_folders(Site { folders: vec![self.0.clone()], ..Site::default() })
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = entry.map(|it| (it.path(), to.join(it.file_name()))).unwrap();
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
