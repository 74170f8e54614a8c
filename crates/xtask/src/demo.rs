//! The main job on the demo round, from a fresh clone: what is missing, the build, `kiemchung check`.

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::{debian, step, workspace::Workspace};

const PIPELINE: &str = "pipelines/demo/pipeline.toml";

/// The languages that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

/// Builds the program and runs it. A second run finds nothing changed and takes seconds.
pub(crate) fn run(workspace: &Workspace, language: Language) -> Result<()> {
    debian::ensure(&[debian::Purpose::Build, debian::Purpose::Scans], language)?;
    let (built, build_time) =
        step::timed(|| step::run(&mut workspace.cargo(["build", "--bin", "kiemchung"])));
    built.context(match language {
        Language::Vi => "không biên dịch được chương trình",
        Language::En => "could not build the program",
    })?;

    let report = workspace.target.join("demo/report");
    let mut check = workspace.command(workspace.target.join("debug/kiemchung"));
    if language == Language::En {
        check.args(["--lang", "en"]);
    }
    check.args(["check", PIPELINE, "--report", report.as_str()]);
    let (checked, check_time) = step::timed(|| step::run(&mut check));
    checked.context(match language {
        Language::Vi => "không kiểm tra được đợt đánh giá mẫu",
        Language::En => "could not check the demo round",
    })?;

    let (build_seconds, check_seconds) = (build_time.as_secs_f64(), check_time.as_secs_f64());
    match language {
        Language::Vi => println!(
            "\nBiên dịch {build_seconds:.1} giây, kiểm tra {check_seconds:.1} giây. Báo cáo: {report}"
        ),
        Language::En => {
            println!(
                "\nBuilt in {build_seconds:.1} s, checked in {check_seconds:.1} s. Report: {report}"
            );
        }
    }
    Ok(())
}
