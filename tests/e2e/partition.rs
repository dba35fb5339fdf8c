//! A network cut in two, on the stage and in words.

use xtask::browser::{Key, Page};

use crate::visitor::{command, elect, offers, open_stopped, press, show};

/// Between two servers and three: so many links, each in two directions.
const LINKS: usize = 6;

#[test]
fn a_cut_typed_is_drawn_and_told() {
    let page = open_stopped("");
    elect(&page);
    command(&page, "cut s1 s2 | rest");
    assert_eq!(drawn(&page), LINKS);
    show(&page, "text");
    let told = page.text(".twin");
    assert_eq!(told.matches("Nothing passes from").count(), 2 * LINKS, "{told}");
    assert!(told.contains("Nothing passes from s1 to s3.") && told.contains("Nothing passes from s3 to s1."));

    command(&page, "heal");
    assert_eq!(drawn(&page), 0);
    assert!(!page.text(".twin").contains("Nothing passes"));

    command(&page, "cut s1 > s2");
    page.wait_for_element(".links .one-way");
    let told = page.text(".twin");
    assert!(told.contains("Nothing passes from s1 to s2.") && !told.contains("from s2 to s1"), "{told}");
}

#[test]
fn a_side_is_ticked_and_cut_off() {
    let page = open_stopped("");
    elect(&page);
    page.click("[aria-label='Servers on one side'] button:nth-child(4)");
    page.click("[aria-label='Servers on one side'] button:nth-child(5)");
    press(&page, "Cut between the sides");
    assert_eq!(drawn(&page), LINKS);
    press(&page, "Heal all");
    assert_eq!(drawn(&page), 0);
}

#[track_caller]
fn drawn(page: &Page) -> usize {
    page.js("return document.querySelectorAll('.links .cut').length").as_u64().expect("a number") as usize
}

#[test]
fn a_line_is_turned_and_moved_by_keys_until_it_cuts_what_it_should_and_what_was_done_is_named_and_taken_back()
{
    let page = open_stopped("");
    elect(&page);
    page.key("x");
    page.wait_for_element(".cutter .primary:focus");
    let line = || page.text(".cutter .primary code");
    let mut seen = vec![line()];
    for key in [Key::Right, Key::Right, Key::Down, Key::Left, Key::Up] {
        let before = line();
        page.key(key);
        page.wait_for(&format!("document.querySelector('.cutter .primary code').innerText !== {before:?}"));
        seen.push(line());
    }
    assert!(seen.iter().all(|it| it.starts_with("cut s1") && it.contains('|')), "{seen:?}");
    let cut = line();
    page.key(Key::Enter);
    page.wait_for("!document.querySelector('.cutter')");
    page.wait_for("document.querySelector('.links .cut')");
    assert!(offers(&page, &format!("Take back: {cut}")));
    assert_eq!(page.text(".transport .undo code"), cut);
    page.key("z");
    page.wait_for("!document.querySelector('.links .cut')");

    page.key("x");
    page.wait_for_element(".cutter");
    page.key(Key::Escape);
    page.wait_for("!document.querySelector('.cutter')");
}

#[test]
fn a_finger_draws_a_cut_from_top_to_bottom_once_the_scissors_are_out() {
    let page = open_stopped("");
    elect(&page);
    press(&page, "Cut the network in two");
    page.wait_for_element(".cutter");
    assert_eq!(page.js("return getComputedStyle(document.querySelector('.stage')).touchAction"), "none");
    page.js("
        const stage = document.querySelector('.stage'), at = stage.getBoundingClientRect(), x = at.x + at.width / 2;
        for (const [name, part] of [['down', 0.05], ['move', 0.5], ['move', 0.95], ['up', 0.95]]) {
            stage.dispatchEvent(new PointerEvent('pointer' + name,
                { pointerType: 'touch', isPrimary: true, pointerId: 7, bubbles: true, clientX: x + 20 * part, clientY: at.y + part * at.height }));
            await new Promise(requestAnimationFrame);
        }");
    page.wait_for("document.querySelector('.links .cut')");
    page.wait_for("!document.querySelector('.cutter')");
    page.key("h");
    page.wait_for("!document.querySelector('.links .cut')");
}
