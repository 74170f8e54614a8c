//! What a reader process takes away from itself before it reads the first byte: memory beyond its limit, files, the
//! network, other programs.

use std::collections::BTreeMap;

use landlock::{ABI, Access as _, AccessFs, Ruleset, RulesetAttr as _, RulesetStatus};
use rlimit::Resource;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

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
    rlimit::setrlimit(Resource::AS, memory_bytes, memory_bytes)?;
    rlimit::setrlimit(Resource::CORE, 0, 0)?;
    rlimit::setrlimit(Resource::FSIZE, 0, 0)?;
    let everything = AccessFs::from_all(ABI::V5);
    let landlock = Ruleset::default().handle_access(everything)?.create()?.restrict_self()?.ruleset
        != RulesetStatus::NotEnforced;
    let filter: BpfProgram = SeccompFilter::new(
        REFUSED.iter().map(|call| (*call, Vec::new())).collect::<BTreeMap<_, _>>(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        TargetArch::try_from(std::env::consts::ARCH)?,
    )?
    .try_into()?;
    seccompiler::apply_filter(&filter)?;
    Ok(Confinement { landlock })
}

/// Calls that open files, sockets or programs, or reach into other processes.
const REFUSED: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_open_by_handle_at,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_execve,
    libc::SYS_execveat,
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
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];
