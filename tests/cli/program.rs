//! Running the program on a round in a folder of its own.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the repository is there")
}

/// The program, ready for arguments.
pub(crate) fn kiemchung() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiemchung"));
    command.stdin(Stdio::null());
    command
}

/// A round in a temporary folder.
pub(crate) struct Round {
    pub(crate) folder: TempDir,
}

/// Copies a folder with everything below it, but for what the program itself keeps there.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("readable");
        let target = to.join(entry.file_name());
        if entry.file_name() == ".kiemchung" {
            continue;
        }
        if entry.file_type().expect("known").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("copied");
        }
    }
}

impl Round {
    /// A round of the repository with all its files, working in a folder of its own.
    pub(crate) fn of_repository(name: &str) -> Self {
        let round = Self { folder: TempDir::new().expect("a folder") };
        let to = round.folder.path();
        copy(&root().join("pipelines").join(name), to);
        let criteria = root().join("pipelines/criteria");
        for entry in std::fs::read_dir(to).expect("a folder") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let toml = std::fs::read_to_string(&path).expect("there");
                let criteria = format!("\"{}/", criteria.display());
                std::fs::write(&path, toml.replace("\"../criteria/", &criteria)).expect("written");
            }
        }
        round
    }

    /// The demo round without recognising its scans, which takes seconds a page.
    pub(crate) fn demo() -> Self {
        let round = Self::demo_with_scans();
        round.change_pipeline("[evidence]", "[reading]\nocr = false\n\n[evidence]");
        round
    }

    /// The demo round, reading the committed submissions and working in a folder of its own.
    pub(crate) fn demo_with_scans() -> Self {
        let submissions = root().join("pipelines/demo/submissions");
        let results = root().join("pipelines/demo/results");
        let pipeline = std::fs::read_to_string(root().join("pipelines/demo/pipeline.toml"))
            .expect("the demo is there");
        let round = Self { folder: TempDir::new().expect("a folder") };
        round.write(
            "pipeline.toml",
            pipeline
                .replace("url = \"submissions/\"", &format!("url = {submissions:?}"))
                .replace("path = \"results/", &format!("path = \"{}/", results.display())),
        );
        round.use_province_set();
        round
    }

    /// Two units of the demo round with a few of their files, some of which cannot be read: checked in a moment.
    pub(crate) fn of_two_units() -> Self {
        let round = Self::demo();
        let submissions = root().join("pipelines/demo/submissions");
        for file in [
            "an-binh/Bang tu cham diem PAR INDEX 2025.xlsx",
            "an-binh/1.5/QĐ 612 phê duyệt giải pháp mới.pdf",
            "an-binh/1.2/BC 118 CCHC quy I.docx",
            "ha-tan/Phu luc tu cham diem.xlsx",
            "ha-tan/I/1.6/BC doi thoai.pdf",
            "ha-tan/I/1.5/QD 430 sang kien.pdf",
        ] {
            round.write(
                &format!("ho-so/{file}"),
                std::fs::read(submissions.join(file)).expect("the demo is there"),
            );
        }
        round.change_pipeline(&format!("{submissions:?}"), "\"ho-so\"");
        let path = round.pipeline();
        let toml = std::fs::read_to_string(&path).expect("there");
        let (head, units) = toml.split_once("[[unit]]").expect("units");
        let kept = units.split("[[unit]]").filter(|unit| !unit.contains("dong-giang"));
        let kept: String = kept.map(|unit| format!("[[unit]]{unit}")).collect();
        std::fs::write(path, format!("{head}{kept}")).expect("written");
        round
    }

    /// A round of one unit whose files the test writes under `ho-so/don-vi/`.
    pub(crate) fn of_one_unit() -> Self {
        let round = Self { folder: TempDir::new().expect("a folder") };
        round.write(
            "pipeline.toml",
            r#"
[round]
id = "vong-thu"
name = "Vòng thử"
year = 2025
level = "province"
criteria = "../criteria/qd-1187-2025-province.toml"
period = { from = "2025-01-01", to = "2025-12-31" }
deadline = "2026-01-23"

[evidence]
url = "ho-so"

[[unit]]
id = "don-vi"
name = "Đơn vị thử"
folder = "don-vi"
"#,
        );
        std::fs::create_dir_all(round.folder.path().join("ho-so/don-vi")).expect("made");
        round.use_province_set();
        round
    }

    fn use_province_set(&self) {
        let set = root().join("pipelines/criteria/qd-1187-2025-province.toml");
        self.change_pipeline("\"../criteria/qd-1187-2025-province.toml\"", &format!("{set:?}"));
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::fs::write(path, content).expect("written");
    }

    /// Puts a committed file into the unit's folder.
    pub(crate) fn submit(&self, fixture: &str, name: &str) {
        let content = std::fs::read(root().join(fixture)).expect("the fixture is there");
        self.write(&format!("ho-so/don-vi/{name}"), content);
    }

    pub(crate) fn change_pipeline(&self, from: &str, to: &str) {
        let path = self.folder.path().join("pipeline.toml");
        let toml = std::fs::read_to_string(&path).expect("there");
        assert!(toml.contains(from), "the pipeline does not say {from}");
        std::fs::write(path, toml.replace(from, to)).expect("written");
    }

    /// The file that declares the round.
    pub(crate) fn pipeline(&self) -> PathBuf {
        self.folder.path().join("pipeline.toml")
    }

    /// `check` with these further arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Command {
        let mut command = kiemchung();
        command.arg("check").arg(self.folder.path().join("pipeline.toml")).args(arguments);
        command
    }

    /// `check --json`, which must succeed.
    pub(crate) fn checked(&self) -> Value {
        let output = self.check(&["--json"]).output().expect("started");
        assert!(output.status.success(), "{}", said(&output));
        serde_json::from_slice(&output.stdout).expect("one JSON object")
    }
}

/// Everything that the program said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `unit criterion code subject`, one for each finding, in the order of the report.
pub(crate) fn findings(report: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    report["units"]
        .as_array()
        .expect("units")
        .iter()
        .flat_map(|unit| unit["findings"].as_array().into_iter().flatten())
        .map(|finding| {
            let subject = match &finding["subject"] {
                Value::Object(named) => {
                    named.iter().map(|(kind, name)| format!("{kind}:{}", plain(name))).collect()
                }
                other => text(other),
            };
            format!(
                "{} {} {} {subject}",
                text(&finding["unit"]),
                text(&finding["criterion"]),
                text(&finding["code"])
            )
        })
        .collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
