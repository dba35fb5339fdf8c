use std::collections::BTreeSet;

use crate::client;
use crate::locale::Lang;
use crate::player::caption;
use crate::t;
use crate::trace::{Entry, Loss, What};
use crate::vocab::ProcessId;
use crate::wire::{Message, Segment, ToClient};
use crate::zab::Packet;

/// A Mermaid sequence diagram of a trace: messages with their names and contents where they arrive, come to nothing, or, if they do neither, where
/// they leave; state changes, acts and captions as notes. Pings and the opening and closing of connections are left out, and what is
/// beyond `most` messages, which the last note says.
pub fn mermaid(entries: &[Entry], title: &str, most: usize, lang: Lang) -> String {
    let arrived: BTreeSet<u64> = entries.iter().filter_map(ended).collect();
    let arrow = |it: &Entry| arrow(it, &arrived, lang);
    let arrows = entries.iter().filter(|it| arrow(it).is_some()).count();
    let end = entries.iter().enumerate().filter(|(_, it)| arrow(it).is_some()).nth(most).map(|it| it.0);
    let shown = &entries[..end.unwrap_or(entries.len())];
    let participants = participants(shown, &arrow);
    let mut out = format!("---\ntitle: {}\n---\nsequenceDiagram\n", quoted(title));
    for it in &participants {
        out += &format!("  participant {it}\n");
    }
    let (Some(first), Some(last)) = (participants.first(), participants.last()) else { return out };
    let over = if first == last { first.to_string() } else { format!("{first},{last}") };
    for entry in shown {
        let line = arrow(entry).map(|it| it.line).or_else(|| note(entry, &over, lang));
        if let Some(line) = line {
            out += &format!("  {line}\n");
        }
    }
    if most < arrows {
        out +=
            &format!("  Note over {over}: {}\n", plain(&t!("export.more", locale = lang, n = arrows - most)));
    }
    out
}

struct Arrow {
    from: ProcessId,
    to: ProcessId,
    line: String,
}

fn arrow(entry: &Entry, arrived: &BTreeSet<u64>, lang: Lang) -> Option<Arrow> {
    let (from, to, segment, mark, behind) = match &entry.what {
        What::Arrived { from, to, segment, .. } => (*from, *to, segment, "->>", String::new()),
        What::Lost { from, to, segment, why, .. } => {
            let why = match why {
                Loss::NoPower => t!("export.no_power", locale = lang),
                Loss::NoConnection => t!("export.no_connection", locale = lang),
                Loss::Dropped => t!("export.dropped", locale = lang),
            };
            (*from, *to, segment, "-x", format!(" ({why})"))
        }
        What::Sent { flight, from, to, segment } if !arrived.contains(flight) => {
            (*from, *to, segment, "-)", format!(" ({})", t!("export.on_its_way", locale = lang)))
        }
        _ => return None,
    };
    if !is_told(segment) {
        return None;
    }
    let content = segment.to_string();
    let said = plain(format!("{} {}", segment.name(), shortened(&content)).trim_end());
    Some(Arrow { from, to, line: format!("{from}{mark}{to}: {said}{}", plain(&behind)) })
}

/// The number of a message that ends here.
fn ended(entry: &Entry) -> Option<u64> {
    match &entry.what {
        What::Arrived { flight, .. } | What::Lost { flight, .. } => Some(*flight),
        _ => None,
    }
}

fn is_told(segment: &Segment) -> bool {
    match segment {
        Segment::Syn | Segment::SynAck | Segment::Fin | Segment::Rst => false,
        Segment::Data(Message::Packet(Packet::Ping { .. }) | Message::Initial { .. }) => false,
        Segment::Data(Message::ToServer(it)) => !["ping", "isro"].contains(&it.name()),
        Segment::Data(Message::ToClient(it)) => match &**it {
            ToClient::Reply { xid, .. } => *xid != client::Packet::PING,
            ToClient::IsReadOnly(_) => false,
            ToClient::Connected(_) | ToClient::Event(_) => true,
        },
        Segment::Data(Message::Notification(_) | Message::Packet(_)) => true,
    }
}

/// Who takes part, servers first.
fn participants(entries: &[Entry], arrow: &impl Fn(&Entry) -> Option<Arrow>) -> Vec<ProcessId> {
    let arrows = entries.iter().filter_map(arrow).flat_map(|it| [it.from, it.to]);
    let states = entries.iter().filter_map(|it| match &it.what {
        What::State { server, .. } => Some(ProcessId::Server(*server)),
        _ => None,
    });
    arrows.chain(states).collect::<BTreeSet<_>>().into_iter().collect()
}

fn note(entry: &Entry, over: &str, lang: Lang) -> Option<String> {
    let at = entry.at.clock();
    Some(match &entry.what {
        What::State { server, to, .. } => {
            let state = match to {
                Some(state) => state.name().to_owned(),
                None => t!("page.state.down", locale = lang).into_owned(),
            };
            format!("Note over {server}: {} · {at}", plain(&state))
        }
        What::Act { line } => {
            format!("Note over {over}: {} · {at}", plain(&format!("> {}", shortened(line))))
        }
        What::Said { text } => format!("Note over {over}: {}", plain(caption(text, lang))),
        What::Expected { line, found } => {
            let mark = if found.is_none() { "✓" } else { "✗" };
            format!("Note over {over}: {mark} expect {}", plain(&shortened(line)))
        }
        _ => return None,
    })
}

/// At most so many characters of a message's content are shown.
const LONGEST: usize = 60;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// As it may stand in a line of Mermaid: what means something to it, or to HTML, is written as a number.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            _ if c.is_control() => out.push(' '),
            '#' | ';' | '<' | '>' | '&' | '%' | '{' | '}' | '"' | '\\' | '`' | '|' | '$' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

/// As a string of YAML, in which the title stands.
fn quoted(text: &str) -> String {
    let kept: String = text.chars().filter(|it| !it.is_control() && !"\"\\{}<>%".contains(*it)).collect();
    format!("\"{kept}\"")
}
