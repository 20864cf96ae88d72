//! Rounding, half up, on whole numbers: the only place where a number loses something (convention C7.1).

/// A quotient rounded half up. None of a zero divisor. The remainder is compared with what is left of the divisor, so that nothing is
/// doubled and nothing overflows.
pub fn quotient(number: u128, divisor: u128) -> Option<u128> {
    let quotient = number.checked_div(divisor)?;
    let remainder = number % divisor;
    Some(quotient + u128::from(remainder >= divisor - remainder))
}

/// `numerator / denominator * scale`, rounded half up. None of a zero denominator.
pub fn half_up(numerator: u64, denominator: u64, scale: u64) -> Option<u64> {
    u64::try_from(quotient(u128::from(numerator) * u128::from(scale), u128::from(denominator))?).ok()
}

/// A share in tenths of a per cent: 26 of 208 is 125, that is 12.5%.
pub fn percent_tenths(numerator: u64, denominator: u64) -> Option<u64> {
    half_up(numerator, denominator, 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up() {
        for (numerator, denominator, tenths) in [
            (26, 208, Some(125)),
            (1, 3, Some(333)),
            (2, 3, Some(667)),
            (1, 2000, Some(1)),
            (1, 2001, Some(0)),
            (0, 5, Some(0)),
            (5, 5, Some(1000)),
            (1, 0, None),
        ] {
            assert_eq!(percent_tenths(numerator, denominator), tenths, "{numerator} of {denominator}");
        }
        assert_eq!(half_up(26, 208, 100), Some(13));
        assert_eq!(half_up(u64::MAX, u64::MAX, 1000), Some(1000));
    }
}
