use std::rc::Rc;

use yew::prelude::*;

use super::row::ROW;
use crate::player::{Outcome, WatchView, quoted};
use crate::ui::browser::fields;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::watch;
use crate::ui::widgets::{Act, Glyph, act, icon};
use crate::vocab::ClientId;

/// What is being done to a znode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It is chosen what.
    Menu,
    Set,
    Create,
    /// Something that needs no more than its line has been sent.
    Sent,
}

/// See [`Work`].
#[derive(PartialEq, Properties)]
pub struct WorkProps {
    /// To which znode, and in which row it stands.
    pub path: Rc<str>,
    pub row: usize,
    pub form: Form,
    /// Its data, whether it is there, whether it has children, who watches it.
    pub data: Option<String>,
    pub missing: bool,
    pub has_children: bool,
    pub watches: Vec<WatchView>,
    /// Who can do it, and who does.
    pub clients: Rc<[ClientId]>,
    pub client: Option<ClientId>,
    /// The line of zkCli that was sent, and what came of it.
    pub sent: Option<(Rc<str>, Outcome)>,
    pub choose: Callback<ClientId>,
    pub turn: Callback<Form>,
    /// Has the client do a line of zkCli.
    pub send: Callback<String>,
    /// Does a line of the scenario.
    pub join: Callback<String>,
    pub meet: Callback<ClientId>,
    pub close: Callback<()>,
}

/// What can be done to a znode, right below its row.
#[component]
pub fn Work(props: &WorkProps) -> Html {
    use_lang();
    let node = use_node_ref();
    use_effect_with((props.path.clone(), props.form, props.client.is_some()), {
        let node = node.clone();
        move |_| {
            fields::reveal(&node);
            fields::focus_within(&node, "[role=menuitem], input, .act, [role=status]");
        }
    });
    let onkeydown = {
        let (node, close) = (node.clone(), props.close.clone());
        move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "Escape" => {
                    event.prevent_default();
                    return close.emit(());
                }
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                _ => return,
            };
            if fields::focus_beside(&node, "[role=menuitem]", step) {
                event.prevent_default();
            }
        }
    };
    html! {
        <div ref={node} class="work" role="group" aria-label={tr!("page.tree.row", path = props.path)} {onkeydown}
            ~style={format!("inset-block-start: {}px", (props.row + 1) as f64 * ROW)}>
            if let Some(client) = props.client {
                { who(client, props) }
                { match props.form {
                    Form::Menu => menu(props),
                    Form::Set | Form::Create => html! { <Fields key={format!("{}{:?}", props.path, props.form)} path={props.path.clone()} form={props.form} data={props.data.clone()} send={props.send.clone()} close={props.close.clone()} /> },
                    Form::Sent => Html::default(),
                } }
                if let Some((line, outcome)) = &props.sent { { told(client, line, outcome) } }
            } else {
                <p>{ tr!("page.tree.nobody") }</p>
                { act(&Act { label: tr!("page.clients.join"), line: "client c1 timeout 6s".to_owned(), glyph: Glyph::Client, harm: false }, &props.join) }
            }
        </div>
    }
}

