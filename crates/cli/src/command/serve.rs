//! `kiemchung serve`: the round in a browser.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;
use engine::{Metrics, Post, Stop};
use model::criteria::CriteriaSet;
use report::ServeReport;
use server::{Access, NamedSet, OpenId, Site};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    command::work::tell,
    environment::openid_secret,
    language::Lang,
    message::BadInput,
    open_round::OpenRound,
    workspace::{Declared, Workspace, input},
};

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Chế độ tại máy: không cần tài khoản, chỉ mở được từ máy này
    #[arg(long)]
    local: bool,
    /// Địa chỉ và cổng; cổng 0 là một cổng còn trống bất kỳ
    #[arg(long, value_name = "ĐỊA-CHỈ", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Đọc và đối chiếu luôn trong tiến trình này, như lệnh work; cứ sau chừng này giây lại xem có tệp mới
    #[arg(long, value_name = "GIÂY", num_args = 0..=1, require_equals = true, default_missing_value = "10",
          value_parser = clap::value_parser!(u64).range(1..))]
    work: Option<u64>,
}

pub(crate) async fn run(
    arguments: ServeArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let ServeArguments { pipeline, local, listen, work } = arguments;
    if local && !listen.ip().is_loopback() {
        return Err(BadInput::NotLoopback(listen).into());
    }
    let access = if local { Access::local() } else { Access::Accounts };
    let site = site(Declared::read(&pipeline)?, access).await?;
    let first = if local { None } else { server::first_administrator(&site).await? };
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("listen on `{listen}`"))?;
    let address = format!("http://{}/", listener.local_addr().context("find the port")?);
    announce(ServeReport::new(address, first), local, json, lang)?;
    let preparing = site.preparing();
    let (stop, asked) = (Stop::default(), stopped()?);
    // A task of its own: what is done beside it takes the time of a processor, and nobody waits for that to be let in.
    let served = tokio::spawn(server::serve(listener, server::router(site), asked));
    let serving = async {
        let served = served.await.context("serve");
        stop.request();
        served?.context("serve")
    };
    let beside = async {
        let first = async {
            // Pages come before what can be found: both at once would make who opens one wait twice as long.
            if let Err(error) = preparing.await {
                tracing::error!(%error, "the round could not be gathered");
            }
            indexing(&pipeline).await;
        };
        tokio::select! {
            () = first => {}
            () = stop.requested() => {}
        }
        match work {
            None => Ok(()),
            Some(seconds) => working(&pipeline, Duration::from_secs(seconds), &stop).await,
        }
    };
    tokio::try_join!(serving, beside)?;
    Ok(ExitCode::SUCCESS)
}

/// Brings the index up to the ledger while people already look at the round: pages say how far it is. Afterwards whoever
/// works does that.
async fn indexing(pipeline: &Path) {
    let followed = async {
        let workspace = Workspace::open(Declared::read(pipeline)?).await?;
        drop(workspace.index().await?);
        workspace.ledger.close().await;
        anyhow::Ok(())
    };
    if let Err(error) = followed.await {
        tracing::error!(error = &*error, "the index stays behind the ledger");
    }
}

/// Works on the round until somebody asks to stop.
async fn working(pipeline: &Path, every: Duration, stop: &Stop) -> anyhow::Result<()> {
    let round = OpenRound::open(Declared::read(pipeline)?).await?;
    let metrics = Metrics::default();
    let (folder, index) = (round.declared.state(), round.declared.index_folder());
    let post = Post { folder: &folder, index: &index, every };
    let worked = engine::work(&round.wiring, &round.check(&metrics), post, stop, &tell).await;
    round.wiring.ledger.clone().close().await;
    Ok(worked?)
}

/// The round as the last check left it.
async fn site(declared: Declared, access: Access) -> anyhow::Result<Site> {
    let sets = sets_beside(&declared.base.join(&declared.pipeline.round.criteria))?;
    let openid = match (&access, declared.pipeline.desk.openid.clone()) {
        (Access::Accounts, Some(terms)) => {
            Some(OpenId::new(terms, openid_secret()?).context("read `[desk.openid]`")?)
        }
        _ => None,
    };
    let round = OpenRound::open(declared).await?.into_seen().await?;
    Ok(Site::new(round, sets, access).with_openid(openid))
}

/// The criteria sets that lie beside the round's own, by the names of their files; what is no sound set is left out.
fn sets_beside(criteria: &Path) -> anyhow::Result<Vec<NamedSet>> {
    let folder = criteria.parent().unwrap_or(Path::new(""));
    let listed = || format!("list the folder `{}`", folder.display());
    let mut sets = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(listed)? {
        let path = entry.with_context(listed)?.path();
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if !is_toml || path == criteria {
            continue;
        }
        let toml = input(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match CriteriaSet::parse(&toml, &path.display().to_string()) {
            Ok(set) => sets.push(NamedSet { name, set }),
            Err(error) => tracing::warn!(path = %path.display(), %error, "no sound criteria set"),
        }
    }
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sets)
}

fn announce(served: ServeReport, local: bool, json: bool, lang: Lang) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &served)?;
        writeln!(output)?;
        return Ok(output.flush()?);
    }
    writeln!(output, "{} {}", lang.pick("Mở trình duyệt ở", "Open"), served.address)?;
    if local {
        let local = lang.pick(
            "Chế độ tại máy: không cần tài khoản, chỉ mở được từ máy này.",
            "Local mode: no account, reached from this machine only.",
        );
        writeln!(output, "{local}")?;
    }
    if let Some(first) = served.first_administrator {
        let made = lang.pick(
            "Đã lập tài khoản quản trị đầu tiên. Mật khẩu chỉ hiện một lần này; đăng nhập rồi đổi ngay:",
            "The first administrator was made. The password is shown this once; sign in and change it:",
        );
        writeln!(output, "{made}\n  {} / {}", first.name, first.password)?;
    }
    writeln!(output, "{}", lang.pick("Nhấn Ctrl+C để dừng.", "Ctrl+C stops it."))?;
    Ok(output.flush()?)
}

/// Done when somebody asks the program to stop.
fn stopped() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("listen for signals")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
