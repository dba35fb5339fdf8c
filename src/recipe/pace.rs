use crate::vocab::Span;

/// How often a program does what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From one time to the next; longer if the first takes longer.
    pub every: Span,
    /// How many times more; `None`: for ever.
    pub left: Option<u32>,
}

impl Pace {
    /// Whether it has been done as often as it should.
    pub fn is_over(self) -> bool {
        self.left == Some(0)
    }

    /// It has been done once more.
    pub fn count(&mut self) {
        self.left = self.left.map(|it| it.saturating_sub(1));
    }
}
