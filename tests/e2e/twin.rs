//! The text twin of the stage: what is drawn there is told, in the middle of failures too.

use xtask::browser::{Key, Page};

use crate::recipes;
use crate::visitor::{command, elect, open_stopped, scrub, show};
use crate::znodes::{leap, run, settle};

/// What the stage shows and the twin does not tell, a line each.
const UNTOLD: &str = r#"
    const text = it => it.textContent.trim();
    const all = (of, from = document) => Array.from(from.querySelectorAll(of));
    const told = all('.twin').map(it => it.innerText).join('\n');
    const lines = all('.twin li').map(text);
    const missing = [];
    const want = (what, is) => { if (!is) missing.push(what) };
    const same = (what, drawn, told) => want(`${what}: ${drawn} drawn, ${told} told`, drawn === told);

    // Roles, phases, votes, rounds, zxids.
    for (const server of all('[data-server]')) {
        const id = server.dataset.server;
        const row = all('.twin table tr').find(it => it.querySelector('th') && text(it.querySelector('th')) === id);
        want(`${id} has a row`, row);
        if (!row) continue;
        const cells = all('th, td', row).map(text);
        const words = all('.label.state, .label.phase, .state, .phase', server).map(text).filter(it => it);
        for (const it of words) want(`${id}: ${it}`, cells.includes(it));
        const vote = server.querySelector('.vote');
        if (vote) want(`${id}: ${text(vote)}`, text(vote).match(/s\d+/g).every(it => cells.includes(it)));
        const facts = server.querySelector('.facts');
        if (facts) for (const it of text(facts).match(/\d+:\d+|\d+/g)) want(`${id}: ${it}`, cells.includes(it));
        want(`${id}: epochs`, cells.some(it => /^\d+\/\d+$/.test(it)));
        if (server.dataset.leads === 'true') want(`${id} leads`, told.includes(`${id} leads`));
    }
    const caption = document.querySelector('.caption');
    if (text(caption)) want('the caption', told.includes(text(caption)));

    // Links: cut, slow, half open; connections to the leader.
    const ways = 2 * all('.links .cut:not(.one-way)').length + all('.links .one-way').length;
    same('ways that are cut', ways, lines.filter(it => it.startsWith('Nothing passes')).length);
    for (const it of all('.links .delay')) want(`slow: ${text(it)}`, lines.some(line => line.includes(text(it).match(/\d+\w*s/)[0])));
    want('half open', !document.querySelector('.links [data-half-open=true]') || told.includes('half open'));
    const quorum = lines.find(it => it.startsWith('On the quorum port'))?.match(/s\d+–s\d+/g) ?? [];
    want('connections to the leader', all('.links .quorum').length <= quorum.length);
    if (!ways) same('connections to the leader', all('.links .quorum').length, quorum.length);

    // Messages: of each kind, held, waiting; a vote with its candidate.
    const NAMES = { notification: /NOTIFICATION/, proposal: /PROPOSAL|INFORM/, ack: /\bACK\b/, commit: /COMMIT/, request: /REQUEST|\bSYNC\b/, ping: /PING/ };
    const flights = lines.filter(it => / → /.test(it) && !/→ store/.test(it));
    const between = flights.filter(it => /^s\d+ → s\d+ /.test(it));
    same('messages between servers', all('.flight').length, between.length);
    for (const [kind, name] of Object.entries(NAMES)) {
        same(kind, all(`.flight[data-kind=${kind}]`).length, between.filter(it => name.test(it.split(' ')[3])).length);
    }
    same('held', all('.flight .lock').length, between.filter(it => / held /.test(it)).length);
    same('stuck', all('.flight[data-stuck=true]').length, between.filter(it => / held | waits /.test(it)).length);
    for (const it of all('.flight[data-kind=notification] text')) {
        if (/\d/.test(text(it))) want(`a vote for s${text(it)}`, between.some(line => line.includes(`NOTIFICATION s${text(it)} `)));
    }

    // Clients: state, server, session, calls, watches, what is on its way.
    same('words of clients', all('.word').length, flights.length - between.length);
    for (const client of all('.client')) {
        const id = text(client.querySelector('text'));
        const row = all('.twin table tr').find(it => it.querySelector('th') && text(it.querySelector('th')) === id);
        want(`${id} has a row`, row);
        if (!row) continue;
        const [summary] = client.getAttribute('aria-label').split(' · ');
        const state = summary.replace(id, '').trim().split(/[\s,.]+/).pop();
        want(`${id}: ${summary}`, row.innerText.includes(state));
        want(`${id}: its session runs out`, !client.querySelector('.session') || /expires at/.test(row.innerText));
        want(`${id}: its session is over`, client.dataset.mistaken !== 'true' || row.querySelector('.wrong'));
    }
    const kept = all('.clients-on-stage .kept text').reduce((sum, it) => sum + Number(text(it)), 0);
    same('watches that are kept', kept, lines.filter(it => /armed at|fired at|kept by s/.test(it)).length);
    for (const it of all('.stance')) {
        const id = text(it.parentElement.querySelector('.client text'));
        want(`what ${id} believes`, lines.some(line => line.startsWith(`${id}: `)));
    }
    const token = document.querySelector('.store .token');
    if (token) want(`the store has seen ${text(token)}`, told.includes(text(token)));
    same('writes on their way to the store', all('.errand').length, lines.filter(it => /→ store/.test(it)).length);
    return missing
