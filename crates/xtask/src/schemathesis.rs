//! The interface for programs against Schemathesis, which reads its description and sends what it allows and what it
//! does not: no answer may be one that the description does not know, and none an accident.
//!
//! Goes through the demo round at this machine, and again with tokens of an administrator and of a unit.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_metadata::camino::Utf8Path;
use clap::Args;

use crate::{
    debian::{self, Purpose},
    demo::Language,
    served::{Served, checked_round, serve},
    step, wheel,
    workspace::Workspace,
};

/// Schemathesis and what it stands on; wheels of CPython 3.11 on x86-64 Linux where they hold compiled code.
const REQUIREMENTS: &str = "\
anyio==4.16.0 --hash=sha256:c66ae634e0b8228396b801741beb3294326d4b6102f7bba4041c0dfb58c29026
certifi==2026.10.18 --hash=sha256:73191c47aaa79da394e8fee2dbc2ec827432cab56311122c9e47abf79e390f62
charset-normalizer==3.5.2 --hash=sha256:211d5a3eb6af8f513b8d4ca19a8c1b7accab1b5f0d3175f9826b03c1a920dc1f
click==8.5.1 --hash=sha256:8bb5376d2006950386f8c6427613334a2acadc5f559cb80e638d00b4df957e37
graphql-core==3.3.2 --hash=sha256:d83f49ee18d2db89fb575dab6ffefa8aa1bf5f60dff8a6781db6f63420041348
harfile==0.6.0 --hash=sha256:0f2209d6ec164a2aea7e8fb2b49d9fef5ddeee51b65dbfd28a4167185c34bb30
hypothesis-graphql==0.13.5 --hash=sha256:7bf16b290fc5b870539e0181446cda1f2aadc3b233a8b475331abc1764fe4e40
hypothesis==6.170.15 --hash=sha256:ecbd6294a636594580689debc3011a0ca3eb76577770f661224314202f107e14
idna==3.20 --hash=sha256:ab7ae7122974553370f0bdb919e1a960b2cd1bc1ef0276416d896db81c14582c
iniconfig==2.3.1 --hash=sha256:9121e2c1fdb355232495be3194c8dfe87ccc2d5dee45947b78e68f499790d7a7
jsonschema_rs==0.60.3 --hash=sha256:326ec5b6800552ccd76a1acca131f70511ac013b377230bdd541db3244adc9fa
markdown-it-py==4.3.0 --hash=sha256:7aa1511a46c39138de78d9eba92ce47e63124d8003fc98b3a351909e04239efa
markupsafe==3.0.4 --hash=sha256:6da83a088f8ef93b2d483a8232a4dbf4d69d3d8496b568a03c56becac43e1808
mdurl==0.1.2 --hash=sha256:84008a41e51615a49fc9966191ff91509e3c40b939176e643fd50a5c2196b8f8
packaging==26.3 --hash=sha256:d7193f7c8e4e93f444fde0262bf90af30e16fa0ad0ad44cb553c87339b23cd1c
pluggy==1.7.0 --hash=sha256:7dd7b0d8832ba3cb632c306926ded123429211b83641b35dc5c41ad2d34f9bec
pygments==2.21.0 --hash=sha256:2363c69b61c4a97c838da3b130dcd6468f4848992b21a82f2a63ec34377137d9
pyrate-limiter==4.5.1 --hash=sha256:bb8dd2926b0679e4ada6629a865e85daa5599268f930c61a8992dafa8bf3ba0d
pytest==9.2.0 --hash=sha256:07acdcf88ec174f907dc01af70bf52d49b014bbab03faeeade31c96b18c2e588
pyyaml==6.0.3 --hash=sha256:b8bb0864c5a28024fac8a632c443c87c5aa6f215c0b126c449ae1a150412f31d
requests==2.34.2 --hash=sha256:2a0d60c172f83ac6ab31e4554906c0f3b3588d37b5cb939b1c061f4907e278e0
rich==15.0.0 --hash=sha256:33bd4ef74232fb73fe9279a257718407f169c09b78a87ad3d296f548e27de0bb
schemathesis==4.32.5 --hash=sha256:5ec7e532ebdf9b0e0239a943df2a565174aecda513b61e564d8ad2a3ac801f22
sortedcontainers==2.4.0 --hash=sha256:a163dcaede0f1c021485e957a39245190e74249897e2ae4b2aa38595db237ee0
typing_extensions==4.16.0 --hash=sha256:481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8
urllib3==2.8.0 --hash=sha256:0cf3cae568d36aa9576b28dfb35f11328f1cb974ca7647d9475ebb86c75ac6e3
werkzeug==3.1.9 --hash=sha256:6392e50c78460ba618e5b21f08a71f59c99ce99cdc6cf6e3dd7e6ccca8754fab
";

/// What the description cannot say: a query has a language of its own, so that a text may be none.
const CONFIGURATION: &str = r#"
[[operations]]
include-path = "/api/v1/search"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]
"#;

/// The unit of the demo round for which somebody asks.
const UNIT: &str = "an-binh";

/// What `cargo xtask schemathesis` is asked for.
#[derive(Debug, Args)]
pub(crate) struct SchemathesisArguments {
    /// Where what is sent starts: the same seed sends the same requests
    #[arg(long, default_value_t = 1187)]
    seed: u64,
    /// How many requests are made up for each address and phase at most
    #[arg(long, default_value_t = 50)]
    examples: u32,
}

/// Sends requests until the description and the server agree or do not.
///
/// # Errors
/// When something is missing, or an answer is not as described.
pub(crate) fn run(workspace: &Workspace, arguments: &SchemathesisArguments) -> Result<()> {
    debian::ensure(&[Purpose::Build], Language::En)?;
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung"]))?;
    let tools = workspace.target.join("tools/schemathesis");
    wheel::install(workspace, &tools, REQUIREMENTS)?;
    let configuration = tools.join("schemathesis.toml");
    fs::write(&configuration, CONFIGURATION)
        .with_context(|| format!("could not write {configuration}"))?;
    let program = workspace.target.join("debug/kiemchung");
    let round = checked_round(workspace, "schemathesis", &program)?;
    let local = serve(workspace, &program, &round, &["--local"])?;
    go(workspace, arguments, &tools, &local, &[])?;
    drop(local);
    let served = serve(workspace, &program, &round, &[])?;
    for token in [served.token()?, served.token_of_unit(UNIT)?] {
        let token = format!("Authorization: Bearer {token}");
        // Guessing passwords closes the door, as it should.
        let accounts = ["--header", &token, "--exclude-path", "/api/v1/session"];
        go(workspace, arguments, &tools, &served, &accounts)?;
    }
    Ok(())
}

fn go(
    workspace: &Workspace,
    arguments: &SchemathesisArguments,
    tools: &Utf8Path,
    served: &Served,
    further: &[&str],
) -> Result<()> {
    let mut run = workspace.command("python3");
    run.env("PYTHONPATH", tools.as_str()).arg(tools.join("bin/schemathesis"));
    run.current_dir(tools.as_str());
    run.args(["run", "--no-color", "--checks", "all"])
        .args(["--seed", &arguments.seed.to_string()])
        .args(["--max-examples", &arguments.examples.to_string()])
        .args(further)
        .arg(format!("{}api/v1/openapi.json", served.address));
    step::run(&mut run).context("the server does not answer as it is described")
}
