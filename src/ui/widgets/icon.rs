use yew::prelude::*;

/// A picture that goes with a word, 16 units square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Play,
    Pause,
    StepBack,
    StepOn,
    ToElection,
    Restart,
    Link,
    Check,
    Help,
    Gallery,
    Sun,
    Moon,
    Auto,
    Close,
    Bolt,
    Power,
    Lock,
    Cut,
    Clock,
    Snow,
    Heal,
    Copy,
    Share,
    Search,
    Return,
    Message,
    Plug,
    Client,
    Disk,
    Role,
    Note,
    Caption,
    Act,
    Ruler,
    Skipped,
    Warning,
    Branch,
    Undo,
    Redo,
    Diagram,
    More,
    Less,
    Fit,
    Previous,
    Next,
}

impl Glyph {
    /// The outline, stroked, and the areas, filled.
    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Self::Play => {
                ("", "M4.5 2.6v10.8a.6.6 0 0 0 .92.5l8.3-5.4a.6.6 0 0 0 0-1L5.42 2.1a.6.6 0 0 0-.92.5Z")
            }
            Self::Pause => ("", "M4 2.5h2.8v11H4zM9.2 2.5H12v11H9.2z"),
            Self::StepBack => (
                "M4 3v10",
                "M12.5 3.4v9.2a.4.4 0 0 1-.62.33L5.2 8.35a.4.4 0 0 1 0-.67l6.68-4.6a.4.4 0 0 1 .62.32Z",
            ),
            Self::StepOn => (
                "M12 3v10",
                "M3.5 3.4v9.2a.4.4 0 0 0 .62.33l6.68-4.58a.4.4 0 0 0 0-.67L4.12 3.07a.4.4 0 0 0-.62.33Z",
            ),
            Self::ToElection => (
                "M13 2.5v11",
                "M2 3.6v8.8a.4.4 0 0 0 .64.32L7 9.3v3.1a.4.4 0 0 0 .64.32l4.3-4.4a.4.4 0 0 0 0-.6L7.64 3.3A.4.4 0 0 0 7 3.6v3.1L2.64 3.3A.4.4 0 0 0 2 3.6Z",
            ),
            Self::Restart => ("M3 8a5 5 0 1 1 1.6 3.7M3 12.6V9.4h3.2", ""),
            Self::Link => (
                "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l1-1",
                "",
            ),
            Self::Check => ("M3 8.6 6.4 12 13 4.6", ""),
            Self::Help => ("M5.8 6a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2 1-1.2 1.8M8 12.4v.2", ""),
            Self::Gallery => {
                ("M2.5 2.5h4.6v4.6H2.5zM8.9 2.5h4.6v4.6H8.9zM2.5 8.9h4.6v4.6H2.5zM8.9 8.9h4.6v4.6H8.9z", "")
            }
            Self::Sun => (
                "M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
                "",
            ),
            Self::Moon => ("M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z", ""),
            Self::Auto => {
                ("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2Z", "M8 2.2a5.8 5.8 0 0 1 0 11.6Z")
            }
            Self::Close => ("M3.5 3.5l9 9M12.5 3.5l-9 9", ""),
            Self::Bolt => ("", "M9.2 1.2 3.4 9.1h3.9l-.9 5.7 6.2-8.2H8.5Z"),
            Self::Power => ("M8 1.8v6M4.6 4.2a5 5 0 1 0 6.8 0", ""),
            Self::Lock => ("M5.2 7V5.2a2.8 2.8 0 0 1 5.6 0V7", "M3.6 7h8.8v6.4H3.6z"),
            Self::Cut => (
                "M3 13 11.6 3M13 13 4.4 3M3.4 14.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2ZM12.6 14.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z",
                "",
            ),
            Self::Clock => ("M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2ZM8 4.8V8l2.2 1.6", ""),
            Self::Snow => ("M8 1.6v12.8M2.5 4.8l11 6.4M13.5 4.8l-11 6.4", ""),
            Self::Heal => ("M2 8h3.4l1.4-3.6 2.4 7.2L10.6 8H14", ""),
            Self::Share => ("M8 9.8V2.2M5 5 8 2l3 3M4.6 7.2H3v6.3h10V7.2h-1.600", ""),
            Self::Copy => ("M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3", ""),
            Self::Search => ("M7 2.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8ZM10.3 10.3l3.4 3.4", ""),
            Self::Return => ("M13 3.5v4.2a1.6 1.6 0 0 1-1.6 1.6H3.4M6.4 6.2 3.2 9.3l3.2 3.1", ""),
            Self::Message => ("M2 4h12v8.4H2zM2.2 4.4 8 9l5.8-4.6", ""),
            Self::Plug => ("M2 8h3M11 8h3M5 5.4h2.4v5.2H5zM8.6 5.4H11v5.2H8.6z", ""),
            Self::Role => (
                "M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM3.2 13.6c.4-2.6 2.3-3.8 4.8-3.8s4.4 1.2 4.8 3.8",
                "",
            ),
            Self::Note => ("M8 2.2a4 4 0 0 0-2.2 7.3V11h4.4V9.5A4 4 0 0 0 8 2.2ZM6.3 13.4h3.4", ""),
            Self::Caption => ("M2 3.4h12v8H8.4L5 14v-2.6H2z", ""),
            Self::Act => ("M3 13V3.2c3-1.6 5.4 1.6 9.6 0v6.4C8.4 11.2 6 8 3 9.6", ""),
            Self::Client => ("M2 3h12v8H2zM5.5 13.5h5M8 11v2.5", ""),
            Self::Disk => (
                "M3 4.2c0-1.2 2.2-2 5-2s5 .8 5 2-2.2 2-5 2-5-.8-5-2ZM3 4.2v7.6c0 1.2 2.2 2 5 2s5-.8 5-2V4.2M3 8c0 1.2 2.2 2 5 2s5-.8 5-2",
                "",
            ),
            Self::Ruler => ("M1.8 5h12.4v6H1.8zM4.6 5v2.6M7.4 5v3.6M10.2 5v2.6", ""),
            Self::Skipped => ("M4 8h8", ""),
            Self::Branch => ("M4 2.5v11M4 9.5c5 0 7-1.500 7-5M8.800 6 11 3.400 13.200 6", ""),
            Self::Undo => ("M6.200 3 3 6.200l3.200 3.200M3.200 6.200H9.500a3.400 3.400 0 0 1 0 6.800H6", ""),
            Self::Redo => {
                ("M9.800 3 13 6.200 9.800 9.400M12.800 6.200H6.500a3.400 3.400 0 0 0 0 6.800H10", "")
            }
            Self::Diagram => ("M1.8 3h12.4M1.8 13h12.4M3.6 3l3 10M8 13l2-10M11.4 3l1.4 10", ""),
            Self::More => ("M8 3v10M3 8h10", ""),
            Self::Less => ("M3 8h10", ""),
            Self::Fit => ("M2.5 3v10M13.5 3v10M4.5 8h7M6.4 5.8 4.4 8l2 2.2M9.6 5.8l2 2.2-2 2.2", ""),
            Self::Previous => ("M10.5 3.2 5.5 8l5 4.8", ""),
            Self::Next => ("M5.5 3.2 10.5 8l-5 4.8", ""),
            Self::Warning => ("M8 2.2 14.4 13.4H1.6ZM8 6.4v3.4M8 11.6v.2", ""),
        }
    }
}

/// A glyph beside its word; screen readers pass over it.
pub fn icon(glyph: Glyph) -> Html {
    let (outline, areas) = glyph.paths();
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            if !areas.is_empty() { <path class="area" d={areas} /> }
            if !outline.is_empty() { <path d={outline} /> }
        </svg>
    }
}
