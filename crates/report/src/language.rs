//! The languages that reports are written in.

/// The language of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese, the language of those who are scored and of those who score.
    #[default]
    Vietnamese,
    /// English, for those who build and translate.
    English,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// The tag of the language in HTML (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.pick("vi", "en")
    }

    /// The wording in this language.
    pub fn pick<T>(self, vietnamese: T, english: T) -> T {
        match self {
            Self::Vietnamese => vietnamese,
            Self::English => english,
        }
    }
}
