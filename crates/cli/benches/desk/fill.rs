//! A round as a check would have left it: listed, published, judged, without a file having been read.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use assess::{Elsewhere, RoundTerms, judge};
use engine::{Recipes, reader_settings};
use model::{
    AccountName, ContentHash, Document, ObjectKey, Points, RoundId, UnitId,
    account::{Account, Role},
    appraisal::{Appraisal, Stage, Stance},
    criteria::CriteriaSet,
    document::PartBuilder,
    dossier::{Dossier, EvidenceDocument},
    pipeline::Pipeline,
    reading::{Outcome, Reading},
    verdict::Judgement,
};
use sha2::{Digest as _, Sha256};
use specimen::{generated, paper};
use store::{
    AccessKeys, Again, JudgedAt, Ledger, ListedObject, ObjectVersion, Objects, PasswordHash,
    Publication, PublishedFacts, Readings, StoredDocument, StoredUnit,
};

const N_UNITS: usize = 139;
const SEED: u64 = 1;
/// How many documents have bytes, so that their pages can be drawn.
const N_DRAWN: usize = 60;
/// What the browsers of an appraiser and of an administrator hold.
pub(crate) const SESSION: &str = "mot-phien-de-do";
pub(crate) const ADMINISTRATOR: &str = "phien-quan-tri";
/// The lines of a reading: a report of a page or two.
const LINES: usize = 60;

/// How people sign in at another place: there is none.
const NO_PAGES: [&str; 3] = [
    "/sign-in/openid",
    "/sign-in/openid/return",
    // Measured apart: drawn, and kept.
    IMAGE,
];
const IMAGE: &str = "/units/{unit}/pages/{page}/{width}/{*file}";
const CLAIM: &str = "/units/{unit}/claims/{criterion}";
/// What follows the question mark where something must.
const QUERIES: [(&str, &str); 4] = [
    ("/search", "?q=b%C3%A1o%20c%C3%A1o%20c%E1%BA%A3i%20c%C3%A1ch"),
    ("/api/v1/search", "?q=b%C3%A1o%20c%C3%A1o%20c%E1%BA%A3i%20c%C3%A1ch"),
    ("/api/v1/units", "?limit=1000"),
    ("/api/v1/units/{unit}/documents", "?limit=1000"),
];

/// Addresses of one kind.
pub(crate) struct Kind {
    /// With its parts in braces.
    pub(crate) path: &'static str,
    pub(crate) addresses: Vec<String>,
}

/// Whether an address gives a workbook, a Word file or the like, which nobody looks at page by page.
fn is_taken_along(path: &str) -> bool {
    let ends = [".xlsx", ".docx", ".jsonl", "/results/{file}"];
    path.contains("/original/") || ends.iter().any(|end| path.ends_with(end))
}

/// Where a round lies.
enum Folder {
    /// For this run.
    Passing(tempfile::TempDir),
    /// To be asked again.
    Kept(PathBuf),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }
}

/// What a kept round says of what it was filled with.
const FILLED: &str = "filled.txt";

/// A round to look at.
pub(crate) struct Filled {
    folder: Folder,
    runtime: tokio::runtime::Runtime,
    round: RoundId,
    pub(crate) units: Vec<String>,
    pub(crate) n_documents: usize,
    pub(crate) took: Duration,
    /// Documents with bytes: unit and path.
    drawn: Vec<(String, String)>,
    /// A document of each unit.
    documents: Vec<(String, String)>,
    leaves: Vec<String>,
}

impl Filled {
    pub(crate) fn pipeline(&self) -> PathBuf {
        self.folder.path().join("pipeline.toml")
    }

