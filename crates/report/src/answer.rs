//! An answer to another program, with the numbers of persons masked in every text that quotes somebody.

use model::personal::Persons;
use serde::Serialize;
use serde_json::Value;

/// Names within the JSON of answers whose texts say where something lies or which bytes it has, and are looked up again.
const NAMES: [&str; 12] = [
    "file", "files", "parent", "folder", "sheet", "unread", "object", "sha256", "document", "id",
    "unit", "query",
];

/// What is answered as JSON, its texts as they may be shown; places in it still fit.
#[must_use]
pub fn answer(answered: &impl Serialize, persons: Persons) -> Value {
    let mut value = serde_json::to_value(answered)
        .expect("no map of an answer has keys other than texts, and no type refuses to serialize");
    if persons == Persons::Masked {
        mask_within(&mut value, false);
    }
    value
}

fn mask_within(value: &mut Value, is_name: bool) {
    match value {
        Value::String(text) if !is_name => {
            let masked = Persons::Masked.text(text).into_owned();
            *text = masked;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_within(item, is_name)),
        Value::Object(fields) => {
            for (name, field) in fields {
                mask_within(field, NAMES.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_masked_but_for_the_names_of_files() {
        let answered = json!({
            "file": "so-y-te/0912345678.pdf",
            "quote": { "text": "ĐT: 0912345678", "document": "0912345678" },
            "rows": [["liên hệ 0912345678", 912_345_678]],
        });
        let expect = json!({
            "file": "so-y-te/0912345678.pdf",
            "quote": { "text": "ĐT: *******678", "document": "0912345678" },
            "rows": [["liên hệ *******678", 912_345_678]],
        });
        assert_eq!(answer(&answered, Persons::Masked), expect);
        assert_eq!(answer(&answered, Persons::Shown), answered);
    }
}
