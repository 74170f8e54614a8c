//! Where the text of a group goes, by the control word that opens it.

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// Into the story that is being read.
    Story,
    /// Nowhere.
    Skipped,
    /// Into the table of fonts.
    Fonts,
    /// Into the instruction of a field.
    Instruction,
    /// Before its paragraph, as the number of a list.
    ListNumber,
    /// Nowhere, but for the part of it that says the same in Unicode.
    Alternatives,
}

/// A story of its own inside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoryKind {
    Body,
    Header,
    Footer,
    Note,
    TextBox,
}

/// What a control word does to the group that it stands in; `None` when it is no destination that is known.
pub(super) fn of_word(word: &str) -> Option<Destination> {
    Some(match word {
        "fonttbl" => Destination::Fonts,
        "fldinst" => Destination::Instruction,
        "listtext" | "pntext" => Destination::ListNumber,
        "upr" => Destination::Alternatives,
        // Results of drawings for programs that cannot draw, tables of what the text refers to, what is not printed.
        "colortbl" | "stylesheet" | "info" | "pict" | "nonshppict" | "shprslt" | "sp" | "tc"
        | "tcn" | "xe" | "rxe" | "txe" | "filetbl" | "nonesttables" | "ftnsep" | "ftnsepc"
        | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "objdata" | "pnseclvl" | "template"
        | "private" | "bkmkstart" | "bkmkend" | "falt" | "panose" | "fontemb" | "annotation"
        | "atnid" | "atnauthor" | "listtable" | "listoverridetable" => Destination::Skipped,
        _ => return None,
    })
}

/// Destinations that are read although `\*` lets programs that do not know them pass over.
pub(super) fn is_known_optional(word: &str) -> bool {
    matches!(word, "fldinst" | "shpinst" | "shptxt" | "nesttableprops" | "ud" | "do" | "dptxbxtext")
}

/// The story that a control word begins. The first page's head counts where it has its own, the left page's where left
/// and right differ.
pub(super) fn story_of(word: &str) -> Option<StoryKind> {
    Some(match word {
        "header" | "headerr" | "headerl" | "headerf" => StoryKind::Header,
        "footer" | "footerr" | "footerl" | "footerf" => StoryKind::Footer,
        "footnote" => StoryKind::Note,
        "shptxt" | "dptxbxtext" => StoryKind::TextBox,
        _ => return None,
    })
}