    /// Every address of the server that gives a page, by kind, with some that it stands for; what is made to be taken along
    /// is the second of the two lists.
    pub(crate) fn pages(&self) -> (Vec<Kind>, Vec<Kind>) {
        let asked = server::addresses().filter(|address| !address.is_form);
        let kinds = asked.filter(|address| !NO_PAGES.contains(&address.path)).map(|address| {
            let query = QUERIES.iter().find(|(path, _)| *path == address.path);
            let query = query.map_or("", |(_, query)| query);
            let n_asked = if address.path.contains('{') { self.units.len() } else { 20 };
            let filled =
                (0..n_asked).map(|nth| format!("{}{query}", self.address(address.path, nth)));
            Kind { path: address.path, addresses: filled.collect() }
        });
        kinds.partition(|kind| !is_taken_along(kind.path))
    }

    /// An address with the braces filled in.
    fn address(&self, path: &str, nth: usize) -> String {
        let (unit, file) = &self.documents[nth % self.documents.len()];
        let leaf = &self.leaves[nth % self.leaves.len()];
        let (drawn_unit, drawn) = &self.drawn[nth % self.drawn.len()];
        let needs_bytes = path.contains("/pages/") || path.contains("/original/");
        let (unit, file) = if needs_bytes { (drawn_unit, drawn) } else { (unit, file) };
        let name = if path.starts_with("/units") { "plan.docx" } else { "standings.csv" };
        path.replace("{unit}", unit)
            .replace("{criterion}", leaf)
            .replace("{*file}", &report::encoded_path(file))
            .replace("{file}", name)
            .replace("{page}", "1")
            .replace("{width}", "1200")
    }

    /// Somebody says something about a claim of the unit of this number, or of the next that claims something, and `look`
    /// is done right after it; then it is taken back.
    pub(crate) fn while_said<T>(&self, nth: usize, look: impl FnOnce() -> T) -> Result<T> {
        let base = self.folder.path();
        let pipeline =
            Pipeline::parse(&std::fs::read_to_string(self.pipeline())?, "pipeline.toml")?;
        let file = base.join(&pipeline.state.folder).join("ledger.sqlite");
        let ledger = self.runtime.block_on(Ledger::open(&file))?;
        let mut claimed = None;
        for unit in self.units.iter().cycle().skip(nth).take(self.units.len()) {
            let unit = UnitId::new(unit.clone())?;
            let judged = self.runtime.block_on(ledger.judged(&self.round, &unit))?;
            let (at, mut judged) = judged.context("each unit was judged")?;
            if let Some(claim) = judged.judgements.pop() {
                claimed = Some((unit, at, claim));
                break;
            }
        }
        let (unit, at, claim) = claimed.context("some unit claims something")?;
        let appraisal = Appraisal {
            unit,
            criterion: claim.criterion.clone(),
            stage: Stage::Second,
            appraiser: AccountName::new("nguoi-noi")?,
            stance: Stance::Agrees,
            points: Some(claim.claimed),
            reason: String::new(),
            note: String::new(),
            judged_at: at.generation,
            basis: None,
            cause: None,
        };
        self.runtime.block_on(ledger.appraise(&self.round, &appraisal, 0))?;
        let seen = look();
        self.runtime.block_on(ledger.withdraw(&self.round, &appraisal, 1))?;
        self.runtime.block_on(ledger.close());
        Ok(seen)
    }

    fn claims(&self) -> Vec<String> {
        (0..self.units.len()).map(|nth| self.address(CLAIM, nth)).collect()
    }

    /// A page of each document that has bytes.
    pub(crate) fn images(&self) -> Vec<String> {
        (0..self.drawn.len()).map(|nth| self.address(IMAGE, nth)).collect()
    }

    /// What people at their desks go through: the round, a unit, its claims, a document.
    pub(crate) fn clicks(&self) -> Vec<String> {
        let mut clicks = vec!["/".to_owned(), "/heat-map".to_owned(), "/appraisals".to_owned()];
        clicks.extend(self.units.iter().map(|unit| format!("/units/{unit}")));
        clicks.extend(self.claims());
        clicks.extend(
            self.documents.iter().map(|(unit, file)| {
                format!("/units/{unit}/documents/{}", report::encoded_path(file))
            }),
        );
        clicks
    }
}