"#;

#[track_caller]
fn tells_all(page: &Page, when: &str) {
    let untold = page.js(UNTOLD);
    let untold: Vec<_> = untold.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
    assert!(untold.is_empty(), "{when}:\n{}", untold.join("\n"));
}

/// Some steps on, looking after each.
#[track_caller]
fn step_by_step(page: &Page, steps: usize, when: &str) {
    for step in 1..=steps {
        page.js("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))");
        page.js("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        tells_all(page, &format!("{when}, {step} steps on"));
    }
}

#[test]
fn an_election_a_cut_and_a_slow_link_are_told() {
    let page = open_stopped("");
    run(&page, "ensemble 5\nobservers s5\nstart all\nsay Five servers.\n");
    show(&page, "text");
    step_by_step(&page, 8, "as they start");
    let leader = elect(&page);
    tells_all(&page, "a leader");
    scrub(&page, &[Key::End]);
    let (one, other) =
        if leader == "s1" { ("s2", "s3") } else { ("s1", if leader == "s2" { "s3" } else { "s2" }) };
    for line in [
        format!("write {leader} /a times 3"),
        format!("hold {leader} > {one}"),
        format!("delay {leader} > {other} 90ms"),
        "cut s5 | rest".to_owned(),
    ] {
        command(&page, &line);
        tells_all(&page, &line);
    }
    step_by_step(&page, 6, "a write");
    for line in [format!("pause {other}"), format!("poweroff {leader}"), format!("cut {one} > {other}")] {
        command(&page, &line);
        step_by_step(&page, 4, &line);
    }
    leap(&page, 1);
    tells_all(&page, "a second later");
}

#[test]
fn sessions_and_watches_are_told() {
    let page = open_stopped("");
    run(&page, "ensemble 3\nstart all\nuntil settled\nclient c1 s1\nclient c2\n");
    settle(&page);
    show(&page, "text");
    for line in ["c1: create /x 1", "c1: stat -w /none", "c1: addWatch /x", "c2: get -w /x"] {
        command(&page, line);
        step_by_step(&page, 2, line);
    }
    settle(&page);
    tells_all(&page, "watches stand");
    command(&page, "c1: set /x 2");
    step_by_step(&page, 10, "watches fire");
    command(&page, "crash s1");
    step_by_step(&page, 4, "a client loses its server");
    command(&page, "pause c2");
    leap(&page, 3);
    tells_all(&page, "a client stands still");
}

#[test]
fn who_believes_what_and_the_store_are_told() {
    let page = open_stopped("");
    recipes::two_believers(&page);
    show(&page, "text");
    tells_all(&page, "two believe");
    command(&page, "resume c1");
    step_by_step(&page, 6, "a write comes too late");
}
