//! What do we say of signed files, beside other programs on the same files?
//!
//! Files in every state that we know of are made anew: PDFs (tests/bench/signed_pdfs.py) beside pyHanko, messages and
//! packages (tests/bench/signed_xml.py) beside xmlsec1 and what is known of how they were made: good, tampered, appended
//! to, shadow content, wrong chains. On integrity and coverage all must agree; every other disagreement must have a
//! reason that stands here, or the bench fails.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Deserialize;

use crate::{step, wheel, workspace::Workspace};

mod marked;
mod pace;

/// pyHanko, signxml and what they stand on; wheels of CPython 3.11 on x86-64 Linux where they hold compiled code.
const REQUIREMENTS: &str = "\
aiohappyeyeballs==2.7.1 --hash=sha256:9243213661e29250eb41368e5daa826fc017156c3b8a11440826b2e3ed376472
aiohttp==3.14.5 --hash=sha256:50a195903119008fe9cc68710535eb37f556ffffd6a7759afe70a2c145587045
aiosignal==1.4.0 --hash=sha256:053243f8b92b990551949e63930a839ff0cf0b0ebbe0597b0f3fb19e1a0fe82e
asn1crypto==1.5.1 --hash=sha256:db4e40728b728508912cbb3d44f19ce188f218e9eba635821bb4b68564f8fd67
attrs==26.1.0 --hash=sha256:c647aa4a12dfbad9333ca4e71fe62ddc36f4e63b2d260a37a8b83d2f043ac309
certifi==2026.10.18 --hash=sha256:73191c47aaa79da394e8fee2dbc2ec827432cab56311122c9e47abf79e390f62
cffi==2.1.1 --hash=sha256:34e261f78cb6ceaaa36f42f2613f4380d94d9c759a9c73c769ee6e0247364632
cryptography==50.0.2 --hash=sha256:9dab55f57c74c3cad24c323bacbbd04be4705ba6eb0d92e920b1fc4837ed5079
frozenlist==1.8.0 --hash=sha256:2552f44204b744fba866e573be4c1f9048d6a324dfe14475103fd51613eb1d1f
idna==3.20 --hash=sha256:ab7ae7122974553370f0bdb919e1a960b2cd1bc1ef0276416d896db81c14582c
lxml==6.1.3 --hash=sha256:527195c188d7d0af748cd48d220ab8cdc5cb99be3d49ac4d9be7324d8abf9bc0
multidict==7.2.1 --hash=sha256:3b7542fad2706595c1b1853b46f2c3c4ae5cc5a6252b7225f294d607a29e1bdf
oscrypto==1.3.0 --hash=sha256:2b2f1d2d42ec152ca90ccb5682f3e051fb55986e1b170ebde472b133713e7085
propcache==0.5.4 --hash=sha256:6e9368e87a3efc285e559131092c5db643eb8e56de4ee42064d5baec22ef2bb5
pycparser==3.12 --hash=sha256:a076f3f489b39b43ed13563a1dafe42447445bec2e294154ec5c57fcdda4c85e
pyhanko-certvalidator==0.33.0 --hash=sha256:72d3b830c0427a7aae45873ba7b4e34cb86caed451eff9dfb4394a69e93bb169
pyhanko==0.38.0 --hash=sha256:60abfdf6114e4ad64bb413491848af4a276231b563cb9f268e8dbfbcd47e586f
signxml==5.2.0 --hash=sha256:47667e55d3bf974ba69cbc489610890d27052d4584a29c3d29e7cf578d50a429
typing_extensions==4.16.0 --hash=sha256:481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8
tzlocal==5.4.5 --hash=sha256:ecab534f6d65d9deb4c4ea52c121ab6dd5958e9b878e71dcb102578269752454
uritools==6.1.4 --hash=sha256:7e48617975c3ccd3ee11da4641af8f8c9b97dcd7e75969a4cdfd7c8ce177f4e3
yarl==1.25.1 --hash=sha256:d5add7b4ca7afeea91d52e4d4e4db3b1fe9885b71f07054560d8c4296b7441a2
";

/// Disagreements beside integrity and coverage that are meant, by the beginning of the file's name.
const MEANT: [(&str, &str); 5] = [
    (
        "revocation-answers",
        "pyHanko finds no status in an OCSP answer that the issuing authority signed itself; RFC 6960, 4.2.2.2 allows it",
    ),
    (
        "certified-3-annotated",
        "pyHanko has no rule for annotations; the certification allows them (DocMDP, P 3)",
    ),
    (
        "good-pkcs7-rsa1024",
        "pyHanko's policy trusts no key below 2,048 bits; ours says what was computed",
    ),
    (
        "good-cades-rsa1024",
        "pyHanko's policy trusts no key below 2,048 bits; ours says what was computed",
    ),
    (
        "chain-expired-stamped-before",
        "pyHanko asks at the time of asking; the issue asks for the time of signing, which a trusted timestamp proves",
    ),
];