/// A round of this many documents; one that is kept is filled once.
pub(crate) fn round(n_documents: usize, kept: Option<PathBuf>) -> Result<Filled> {
    let start = Instant::now();
    let folder = match kept {
        None => Folder::Passing(tempfile::tempdir().context("a folder")?),
        Some(kept) => {
            std::fs::create_dir_all(&kept)?;
            Folder::Kept(kept)
        }
    };
    let runtime = tokio::runtime::Runtime::new().context("a runtime")?;
    let generated = generated::round(SEED, N_UNITS);
    let base = folder.path();
    std::fs::write(base.join("set.toml"), &generated.criteria)?;
    let mut dossiers: Vec<Dossier> = generated.units.into_iter().map(|unit| unit.dossier).collect();
    fill_up(&mut dossiers, n_documents / N_UNITS);
    let toml = declared(&generated.id, &dossiers);
    std::fs::write(base.join("pipeline.toml"), &toml)?;
    let set = CriteriaSet::parse(&generated.criteria, "set.toml")?;
    let terms = RoundTerms {
        id: generated.id.clone(),
        from: generated.from,
        to: generated.to,
        due: generated.due,
    };
    let drawn = draw(base, &dossiers)?;
    let recipes = recipes(&Pipeline::parse(&toml, "pipeline.toml")?, &toml, &generated.criteria);
    let with = format!("{n_documents} {} {} {}\n", recipes.read, recipes.facts, recipes.judge);
    if std::fs::read_to_string(base.join(FILLED)).ok().as_ref() != Some(&with) {
        let state = base.join(".kiemchung");
        ensure!(!state.try_exists()?, "`{}` was filled otherwise: not with {with}", base.display());
        runtime.block_on(publish(base, &toml, &recipes, &set, &terms, &dossiers))?;
        std::fs::write(base.join(FILLED), &with)?;
    }
    let leaves = set.leaves().map(|leaf| leaf.code.to_string()).collect();
    let document = |dossier: &Dossier| {
        let middle = &dossier.documents[dossier.documents.len() / 2];
        (dossier.unit.to_string(), middle.file.to_string())
    };
    Ok(Filled {
        units: dossiers.iter().map(|dossier| dossier.unit.to_string()).collect(),
        n_documents: dossiers.iter().map(|dossier| dossier.documents.len()).sum(),
        documents: dossiers.iter().map(document).collect(),
        took: start.elapsed(),
        drawn,
        leaves,
        folder,
        runtime,
        round: generated.id,
    })
}

/// Adds documents that nobody cites until each unit has as many.
fn fill_up(dossiers: &mut [Dossier], n_a_unit: usize) {
    for dossier in dossiers {
        let unit = dossier.unit.to_string();
        for nth in dossier.documents.len()..n_a_unit {
            let file = format!("{unit}/khac/{:02}/van ban {nth}.pdf", nth % 20);
            let document = paper::document(&file)
                .number(&format!("{}/BC-VP", 2_000 + nth))
                .dated("2025-06-30")
                .kind("báo cáo")
                .issuer("Sở Mẫu")
                .about("Kết quả thực hiện nhiệm vụ cải cách hành chính");
            dossier.documents.push(document.0);
        }
        dossier.documents.sort_by(|one, other| one.file.cmp(&other.file));
    }
}

fn declared(round: &RoundId, dossiers: &[Dossier]) -> String {
    let mut toml = format!(
        r#"[round]
id = "{round}"
name = "Đợt chấm để đo bàn thẩm định"
year = 2025
level = "department"
criteria = "set.toml"
period = {{ from = "2025-01-01", to = "2025-12-31" }}
deadline = "2026-01-23"

[reading]
ocr = false

[evidence]
url = "ho-so"
"#
    );
    for dossier in dossiers {
        let unit = &dossier.unit;
        // The folder that the generator gave the unit's files.
        toml.push_str(&format!(
            "\n[[unit]]\nid = \"{unit}\"\nname = \"Sở {unit}\"\nfolder = \"{}\"\n",
            folder_of(dossier)
        ));
    }
    toml
}

