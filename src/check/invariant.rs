use std::fmt;

/// An invariant, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// Primary uniqueness.
    I1,
    /// Integrity.
    I2,
    /// Agreement.
    I3,
    /// Total order.
    I4,
    /// Local primary order.
    I5,
    /// Global primary order.
    I6,
    /// Primary integrity.
    I7,
    /// Initial history integrity.
    I8,
    /// Commit consistency.
    I9,
    /// History consistency.
    I10,
    /// No bad state.
    I11,
    /// No bad acknowledgment.
    I12,
    /// No bad proposal.
    I13,
    /// No bad commit.
    I14,
    /// Equal zxid, equal tree.
    J1,
    /// The order of a client's calls, and of what it sees.
    J2,
    /// A watch event before what shows the change.
    J3,
    /// acceptedEpoch ≥ currentEpoch ≥ epoch of the last zxid.
    J4,
    /// An ephemeral lives as long as its session.
    J5,
    /// An acknowledged write is never lost.
    J6,
    /// As many hold as may.
    R1,
    /// Nothing is taken twice.
    R2,
    /// No update is lost.
    R3,
    /// No name is given twice.
    R4,
    /// One outcome.
    R5,
    /// In the order of the numbers.
    R6,
}

impl Invariant {
    /// Every invariant, in order.
    pub const ALL: [Invariant; 26] = [
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I9,
        Self::I10,
        Self::I11,
        Self::I12,
        Self::I13,
        Self::I14,
        Self::J1,
        Self::J2,
        Self::J3,
        Self::J4,
        Self::J5,
        Self::J6,
        Self::R1,
        Self::R2,
        Self::R3,
        Self::R4,
        Self::R5,
        Self::R6,
    ];
}

/// As in the paper: `I-8`.
impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = format!("{self:?}");
        let (letter, number) = name.split_at(1);
        write!(f, "{letter}-{number}")
    }
}
