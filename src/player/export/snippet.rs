use crate::locale::Lang;

/// An address of so many characters or more is cut off by programs that are in use.
pub const LONGEST_ADDRESS: usize = 2_000;

/// Something to be put into another document, so that the playground is to be seen there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Snippet {
    /// The address.
    Link,
    /// A link, with a story's picture, and the scenario as text.
    Markdown,
    /// A plain frame.
    Frame,
    /// An element of `embed.js`.
    Element,
}

/// What a snippet is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The address of the page itself, without what stands behind `?` and `#`.
    pub page: String,
    /// What stands behind the `#` of a link to what is shown.
    pub fragment: String,
    /// What it is called.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The story that it is, if it is one.
    pub story: Option<&'static str>,
    /// The language of the page.
    pub lang: Lang,
}

impl Shared {
    /// The whole address.
    pub fn address(&self) -> String {
        format!("{}#{}", self.page, self.fragment)
    }

    /// Whether the address is longer than some programs take.
    pub fn is_too_long(&self) -> bool {
        LONGEST_ADDRESS <= self.address().len()
    }

    /// Beside the page lie `embed.js` and the stories' pictures.
    fn beside(&self, name: &str) -> String {
        let folder = self.page.rfind('/').map_or("", |end| &self.page[..=end]);
        format!("{folder}{name}")
    }

    /// The text of a snippet.
    pub fn snippet(&self, snippet: Snippet) -> String {
        match snippet {
            Snippet::Link => self.address(),
            Snippet::Markdown => self.markdown(),
            Snippet::Frame => format!(
                "<iframe src=\"{}?view=stage+timeline&amp;lang={}#{}\" title=\"{}\" width=\"100%\" height=\"480\" loading=\"lazy\"></iframe>\n",
                escaped(&self.page),
                self.lang.tag(),
                self.fragment,
                escaped(&self.title),
            ),
            Snippet::Element => self.element(),
        }
    }

    /// What does not fit into an address stands in the element, where it begins at its beginning.
    fn element(&self) -> String {
        let (scenario, inside) = match self.is_too_long() {
            true => (String::new(), format!("\n{}\n", escaped(self.text.trim_end()))),
            false => (format!(" scenario=\"{}\"", escaped(&self.address())), String::new()),
        };
        format!(
            "<script src=\"{}\" async></script>\n<zk-playground{scenario} view=\"stage timeline\" lang=\"{}\" title=\"{}\">{inside}</zk-playground>\n",
            escaped(&self.beside("embed.js")),
            self.lang.tag(),
            escaped(&self.title),
        )
    }

    fn markdown(&self) -> String {
        let title: String = self
            .title
            .chars()
            .flat_map(|it| ["\\`*_[]<>!".contains(it).then_some('\\'), Some(it)])
            .flatten()
            .collect();
        let shown = match self.story {
            Some(story) => format!("![{title}]({})", self.beside(&format!("posters/{story}.svg"))),
            None => format!("▶ {title}"),
        };
        let line = if self.is_too_long() { shown } else { format!("[{shown}]({})", self.address()) };
        let ticks = "`".repeat(longest_run(&self.text, '`').max(2) + 1);
        format!("{line}\n\n{ticks}text\n{}\n{ticks}\n", self.text.trim_end())
    }
}

/// As it may stand in HTML and between quotes in it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|it| it != of).map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn shared(text: &str, fragment: &str) -> Shared {
        Shared {
            page: "https://zk.example/play/index.html".to_owned(),
            fragment: fragment.to_owned(),
            title: "A \"<b>\" [x]".to_owned(),
            text: text.to_owned(),
            story: None,
            lang: Lang::En,
        }
    }

    #[test]
    fn an_element_names_the_link_and_where_its_script_is() {
        assert_eq!(
            shared("ensemble 3\n", "aXY").snippet(Snippet::Element),
            "<script src=\"https://zk.example/play/embed.js\" async></script>\n<zk-playground scenario=\"https://zk.example/play/index.html#aXY\" \
             view=\"stage timeline\" lang=\"en\" title=\"A &quot;&lt;b&gt;&quot; [x]\"></zk-playground>\n"
        );
    }

    #[test]
    fn what_is_too_long_for_an_address_stands_in_the_element_and_in_no_link() {
        let long = shared("say </script> & so on\n", &"a".repeat(LONGEST_ADDRESS));
        assert!(long.is_too_long());
        let element = long.snippet(Snippet::Element);
        assert!(element.contains(">\nsay &lt;/script&gt; &amp; so on\n</zk-playground>"), "{element}");
        assert!(!element.contains("aaaa") && !long.snippet(Snippet::Markdown).contains("aaaa"));
        let page = shared("", "").page.len() + 1;
        assert!(!shared("", &"a".repeat(LONGEST_ADDRESS - 1 - page)).is_too_long());
        assert!(shared("", &"a".repeat(LONGEST_ADDRESS - page)).is_too_long());
    }

    #[test]
    fn a_frame_takes_the_words_of_the_element_as_parameters() {
        let frame = shared("", "aXY").snippet(Snippet::Frame);
        assert!(
            frame.starts_with(
                "<iframe src=\"https://zk.example/play/index.html?view=stage+timeline&amp;lang=en#aXY\""
            ),
            "{frame}"
        );
    }

    #[test]
    fn markdown_fences_whatever_the_text_has() {
        let own = shared("say ```\n", "aXY").snippet(Snippet::Markdown);
        assert_eq!(
            own,
            "[▶ A \"\\<b\\>\" \\[x\\]](https://zk.example/play/index.html#aXY)\n\n````text\nsay ```\n````\n"
        );
        let story = Shared { story: Some("herd"), ..shared("x", "aXY") }.snippet(Snippet::Markdown);
        assert!(
            story.starts_with("[![A ") && story.contains("(https://zk.example/play/posters/herd.svg)](https"),
            "{story}"
        );
    }
}
