use std::fmt::Write as _;

use crate::locale::{Lang, find};
use crate::scenario::{COMMANDS, RECIPES};
use crate::server::Word;
use crate::t;
use crate::vocab::Config;
use crate::wire::Segment;

/// The reference page of the language, as HTML, made from [`COMMANDS`]: it cannot say anything else than the parser.
pub fn reference_page(lang: Lang) -> String {
    let title = t!("reference.title", locale = lang);
    let mut body = String::new();
    paragraph(&mut body, &t!("reference.intro", locale = lang));
    commands(&mut body, lang);
    definitions(
        &mut body,
        &t!("reference.at", locale = lang),
        &[("at TIME COMMAND".to_owned(), t!("reference.at_text", locale = lang).into_owned())],
    );
    definitions(&mut body, &t!("reference.four_letter", locale = lang), &four_letter(lang));
    definitions(
        &mut body,
        &t!("reference.shell", locale = lang),
        &[("CLIENT: LINE".to_owned(), t!("reference.shell_text", locale = lang).into_owned())],
    );
    definitions(&mut body, &t!("reference.recipes", locale = lang), &recipes(lang));
    definitions(&mut body, &t!("reference.conditions", locale = lang), &conditions(lang));
    definitions(&mut body, &t!("reference.words", locale = lang), &words(lang));
    paragraph(&mut body, &t!("reference.made", locale = lang));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <style>main {{ max-width: 60rem; margin: auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif }} \
         td, th {{ padding: 0.25rem 1rem 0.25rem 0; text-align: start; vertical-align: top }} main {{ overflow-wrap: anywhere }} \
         @media (width < 48rem) {{ thead {{ display: none }} tr, td {{ display: block; padding: 0 }} tr {{ margin-block: 1rem }} }}</style>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</html>\n",
        tag = lang.tag(),
    )
}

fn commands(body: &mut String, lang: Lang) {
    let (usage, meaning) = (t!("reference.usage", locale = lang), t!("reference.meaning", locale = lang));
    let (heading, example) =
        (t!("reference.commands", locale = lang), t!("reference.example", locale = lang));
    let _ = writeln!(body, "<h2>{heading}</h2>\n<table>");
    let _ = writeln!(
        body,
        "<thead><tr><th scope=\"col\">{usage}<th scope=\"col\">{meaning}<th scope=\"col\">{example}</thead>"
    );
    for spec in COMMANDS {
        let form = escaped(spec.usage);
        let mark = if spec.is_act { " ◷" } else { "" };
        let text = find(lang, &format!("command.{}", spec.name)).unwrap_or_default();
        let example = escaped(spec.example);
        let _ = writeln!(
            body,
            "<tr id=\"{}\"><td><code>{form}</code>{mark}<td>{}<td><code>{example}</code>",
            spec.name,
            escaped(text)
        );
    }
    body.push_str("</table>\n");
}

/// Every four-letter word that a server knows, the most telling first, and in one line what it is about.
pub fn four_letter_words(lang: Lang) -> [(&'static str, &'static str); Word::NAMES.len()] {
    Word::NAMES.map(|name| (name, find(lang, &format!("four_letter.{name}")).unwrap_or_default()))
}

fn four_letter(lang: Lang) -> Vec<(String, String)> {
    let form = ("SERVER: WORD".to_owned(), t!("reference.four_letter_text", locale = lang).into_owned());
    let words = four_letter_words(lang).into_iter().map(|(name, help)| (name.to_owned(), help.to_owned()));
    [form].into_iter().chain(words).collect()
}

/// Every recipe: what it does, what it promises, what breaks it, where it is from.
fn recipes(lang: Lang) -> Vec<(String, String)> {
    let text = |name: &str| {
        let parts = ["does", "promises", "breaks", "source"];
        let parts = parts.map(|it| find(lang, &format!("recipe.{name}.{it}")).unwrap_or_default());
        t!(
            "reference.recipe",
            locale = lang,
            does = parts[0],
            promises = parts[1],
            breaks = parts[2],
            source = parts[3]
        )
    };
    RECIPES.iter().map(|it| (format!("run CLIENTS {}", it.usage), text(it.name).into_owned())).collect()
}

fn conditions(lang: Lang) -> Vec<(String, String)> {
    let all = [
        ("leader", t!("reference.condition.leader", locale = lang)),
        ("leader s3", t!("reference.condition.leader_is", locale = lang)),
        ("no leader", t!("reference.condition.no_leader", locale = lang)),
        ("settled", t!("reference.condition.settled", locale = lang)),
        ("level", t!("reference.condition.level", locale = lang)),
        ("exists /a", t!("reference.condition.exists", locale = lang)),
        ("s1 s2 FOLLOWING", t!("reference.condition.state", locale = lang)),
        ("s1 votes s3", t!("reference.condition.votes", locale = lang)),
        ("s1 round 2", t!("reference.condition.round", locale = lang)),
        ("s1 zxid 1:102", t!("reference.condition.zxid", locale = lang)),
        ("s1 epoch 2", t!("reference.condition.epoch", locale = lang)),
        ("s1 s2 has /a", t!("reference.condition.has", locale = lang)),
        ("s1 s2 lacks /a", t!("reference.condition.lacks", locale = lang)),
        ("s1 data /a TEXT", t!("reference.condition.data", locale = lang)),
        ("c1 CONNECTED", t!("reference.condition.client", locale = lang)),
        ("c1 printed TEXT", t!("reference.condition.printed", locale = lang)),
        ("c1 holds, c1 waits [PATH], c1 idle", t!("reference.condition.belief", locale = lang)),
        ("c1 says TEXT", t!("reference.condition.says", locale = lang)),
        ("nobody stuck", t!("reference.condition.stuck", locale = lang)),
        ("believers N, holders N", t!("reference.condition.believers", locale = lang)),
        (
            "counted events|reads|writes|names|late|refused|messages|NAME N",
            t!("reference.condition.counted", locale = lang),
        ),
    ];
    all.into_iter().map(|(form, text)| (form.to_owned(), text.into_owned())).collect()
}

fn words(lang: Lang) -> Vec<(String, String)> {
    let names = Segment::NAMES.join(", ");
    let keys = Config::KEYS.join(", ") + ", group.G, weight.N";
    let all = [
        ("SERVERS", t!("reference.word.servers", locale = lang)),
        ("CLIENTS", t!("reference.word.clients", locale = lang)),
        ("leader, holder", t!("reference.word.late", locale = lang)),
        ("SPAN, TIME", t!("reference.word.span", locale = lang)),
        ("ZXID", t!("reference.word.zxid", locale = lang)),
        ("NAME", t!("reference.word.name", locale = lang, names = names)),
        ("KEY", t!("reference.word.key", locale = lang, keys = keys)),
    ];
    all.into_iter().map(|(form, text)| (form.to_owned(), text.into_owned())).collect()
}

fn definitions(body: &mut String, heading: &str, items: &[(String, String)]) {
    let _ = writeln!(body, "<h2>{heading}</h2>\n<dl>");
    for (term, text) in items {
        let _ = writeln!(body, "<dt><code>{}</code><dd>{}", escaped(term), escaped(text));
    }
    body.push_str("</dl>\n");
}

fn paragraph(body: &mut String, text: &str) {
    let _ = writeln!(body, "<p>{}</p>", escaped(text));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
