//! Holds the tree of a declaration against the JSON Schema of its type: keys, types and words.
//!
//! Only what `schemars` makes of Rust types is understood: structs, maps, sequences, options, flattened structs and the
//! enums that serde tags inside or outside. Forms of texts are left to the constructors.

use std::{collections::BTreeMap, fmt};

use schemars::Schema;
use serde_json::Value;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Issue, IssueKind, Lines, Path, exact};

/// The types of TOML values, as far as declarations tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueType {
    /// A text in quotes.
    Text,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date or time without quotes.
    Datetime,
    /// A list.
    Array,
    /// A table.
    Table,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text in quotes",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Datetime => "a date without quotes",
            Self::Array => "a list",
            Self::Table => "a table",
        })
    }
}

/// Everything in the tree that the schema does not admit.
pub(super) fn check(lines: &Lines<'_>, schema: &Schema) -> Vec<Issue> {
    let mut check = Check { lines, root: schema.as_value(), issues: Vec::new() };
    check.value(&Path::root(), lines.root(), schema.as_value());
    check.issues
}

struct Check<'a> {
    lines: &'a Lines<'a>,
    root: &'a Value,
    issues: Vec<Issue>,
}

/// What a table may hold: the keys of all schemas that apply to it together.
#[derive(Default)]
struct TableShape<'a> {
    keys: BTreeMap<&'a str, &'a Value>,
    required: Vec<&'a str>,
    /// The schema of keys that are not listed, for maps.
    others: Option<&'a Value>,
}

impl<'a> Check<'a> {
    fn report(&mut self, path: Path, kind: IssueKind) {
        self.issues.push(Issue { line: self.lines.line_of(&path), path, kind });
    }

    fn value(&mut self, path: &Path, value: &Spanned<DeValue<'_>>, schema: &'a Value) {
        let found = type_of(value.get_ref());
        let mut expected = Vec::new();
        self.types_of(schema, &mut expected);
        let is_expected = |expected: &ValueType| {
            *expected == found || (*expected == ValueType::Number && found == ValueType::Integer)
        };
        if !expected.is_empty() && !expected.iter().any(is_expected) {
            expected.sort();
            expected.dedup();
            self.report(path.clone(), IssueKind::WrongType { expected, found });
            return;
        }
        match value.get_ref() {
            DeValue::Table(table) => self.table(path, table, schema),
            DeValue::Array(array) => {
                if let Some(items) = self.items_of(schema) {
                    for (position, item) in array.iter().enumerate() {
                        self.value(&path.at(position), item, items);
                    }
                }
            }
            DeValue::String(text) => self.word(path, text, schema),
            DeValue::Float(float) => {
                let digits = float.as_str().split(['e', 'E']).next().unwrap_or_default();
                let digits = digits.chars().filter(char::is_ascii_digit);
                if digits.skip_while(|digit| *digit == '0').count() > exact::MAX_DIGITS {
                    let given = float.as_str().to_owned();
                    self.report(path.clone(), IssueKind::TooManyDigits { given });
                }
            }
            DeValue::Integer(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    fn table(&mut self, path: &Path, table: &DeTable<'_>, schema: &'a Value) {
        let mut shape = TableShape::default();
        let decided = self.gather(path, table, schema, &mut shape);
        for (key, value) in table {
            let (name, inner) = (key.get_ref().as_ref(), path.key(key.get_ref()));
            match shape.keys.get(name).copied().or(shape.others) {
                Some(schema) => self.value(&inner, value, schema),
                // Where the tag is wrong, nobody can say which keys belong beside it.
                None if !decided => {}
                None => {
                    let unused = shape.keys.keys().filter(|known| !table.contains_key(**known));
                    let nearest = nearest(name, unused.copied());
                    let key = name.to_owned();
                    self.report(inner, IssueKind::UnknownKey { key, nearest });
                }
            }
        }
        for key in shape.required {
            if !table.contains_key(key) {
                self.report(path.clone(), IssueKind::MissingKey { key: key.to_owned() });
            }
        }
    }

    /// Adds what the schema says of a table; `false` where its kind could not be told, which is then reported.
    fn gather(
        &mut self,
        path: &Path,
        table: &DeTable<'_>,
        schema: &'a Value,
        shape: &mut TableShape<'a>,
    ) -> bool {
        let schema = self.resolve(schema);
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            shape.keys.extend(properties.iter().map(|(key, schema)| (key.as_str(), schema)));
        }
        shape.required.extend(strings(schema.get("required")));
        shape.others =
            shape.others.or(schema.get("additionalProperties").filter(|s| s.is_object()));
        let mut decided = true;
        for part in list(schema.get("allOf")) {
            decided &= self.gather(path, table, part, shape);
        }
        for branches in [schema.get("oneOf"), schema.get("anyOf")] {
            let mut tables = Vec::new();
            for branch in list(branches) {
                self.table_branches(branch, &mut tables);
            }
            match self.branch(path, table, &tables) {
                Branch::None => {}
                Branch::One(branch) => decided &= self.gather(path, table, branch, shape),
                Branch::Undecided { tag } => {
                    decided = false;
                    if let Some((tag, schema)) = tag {
                        shape.keys.entry(tag).or_insert(schema);
                    }
                }
            }
        }
        decided
    }

    /// Which of the variants of an enum a table is.
    fn branch(&mut self, path: &Path, table: &DeTable<'_>, branches: &[&'a Value]) -> Branch<'a> {
        let [first, others @ ..] = branches else { return Branch::None };
        if others.is_empty() {
            return Branch::One(first);
        }
        let tags = first.get("properties").and_then(Value::as_object);
        let tag = tags
            .into_iter()
            .flatten()
            .find(|(key, _)| branches.iter().all(|branch| constant_of(branch, key).is_some()));
        let Some((tag, tag_schema)) = tag else {
            // Tagged outside: the one required key names the variant.
            let is_named = |branch: &&&Value| {
                strings(branch.get("required")).all(|key| table.contains_key(key))
            };
            return branches.iter().find(is_named).map_or(Branch::One(first), |b| Branch::One(b));
        };
        let Some(given) = table.get(tag.as_str()) else {
            self.report(path.clone(), IssueKind::MissingKey { key: tag.clone() });
            return Branch::Undecided { tag: None };
        };
        let Some(given) = given.get_ref().as_str() else {
            // The tag's schema is that of a text: the wrong type is reported where the key is looked at.
            return Branch::Undecided { tag: Some((tag, tag_schema)) };
        };
        let variant = branches.iter().find(|branch| constant_of(branch, tag) == Some(given));
        variant.map_or_else(
            || {
                let allowed = branches.iter().filter_map(|branch| constant_of(branch, tag));
                let kind = unknown_value(given, allowed);
                self.report(path.key(tag), kind);
                Branch::Undecided { tag: None }
            },
            |branch| Branch::One(branch),
        )
    }

