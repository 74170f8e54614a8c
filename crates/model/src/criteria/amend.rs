//! What set is in force after an amending decision? The base set with the items that the decision replaces, removes and
//! adds, as text that a person can read and verify.
//!
//! An amendment says what the decision says and nothing else, so totals and counts that change are stated in it, too: the
//! amended set is validated like any other. Refuses to know whether the result is sound.

use serde::Deserialize;
use toml::{Table, Value};

use super::head::ReplacedDecision;

/// An amending decision in its TOML form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Amendment {
    /// The amending decision.
    amendment: ReplacedDecision,
    /// Keys of the head that change.
    #[serde(default)]
    set: Table,
    /// Items that are left out.
    #[serde(default)]
    remove: Vec<Removed>,
    /// Items of which some keys change; the others stay.
    #[serde(default)]
    replace: Vec<Table>,
    /// New items.
    #[serde(default)]
    add: Vec<Added>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Removed {
    code: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    /// The area or criterion that the item belongs to; none for an area.
    below: Option<String>,
    /// The item.
    item: Table,
}

/// Why an amendment could not be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendError {
    /// One of the two texts is no TOML of its form.
    Form {
        /// Whether it is the amendment.
        in_amendment: bool,
        /// What is wrong with it.
        message: String,
    },
    /// The base set has no such item.
    UnknownCode(String),
    /// An item that is replaced is not named by its code.
    NoCode,
}

impl std::fmt::Display for AmendError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form { in_amendment: true, message } => write!(f, "the amendment: {message}"),
            Self::Form { in_amendment: false, message } => write!(f, "the base set: {message}"),
            Self::UnknownCode(code) => write!(f, "the base set has no item `{code}`"),
            Self::NoCode => f.write_str("an item that is replaced has no `code`"),
        }
    }
}

impl std::error::Error for AmendError {}

/// The set that is in force after an amendment, in its TOML form; comments of the base are not kept.
///
/// # Errors
/// When one of the texts has another form, or an item that is replaced, removed or added to is not there.
pub fn amended(base: &str, amendment: &str) -> Result<String, AmendError> {
    let form = |in_amendment, error: toml::de::Error| AmendError::Form {
        in_amendment,
        message: error.to_string(),
    };
    let mut base: Table = toml::from_str(base).map_err(|error| form(false, error))?;
    let amendment: Amendment = toml::from_str(amendment).map_err(|error| form(true, error))?;
    let lacks_set = || AmendError::Form { in_amendment: false, message: "no `set`".to_owned() };
    let head = base.get_mut("set").and_then(Value::as_table_mut).ok_or_else(lacks_set)?;
    head.extend(amendment.set);
    let applied = head.entry("amendment").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(applied) = applied {
        let ReplacedDecision { number, date } = amendment.amendment;
        let decision = [("number", number.to_string()), ("date", date.to_string())];
        let decision = decision.map(|(key, text)| (key.to_owned(), Value::String(text)));
        applied.push(Value::Table(decision.into_iter().collect()));
    }
    for item in amendment.replace {
        let code = item.get("code").and_then(Value::as_str).ok_or(AmendError::NoCode)?.to_owned();
        find(&mut base, &code).ok_or(AmendError::UnknownCode(code))?.extend(item);
    }
    for Removed { code } in amendment.remove {
        if !remove(&mut base, &code) {
            return Err(AmendError::UnknownCode(code));
        }
    }
    for Added { below, item } in amendment.add {
        let (parent, key) = match below {
            None => (&mut base, "area"),
            Some(code) => {
                let key = if code.contains('.') { "subcriterion" } else { "criterion" };
                (find(&mut base, &code).ok_or(AmendError::UnknownCode(code))?, key)
            }
        };
        if let Value::Array(items) = parent.entry(key).or_insert_with(|| Value::Array(Vec::new())) {
            items.push(Value::Table(item));
        }
    }
    Ok(toml::to_string(&base).expect("what was read as TOML can be written as TOML"))
}

/// The keys under which items stand.
const LEVELS: [&str; 3] = ["area", "criterion", "subcriterion"];

fn has_code(item: &Value, code: &str) -> bool {
    item.get("code").and_then(Value::as_str) == Some(code)
}

/// The item with this code, at any level.
fn find<'t>(table: &'t mut Table, code: &str) -> Option<&'t mut Table> {
    let level = LEVELS.into_iter().find(|level| table.contains_key(*level))?;
    let items = table.get_mut(level)?.as_array_mut()?;
    for item in items {
        if has_code(item, code) {
            return item.as_table_mut();
        }
        if let Some(found) = item.as_table_mut().and_then(|table| find(table, code)) {
            return Some(found);
        }
    }
    None
}

fn remove(table: &mut Table, code: &str) -> bool {
    let Some(level) = LEVELS.into_iter().find(|level| table.contains_key(*level)) else {
        return false;
    };
    let Some(items) = table.get_mut(level).and_then(Value::as_array_mut) else { return false };
    let before = items.len();
    items.retain(|item| !has_code(item, code));
    items.len() < before
        || items.iter_mut().filter_map(Value::as_table_mut).any(|item| remove(item, code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        criteria::{CriteriaSet, sample::SMALL},
        id::CriterionCode,
    };

    const AMENDMENT: &str = r#"
[amendment]
number = "2/QĐ-UBND"
date = "2025-10-10"

[set]
counts = { areas = 1, criteria = 3, subcriteria = 0 }
survey_points = 0

[[remove]]
code = "1.2"

[[replace]]
code = "1.1"
name = "Tiêu chí sửa đổi"

[[add]]
below = "1"
item = { code = "1.2", name = "Tiêu chí mới", max = 1, assessed_by = "self", rule = { kind = "options", options = [{ when = "đạt", points = 1 }, { when = "không", points = 0 }] } }

[[add]]
below = "1"
item = { code = "1.3", name = "Tiêu chí mới khác", max = 0.5, assessed_by = "self", rule = { kind = "options", options = [{ when = "đạt", points = 0.5 }, { when = "không", points = 0 }] } }
"#;

    #[test]
    fn an_amended_set_is_sound_and_differs_as_the_decision_says() {
        let text = amended(SMALL, AMENDMENT).expect("applies");
        let newer =
            CriteriaSet::parse(&text, "amended.toml").unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(newer.head().amendments[0].number.number(), "2/QĐ-UBND");
        let code = CriterionCode::new("1.1").expect("a code");
        let replaced = newer.leaf(&code).expect("there");
        assert_eq!(replaced.name, "Tiêu chí sửa đổi");
        assert_eq!(replaced.evidence.len(), 1, "what the amendment does not name stays");
        let codes: Vec<_> = newer.leaves().map(|leaf| leaf.code.to_string()).collect();
        assert_eq!(codes, ["1.1", "1.2", "1.3"]);
    }

    #[test]
    fn what_is_not_there_cannot_be_amended() {
        let unknown =
            AMENDMENT.replace("code = \"1.2\"\n\n[[replace]]", "code = \"9.9\"\n\n[[replace]]");
        assert_eq!(amended(SMALL, &unknown), Err(AmendError::UnknownCode("9.9".to_owned())));
        let misspelt = AMENDMENT.replace("[[remove]]", "[[removed]]");
        assert!(matches!(
            amended(SMALL, &misspelt),
            Err(AmendError::Form { in_amendment: true, .. })
        ));
    }
}
