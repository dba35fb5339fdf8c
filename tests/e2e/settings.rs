//! Language and theme: chosen on the page, or by the device; remembered on it.

use xtask::browser::{Look, Page};

use crate::visitor::{elect, open_stopped, press};

const BACKGROUND: &str = "return getComputedStyle(document.body).backgroundColor";

#[test]
fn another_language_changes_every_word() {
    let page = open_stopped("");
    elect(&page);
    let english = words(&page);
    page.click("select[aria-label=Language] option[value=zh-CN]");
    page.wait_for("document.documentElement.lang === 'zh-CN'");
    let chinese = words(&page);
    assert_eq!(english.len(), chinese.len());
    let same: Vec<_> = english.iter().filter(|it| chinese.contains(it)).collect();
    assert!(same.is_empty(), "in both: {same:?}");
    assert_eq!(page.js("return document.title"), "ZooKeeper 演练场");

    page.reload();
    assert_eq!(page.js("return document.documentElement.lang"), "zh-CN");
    page.click("select[aria-label=语言] option[value=en]");
    page.wait_for("document.documentElement.lang === 'en'");
}

#[test]
fn the_devices_language_is_the_first() {
    for (device, page_in, server) in
        [("zh-CN", "zh-CN", "服务器"), ("zh-HK", "zh-TW", "伺服器"), ("ru-RU", "ru", "Сервер")]
    {
        let page = Page::open_as(&Look { language: device.to_owned(), ..Look::default() }, "");
        assert_eq!(page.js("return document.documentElement.lang"), page_in);
        assert_eq!(page.text(".tabs [data-tab=server]"), server);
    }
}

#[test]
fn the_theme_is_the_devices_until_one_is_chosen() {
    let page = Page::open_as(&Look { dark: true, ..Look::default() }, "");
    let dark = page.js(BACKGROUND);
    press(&page, "Theme: as on this device");
    page.wait_for("document.documentElement.dataset.theme === 'light'");
    let light = page.js(BACKGROUND);
    assert_ne!(light, dark);

    page.reload();
    assert_eq!(page.js(BACKGROUND), light);
    press(&page, "Theme: light");
    page.wait_for("document.documentElement.dataset.theme === 'dark'");
    assert_eq!(page.js(BACKGROUND), dark);
    press(&page, "Theme: dark");
    page.wait_for("!document.documentElement.hasAttribute('data-theme')");
}

/// What stands on the buttons and headings of the page.
#[track_caller]
fn words(page: &Page) -> Vec<String> {
    page.texts(".tabs button, .story span, .copy-link span, .transport .wide span, .trace h2, .caption, .count .verdict")
}
