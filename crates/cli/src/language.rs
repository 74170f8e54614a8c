//! The language of messages and reports, as an argument.

use clap::ValueEnum;

/// The language of messages and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub(crate) fn pick<T>(self, vietnamese: T, english: T) -> T {
        match self {
            Self::Vi => vietnamese,
            Self::En => english,
        }
    }
}

impl From<Lang> for report::Language {
    fn from(lang: Lang) -> Self {
        lang.pick(Self::Vietnamese, Self::English)
    }
}
