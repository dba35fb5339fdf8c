//! What `www/css/tokens.css` says of colours, computed: they can be told apart, also by those who see two of the three, and read.
//!
//! How the three kinds of colour blindness see is from *Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of
//! Color Vision Deficiency, IEEE TVCG 15(6), 2009*, severity 1.0; differences are CIEDE2000, contrasts those of WCAG 2.1.

#![allow(clippy::disallowed_types, reason = "colours are computed here, and nothing else")]

use std::fs;

use palette::color_difference::{Ciede2000, Wcag21RelativeContrast};
use palette::white_point::D65;
use palette::{IntoColor, Lab, LinSrgb, Mix, Oklab, Oklch, Srgb};

/// What a server is; that its process stands still is told by frost upon that.
const ROLES: [&str; 5] = ["looking", "following", "leading", "observing", "down"];
/// What messages are for. Ten kinds are too many for a colour each: two kinds for the same differ by shape, letter and dash.
const KINDS: [&str; 5] = ["vote", "join", "write", "talk", "upkeep"];
/// Where there are words.
const GROUNDS: [&str; 5] = ["paper", "surface", "raised", "sunken", "accent-soft"];
/// In which words are written.
const INKS: [&str; 5] = ["ink", "ink-soft", "accent", "harm", "good"];
const SERVERS: [&str; 9] = [
    "server-1", "server-2", "server-3", "server-4", "server-5", "server-6", "server-7", "server-8",
    "server-9",
];

/// So different are colours that mean different things.
const APART: f32 = 20.0;
/// WCAG 2.1, 1.4.3 and 1.4.11.
const TEXT: f32 = 4.5;
const GRAPHICS: f32 = 3.0;
/// How much of its candidate's colour is in a server's body: `--soft`.
const TINT: f32 = 0.1;

const THEMES: [&str; 2] = ["light", "dark"];

