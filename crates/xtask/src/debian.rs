//! Which Debian packages the work needs beside Rust, and why; they are installed where that is allowed.

use std::{fmt::Write as _, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{demo::Language, step};

/// For what a package is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building the product.
    Build,
    /// Recognising scanned pages.
    Scans,
    /// Generating the documents of the demo round anew, which the tests do to compare them.
    Fixtures,
    /// Installing the servers that tests start.
    Servers,
    /// Going through the desk in a browser.
    Browser,
}

/// How the presence of a package shows.
enum Sign {
    /// A program that can be started with `--version`.
    Program(&'static str),
    /// A module of Python, one that can be started with `--version`.
    PythonModule(&'static str),
    /// A file.
    File(&'static str),
}

struct Package {
    name: &'static str,
    purpose: Purpose,
    sign: Sign,
    why_vi: &'static str,
    why_en: &'static str,
}

const PACKAGES: [Package; 12] = [
    Package {
        name: "chromium",
        purpose: Purpose::Browser,
        sign: Sign::Program("chromium"),
        why_vi: "trình duyệt dùng khi kiểm thử bàn thẩm định",
        why_en: "the browser that the desk is tested in",
    },
    Package {
        name: "nodejs",
        purpose: Purpose::Browser,
        sign: Sign::Program("node"),
        why_vi: "chạy kịch bản kiểm thử trong trình duyệt",
        why_en: "runs the journeys through the browser",
    },
    Package {
        name: "npm",
        purpose: Purpose::Browser,
        sign: Sign::Program("npm"),
        why_vi: "cài thư viện điều khiển trình duyệt",
        why_en: "installs what steers the browser",
    },
    Package {
        name: "gcc",
        purpose: Purpose::Build,
        sign: Sign::Program("cc"),
        why_vi: "biên dịch SQLite và Zstandard đi kèm",
        why_en: "compiles the bundled SQLite and Zstandard",
    },
    Package {
        name: "libc6-dev",
        purpose: Purpose::Build,
        sign: Sign::File("/usr/include/stdio.h"),
        why_vi: "tệp khai báo C mà SQLite và Zstandard cần",
        why_en: "C headers that SQLite and Zstandard need",
    },
    Package {
        name: "tesseract-ocr",
        purpose: Purpose::Scans,
        sign: Sign::Program("tesseract"),
        why_vi: "nhận dạng chữ trên trang quét",
        why_en: "recognises the text of scanned pages",
    },
    Package {
        name: "tesseract-ocr-vie",
        purpose: Purpose::Scans,
        sign: Sign::File("/usr/share/tesseract-ocr/5/tessdata/vie.traineddata"),
        why_vi: "mô hình tiếng Việt cho việc nhận dạng",
        why_en: "the Vietnamese model for that",
    },
    Package {
        name: "fonts-croscore",
        purpose: Purpose::Fixtures,
        sign: Sign::File("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"),
        why_vi: "phông chữ Tinos đủ dấu tiếng Việt cho các tài liệu mẫu",
        why_en: "Tinos, which has all Vietnamese letters, for the sample documents",
    },
    Package {
        name: "python3-pip",
        purpose: Purpose::Servers,
        sign: Sign::PythonModule("pip"),
        why_vi: "cài máy chủ S3 và hàng đợi dùng khi kiểm thử",
        why_en: "installs the S3 and queue servers that tests start",
    },
    Package {
        name: "libfaketime",
        purpose: Purpose::Servers,
        sign: Sign::File("/usr/share/doc/libfaketime"),
        why_vi: "đồng hồ chạy sai dùng khi kiểm thử",
        why_en: "the clock that jumps in tests",
    },
    Package {
        name: "openssl",
        purpose: Purpose::Servers,
        sign: Sign::File("/usr/bin/openssl"),
        why_vi: "chứng thư của các máy chủ khi kiểm thử",
        why_en: "certificates of the servers that tests start",
    },
    Package {
        name: "postgresql-15",
        purpose: Purpose::Servers,
        sign: Sign::File("/usr/lib/postgresql/15/bin/initdb"),
        why_vi: "máy chủ cơ sở dữ liệu dùng khi kiểm thử",
        why_en: "the database server that tests start",
    },
];

/// Makes sure that all packages for these purposes are there.
///
/// # Errors
/// When one is missing and may not or cannot be installed; the message says what to type.
pub(crate) fn ensure(purposes: &[Purpose], language: Language) -> Result<()> {
    let missing: Vec<&Package> = PACKAGES
        .iter()
        .filter(|package| purposes.contains(&package.purpose) && !package.is_present())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let request = request(&missing, language);
    let Some(apt_get) = apt_get() else { bail!(request) };
    eprintln!("{request}");
    // Lists may be absent on a fresh machine and stale on an old one.
    step::run(apt_get.command().args(["update", "--quiet"])).context(request.clone())?;
    let names = missing.iter().map(|package| package.name);
    step::run(
        apt_get
            .command()
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(names),
    )
    .context(request)
}

impl Package {
    fn is_present(&self) -> bool {
        match self.sign {
            Sign::Program(name) => {
                Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success())
            }
            Sign::PythonModule(name) => Command::new("python3")
                .args(["-m", name, "--version"])
                .output()
                .is_ok_and(|out| out.status.success()),
            Sign::File(path) => Path::new(path).metadata().is_ok(),
        }
    }
}

/// What is missing, why it is needed, and the line that installs it.
fn request(missing: &[&Package], language: Language) -> String {
    let (missing_are, install) = match language {
        Language::Vi => ("Còn thiếu các gói Debian sau", "Lệnh cài đặt"),
        Language::En => ("these Debian packages are missing", "to install them"),
    };
    let mut text = format!("{missing_are}:\n");
    for package in missing {
        let why = match language {
            Language::Vi => package.why_vi,
            Language::En => package.why_en,
        };
        writeln!(text, "  {}: {why}", package.name).expect("writing to a string cannot fail");
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    write!(text, "{install}: sudo apt-get install {}", names.join(" "))
        .expect("writing to a string cannot fail");
    text
}

/// A right to install packages.
enum AptGet {
    AsRoot,
    BySudo,
}

impl AptGet {
    fn command(&self) -> Command {
        let mut command = match self {
            Self::AsRoot => Command::new("apt-get"),
            Self::BySudo => {
                let mut command = Command::new("sudo");
                command.args(["--non-interactive", "apt-get"]);
                command
            }
        };
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

/// The right to install packages, when there is one that needs no password.
fn apt_get() -> Option<AptGet> {
    let says = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok()?;
        output.status.success().then_some(output.stdout)
    };
    says("apt-get", &["--version"])?;
    if says("id", &["-u"])?.trim_ascii() == b"0" {
        return Some(AptGet::AsRoot);
    }
    says("sudo", &["--non-interactive", "true"]).map(|_| AptGet::BySudo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_names_package_reason_and_command() {
        let fonts = PACKAGES.iter().find(|package| package.name == "fonts-croscore");
        let request = request(&[fonts.expect("in the table")], Language::Vi);
        assert_eq!(
            request,
            "Còn thiếu các gói Debian sau:\n  \
             fonts-croscore: phông chữ Tinos đủ dấu tiếng Việt cho các tài liệu mẫu\n\
             Lệnh cài đặt: sudo apt-get install fonts-croscore"
        );
    }

    #[test]
    fn presence_is_seen_by_file_and_by_program() {
        let package =
            |sign| Package { name: "any", purpose: Purpose::Build, sign, why_vi: "", why_en: "" };
        assert!(
            package(Sign::Program("sh")).is_present()
                || package(Sign::Program("cargo")).is_present()
        );
        assert!(!package(Sign::Program("no-such-program")).is_present());
        assert!(package(Sign::File("/etc/passwd")).is_present());
        assert!(!package(Sign::File("/no/such/file")).is_present());
    }
}