fn who(client: ClientId, props: &WorkProps) -> Html {
    let onchange = {
        let (choose, clients) = (props.choose.clone(), props.clients.clone());
        move |event: Event| {
            let chosen = fields::value(&event);
            clients.iter().filter(|it| it.to_string() == chosen).for_each(|it| choose.emit(*it));
        }
    };
    html! {
        <header>
            <label>{ tr!("page.tree.client") }{ " " }<select {onchange}>
                for it in props.clients.iter() { <option selected={*it == client}>{ it.to_string() }</option> }
            </select></label>
            <button type="button" class="plain" aria-label={tr!("page.close")} onclick={props.close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
        </header>
    }
}

/// What has become of what was sent.
fn told(client: ClientId, line: &str, outcome: &Outcome) -> Html {
    html! {
        <p class="outcome" role="status" tabindex="-1" data-failed={crate::ui::widgets::flag(matches!(outcome, Outcome::Failed(_)))}>
            <code>{ format!("{client}: {line}") }</code>{ " " }
            { match outcome {
                Outcome::Waiting => html! { tr!("page.tree.waiting") },
                Outcome::Done => html! { icon(Glyph::Check) },
                Outcome::Failed(text) => html! { <strong>{ text.clone() }</strong> },
            } }
        </p>
    }
}

fn menu(props: &WorkProps) -> Html {
    let path = &quoted(&props.path).unwrap_or_else(|| props.path.to_string());
    let line = |label: AttrValue, line: String| {
        let onclick = {
            let (send, line) = (props.send.clone(), line.clone());
            move |_: MouseEvent| send.emit(line.clone())
        };
        html! { <button type="button" role="menuitem" {onclick}>{ label }<code>{ line }</code></button> }
    };
    let form = |label: AttrValue, form: Form, keys: &'static str| {
        html! { <button type="button" role="menuitem" onclick={props.turn.reform(move |_: MouseEvent| form)}>{ label }<kbd>{ keys }</kbd></button> }
    };
    let meet = |it: &WatchView| {
        let id = it.client;
        html! { <button type="button" role="menuitem" onclick={props.meet.reform(move |_: MouseEvent| id)}>{ watch::told(it) }</button> }
    };
    html! {
        <div role="menu" aria-label={tr!("page.tree.row", path = props.path)}>
            if props.missing {
                { line(tr!("page.tree.watch_coming"), format!("stat -w {path}")) }
            } else {
                { form(tr!("page.tree.set"), Form::Set, "F2") }
                { form(tr!("page.tree.create"), Form::Create, "Insert") }
                if props.has_children {
                    { line(tr!("page.tree.delete_all"), format!("deleteall {path}")) }
                } else {
                    { line(tr!("page.tree.delete"), format!("delete {path}")) }
                }
                { line(tr!("page.tree.watch_data"), format!("get -w {path}")) }
                { line(tr!("page.tree.watch_children"), format!("ls -w {path}")) }
                { line(tr!("page.tree.watch_all"), format!("addWatch -m PERSISTENT_RECURSIVE {path}")) }
            }
            for it in props.watches.iter() { { meet(it) } }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct FieldsProps {
    path: Rc<str>,
    form: Form,
    data: Option<String>,
    send: Callback<String>,
    close: Callback<()>,
}

/// The types of a new znode, and zkCli's options for them.
const TYPES: [&str; 6] = ["", "-e", "-s", "-e -s", "-c", "-t 10000"];

fn type_name(options: &str) -> AttrValue {
    match options {
        "-e" => tr!("page.tree.ephemeral"),
        "-s" => tr!("page.tree.sequential"),
        "-e -s" => tr!("page.tree.ephemeral_sequential"),
        "-c" => tr!("page.tree.container"),
        "" => tr!("page.tree.persistent"),
        _ => tr!("page.tree.ttl"),
    }
}

/// What is to be typed to set a znode's data, or to create one below it; and the line that comes of it.
#[component]
fn Fields(FieldsProps { path, form, data, send, close }: &FieldsProps) -> Html {
    use_lang();
    let text = use_state(|| data.clone().filter(|_| *form == Form::Set).unwrap_or_default());
    let name = use_state(String::new);
    let options = use_state(String::new);
    let typed = |into: &UseStateHandle<String>| {
        let into = into.clone();
        move |event: InputEvent| into.set(fields::value(&event))
    };
    let onchange = {
        let options = options.clone();
        move |event: Event| options.set(fields::value(&event))
    };
    let line = line(path, *form, &options, &name, &text);
    let onsubmit = {
        let (send, line) = (send.clone(), line.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            line.iter().for_each(|it| send.emit(it.clone()));
        }
    };
    html! {
        <form {onsubmit}>
            if *form == Form::Create {
                <label class="name">{ tr!("page.tree.name") }<input value={(*name).clone()} oninput={typed(&name)} autocomplete="off" autocapitalize="off" spellcheck="false" /></label>
                <label>{ tr!("page.tree.type") }<select {onchange}>
                    for it in TYPES { <option value={it} selected={*options == it}>{ type_name(it) }</option> }
                </select></label>
            }
            <label>{ tr!("page.tree.data") }<input value={(*text).clone()} oninput={typed(&text)} autocomplete="off" autocapitalize="off" spellcheck="false" /></label>
            if let Some(line) = &line {
                <code>{ line.clone() }</code>
            } else {
                <p class="wrong" role="alert">{ tr!("page.tree.both_quotes") }</p>
            }
            <div class="acts">
                <button type="submit" class="primary" disabled={line.is_none()}>{ tr!("page.tree.do") }</button>
                <button type="button" class="plain" onclick={close.reform(|_: MouseEvent| ())}>{ tr!("page.tree.cancel") }</button>
            </div>
        </form>
    }
}

/// The line of zkCli; `None` if the text cannot stand in one.
fn line(path: &str, form: Form, options: &str, name: &str, text: &str) -> Option<String> {
    if form == Form::Set {
        return Some(format!("set {} {}", quoted(path)?, quoted(text)?));
    }
    let path = quoted(&format!("{}/{name}", path.trim_end_matches('/')))?;
    let words = ["create", options, &path];
    let text = if text.is_empty() { String::new() } else { quoted(text)? };
    let words = words.into_iter().chain([&*text]).filter(|it| !it.is_empty());
    Some(words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_form_writes_a_line_as_one_would_type_it() {
        fn check(form: Form, options: &str, name: &str, text: &str, expected: &str) {
            assert_eq!(line("/app", form, options, name, text).as_deref(), Some(expected));
        }
        check(Form::Set, "", "", "2", "set /app 2");
        check(Form::Set, "", "", "two words", "set /app \"two words\"");
        check(Form::Set, "", "", "", "set /app \"\"");
        check(Form::Create, "", "x", "", "create /app/x");
        check(Form::Create, "-e -s", "id-", "a", "create -e -s /app/id- a");
        assert_eq!(line("/", Form::Create, "-c", "x", "").as_deref(), Some("create -c /x"));
        assert_eq!(line("/app", Form::Set, "", "", "it's \"so\""), None);
    }
}
