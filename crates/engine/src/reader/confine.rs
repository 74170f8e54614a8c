//! What a process that touches untrusted bytes takes away from itself before it sees the first one: memory beyond its
//! limit, files, the network, other programs. A reader keeps nothing; a recogniser, which is a program of others, may
//! start and read what it needs, and write nothing.

use std::{collections::BTreeMap, path::PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetStatus,
    path_beneath_rules,
};
use rlimit::Resource;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

/// How far a process could confine itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confinement {
    /// Whether the kernel refuses all files by its file system rules (Landlock), besides refusing the calls.
    pub landlock: bool,
}

/// Confines this process for good.
///
/// The refusal of system calls is required: a kernel without it gives an error, and the reader does not start.
///
/// # Errors
/// When a limit cannot be set.
pub fn confine(memory_bytes: u64) -> Result<Confinement, Box<dyn std::error::Error + Send + Sync>> {
    limit(memory_bytes)?;
    reach_nothing()
}

/// Takes files, the network and other programs away from this thread and those that it starts.
fn reach_nothing() -> Result<Confinement, Box<dyn std::error::Error + Send + Sync>> {
    let landlock = only_files(&[])?;
    refuse(REFUSED.iter().chain(OPENING).map(|call| (*call, Vec::new())).collect())?;
    Ok(Confinement { landlock })
}

/// Confines this process for good, as [`confine`] does, but for starting one program and reading these files and
/// folders; the program is bound by the same. `cpu_seconds` ends it if nobody else does.
///
/// Where the kernel has no Landlock, reading is bound by the rights of the user only; writing, the network and other
/// processes are refused in any case.
///
/// # Errors
/// When a limit cannot be set.
pub fn confine_program(
    memory_bytes: u64,
    cpu_seconds: u64,
    readable: &[PathBuf],
) -> Result<Confinement, Box<dyn std::error::Error + Send + Sync>> {
    limit(memory_bytes)?;
    rlimit::setrlimit(Resource::CPU, cpu_seconds, cpu_seconds)?;
    let landlock = only_files(readable)?;
    let mut refused: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    refused.insert(libc::SYS_openat2, Vec::new());
    refused.insert(libc::SYS_openat, for_writing(2)?);
    #[cfg(target_arch = "x86_64")]
    refused.extend([(libc::SYS_open, for_writing(1)?), (libc::SYS_creat, Vec::new())]);
    refuse(refused)?;
    Ok(Confinement { landlock })
}

fn limit(memory_bytes: u64) -> std::io::Result<()> {
    rlimit::setrlimit(Resource::AS, memory_bytes, memory_bytes)?;
    rlimit::setrlimit(Resource::CORE, 0, 0)?;
    rlimit::setrlimit(Resource::FSIZE, 0, 0)
}

/// Leaves these files and folders for reading and starting, and no others; whether the kernel does that.
fn only_files(readable: &[PathBuf]) -> Result<bool, landlock::RulesetError> {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))?
        .create()?
        .add_rules(path_beneath_rules(readable, AccessFs::from_read(ABI::V5)))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

fn refuse(
    calls: BTreeMap<i64, Vec<SeccompRule>>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter: BpfProgram = SeccompFilter::new(
        calls,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        TargetArch::try_from(std::env::consts::ARCH)?,
    )?
    .try_into()?;
    seccompiler::apply_filter(&filter)?;
    Ok(())
}

/// Opening with flags that let the caller write; they are the argument of this number.
fn for_writing(argument: u8) -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    [
        (libc::O_ACCMODE, libc::O_WRONLY),
        (libc::O_ACCMODE, libc::O_RDWR),
        (libc::O_CREAT, libc::O_CREAT),
    ]
    .into_iter()
    .map(|(mask, flags)| {
        let masked = SeccompCmpOp::MaskedEq(u64::from(mask.unsigned_abs()));
        let value = u64::from(flags.unsigned_abs());
        SeccompRule::new(vec![SeccompCondition::new(
            argument,
            SeccompCmpArgLen::Dword,
            masked,
            value,
        )?])
    })
    .collect()
}

/// Calls that open files or start programs.
const OPENING: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_execve,
    libc::SYS_execveat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
];

/// Calls that open sockets, change files, or reach into other processes.
const REFUSED: &[i64] = &[
    libc::SYS_open_by_handle_at,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_unlinkat,
    libc::SYS_renameat2,
    libc::SYS_mkdirat,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_mount,
    libc::SYS_io_uring_setup,
    libc::SYS_fchmodat,
    libc::SYS_renameat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_link,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_symlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];

#[cfg(test)]
mod tests {
    use std::{
        fs::File,
        io::{ErrorKind, Result},
        net::{TcpListener, TcpStream, UdpSocket},
        os::unix::net::UnixStream,
        path::Path,
        process::Command,
    };

    use super::reach_nothing;

    /// What a document that took its reader over could try, all of it allowed to this test.
    fn attempts(folder: &Path) -> Vec<(&'static str, Result<()>)> {
        vec![
            ("read a file", File::open("/proc/self/status").map(drop)),
            ("write a file", File::create(folder.join("a file")).map(drop)),
            ("list a folder", std::fs::read_dir("/").map(drop)),
            ("make a folder", std::fs::create_dir(folder.join("a folder"))),
            ("listen", TcpListener::bind("127.0.0.1:0").map(drop)),
            ("send", UdpSocket::bind("127.0.0.1:0").map(drop)),
            ("make a pair of sockets", UnixStream::pair().map(drop)),
            ("start a program", Command::new("/bin/true").status().map(drop)),
        ]
    }

    #[test]
    fn a_reader_opens_no_file_no_socket_and_no_program() {
        let [free, taken] = [(), ()].map(|()| tempfile::tempdir().expect("a folder"));
        for (what, outcome) in attempts(free.path()) {
            assert!(outcome.is_ok(), "{what}: {outcome:?}");
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        // Filters bind the thread that asks for them, so the other tests go on as they are.
        let confined = std::thread::spawn(move || {
            reach_nothing().expect("this kernel refuses calls");
            let mut attempts = attempts(taken.path());
            attempts.push(("connect", TcpStream::connect(address).map(drop)));
            attempts
        });
        for (what, outcome) in confined.join().expect("it went on to its end") {
            let kind = outcome.map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::PermissionDenied), "{what}");
        }
    }
}
