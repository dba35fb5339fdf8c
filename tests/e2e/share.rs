//! What is on the screen can be taken away in many forms, and a file can be opened, without anything being lost.

use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, open_stopped, press, show, value};

/// Keeps what the page hands to the browser as files, instead of saving it.
const KEEP: &str = "
    const make = URL.createObjectURL;
    URL.createObjectURL = it => (window.saved = it, make.call(URL, it));
    HTMLAnchorElement.prototype.click = function () { window.named = this.download };";

/// Drops a file of that name on the page; its content is an expression.
#[track_caller]
fn drop_file(page: &Page, name: &str, content: &str) {
    page.js(&format!(
        "const held = new DataTransfer();
        held.items.add(new File([{content}], {name:?}));
        for (const kind of ['dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(kind, {{ dataTransfer: held, bubbles: true, cancelable: true }}))"
    ));
}

#[track_caller]
fn script(page: &Page) -> String {
    show(page, "script");
    value(page, ".script textarea")
}

/// Presses the button that saves, and says what was saved: the file's name and its text.
#[track_caller]
fn save(page: &Page) -> (String, String) {
    press(page, "Save ");
    page.wait_for("window.saved && window.named");
    let text = page.js("return window.saved.text()");
    (page.js("return window.named").as_str().unwrap().to_owned(), text.as_str().unwrap().to_owned())
}

#[test]
fn the_text_is_saved_as_it_is_shown() {
    let page = open_stopped("");
    let leader = elect(&page);
    command(&page, &format!("crash {leader}"));
    let text = script(&page);
    page.js(KEEP);
    press(&page, "Share");
    press(&page, "Text");
    assert_eq!(value(&page, ".share textarea"), text);
    assert_eq!(save(&page), ("kill-the-leader.zk".to_owned(), text));
}

#[test]
fn every_form_has_something_to_show() {
    let page = open_stopped("");
    elect(&page);
    page.js("document.activeElement.blur()");
    page.key("s");
    page.wait_for_element(".share[open]");
    let address = value(&page, ".share textarea");
    assert!(address.starts_with("http") && address.contains('#'), "{address}");
    for (form, begins, has) in [
        ("Markdown", "[![Kill the leader](", "ensemble 5"),
        ("<iframe>", "<iframe src=", "view=stage+timeline"),
        ("<zk-playground>", "<script src=", "<zk-playground scenario="),
        ("Mermaid", "---", "participant s5"),
        ("JSON trace", "{\"at\":0", "LOOKING"),
        ("ZooKeeper log", "2026-01-01", "LEADER ELECTION TOOK"),
        ("Rust test", "// Kill the leader", "#[test]"),
    ] {
        press(&page, form);
        page.wait_for(&format!("document.querySelector('.share textarea').value.startsWith({begins:?})"));
        let shown = value(&page, ".share textarea");
        assert!(shown.contains(has), "{form}: {shown}");
    }
    press(&page, "SVG picture");
    page.wait_for("document.querySelector('.share img')?.naturalWidth === 960");
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('.share[open]')");
}

#[test]
fn a_window_of_time_is_what_is_typed() {
    let page = open_stopped("");
    elect(&page);
    press(&page, "Share");
    press(&page, "JSON trace");
    let whole = value(&page, ".share textarea");
    page.fill(".share .window label:first-of-type input", "100ms");
    page.wait_for(&format!("document.querySelector('.share textarea').value !== {whole:?}"));
    let first = value(&page, ".share textarea");
    let at: u64 = first.split(['{', ':', ',']).nth(2).unwrap().parse().unwrap();
    assert!(100_000 <= at, "{first}");
    page.fill(".share .window label:first-of-type input", "soon");
    assert!(page.text(".share .window [role=alert]").contains("1.5s"));
}

#[test]
fn a_png_is_made_of_the_picture() {
    let page = open_stopped("");
    elect(&page);
    page.js(KEEP);
    press(&page, "Share");
    press(&page, "PNG picture");
    press(&page, "Save kill-the-leader.png");
    page.wait_for("window.saved?.type === 'image/png'");
    assert_eq!(page.js("return createImageBitmap(window.saved).then(it => it.width)"), 1_920);
    assert!(page.text(".share [role=status]").contains("handed to the browser"));
}

#[test]
fn a_dropped_file_is_opened_and_what_was_before_can_be_had_back() {
    let page = open_stopped("");
    let leader = elect(&page);
    command(&page, &format!("crash {leader}"));
    let before = script(&page);
    drop_file(&page, "three.zk", "'ensemble 3\\nstart all\\n'");
    page.wait_for("document.querySelectorAll('[data-server]').length === 3");
    assert!(page.text(".opened").contains("three.zk is open"));
    assert_eq!(script(&page), "ensemble 3\nstart all\n");
    press(&page, "Back to what was before");
    page.wait_for("document.querySelectorAll('[data-server]').length === 5");
    assert_eq!(script(&page), before);
    assert!(page.text(".story span").contains("Kill the leader"));
}

#[test]
fn what_is_no_scenario_is_not_opened_and_says_so() {
    let page = open_stopped("");
    let before = script(&page);
    for (name, content, says) in [
        ("cat.png", "new Uint8Array([137, 80, 78, 71, 0])", "cat.png is not a text file"),
        ("war.txt", "'x'.repeat(300000)", "war.txt has 293 KB"),
    ] {
        drop_file(&page, name, content);
        page.wait_for(&format!("document.querySelector('[role=alert]')?.innerText.includes({says:?})"));
        assert_eq!(value(&page, ".script textarea"), before);
        press(&page, "Close");
        page.wait_for("!document.querySelector('[role=alert]')");
    }
}

#[test]
fn a_link_that_is_too_long_offers_a_file() {
    let page = open_stopped("");
    // What cannot be made shorter: digits without an order.
    drop_file(
        &page,
        "long.zk",
        "'ensemble 3\\n' + Array.from({ length: 400 }, (_, i) => `# ${Math.sin(i)}`).join('\\n')",
    );
    page.wait_for("document.querySelector('.opened')");
    press(&page, "Share");
    let said = page.text(".share .about");
    assert!(said.contains("2000") && said.contains("file"), "{said}");
    press(&page, "Save the text as a file");
    page.wait_for("document.querySelector('.share textarea').value.startsWith('ensemble 3')");
}
