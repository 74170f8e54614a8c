//! A round in a folder of its own, with as many files as asked for, and the program run on it from outside.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use tempfile::TempDir;

const N_UNITS: usize = 139;
/// How often the memory of the running program is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// A round with its files.
pub(crate) struct Round {
    folder: TempDir,
}

/// How a run went.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) took: Duration,
    /// Memory of the program itself, without its readers, in kB, each [`LOOK`].
    memory: Vec<u64>,
}

impl Run {
    /// The most memory in a tenth of the run, from 0, in MB.
    pub(crate) fn megabytes_in_tenth(&self, tenth: usize) -> u64 {
        let (from, to) = (self.memory.len() * tenth / 10, self.memory.len() * (tenth + 1) / 10);
        self.memory[from..to].iter().max().copied().unwrap_or_default() / 1024
    }
}

impl Round {
    /// A round of 139 units over which these files are spread: extension and bytes for each number.
    pub(crate) fn of(n_files: usize, file: impl Fn(usize) -> (&'static str, Vec<u8>)) -> Self {
        let round = Self { folder: TempDir::new().expect("a folder") };
        for number in 0..n_files {
            let (extension, bytes) = file(number);
            let folder = round.evidence().join(unit(number % N_UNITS));
            // The first of a unit makes its folder.
            fs::create_dir_all(&folder).expect("made");
            fs::write(folder.join(format!("van-ban-{number}.{extension}")), bytes)
                .expect("written");
        }
        round.declare("", &format!("{:?}", round.evidence()));
        round
    }

    pub(crate) fn evidence(&self) -> PathBuf {
        self.folder.path().join("ho-so")
    }

    pub(crate) fn pipeline(&self) -> PathBuf {
        self.folder.path().join("pipeline.toml")
    }

    /// Another folder in which a machine works on the same round, with this state and evidence.
    pub(crate) fn machine(&self, state: &str, evidence: &str) -> Self {
        let machine = Self { folder: TempDir::new().expect("a folder") };
        machine.declare(state, evidence);
        machine
    }

    fn declare(&self, state: &str, evidence: &str) {
        let set = repository().join("pipelines/criteria/qd-1187-2025-province.toml");
        let units: String = (0..N_UNITS)
            .map(|number| {
                let id = unit(number);
                format!("\n[[unit]]\nid = {id:?}\nname = \"Đơn vị {number}\"\nfolder = {id:?}\n")
            })
            .collect();
        let toml = format!(
            "[round]\nid = \"vong-do\"\nname = \"Vòng đo\"\nyear = 2025\nlevel = \"province\"\ncriteria = {set:?}\n\
             period = {{ from = \"2025-01-01\", to = \"2025-12-31\" }}\ndeadline = \"2026-01-23\"\n\n{state}\n\
             [evidence]\nurl = {evidence}\n{units}"
        );
        fs::write(self.pipeline(), toml).expect("written");
    }

    /// Takes a run of `check` whose report nobody reads.
    pub(crate) fn check(&self, variables: &[(String, String)]) -> Run {
        let started = Instant::now();
        let mut command = kiemchung();
        command.arg("check").arg(self.pipeline()).args(["--json"]);
        command.envs(variables.iter().cloned()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut check = command.spawn().expect("started");
        let mut memory = Vec::new();
        let status = loop {
            if let Some(status) = check.try_wait().expect("a child can be waited for") {
                break status;
            }
            memory.extend(resident(&check));
            let (_keep, nothing) = mpsc::channel::<()>();
            assert!(nothing.recv_timeout(LOOK).is_err());
        };
        assert!(status.success(), "{:?}", check.wait_with_output());
        Run { took: started.elapsed(), memory }
    }

    /// What the program keeps of the round on the disk, in MB.
    pub(crate) fn megabytes_kept(&self) -> u64 {
        let asked =
            Command::new("du").arg("-sm").arg(self.folder.path().join(".kiemchung")).output();
        let asked = String::from_utf8(asked.expect("started").stdout).expect("text");
        asked.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
    }
}

/// The program, ready for arguments.
pub(crate) fn kiemchung() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiemchung"));
    command.stdin(Stdio::null());
    command
}

fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the repository is there")
}

fn unit(number: usize) -> String {
    format!("don-vi-{number:03}")
}

/// The memory of a process in kB; none when it has just ended.
fn resident(process: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