/// What `cargo xtask bench signatures` is asked for.
#[derive(Debug, Args)]
pub(crate) struct SignatureArguments {
    /// Use the program of the development profile
    #[arg(long)]
    dev: bool,
    /// Also write the tables to this file
    #[arg(long)]
    out: Option<Utf8PathBuf>,
}

/// What pyHanko says of one signature.
#[derive(Debug, Deserialize)]
struct Theirs {
    file: String,
    field: Option<String>,
    intact: Option<bool>,
    coverage: Option<String>,
    modification: Option<String>,
    allowed: Option<bool>,
    trusted: Option<bool>,
    #[serde(default)]
    judges_revocation: bool,
    error: Option<String>,
}

/// What we say of one signature, as `kiemchung read` prints it.
#[derive(Debug, Deserialize)]
struct Ours {
    field: String,
    integrity: String,
    coverage: String,
    covers_whole_file: bool,
    later: Vec<String>,
    chain: String,
    revocation: String,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    file: String,
    parent: Option<String>,
    signatures: Vec<Ours>,
}

/// Makes the files, asks both, prints the tables.
pub(crate) fn run(workspace: &Workspace, arguments: &SignatureArguments) -> Result<()> {
    let profile = if arguments.dev { "dev" } else { "release" };
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung", "--profile", profile]))?;
    let tools = workspace.target.join("tools/pyhanko");
    wheel::install(workspace, &tools, REQUIREMENTS)?;
    let folder = workspace.target.join("bench/signatures");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    for entry in folder.read_dir_utf8()? {
        fs::remove_file(entry?.path())?;
    }
    for script in ["signed_pdfs.py", "signed_xml.py"] {
        let script = workspace.root.join("tests/bench").join(script);
        let mut generator = workspace.command("python3");
        generator.env("PYTHONPATH", tools.as_str()).args([script.as_str(), folder.as_str()]);
        let needed = "the generators need Python 3.11, openssl and Debian's xmlsec1";
        step::run(&mut generator).context(needed)?;
    }

    let built = if arguments.dev { "debug" } else { "release" };
    let program = workspace.target.join(built).join("kiemchung");
    let ours = read_by_us(&program, &folder, "root.pem", &["pdf"])?;
    let theirs = fs::read_to_string(folder.join("verdicts.jsonl"))?;
    let mut comparison = Comparison::default();
    for line in theirs.lines() {
        comparison.add(&serde_json::from_str(line)?, &ours)?;
    }
    let table = comparison.table(ours.len());
    println!("{table}");
    let marked = marked::compare(&program, &folder)?;
    println!("{marked}");
    let pace = pace::measure(&program, &folder, profile)?;
    println!("{pace}");
    let table = [table, marked, pace].join("\n");
    if let Some(out) = &arguments.out {
        fs::write(out, &table).with_context(|| format!("could not write {out}"))?;
    }
    comparison.check()
}

/// What we say of the files with these extensions, by their names.
fn read_by_us(
    program: &Utf8Path,
    folder: &Utf8Path,
    root: &str,
    extensions: &[&str],
) -> Result<BTreeMap<String, Vec<Ours>>> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8()? {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extensions.contains(&extension)) {
            files.push(path);
        }
    }
    files.sort();
    let output = Command::new(program)
        .args(["read", "--root", folder.join(root).as_str()])
        .args(&files)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not run {program}"))?;
    ensure!(output.status.success(), "our program failed");
    let mut said = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let Line { file, parent, signatures } = serde_json::from_str(line)?;
        if parent.is_some() {
            continue;
        }
        let name = Utf8Path::new(&file).file_name().unwrap_or_default().to_owned();
        said.insert(name, signatures);
    }
    Ok(said)
}

/// How often the two agree, and where they do not.
#[derive(Default)]
struct Comparison {
    signatures: u32,
    integrity: u32,
    not_computed: Vec<String>,
    coverage: u32,
    changes: u32,
    chains: u32,
    n_chains: u32,
    wrong: Vec<String>,
    meant: Vec<String>,
}

impl Comparison {
    fn add(&mut self, theirs: &Theirs, ours: &BTreeMap<String, Vec<Ours>>) -> Result<()> {
        let said =
            ours.get(&theirs.file).with_context(|| format!("{} was not read", theirs.file))?;
        let name = theirs.file.trim_end_matches(".pdf");
        // Where pyHanko cannot list the signatures at all, it vouches for none.
        let of_field =
            said.iter().filter(|one| theirs.field.as_ref().is_none_or(|f| *f == one.field));
        for one in of_field {
            self.signatures += 1;
            self.compare_integrity(name, theirs, one);
            self.compare_coverage(name, theirs, one);
            self.compare_rest(name, theirs, one);
        }
        ensure!(
            theirs.field.is_none()
                || said.iter().any(|one| Some(&one.field) == theirs.field.as_ref()),
            "{name}: we have no signature {:?}",
            theirs.field
        );
        Ok(())
    }

