//! Dates as PDF writes them (ISO 32000-2, 7.9.4): `D:20260123150000+07'00'`.

use model::Moment;

/// The moment that a date names; parts that are left out are the first ones, and without a zone it is UTC.
pub(super) fn moment(text: &[u8]) -> Option<Moment> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    let n_digits = text.bytes().take(14).take_while(u8::is_ascii_digit).count();
    let (digits, zone) = text.split_at(n_digits);
    let part = |from: usize, to: usize, left_out: i16| match digits.get(from..to) {
        Some(part) => part.parse::<i16>().ok(),
        None => Some(left_out),
    };
    let year = digits.get(..4)?.parse::<i16>().ok()?;
    let clock =
        [year, part(4, 6, 1)?, part(6, 8, 1)?, part(8, 10, 0)?, part(10, 12, 0)?, part(12, 14, 0)?];
    Moment::from_clock(clock, offset_minutes(zone)?)
}

fn offset_minutes(zone: &str) -> Option<i32> {
    let Some(sign) = zone.chars().next().filter(|sign| *sign != 'Z') else { return Some(0) };
    let sign = match sign {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let mut parts = zone[1..].split('\'').map(|part| part.parse::<i32>());
    let hours = parts.next()?.ok()?;
    let minutes = parts.next().and_then(Result::ok).unwrap_or(0);
    Some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_are_read_with_what_they_leave_out() {
        let check = |text: &str, expect: Option<&str>| {
            let found = super::moment(text.as_bytes()).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), expect, "{text}");
        };
        check("D:20260123150000+07'00'", Some("2026-01-23T08:00:00Z"));
        check("D:20260123150000+07'00", Some("2026-01-23T08:00:00Z"));
        check("D:20260123150000Z", Some("2026-01-23T15:00:00Z"));
        check("20260123", Some("2026-01-23T00:00:00Z"));
        check("D:20260123150000-03'30'", Some("2026-01-23T18:30:00Z"));
        check("D:20261323", None);
        check("hôm qua", None);
        check("", None);
    }
}
