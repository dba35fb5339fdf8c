//! Links and scenario texts as strangers may send them: mutated, cut, mixed. Nothing may panic, and nothing may go on for ever.

use zookeeper_playground::player::{Link, Player, gallery};
use zookeeper_playground::scenario::{COMMANDS, Run, parse};
use zookeeper_playground::vocab::SimTime;

/// A scenario is run so far, by the clock of its world and by steps.
const UNTIL: SimTime = SimTime(400_000);
const MOST_STEPS: u32 = 300;
/// Of so many mutations one is run as well, not only read.
const RUN_EVERY: u64 = 16;
/// Of so many links one is opened, with its moment.
const OPENED_EVERY: u64 = 256;

/// SplitMix64.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

/// Tries so many mutations, half of links and half of texts; the process ends at the first that panics.
pub fn run(count: u64) {
    let texts: Vec<&str> = gallery().iter().map(|it| it.text).collect();
    let links: Vec<String> =
        texts.iter().map(|it| Link { at: SimTime(9_000_000), ..Link::to_text(it) }.encode()).collect();
    let own =
        texts.iter().map(|it| Link::to_text(&format!("{it}branch b1 from 2s\nat 2s crash s1\n")).encode());
    let links: Vec<String> =
        links.into_iter().chain(own).chain(texts.iter().map(|it| Link::to_text(&it[1..]).encode())).collect();
    let (mut draw, mut read, mut ran) = (Draw(1), 0_u64, 0_u64);
    for number in 0..count {
        if number % 2 == 0 {
            let link = mutated(&mut draw, &links, b"ABCabc019_-zZ");
            if let Ok(link) = Link::decode(&link) {
                read += 1;
                if number % OPENED_EVERY == 0 || draw.below(OPENED_EVERY as usize) == 0 {
                    drop(Player::from_link(&Link { at: link.at.min(UNTIL), ..link }));
                    ran += 1;
                }
            }
        } else {
            let text = mutated_text(&mut draw, &texts);
            let (script, _) = parse(&text);
            if draw.next() % RUN_EVERY == 0 {
                let (mut run, mut record) = (Run::new(script.into()), Vec::new());
                let due = |run: &Run| run.next_due().is_some_and(|it| it <= UNTIL);
                (0..MOST_STEPS).take_while(|_| due(&run) && run.step(&mut record).is_some()).for_each(drop);
                ran += 1;
            }
        }
    }
    println!(
        "fuzz: {count} mutated links and texts, of the links {read} could be read, {ran} scenarios were run: no panic, no hang"
    );
}

/// One of them with some characters changed, cut out or put in.
fn mutated(draw: &mut Draw, all: &[String], alphabet: &[u8]) -> String {
    let mut bytes = all[draw.below(all.len())].clone().into_bytes();
    for _ in 0..=draw.below(4) {
        let place = draw.below(bytes.len());
        let letter = alphabet[draw.below(alphabet.len())];
        match draw.below(4) {
            0 => bytes.insert(place, letter),
            1 if 1 < bytes.len() => drop(bytes.remove(place)),
            2 => bytes.truncate(place.max(1)),
            _ => bytes[place] = letter,
        }
    }
    String::from_utf8(bytes).expect("only plain characters")
}

/// One of them with words changed for words of the language, lines mixed, or characters broken.
fn mutated_text(draw: &mut Draw, all: &[&str]) -> String {
    const WORDS: &[&str] = &[
        "s1",
        "s9",
        "c1",
        "all",
        "rest",
        "|",
        ">",
        "at",
        "1s",
        "0s",
        "99999999s",
        "-1",
        "/",
        "/a",
        "none",
        "4294967295:1",
        "from",
        "of",
        "<script>",
        "领导者",
        "\u{0}",
    ];
    let mut lines: Vec<String> = all[draw.below(all.len())].lines().map(str::to_owned).collect();
    for _ in 0..=draw.below(4) {
        let place = draw.below(lines.len());
        match draw.below(5) {
            0 => lines.insert(place, COMMANDS[draw.below(COMMANDS.len())].example.to_owned()),
            1 if 1 < lines.len() => drop(lines.remove(place)),
            2 => {
                let other = all[draw.below(all.len())].lines().nth(draw.below(20)).unwrap_or_default();
                lines.insert(place, format!("at {}ms {other}", draw.below(400)));
            }
            3 => lines[place] = lines[place].chars().filter(|_| draw.below(9) != 0).collect(),
            _ => {
                let mut words: Vec<&str> = lines[place].split(' ').collect();
                let word = draw.below(words.len());
                words[word] = WORDS[draw.below(WORDS.len())];
                lines[place] = words.join(" ");
            }
        }
    }
    lines.join("\n")
}
