//! Times as ASN.1 writes them (X.680, 46 and 47), and as XML does. Authorities write fractions of seconds, which
//! libraries refuse.

use model::Moment;

use super::ber::{GENERALIZED_TIME, Value};

const UTC_TIME: u8 = 0x17;

/// The moment in a `UTCTime` or `GeneralizedTime`; fractions of a second are cut off.
pub(super) fn of(value: Value<'_>) -> Option<Moment> {
    let text = std::str::from_utf8(value.content).ok()?;
    let (digits, zone) = text.split_at(text.find(|sign: char| !sign.is_ascii_digit())?);
    let zone = match zone.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|sign: char| sign.is_ascii_digit()),
        None => zone,
    };
    if zone != "Z" {
        return None;
    }
    let (year, rest) = match (value.tag, digits.len()) {
        (UTC_TIME, 10 | 12) => {
            let (year, rest) = digits.split_at(2);
            let year: i16 = year.parse().ok()?;
            // RFC 5280, 4.1.2.5.1.
            (if year >= 50 { 1900 + year } else { 2000 + year }, rest)
        }
        (GENERALIZED_TIME, 12 | 14) => {
            let (year, rest) = digits.split_at(4);
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let pair = |nth: usize| rest.get(2 * nth..2 * nth + 2).map_or(Ok(0), str::parse::<i16>).ok();
    Moment::from_clock([year, pair(0)?, pair(1)?, pair(2)?, pair(3)?, pair(4)?], 0)
}

/// The moment in an `xsd:dateTime`, `2026-01-23T15:09:10.375+07:00`; fractions of a second are cut off, and without a zone
/// it is UTC, as in PDF.
pub(super) fn of_xml(text: &str) -> Option<Moment> {
    let (day, clock) = text.trim().split_once('T')?;
    let zone_at = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(zone_at);
    let whole_seconds = clock.split('.').next().unwrap_or_default();
    let number = |text: &str| text.parse::<i16>().ok();
    let mut days = day.splitn(3, '-').map(number);
    let mut times = whole_seconds.splitn(3, ':').map(number);
    let mut next_day = || days.next().flatten();
    let mut next_time = || times.next().flatten();
    let shown = [next_day()?, next_day()?, next_day()?, next_time()?, next_time()?, next_time()?];
    let offset = match zone {
        "" | "Z" => 0,
        zone => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let minutes = 60 * i32::from(number(hours)?) + i32::from(number(minutes)?);
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    Moment::from_clock(shown, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_xml_have_zones_and_fractions() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(of_xml(text).map(|moment| moment.to_string()).as_deref(), expect, "{text}");
        };
        check("2026-01-23T08:09:10Z", Some("2026-01-23T08:09:10Z"));
        check(" 2026-01-23T15:09:10.375+07:00 ", Some("2026-01-23T08:09:10Z"));
        check("2026-01-23T08:09:10", Some("2026-01-23T08:09:10Z"));
        check("2026-01-23T03:09:10-05:00", Some("2026-01-23T08:09:10Z"));
        check("2026-13-23T08:09:10Z", None);
        check("2026-01-23", None);
    }

    #[test]
    fn times_are_read_in_the_forms_that_occur() {
        let check = |tag, text: &str, expect: Option<&str>| {
            let value = Value { tag, whole: &[], content: text.as_bytes() };
            assert_eq!(of(value).map(|moment| moment.to_string()).as_deref(), expect, "{text}");
        };
        check(UTC_TIME, "260123080910Z", Some("2026-01-23T08:09:10Z"));
        check(UTC_TIME, "990123080910Z", Some("1999-01-23T08:09:10Z"));
        check(GENERALIZED_TIME, "20260123080910Z", Some("2026-01-23T08:09:10Z"));
        check(GENERALIZED_TIME, "20260123080910.375Z", Some("2026-01-23T08:09:10Z"));
        check(GENERALIZED_TIME, "20260123080910+0700", None);
        check(GENERALIZED_TIME, "20261323080910Z", None);
        check(UTC_TIME, "", None);
    }
}
