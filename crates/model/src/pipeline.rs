//! The pipeline: one assessment round as a person declares it in `pipeline.toml`.

mod desk;
mod results;

use crate::{
    CriterionCode, ObjectKey, PartialDate, RoundId, UnitId,
    criteria::Level,
    declaration::{self, DeclarationError},
    layout::Layout,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use desk::{Desk, OpenIdTerms};
pub use results::{EarlierRound, Holding, ResultFile, Results};

/// One assessment round. Relative paths and URLs start at the folder of the pipeline file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The round.
    pub round: Round,
    /// Where the units' files lie.
    pub evidence: Evidence,
    /// Where the program keeps what it has read, understood and judged.
    #[serde(default)]
    pub state: State,
    /// How the reader processes are limited.
    #[serde(default)]
    pub reader: Reader,
    /// Whose word about certificates counts.
    #[serde(default)]
    pub trust: Trust,
    /// What is read, and how far.
    #[serde(default)]
    pub reading: ReadingScope,
    /// How folders that units hand in are loaded.
    #[serde(default)]
    pub load: Load,
    /// Among what copies are looked for.
    #[serde(default)]
    pub origin: Origin,
    /// What results are computed from.
    #[serde(default)]
    pub results: Results,
    /// How people get to the desk.
    #[serde(default)]
    pub desk: Desk,
    /// The units that are scored.
    #[serde(rename = "unit")]
    pub units: Vec<Unit>,
}

/// What the round is, and by which criteria set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Names the round in the ledger.
    pub id: RoundId,
    /// Names the round on screen.
    pub name: String,
    /// The year that is scored.
    pub year: i16,
    /// The level of the units; the criteria set must be of the same.
    pub level: Level,
    /// The file of the criteria set.
    pub criteria: String,
    /// The period that evidence must come from.
    pub period: Period,
    /// The last day for self-score and evidence.
    pub deadline: PartialDate,
}

/// A period, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub from: PartialDate,
    /// The last day.
    pub to: PartialDate,
}

/// Where the units' files lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// A folder, a `file:///…` URL, or a bucket: `s3://bucket/folder`, `az://container/folder` (Azure),
    /// `gs://bucket/folder` (Google).
    pub url: String,
}

/// Where the program keeps its own files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// A folder of this machine; it holds nothing that cannot be made again from the evidence, but for appraisals.
    pub folder: String,
    /// The ledger: `postgres://user@host/database` without a password, which many machines reach, with
    /// `?sslmode=verify-full` by TLS; a file in the folder when left out.
    pub ledger: Option<String>,
    /// Where readings and recognised pages are kept: a folder, a `file:///…` URL, or a bucket as for the evidence; in the
    /// folder when left out.
    pub readings: Option<String>,
    /// The queue that shares out files to many machines: `nats://host:4222`, or `tls://host:4222` by TLS, without a token;
    /// within one process when left out.
    pub queue: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        Self { folder: ".kiemchung".to_owned(), ledger: None, readings: None, queue: None }
    }
}

/// How the reader processes are limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reader {
    /// How many documents are read at a time; as many as there are processors when left out.
    pub processes: Option<u16>,
    /// Address space of one reader process, in MiB.
    pub memory_mib: u64,
    /// How long one document may take, in seconds.
    pub seconds: u64,
    /// How long the reader may give no sign of progress, in seconds.
    pub silent_seconds: u64,
}

impl Default for Reader {
    fn default() -> Self {
        Self { processes: None, memory_mib: 1024, seconds: 600, silent_seconds: 60 }
    }
}

/// Whose word about the certificates of signatures counts. Nobody's, when left out: then no chain is `valid`, and none
/// is called broken because its root is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// Files of certificates that are trusted, as PEM or DER: the roots of the authorities that issue to public bodies.
    /// Changing them reads all files anew.
    pub roots: Vec<String>,
}

/// Among what copies are looked for: always among the files of all units of the round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Origin {
    /// Earlier rounds of the same ledger, by their ids, among whose files copies are looked for, too.
    pub earlier_rounds: Vec<RoundId>,
}

/// What is read, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReadingScope {
    /// Whether scanned pages are recognised (OCR). Switched off, they stay unread, are counted and named, and no claim
    /// is called unsupported because of them.
    pub ocr: bool,
    /// How many scanned pages of one file are recognised at most; the rest stays unread and is named.
    pub ocr_pages: u32,
    /// How long recognising one page may take, in seconds.
    pub ocr_page_seconds: u64,
}

impl Default for ReadingScope {
    fn default() -> Self {
        Self { ocr: true, ocr_pages: 1_000, ocr_page_seconds: 120 }
    }
}