    fn word(&mut self, path: &Path, given: &str, schema: &'a Value) {
        let mut allowed = Vec::new();
        let is_free = self.words_of(schema, &mut allowed);
        if !is_free && !allowed.contains(&given) {
            self.report(path.clone(), unknown_value(given, allowed.into_iter()));
        }
    }

    /// Collects the words that a text may be; `true` where it may be any.
    fn words_of(&self, schema: &'a Value, words: &mut Vec<&'a str>) -> bool {
        let schema = self.resolve(schema);
        let own: Vec<&str> = strings(schema.get("enum"))
            .chain(schema.get("const").and_then(Value::as_str))
            .collect();
        if !own.is_empty() {
            words.extend(own);
            return false;
        }
        let branches = self.branches_of(schema);
        if branches.is_empty() {
            return types(schema).any(|t| t == "string") || schema.get("type").is_none();
        }
        let mut is_free = false;
        for branch in branches {
            is_free |= self.words_of(branch, words);
        }
        is_free
    }

    /// Collects the types that the schema admits; none where it admits any.
    fn types_of(&self, schema: &'a Value, admitted: &mut Vec<ValueType>) {
        let schema = self.resolve(schema);
        let own = types(schema).filter_map(|name| match name {
            "string" => Some(ValueType::Text),
            "integer" => Some(ValueType::Integer),
            "number" => Some(ValueType::Number),
            "boolean" => Some(ValueType::Boolean),
            "array" => Some(ValueType::Array),
            "object" => Some(ValueType::Table),
            _ => None,
        });
        admitted.extend(own);
        if schema.get("type").is_none() {
            for branch in self.branches_of(schema) {
                self.types_of(branch, admitted);
            }
        }
    }

    fn items_of(&self, schema: &'a Value) -> Option<&'a Value> {
        let schema = self.resolve(schema);
        let inner = || self.branches_of(schema).into_iter().find_map(|b| self.items_of(b));
        schema.get("items").or_else(inner)
    }

    fn branches_of(&self, schema: &'a Value) -> Vec<&'a Value> {
        ["oneOf", "anyOf", "allOf"].iter().flat_map(|key| list(schema.get(key))).collect()
    }

    /// Collects the branches that a table can be, also those of an enum inside an option.
    fn table_branches(&self, branch: &'a Value, tables: &mut Vec<&'a Value>) {
        let branch = self.resolve(branch);
        if types(branch).any(|name| name == "object") {
            tables.push(branch);
        } else if branch.get("type").is_none() {
            for inner in self.branches_of(branch) {
                self.table_branches(inner, tables);
            }
        }
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|r| self.root.pointer(r.trim_start_matches('#')));
        target.map_or(schema, |target| self.resolve(target))
    }
}

/// The variant of an enum.
enum Branch<'a> {
    /// The schema has no variants.
    None,
    /// This one.
    One(&'a Value),
    /// The tag is missing or wrong; its schema, where its value is still to be looked at.
    Undecided { tag: Option<(&'a str, &'a Value)> },
}

fn type_of(value: &DeValue<'_>) -> ValueType {
    match value {
        DeValue::String(_) => ValueType::Text,
        DeValue::Integer(_) => ValueType::Integer,
        DeValue::Float(_) => ValueType::Number,
        DeValue::Boolean(_) => ValueType::Boolean,
        DeValue::Datetime(_) => ValueType::Datetime,
        DeValue::Array(_) => ValueType::Array,
        DeValue::Table(_) => ValueType::Table,
    }
}

fn constant_of<'a>(branch: &'a Value, key: &str) -> Option<&'a str> {
    branch.get("properties")?.get(key)?.get("const")?.as_str()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    list(value).filter_map(Value::as_str)
}

fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let one = schema.get("type").and_then(Value::as_str);
    one.into_iter().chain(strings(schema.get("type")))
}

fn unknown_value<'w>(given: &str, allowed: impl Iterator<Item = &'w str>) -> IssueKind {
    let allowed: Vec<String> = allowed.map(str::to_owned).collect();
    let nearest = nearest(given, allowed.iter().map(String::as_str));
    IssueKind::UnknownValue { given: given.to_owned(), allowed, nearest }
}

/// The most similar of the known words, if one is similar at all: at least half of it must stand.
#[must_use]
pub fn nearest<'k>(given: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    let similarity = |word: &str| strsim::normalized_damerau_levenshtein(given, word);
    known
        .map(|word| (similarity(word), word))
        .filter(|(similarity, _)| *similarity >= 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word.to_owned())
}