fn folder_of(dossier: &Dossier) -> String {
    let first = dossier.documents.first().map(|document| document.file.to_string());
    first.unwrap_or_default().split('/').next().unwrap_or_default().to_owned()
}

/// Gives some documents bytes, of a letter of one page.
fn draw(base: &Path, dossiers: &[Dossier]) -> Result<Vec<(String, String)>> {
    let pdf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../pipelines/demo/submissions/an-binh/1.5/QĐ 612 phê duyệt giải pháp mới.pdf");
    let pdf = std::fs::read(&pdf).with_context(|| format!("read `{}`", pdf.display()))?;
    let mut drawn = Vec::new();
    for dossier in dossiers.iter().take(N_DRAWN) {
        let is_whole = |document: &&EvidenceDocument| {
            let path = document.file.to_string();
            document.file.inner().is_none() && path.ends_with(".pdf") && document.is_fully_read()
        };
        let Some(document) = dossier.documents.iter().find(is_whole) else { continue };
        let file = base.join("ho-so").join(document.file.object().as_str());
        std::fs::create_dir_all(file.parent().context("it lies in a folder")?)?;
        std::fs::write(&file, &pdf)?;
        drawn.push((dossier.unit.to_string(), document.file.to_string()));
    }
    Ok(drawn)
}

/// What this program reads, understands and judges with.
fn recipes(pipeline: &Pipeline, toml: &str, criteria: &str) -> Recipes {
    let mut reader = reader_settings(&pipeline.reader, Path::new("kiemchung"), Vec::new());
    reader.limits.ocr_pages = pipeline.reading.ocr_pages;
    Recipes::new(&reader.limits, &reader.roots, None, toml, criteria)
}

async fn publish(
    base: &Path,
    toml: &str,
    recipes: &Recipes,
    set: &CriteriaSet,
    terms: &RoundTerms,
    dossiers: &[Dossier],
) -> Result<()> {
    let pipeline = Pipeline::parse(toml, "pipeline.toml")?;
    let state = base.join(&pipeline.state.folder);
    std::fs::create_dir_all(&state)?;
    let ledger = Ledger::open(&state.join("ledger.sqlite")).await?;
    let readings = Objects::open_or_create("readings", &state, &AccessKeys::default())?;
    let readings = Readings::new(readings);
    let round = &pipeline.round.id;
    let lease = ledger.take_lease(round, "do", Duration::from_secs(3_600)).await?;
    let lease = lease.context("nobody else holds the round")?;
    let elsewhere = Elsewhere::of(dossiers);
    for dossier in dossiers {
        let mut objects: BTreeMap<ObjectKey, Vec<&EvidenceDocument>> = BTreeMap::new();
        for document in &dossier.documents {
            objects.entry(document.file.object().clone()).or_default().push(document);
        }
        let versions: Vec<ObjectVersion> = objects
            .keys()
            .map(|key| ObjectVersion { key: key.clone(), size: 50_000, version: "1".to_owned() })
            .collect();
        let listed = ListedObject {
            objects: &versions,
            read_recipe: &recipes.read,
            facts_recipe: &recipes.facts,
            again: Again::Nothing,
        };
        ledger.record_listing(&lease, &dossier.unit, listed).await?;
        for version in &versions {
            let documents = &objects[&version.key];
            let sha256 = documents[0].sha256;
            readings.put(&recipes.read, &reading(version.key.as_str(), documents)).await?;
            let facts = PublishedFacts {
                sha256,
                read_recipe: recipes.read.clone(),
                facts_recipe: recipes.facts.clone(),
                documents: Some(documents.iter().copied().map(stored).collect()),
            };
            let took = Duration::from_millis(40);
            ledger.publish(round, version, &Publication::Read(facts), took).await?;
        }
        let (generation, _) = ledger.documents(round, &dossier.unit).await?;
        let judged = judge(terms, set, dossier, &elsewhere);
        let at = JudgedAt { generation, recipe: recipes.judge.clone() };
        let found = StoredUnit {
            judgements: judged.judgements,
            findings: judged.findings,
            unread: judged.unread,
        };
        ledger.record_judgement(&lease, &dossier.unit, &at, &found).await?;
        appraise(&ledger, round, &found.judgements, generation).await?;
    }
    ledger.release_lease(lease).await?;
    sign_in(&ledger).await?;
    ledger.close().await;
    Ok(())
}