    fn compare_integrity(&mut self, name: &str, theirs: &Theirs, ours: &Ours) {
        let reason = ours.reason.as_deref().unwrap_or_default();
        if reason.contains("integrity: unsupported-method") {
            self.not_computed.push(name.to_owned());
            return;
        }
        let agrees = match theirs.intact {
            Some(true) => ours.integrity == "valid",
            Some(false) => ours.integrity == "invalid",
            // An error of pyHanko's vouches for nothing, as our other two answers do.
            None => ours.integrity != "valid" || is_about_the_file(theirs),
        };
        if agrees {
            self.integrity += 1;
        } else {
            self.wrong
                .push(format!("{name}: integrity {}, pyHanko {:?}", ours.integrity, theirs.intact));
        }
    }

    fn compare_coverage(&mut self, name: &str, theirs: &Theirs, ours: &Ours) {
        let reason = ours.reason.as_deref().unwrap_or_default();
        let is_part = ["ranges-tampered", "revision-cut", "revision-unreadable"]
            .iter()
            .any(|doubt| reason.contains(&format!("coverage: {doubt}")));
        let level = match (ours.covers_whole_file, is_part) {
            (true, _) => "ENTIRE_FILE",
            (false, false) => "ENTIRE_REVISION",
            (false, true) => "part",
        };
        let agrees = match theirs.coverage.as_deref() {
            Some(known @ ("ENTIRE_FILE" | "ENTIRE_REVISION")) => level == known,
            Some(_) => level == "part",
            None => true,
        };
        if agrees {
            self.coverage += 1;
        } else {
            self.wrong.push(format!("{name}: covers {level}, pyHanko {:?}", theirs.coverage));
        }
    }

    /// What was changed later, and whose certificate it is.
    fn compare_rest(&mut self, name: &str, theirs: &Theirs, ours: &Ours) {
        let mut differences = Vec::new();
        if let Some(modification) = &theirs.modification {
            let allowed = theirs.allowed != Some(false);
            if (ours.coverage == "valid") == allowed {
                self.changes += 1;
            } else {
                let later = ours.later.join("+");
                differences.push(format!("later {later}, pyHanko {modification}"));
            }
        }
        if let (Some(trusted), Some(true)) = (theirs.trusted, theirs.intact) {
            self.n_chains += 1;
            let is_trusted =
                ours.chain == "valid" && (!theirs.judges_revocation || ours.revocation == "valid");
            if is_trusted == trusted {
                self.chains += 1;
            } else {
                let (chain, revocation) = (&ours.chain, &ours.revocation);
                differences.push(format!("chain {chain}/{revocation}, pyHanko trusts: {trusted}"));
            }
        }
        for difference in differences {
            match MEANT.iter().find(|(prefix, _)| name.starts_with(prefix)) {
                Some((_, why)) => self.meant.push(format!("{name}: {difference}. {why}.")),
                None => self.wrong.push(format!("{name}: {difference}")),
            }
        }
    }

    fn table(&self, n_files: usize) -> String {
        let mut text = String::new();
        let n = self.signatures;
        let n_judged = n as usize - self.not_computed.len();
        let mut row = |question: &str, agreed: u32, of: usize| {
            writeln!(text, "| {question} | {agreed} | {of} |").expect("text grows");
        };
        row("integrity", self.integrity, n_judged);
        row("coverage", self.coverage, n as usize);
        row("later changes allowed", self.changes, self.changes as usize + self.count("later"));
        row("chain and revocation", self.chains, self.n_chains as usize);
        let mut whole = format!(
            "{n_files} files, {n} signatures.\n\n| question | agree | of |\n|---|---:|---:|\n{text}"
        );
        let lists = [
            (
                "Integrity is `not-checkable` here, with the reason `unsupported-method`",
                &self.not_computed,
            ),
            ("Disagreements that are meant", &self.meant),
            ("Disagreements that nobody meant", &self.wrong),
        ];
        for (title, list) in lists {
            write!(whole, "\n{title}: {}\n", list.len()).expect("text grows");
            for line in list {
                write!(whole, "\n- {line}").expect("text grows");
            }
            whole.push('\n');
        }
        whole
    }

    fn count(&self, of: &str) -> usize {
        let is_of = |line: &&String| line.contains(&format!(": {of} "));
        self.meant.iter().chain(&self.wrong).filter(is_of).count()
    }

    fn check(&self) -> Result<()> {
        ensure!(self.wrong.is_empty(), "the two disagree:\n{}", self.wrong.join("\n"));
        Ok(())
    }
}

/// Whether pyHanko gave up on the document, not on the signature.
fn is_about_the_file(theirs: &Theirs) -> bool {
    theirs.error.as_ref().is_some_and(|error| error.contains("PdfStrictReadError"))
}
