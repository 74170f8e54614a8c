//! An answer to another program, with the numbers of persons masked in every text that quotes somebody.

use model::personal::Persons;
use serde::Serialize;
use serde_json::Value;

/// Names within the JSON of answers whose texts name files and folders: each part of a path is masked by itself.
const PATHS: [&str; 7] = ["file", "files", "parent", "folder", "unread", "object", "signed"];

/// Names whose texts are looked up again as they are, and hold no words: hashes, ids, and names of sheets in places.
const NAMES: [&str; 6] = ["sheet", "sha256", "document", "id", "unit", "query"];

/// What a text is, by the name that it stands under.
#[derive(Clone, Copy)]
enum Kind {
    Words,
    Path,
    Name,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            name if PATHS.contains(&name) => Self::Path,
            name if NAMES.contains(&name) => Self::Name,
            _ => Self::Words,
        }
    }
}

/// What is answered as JSON, its texts as they may be shown; places in it still fit.
#[must_use]
pub fn answer(answered: &impl Serialize, persons: Persons) -> Value {
    let mut value = serde_json::to_value(answered)
        .expect("no map of an answer has keys other than texts, and no type refuses to serialize");
    if persons == Persons::Masked {
        mask_within(&mut value, Kind::Words);
    }
    value
}

fn mask_within(value: &mut Value, kind: Kind) {
    match value {
        Value::String(text) => {
            let masked = match kind {
                Kind::Words => Persons::Masked.text(text),
                Kind::Path => Persons::Masked.path(text),
                Kind::Name => return,
            };
            *text = masked.into_owned();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_within(item, kind)),
        Value::Object(fields) => {
            for (name, field) in fields {
                mask_within(field, Kind::of(name));
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
    fn an_answer_is_masked_but_for_what_is_looked_up() {
        let answered = json!({
            "file": "so-y-te/0912345678.pdf",
            "quote": { "text": "ĐT: 0912345678", "document": "0912345678" },
            "rows": [["liên hệ 0912345678", 912_345_678]],
        });
        let expect = json!({
            "file": "so-y-te/*******678.pdf",
            "quote": { "text": "ĐT: *******678", "document": "0912345678" },
            "rows": [["liên hệ *******678", 912_345_678]],
        });
        assert_eq!(answer(&answered, Persons::Masked), expect);
        assert_eq!(answer(&answered, Persons::Shown), answered);
    }
}