/// People with sessions, as if they had signed in.
async fn sign_in(ledger: &Ledger) -> Result<()> {
    let appraiser = Role::Appraiser { areas: Vec::new() };
    for (name, role, session) in
        [("lan", appraiser, SESSION), ("quan-tri", Role::Administrator, ADMINISTRATOR)]
    {
        let name = AccountName::new(name)?;
        let account = Account { shown_as: name.to_string(), name, role, open: true };
        ledger.make_account(&account, &PasswordHash::new("-".to_owned()), None).await?;
        let token = ContentHash::from_digest(Sha256::digest(session).into());
        ledger.open_session(token, &account.name, 3_600_000).await?;
    }
    Ok(())
}

/// Half of the claims appraised, every sixth by two who do not agree, every tenth decided.
async fn appraise(
    ledger: &Ledger,
    round: &RoundId,
    judgements: &[Judgement],
    judged_at: u64,
) -> Result<()> {
    for (nth, judgement) in judgements.iter().enumerate() {
        let said = |stage, name: &str, points| {
            let stance =
                if points == judgement.claimed { Stance::Agrees } else { Stance::Disagrees };
            Ok::<_, anyhow::Error>(Appraisal {
                unit: judgement.unit.clone(),
                criterion: judgement.criterion.clone(),
                stage,
                appraiser: AccountName::new(name)?,
                stance,
                points: Some(points),
                reason: "Đã đối chiếu với tài liệu kiểm chứng.".to_owned(),
                note: String::new(),
                judged_at,
                basis: None,
                cause: None,
            })
        };
        if nth % 2 == 0 {
            ledger.appraise(round, &said(Stage::First, "lan", judgement.claimed)?, 0).await?;
        }
        if nth % 6 == 0 {
            ledger.appraise(round, &said(Stage::First, "minh", Points::ZERO)?, 0).await?;
        }
        if nth % 10 == 0 {
            ledger
                .appraise(round, &said(Stage::Decision, "hoi-dong", judgement.claimed)?, 0)
                .await?;
        }
    }
    Ok(())
}

fn stored(document: &EvidenceDocument) -> StoredDocument {
    StoredDocument {
        inner: document.file.inner().unwrap_or_default().to_owned(),
        sha256: document.sha256,
        media_type: document.media_type,
        outcome: document.outcome,
        problems: document.problems.clone(),
        identity: document.identity.clone(),
        facts: document.facts.clone(),
    }
}

/// Some pages of text for each of the documents of an object.
fn reading(name: &str, documents: &[&EvidenceDocument]) -> Reading {
    let of = |name: &str, document: &EvidenceDocument| {
        let mut part = PartBuilder::flow();
        if let Some(number) = &document.facts.header.number {
            part.paragraph(&format!("Số: {number}"));
        }
        let subject = document.facts.header.subject.as_deref().unwrap_or("Văn bản");
        part.paragraph(subject);
        for line in 0..LINES {
            part.paragraph(&format!(
                "{line}. Báo cáo cải cách hành chính: đã giải quyết {} hồ sơ, đạt {} phần trăm đúng hạn.",
                100 + line,
                line % 100
            ));
        }
        Reading {
            document: match document.outcome {
                Outcome::Read | Outcome::ReadWithProblems => Document::new(vec![part.finish()]),
                _ => Document::default(),
            },
            ..Reading::without_content(
                name,
                document.sha256,
                50_000,
                document.media_type,
                document.outcome,
                document.problems.clone(),
            )
        }
    };
    let mut whole = of(name.rsplit('/').next().unwrap_or(name), documents[0]);
    for inner in &documents[1..] {
        let name = inner.file.inner().unwrap_or_default();
        whole.children.push(of(name, inner));
    }
    whole
}
