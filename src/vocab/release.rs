use std::fmt;
use std::str::FromStr;

/// A release of ZooKeeper whose rules the servers follow; those between them follow the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// 3.4.10.
    V3_4_10,
    /// 3.8.0, and with it 3.5.9 to 3.9.1.
    V3_8_0,
    /// 3.9.2, and 3.8.5.
    V3_9_2,
    /// 3.9.3.
    V3_9_3,
    /// 3.9.5, and 3.9.4.
    #[default]
    V3_9_5,
}

impl Release {
    /// Every release, oldest first.
    pub const ALL: [Release; 5] = [Self::V3_4_10, Self::V3_8_0, Self::V3_9_2, Self::V3_9_3, Self::V3_9_5];

    /// Their names, in that order.
    pub const NAMES: [&'static str; 5] = ["3.4.10", "3.8.0", "3.9.2", "3.9.3", "3.9.5"];
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

/// The text is not the name of a release that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseReleaseError;

impl FromStr for Release {
    type Err = ParseReleaseError;

    fn from_str(text: &str) -> Result<Self, ParseReleaseError> {
        let place = Self::NAMES.iter().position(|it| *it == text).ok_or(ParseReleaseError)?;
        Ok(Self::ALL[place])
    }
}