/// How folders that units hand in are loaded into the evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Load {
    /// How the folders are laid out, the first that fits; without any, folders are told by their names alone.
    pub layouts: Vec<Layout>,
    /// Files and folders that no name places.
    #[serde(rename = "belongs")]
    pub belongings: Vec<Belonging>,
}

/// Whose a file or folder is, and for which criterion, whatever its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Belonging {
    /// Its path within what is loaded.
    pub path: ObjectKey,
    /// Whose it is.
    pub unit: UnitId,
    /// The criterion that it is evidence for; told by the folders below when left out.
    #[serde(default)]
    pub criterion: Option<CriterionCode>,
}

/// A unit that is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Names the unit in the ledger.
    pub id: UnitId,
    /// Names the unit on screen.
    pub name: String,
    /// Other names and abbreviations that its folders bear when they are loaded: `SYT`.
    #[serde(default)]
    pub also: Vec<String>,
    /// The group within which it is ranked; all units without one are a group.
    #[serde(default)]
    pub group: Option<String>,
    /// Its folder within the evidence.
    pub folder: ObjectKey,
    /// Its self-score sheet within that folder; recognised by its content when left out.
    #[serde(default)]
    pub self_score: Option<ObjectKey>,
}

impl Pipeline {
    /// Reads a pipeline.
    ///
    /// # Errors
    /// With every defect and its line: unknown keys name the nearest known one.
    pub fn parse(toml: &str, file_name: &str) -> Result<Self, DeclarationError> {
        declaration::parse(toml, file_name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Holding, Pipeline};

    const SMALL: &str = r#"
[round]
id = "vong-thu"
name = "Vòng thử"
year = 2025
level = "province"
criteria = "bo-tieu-chi.toml"
period = { from = "2025-01-01", to = "2025-12-31" }
deadline = "2026-01-23"

[evidence]
url = "ho-so"

[[unit]]
id = "an-binh"
name = "Tỉnh An Bình"
folder = "an-binh"
"#;

    #[test]
    fn what_is_left_out_has_a_working_value() {
        let pipeline = Pipeline::parse(SMALL, "pipeline.toml").expect("valid");
        assert_eq!(pipeline.state.folder, ".kiemchung");
        assert_eq!(pipeline.reader.memory_mib, 1024);
        assert_eq!(pipeline.units.len(), 1);
    }

    #[test]
    fn how_folders_are_loaded_is_declared() {
        let load = r#"
also = ["TAB"]

[load]
layouts = ["{unit}/{criterion}/{file}", "{unit}/{file}"]

[[load.belongs]]
path = "Bổ sung/đợt 2"
unit = "an-binh"
criterion = "1.3.1"
"#;
        let pipeline = Pipeline::parse(&format!("{SMALL}{load}"), "pipeline.toml").expect("valid");
        assert_eq!(pipeline.units[0].also, ["TAB"]);
        assert_eq!(pipeline.load.layouts.len(), 2);
        assert_eq!(pipeline.load.belongings[0].path.as_str(), "Bổ sung/đợt 2");
        let climbing = format!("{SMALL}{}", load.replace("Bổ sung", ".."));
        let error = Pipeline::parse(&climbing, "pipeline.toml").expect_err("climbs out");
        assert!(error.to_string().contains("belongs"), "{error}");
    }

    #[test]
    fn what_results_are_computed_from_is_declared() {
        let results = r#"
group = "Sở"

[results]
analyse = ["an-binh"]

[[results.file]]
path = "tham-dinh.csv"
holds = "appraised"
document = "12/BB-HĐTĐ"

[results.earlier]
year = 2024
criteria = "nam-truoc.toml"
file = [{ path = "nam-truoc.csv", holds = "appraised" }]
"#;
        let pipeline =
            Pipeline::parse(&format!("{SMALL}{results}"), "pipeline.toml").expect("valid");
        assert_eq!(pipeline.units[0].group.as_deref(), Some("Sở"));
        assert_eq!(pipeline.results.files[0].holds, Holding::Appraised);
        assert_eq!(pipeline.results.earlier.expect("declared").files.len(), 1);
        let other =
            format!("{SMALL}{}", results.replace("\"appraised\"\ndoc", "\"apraised\"\ndoc"));
        assert!(Pipeline::parse(&other, "pipeline.toml").is_err());
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest_known_key() {
        let error = Pipeline::parse(&SMALL.replace("deadline", "deadlin"), "pipeline.toml")
            .expect_err("misspelt");
        let message = error.to_string();
        assert!(
            message.contains("9:")
                && message.contains("`deadlin`")
                && message.contains("`deadline`"),
            "{message}"
        );
    }
}
