//! Exact numbers in declarations: `0.25` in TOML becomes the decimal 0.25.
//!
//! TOML hands a float over as the nearest binary one. Its shortest decimal form is the number as written for every
//! literal of at most [`MAX_DIGITS`] significant digits, which `f64` tells apart without exception; longer literals are
//! refused before this is reached. Texts are refused too: `"0.25"` is a slip, not a number.

use std::fmt;

use rust_decimal::Decimal;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserializer, de};

use crate::points::Points;

/// How many significant digits a number may have so that its value is exactly the one written.
pub const MAX_DIGITS: usize = 15;

struct NumberVisitor;

impl de::Visitor<'_> for NumberVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(Decimal::from(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(Decimal::from(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
        let out_of_range = |_| E::invalid_value(de::Unexpected::Float(number), &self);
        number
            .to_string()
            .parse::<Decimal>()
            .map(|decimal| decimal.normalize())
            .map_err(out_of_range)
    }
}

/// Reads a number exactly; for `deserialize_with`.
///
/// # Errors
/// When the value is no number, or one that a decimal cannot hold.
pub fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    deserializer.deserialize_any(NumberVisitor)
}

/// Reads a number that may be absent; for `deserialize_with` beside `default`.
///
/// # Errors
/// As [`decimal`].
pub fn optional_decimal<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Decimal>, D::Error> {
    decimal(deserializer).map(Some)
}

/// Reads points exactly; for `deserialize_with`.
///
/// # Errors
/// As [`decimal`].
pub fn points<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Points, D::Error> {
    decimal(deserializer).map(Points::new)
}

/// The schema of such a number: a number where it is written by people, a decimal string where we print it.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    if generator.contract().is_serialize() {
        json_schema!({ "type": "string" })
    } else {
        json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Declared {
        #[serde(deserialize_with = "decimal")]
        value: Decimal,
    }

    fn read(literal: &str) -> Result<Decimal, toml::de::Error> {
        toml::from_str::<Declared>(&format!("value = {literal}")).map(|declared| declared.value)
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in ["\"0.25\"", "true", "nan", "inf", "1e40"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(read("1_000").expect("a number"), Decimal::from(1000));
    }

    proptest! {
        #[test]
        fn a_literal_within_the_digits_keeps_its_value(
            digits in 0_i64..1_000_000_000_000_000,
            scale in 0_u32..16,
        ) {
            let written = Decimal::new(digits, scale);
            let literal = format!("{:.*}", scale.max(1) as usize, written);
            prop_assert_eq!(read(&literal).expect("a number"), written);
        }
    }
}
