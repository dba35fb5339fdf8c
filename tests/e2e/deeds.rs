//! All that can be done, as the palette, the menus of things and the list of keys offer it.

use xtask::browser::{Key, Look, Page};

use crate::visitor::{command, elect, open_stopped, press, show, state, stop};

/// Opens the palette, and types.
#[track_caller]
fn search(page: &Page, typed: &str) {
    page.js("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }))");
    page.wait_for_element("dialog.palette[open] [role=option]");
    page.key(typed);
    page.wait_for(&format!("document.querySelector('dialog.palette input').value === {typed:?}"));
}

/// What is chosen in the palette.
#[track_caller]
fn chosen(page: &Page) -> String {
    let active = "document.getElementById(document.querySelector('[role=combobox]').getAttribute('aria-activedescendant'))";
    page.wait_for(active);
    page.js(&format!("return {active}.innerText.replace(/\\s+/g, ' ')")).as_str().expect("a text").to_owned()
}

#[test]
fn an_act_is_found_by_a_part_of_it_and_done() {
    let page = open_stopped("");
    elect(&page);
    search(&page, "cra s2");
    assert!(chosen(&page).contains("crash s2"), "{}", chosen(&page));
    page.key(Key::Enter);
    page.wait_for_element("[data-server=s2][data-state=down]");
    page.wait_for("!document.querySelector('dialog[open]')");

    search(&page, "logs");
    assert!(chosen(&page).starts_with("Logs"), "{}", chosen(&page));
    page.key(Key::Enter);
    page.wait_for_element("[data-pane=logs]");

    search(&page, "theme dark");
    page.key(Key::Enter);
    page.wait_for_element(":root[data-theme=dark]");
    search(&page, "next election");
    page.key(Key::Enter);
    page.wait_for("!document.querySelector('dialog[open]')");
    search(&page, "");
    assert!(
        chosen(&page).starts_with("Run until the next election"),
        "what was done last: {}",
        chosen(&page)
    );
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('dialog[open]')");
    search(&page, "no such thing at all");
    page.wait_for_element("dialog.palette .empty");
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('dialog[open]')");
}

#[test]
fn the_palette_is_gone_through_by_arrows_and_opened_by_touch() {
    let page = open_stopped("");
    press(&page, "Help");
    press(&page, "Everything you can do");
    page.wait_for_element("dialog.palette[open] [role=option]");
    let first = chosen(&page);
    page.key(Key::Down);
    page.wait_for("document.querySelector('#deed-1[aria-selected=true]')");
    assert_ne!(chosen(&page), first);
    page.key(Key::Up);
    page.key(Key::Up);
    let last =
        page.js("return document.querySelectorAll('[role=option]').length").as_u64().expect("a number") - 1;
    page.wait_for(&format!("document.querySelector('#deed-{last}[aria-selected=true]')"));
    page.js("[...document.querySelectorAll('[role=option]')].find(it => it.innerText.includes('Two leaders')).click()");
    page.wait_for("document.querySelector('.story span').innerText.includes('Two leaders')");
}

#[test]
fn a_server_a_link_and_a_client_have_their_menus() {
    let page = open_stopped("");
    let first = elect(&page);
    ask(&page, &format!("[data-server={first}]"));
    press(&page, "Crash");
    page.wait_for_element(&format!("[data-server={first}][data-state=down]"));
    ask(&page, &format!("[data-server={first}]"));
    press(&page, "Start");
    page.wait_for_element(&format!("[data-server={first}][data-state=looking]"));

    let others: Vec<_> = ["s1", "s2", "s3", "s4", "s5"].into_iter().filter(|it| *it != first).collect();
    let [a, b, ..] = others[..] else { panic!("five servers") };
    page.js(&format!(
        "const at = id => {{ const it = document.querySelector(`[data-server=${{id}}] .body`).getBoundingClientRect(); return [it.x + it.width / 2, it.y + it.height / 2] }};
        const [[x, y], [v, w]] = [at('{a}'), at('{b}')];
        document.querySelector('.stage').dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, cancelable: true, clientX: (x + v) / 2, clientY: (y + w) / 2 }}))"
    ));
    page.wait_for_element("dialog.context[open]");
    press(&page, &format!("Cut cut {a} | {b}"));
    page.wait_for("document.querySelectorAll('.links .cut').length === 1");

    command(&page, "client c1 s1");
    show(&page, "clients");
    ask(&page, ".clients li[data-thing]");
    page.wait_for("document.querySelector('dialog.context').innerText.includes('crash c1')");
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('dialog[open]')");
}

#[test]
fn the_key_for_menus_opens_that_of_what_has_the_focus_and_gives_the_focus_back() {
    let page = open_stopped("");
    elect(&page);
    page.js("document.querySelector('[data-server=s4]').focus()");
    page.js("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'F10', shiftKey: true, bubbles: true, cancelable: true }))");
    page.wait_for_element("dialog.context[open] [role=menuitem]:focus");
    page.key(Key::Down);
    page.wait_for("document.activeElement.innerText.includes('poweroff s4')");
    page.key(Key::Enter);
    page.wait_for_element("[data-server=s4][data-state=power-off]");
    assert_eq!(page.js("return document.activeElement.dataset.server"), "s4");

    page.js("document.querySelector('[role=slider].timeline').focus()");
    page.js("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ContextMenu', bubbles: true, cancelable: true }))");
    page.wait_for_element("dialog.context[open]");
    press(&page, "From the start");
    page.wait_for("document.querySelector('.clock').innerText === '0.000 s'");
}

#[test]
fn a_finger_that_rests_asks_and_one_that_moves_does_not() {
    let look = Look { width: 390, height: 844, reduced_motion: true, ..Look::default() };
    let page = Page::open_as(&look, "");
    stop(&page);
    let touch = |name: &str, x: i32| {
        page.js(&format!(
            "document.querySelector('[data-server=s2] .body').dispatchEvent(new PointerEvent({name:?}, {{ pointerType: 'touch', isPrimary: true, bubbles: true, clientX: {x}, clientY: 300 }}))"
        ));
    };
    touch("pointerdown", 100);
    touch("pointermove", 140);
    touch("pointerdown", 100);
    page.wait_for_element("dialog.context[open]");
    page.wait_for("document.querySelector('dialog.context').innerText.includes('crash s2')");
    press(&page, "Crash");
    assert_eq!(state(&page, "s2"), "down");
}

#[test]
fn every_key_that_is_listed_is_known_to_the_page_and_says_itself_where_it_acts() {
    let page = open_stopped("");
    elect(&page);
    page.key("?");
    page.wait_for_element("dialog.help[open] .keys");
    let listed = page.texts("dialog.help .keys kbd");
    page.key(Key::Escape);
    let shown = page.js("return [...document.querySelectorAll('[aria-keyshortcuts]')].map(it => it.getAttribute('aria-keyshortcuts').split('+').pop().replace('ArrowLeft', '←').replace('ArrowRight', '→'))");
    let shown = shown.as_array().expect("a list").clone();
    assert!(5 < shown.len());
    for key in shown {
        let key = key.as_str().expect("a key");
        assert!(listed.iter().any(|it| it == key), "{key} is not in the list: {listed:?}");
    }
}

/// Asks what can be done to the first thing that a selector fits.
#[track_caller]
fn ask(page: &Page, selector: &str) {
    page.wait_for_element(selector);
    page.js(&format!(
        "const it = document.querySelector({selector:?}), at = it.getBoundingClientRect();
        it.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, cancelable: true, clientX: at.x + at.width / 2, clientY: at.y + 10 }}))"
    ));
    page.wait_for_element("dialog.context[open]");
}
