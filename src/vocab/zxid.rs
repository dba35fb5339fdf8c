use std::fmt;
use std::str::FromStr;

/// One leader's reign, 0 before the first. In a vote it is the candidate's `currentEpoch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u32);

/// Counts a server's elections (`logicalclock`, `electionEpoch`); in memory only, 0 before the first. Not an [`Epoch`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(pub u32);

impl Round {
    /// The round after this one.
    pub fn next(self) -> Round {
        Round(self.0 + 1)
    }
}

/// A transaction's number: the epoch in the high 32 bits, a counter in the low. Written `1:102`, both decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zxid(i64);

impl Zxid {
    /// Before any transaction.
    pub const ZERO: Zxid = Zxid(0);
    /// What a server reports whose database is empty though it should not be (`ZKDatabase`, −1); written `none`.
    pub const UNEXPECTED_EMPTY: Zxid = Zxid(-1);

    /// The zxid of `counter` in `epoch`; an epoch has 31 bits, as ZooKeeper's long is signed.
    pub fn new(epoch: Epoch, counter: u32) -> Zxid {
        assert!(epoch.0 <= i32::MAX as u32, "an epoch has 31 bits");
        Zxid(i64::from(epoch.0) << 32 | i64::from(counter))
    }

    /// The high 32 bits.
    pub fn epoch(self) -> Epoch {
        Epoch(u32::try_from(self.0.max(0) >> 32).unwrap_or(0))
    }

    /// The whole number in hexadecimal, as the four-letter words show it: `0x100000002`.
    pub fn hex(self) -> String {
        format!("{:#x}", self.0)
    }

    /// The low 32 bits.
    pub fn counter(self) -> u32 {
        (self.0 & 0xffff_ffff) as u32
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Zxid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::UNEXPECTED_EMPTY {
            return f.write_str("none");
        }
        write!(f, "{}:{}", self.epoch(), self.counter())
    }
}

impl fmt::LowerHex for Zxid {
    /// As ZooKeeper itself shows it: one number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, f)
    }
}

/// The text is not `epoch:counter`, two decimal numbers of at most 31 and 32 bits, nor `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseZxidError;

impl FromStr for Zxid {
    type Err = ParseZxidError;

    fn from_str(text: &str) -> Result<Self, ParseZxidError> {
        if text == "none" {
            return Ok(Self::UNEXPECTED_EMPTY);
        }
        let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
        let (epoch, counter) =
            text.split_once(':').filter(|(a, b)| digits(a) && digits(b)).ok_or(ParseZxidError)?;
        let epoch: u32 = epoch.parse().ok().filter(|it| *it <= i32::MAX as u32).ok_or(ParseZxidError)?;
        Ok(Zxid::new(Epoch(epoch), counter.parse().map_err(|_| ParseZxidError)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_epoch_comes_before_the_counter() {
        let zxid = |text: &str| text.parse::<Zxid>().unwrap();
        assert!(zxid("1:4294967295") < zxid("2:0"));
        assert!(zxid("none") < zxid("0:0"));
        for text in ["0:0", "1:102", "2147483647:4294967295", "none"] {
            assert_eq!(zxid(text).to_string(), text);
        }
        for wrong in ["", "1", "1:", ":1", "-1:0", "1:4294967296", "2147483648:0", "+1:2"] {
            assert_eq!(wrong.parse::<Zxid>(), Err(ParseZxidError), "{wrong}");
        }
    }
}
