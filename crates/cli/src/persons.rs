//! Who asked for the numbers of persons to be shown, and the entry of the record that says so.

use clap::Args;
use model::{AccountName, RoundId, personal::Persons, record::Deed};
use store::Ledger;

use crate::{language::Lang, message};

/// The option that shows what is masked otherwise.
#[derive(Debug, Args)]
pub(crate) struct PersonsArguments {
    /// Hiện đủ số căn cước, số điện thoại; tên người xem được ghi vào sổ ghi
    #[arg(long, value_name = "NGƯỜI", value_parser = parsed)]
    unmasked: Option<AccountName>,
}

/// The same option where no round is at hand, and so no record: what is said on standard error names who asked.
#[derive(Debug, Args)]
pub(crate) struct UnrecordedPersons {
    /// Hiện đủ số căn cước, số điện thoại; tên người xem được báo ra đầu ra lỗi chuẩn
    #[arg(long, value_name = "NGƯỜI", value_parser = parsed)]
    unmasked: Option<AccountName>,
}

impl UnrecordedPersons {
    /// Whether they are shown.
    pub(crate) fn decide(&self, lang: Lang) -> Persons {
        let Some(name) = &self.unmasked else { return Persons::Masked };
        message::persons_shown(name, lang);
        Persons::Shown
    }
}

fn parsed(name: &str) -> Result<AccountName, String> {
    AccountName::new(name).map_err(|error| error.to_string())
}

impl PersonsArguments {
    /// Whether they are shown; that somebody sees them is on record before they do.
    pub(crate) async fn decide(
        &self,
        ledger: &Ledger,
        round: &RoundId,
        command: &str,
    ) -> anyhow::Result<Persons> {
        let Some(name) = &self.unmasked else { return Ok(Persons::Masked) };
        let deed = Deed::PersonsShown { command: command.to_owned() };
        ledger.record(Some(round), Some(name), deed).await?;
        Ok(Persons::Shown)
    }
}
