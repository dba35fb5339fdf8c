use std::fmt;

/// How a number grows with n.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Growth {
    /// Not at all.
    Constant,
    /// As n.
    Linear,
    /// As n².
    Quadratic,
    /// As n³.
    Cubic,
}

/// How much the quotient may differ at most over the points for the growth to be named, in per cent.
const TOLERANCE: u128 = 100;

impl Growth {
    /// The power of n whose quotient with the values differs least over the larger half of the points. `None` with fewer than
    /// three points, if nothing is there to grow, or if no power comes near.
    pub fn of(points: &[(u16, u64)]) -> Option<Growth> {
        let larger = &points[points.len() / 2..];
        if points.len() < 3 || larger.iter().any(|it| it.1 == 0) {
            let nothing = points.len() >= 3 && points.iter().all(|it| it.1 == 0);
            return nothing.then_some(Self::Constant);
        }
        let powers = [(0, Self::Constant), (1, Self::Linear), (2, Self::Quadratic), (3, Self::Cubic)];
        let spread = |power: u32| {
            // Scaled, so that nothing is lost by dividing.
            let quotient = |it: &(u16, u64)| (u128::from(it.1) << 40) / u128::from(it.0).pow(power);
            let quotients = larger.iter().map(quotient);
            let (least, most) = (quotients.clone().min().unwrap_or(1).max(1), quotients.max().unwrap_or(1));
            most * 100 / least - 100
        };
        let (spread, growth) = powers.into_iter().map(|(power, it)| (spread(power), it)).min()?;
        (spread <= TOLERANCE).then_some(growth)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Constant => "1",
            Self::Linear => "n",
            Self::Quadratic => "n²",
            Self::Cubic => "n³",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const SIZES: [u16; 6] = [3, 5, 9, 17, 51, 101];

    fn growth(of: impl Fn(u64) -> u64) -> Option<Growth> {
        Growth::of(&SIZES.map(|it| (it, of(u64::from(it)))))
    }

    #[test]
    fn growth_is_named_by_its_leading_term() {
        assert_eq!(growth(|_| 2), Some(Growth::Constant));
        assert_eq!(growth(|_| 0), Some(Growth::Constant));
        assert_eq!(growth(|n| n - 1), Some(Growth::Linear));
        assert_eq!(growth(|n| n * (n - 1) / 2), Some(Growth::Quadratic));
        assert_eq!(growth(|n| n * n * n / 3), Some(Growth::Cubic));
        assert_eq!(growth(|n| 1 << (n / 3)), None);
        assert_eq!(Growth::of(&[(3, 1), (5, 1)]), None, "too few");
    }
}
