//! `kiemchung work`: reads for a round without end, on any number of machines, and leads it whenever nobody else does.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use clap::Args;
use engine::{Metrics, Post, Progress, Stop, work};
use server::ObservationPoint;
use tokio::signal::unix::{SignalKind, signal};

use crate::{language::Lang, open_round::OpenRound, workspace::Declared};

/// Arguments of `work`.
#[derive(Debug, Args)]
pub(crate) struct WorkArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Cứ sau chừng này giây lại xem có tệp mới, tệp thay đổi
    #[arg(long, value_name = "GIÂY", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Địa chỉ để lấy số đo Prometheus (/metrics) và tình trạng (/health), ví dụ 127.0.0.1:9464
    #[arg(long, value_name = "ĐỊA-CHỈ")]
    listen: Option<SocketAddr>,
}

pub(crate) async fn run(arguments: WorkArguments, lang: Lang) -> anyhow::Result<ExitCode> {
    let round = OpenRound::open(Declared::read(&arguments.pipeline)?).await?;
    let metrics = Arc::new(Metrics::default());
    let stop = Stop::default();
    let asked = stop_when_asked(stop.clone(), lang)?;
    let listening = match arguments.listen {
        Some(address) => {
            let point = ObservationPoint::open(address)
                .await
                .with_context(|| format!("listen on {address}"))?;
            tracing::info!(address = %point.address()?, "answers /metrics and /health");
            let metrics = Arc::clone(&metrics);
            let wiring = round.wiring.clone();
            let health = move || {
                let wiring = wiring.clone();
                async move { wiring.health().await }
            };
            Some(tokio::spawn(point.serve(move || metrics.to_text(), health)))
        }
        None => None,
    };
    let (folder, index) = (round.declared.state(), round.declared.index_folder());
    let every = Duration::from_secs(arguments.every);
    let post = Post { folder: &folder, index: &index, every };
    let worked = work(&round.wiring, &round.check(&metrics), post, &stop, &tell).await;
    asked.abort();
    if let Some(listening) = listening {
        listening.abort();
    }
    round.wiring.ledger.clone().close().await;
    worked?;
    Ok(ExitCode::SUCCESS)
}

/// Asks for an end when the system or a person does.
fn stop_when_asked(stop: Stop, lang: Lang) -> anyhow::Result<tokio::task::JoinHandle<()>> {
    let mut terminate = signal(SignalKind::terminate()).context("wait for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("wait for signals")?;
    Ok(tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        let said = lang.pick("Đang làm nốt việc dở rồi dừng", "Finishing what is in hands");
        tracing::info!("{said}");
        stop.request();
    }))
}

/// Says in the log what was done.
pub(crate) fn tell(progress: Progress) {
    match progress {
        Progress::Listed { unit, to_read, unchanged } => {
            tracing::info!(%unit, to_read, unchanged, "listed");
        }
        Progress::Reading { files } => tracing::debug!(files, "to read"),
        Progress::Judged { unit, unchanged: false } => tracing::info!(%unit, "judged"),
        Progress::Judged { .. }
        | Progress::Indexing
        | Progress::Waiting { .. }
        | Progress::Proposed { .. } => {}
    }
}