/// Rows of what comes to red, green and blue, of linear light.
const EYES: [(&str, [[f32; 3]; 3]); 4] = [
    ("all three", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// The tokens in one theme.
struct Tokens {
    text: String,
    dark: bool,
}

impl Tokens {
    /// The page's, in both themes.
    fn both() -> [Tokens; 2] {
        let text = fs::read_to_string("www/css/tokens.css").unwrap();
        [false, true].map(|dark| Tokens { text: text.clone(), dark })
    }

    fn theme(&self) -> &'static str {
        THEMES[usize::from(self.dark)]
    }

    /// What `--name` is.
    #[track_caller]
    fn colour(&self, name: &str) -> Srgb {
        let start = format!("--{name}: ");
        let value = self.text.lines().find_map(|it| it.trim().strip_prefix(&start)?.strip_suffix(';'));
        let value = value.unwrap_or_else(|| panic!("--{name} is no colour"));
        if let Some(other) = value.strip_prefix("var(--").and_then(|it| it.strip_suffix(')')) {
            return self.colour(other);
        }
        let both = value.strip_prefix("light-dark(").and_then(|it| it.strip_suffix(')'));
        let (light, dark) = both.and_then(|it| it.split_once(", ")).unwrap_or((value, value));
        parsed(if self.dark { dark } else { light })
    }
}

/// `#rrggbb` or `oklch(0.5 0.11 70)`.
#[track_caller]
fn parsed(value: &str) -> Srgb {
    let Some(numbers) = value.strip_prefix("oklch(").and_then(|it| it.strip_suffix(')')) else {
        return value.parse::<Srgb<u8>>().unwrap_or_else(|_| panic!("{value}")).into_format();
    };
    let numbers: Vec<f32> = numbers.split(' ').map(|it| it.parse().unwrap()).collect();
    let [lightness, chroma, hue] = numbers[..] else { panic!("{value}") };
    let colour: Srgb = Oklch::new(lightness, chroma, hue).into_color();
    // What a screen cannot show, it shows as something else.
    let shown =
        Srgb::new(colour.red.clamp(0.0, 1.0), colour.green.clamp(0.0, 1.0), colour.blue.clamp(0.0, 1.0));
    let lost = [colour.red - shown.red, colour.green - shown.green, colour.blue - shown.blue];
    assert!(lost.iter().all(|it| it.abs() < 0.02), "{value} is outside of what screens show: {lost:?}");
    shown
}

/// How eyes like that see it.
fn seen(colour: Srgb, eyes: &[[f32; 3]; 3]) -> Lab<D65> {
    let light: LinSrgb = colour.into_linear();
    let [red, green, blue] =
        eyes.map(|row| (row[0] * light.red + row[1] * light.green + row[2] * light.blue).clamp(0.0, 1.0));
    LinSrgb::new(red, green, blue).into_color()
}

#[track_caller]
fn check_apart(names: &[&str]) {
    let mut near = Vec::new();
    for tokens in Tokens::both() {
        for (eyes, matrix) in &EYES {
            for (place, one) in names.iter().enumerate() {
                for other in &names[..place] {
                    let [a, b] = [one, other].map(|it| seen(tokens.colour(it), matrix));
                    let difference = a.difference(b);
                    if difference < APART {
                        near.push(format!("{} {eyes}: {one}, {other}: {difference:.1}", tokens.theme()));
                    }
                }
            }
        }
    }
    assert!(near.is_empty(), "less than {APART} apart:\n{}", near.join("\n"));
}

#[track_caller]
fn check_contrast(inks: &[&str], grounds: &[&str], least: f32) {
    let mut faint = Vec::new();
    for tokens in Tokens::both() {
        for ink in inks {
            for ground in grounds {
                let contrast = tokens.colour(ink).relative_contrast(tokens.colour(ground));
                if contrast < least {
                    faint.push(format!("{}: {ink} on {ground}: {contrast:.2}", tokens.theme()));
                }
            }
        }
    }
    assert!(faint.is_empty(), "less than {least} : 1\n{}", faint.join("\n"));
}

#[test]
fn roles_can_be_told_apart_by_colour_whoever_looks() {
    check_apart(&ROLES);
}

/// A vote wears its candidate's colour. More than five are not to be told apart by colour alone.
#[test]
fn five_candidates_can_be_told_apart_by_colour_whoever_looks() {
    check_apart(&SERVERS[..5]);
}

#[test]
fn what_messages_are_for_can_be_told_by_colour_whoever_looks() {
    check_apart(&KINDS);
}

#[test]
fn words_can_be_read_wherever_they_stand() {
    check_contrast(&[&INKS[..], &ROLES, &KINDS].concat(), &GROUNDS, TEXT);
    check_contrast(&[&["harm"][..]].concat(), &["harm-soft"], TEXT);
    check_contrast(&["ink-faint"], &["paper", "surface", "raised"], TEXT);
    check_contrast(&SERVERS, &["paper", "surface", "raised"], TEXT);
}

/// Letters on a message's mark, a leader's body, a button.
#[test]
fn words_can_be_read_on_what_is_filled() {
    let filled = [&KINDS[..], &ROLES, &SERVERS, &["accent", "harm", "good"]].concat();
    check_contrast(&["on-solid"], &filled, TEXT);
}

/// A role's word stands in a body that wears some of the colour of whom the server follows.
#[test]
fn a_role_can_be_read_in_the_body_of_its_server() {
    for tokens in Tokens::both() {
        for hue in SERVERS {
            let [surface, hue_itself]: [Oklab; 2] = ["surface", hue].map(|it| tokens.colour(it).into_color());
            let body: Srgb = surface.mix(hue_itself, TINT).into_color();
            for role in &ROLES {
                let contrast = tokens.colour(role).relative_contrast(body);
                assert!(TEXT <= contrast, "{}: {role} on {hue}: {contrast:.2}", tokens.theme());
            }
        }
    }
}

#[test]
fn what_is_drawn_can_be_seen() {
    let drawn = [&ROLES[..], &KINDS, &SERVERS, &["line-strong", "accent", "harm", "good", "frost"]].concat();
    check_contrast(&drawn, &["paper", "surface"], GRAPHICS);
}
