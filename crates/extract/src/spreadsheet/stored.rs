//! How Excel's binary files store values, MS-XLS 2.5 and MS-XLSB 2.5: compressed numbers and error codes.

/// A number in the 30 bits of an `RkNumber`: the upper half of a double, or an integer, perhaps in hundredths.
pub(crate) fn rk(stored: u32) -> f64 {
    let is_hundredths = stored & 1 != 0;
    let is_integer = stored & 2 != 0;
    let value = if is_integer {
        f64::from(stored.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(stored & !3) << 32)
    };
    if is_hundredths { value / 100.0 } else { value }
}

/// What a cell shows for an error code; `None` for a code that Excel does not have.
pub(crate) fn error(code: u8) -> Option<&'static str> {
    Some(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => return None,
    })
}

/// What a cell shows for a truth value.
pub(crate) fn truth(is_true: bool) -> &'static str {
    if is_true { "TRUE" } else { "FALSE" }
}

#[cfg(test)]
mod tests {
    use super::rk;

    #[test]
    fn compressed_numbers_unfold() {
        let check = |stored: u32, expect: f64| assert_eq!(rk(stored), expect, "{stored:#x}");
        check(0x3FF0_0000, 1.0);
        check(0x3FF0_0001, 0.01);
        check((123_456 << 2) | 2, 123_456.0);
        check((9_881 << 2) | 3, 98.81);
        check((-7_i32 << 2).cast_unsigned() | 2, -7.0);
    }
}
