//! Is a page's own text what the page says? Decided for each page by what it draws and by the language of its text.
//!
//! Refuses to know: how the page is recognised where it is not.

use model::document::{Part, TextSource};

use crate::vietnamese::Prose;

/// An image over this share of the page makes it a scan, unless it has text of its own.
const SCAN_SHARE: f64 = 0.5;
/// What a scan can have of visible text when that is only a stamp: number, date, signer, time.
const STAMP_GLYPHS: u32 = 200;
/// Share of glyphs without a known character above which a page is as good as unread.
const UNREAD_SHARE: f64 = 0.2;
/// Fewer words than this are no language, but a stamp, a title or a drawing's legend.
const JUDGED_WORDS: u32 = 20;

/// Fewer signs than this are too few to say that odd ones among them are many.
const JUDGED_SIGNS: u32 = 100;

/// Why a page's own text is not what the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// Something is drawn, but no text.
    NoText,
    /// The page is an image, its only text that of a stamp.
    OnlyStamp,
    /// For too many glyphs no character is known.
    Undecodable,
    /// A font could not be loaded.
    FontNotLoaded,
    /// There is text, but it is no language: the page was recognised badly before it was sent.
    Ruined,
}

impl Lack {
    const ALL: [Self; 5] =
        [Self::NoText, Self::OnlyStamp, Self::Undecodable, Self::FontNotLoaded, Self::Ruined];

    /// The reason as it is kept with the page.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::NoText => "no-text",
            Self::OnlyStamp => "only-stamp",
            Self::Undecodable => "undecodable",
            Self::FontNotLoaded => "font-not-loaded",
            Self::Ruined => "ruined-text",
        }
    }

    /// The lack of that reason.
    fn of_reason(reason: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lack| lack.reason() == reason)
    }

    /// Whether what text there is says exactly what the page shows there, so that it stays.
    pub(crate) fn keeps_text(self) -> bool {
        self == Self::OnlyStamp
    }
}

/// What a page shows of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSigns {
    /// Glyphs of the page's own content that are no blanks.
    pub(crate) page_glyphs: u32,
    /// All glyphs, those of annotations included.
    pub(crate) glyphs: u32,
    /// Of all these, the ones without a known character.
    pub(crate) unknown_glyphs: u32,
    /// Share of the page under images, from 0 to 1.
    pub(crate) image_share: f64,
    /// Whether shapes are drawn that are neither ruling lines nor rectangles.
    pub(crate) shapes: bool,
    /// Whether a font could not be loaded.
    pub(crate) font_failed: bool,
    /// How the words of its text look.
    pub(crate) prose: Prose,
}

impl PageSigns {
    /// What of the page is not in its text; `None` for a page that is never recognised, because its text is good or
    /// nothing is drawn.
    pub(crate) fn lack(&self) -> Option<Lack> {
        let is_scan = self.image_share >= SCAN_SHARE;
        if self.glyphs == 0 {
            (self.image_share > 0.0 || self.shapes || self.font_failed).then_some(Lack::NoText)
        } else if is_scan && self.page_glyphs < STAMP_GLYPHS {
            Some(Lack::OnlyStamp)
        } else if f64::from(self.unknown_glyphs) > UNREAD_SHARE * f64::from(self.glyphs) {
            Some(Lack::Undecodable)
        } else if self.font_failed {
            Some(Lack::FontNotLoaded)
        } else if is_ruined(&self.prose, is_scan) {
            Some(Lack::Ruined)
        } else {
            None
        }
    }
}

/// Whether a page says something that its text does not, and was not recognised.
pub(crate) fn is_unread(part: &Part) -> bool {
    part.source() != TextSource::Ocr && part.reason().and_then(Lack::of_reason).is_some()
}

/// Whether words are no language. Over a scan the words come from a recogniser that may not have known Vietnamese, and
/// then they have next to no marks, however plausible they are without them; without an image only what no language
/// writes counts.
fn is_ruined(prose: &Prose, is_scan: bool) -> bool {
    if prose.signs >= JUDGED_SIGNS && prose.odd_signs * 7 > prose.signs {
        return true;
    }
    if prose.words < JUDGED_WORDS || prose.is_english() {
        return false;
    }
    let (possible, marked) = (prose.possible_share(), prose.marked_share());
    let share = |n: u32| f64::from(n) / f64::from(prose.words);
    let (mixed, foreign) = (share(prose.mixed), share(prose.foreign));
    if is_scan {
        possible < 0.6 || marked < 0.15
    } else {
        let is_nonsense = prose.words >= 2 * JUDGED_WORDS && share(prose.impossible) > 0.6;
        foreign > 0.15 || (possible < 0.5 && mixed > 0.2) || is_nonsense
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 02 năm 2025; theo đề nghị của \
        Giám đốc Sở Nội vụ, Ủy ban nhân dân tỉnh ban hành kế hoạch cải cách hành chính";
    const RUINED: &str = "uY BAN NgAN nAN TINH LAMDONG cQNG HoA xA HQI cHU NGHiA vrET NAM DQc l4p Tg do H4nh phric \
        Cdn cir Lu4t T6 chrlc chinh quydn dla phuong ngdy th6ng nim";
    const ENGLISH: &str = "The report of the committee on the quality of the public services in the city is given \
        by the director and is for the use of the council on this matter only and with care";

    fn signs(text: &str, image_share: f64) -> PageSigns {
        PageSigns {
            page_glyphs: 900,
            glyphs: 900,
            unknown_glyphs: 0,
            image_share,
            shapes: false,
            font_failed: false,
            prose: Prose::of(text),
        }
    }

    #[test]
    fn good_text_is_left_alone_and_ruined_text_is_not() {
        let check = |text, image_share, expect| {
            assert_eq!(signs(text, image_share).lack(), expect, "{text} over {image_share}");
        };
        check(GOOD, 0.0, None);
        check(GOOD, 1.0, None);
        check(RUINED, 1.0, Some(Lack::Ruined));
        check(ENGLISH, 0.0, None);
        check(ENGLISH, 1.0, None);
        // Text of the old encodings that nobody decoded shows its letters only as an image does.
        let mojibake = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc QuyÕt ®Þnh cña ñy ban nh©n d©n \
            tØnh vÒ viÖc phª duyÖt kÕ ho¹ch c¶i c¸ch hµnh chÝnh n¨m cña thµnh phè";
        check(mojibake, 0.0, Some(Lack::Ruined));
        // A list without marks that nobody recognised: names, codes.
        check(
            "STT MA TEN LOP SO DU AN BAN TIN TONG HOP THEO DON VI CHO NAM HAI BA BON LAM SAU",
            0.0,
            None,
        );
    }

    #[test]
    fn stamps_blanks_and_drawings_are_told_apart() {
        let page = signs("", 0.0);
        let check = |signs: PageSigns, expect| assert_eq!(signs.lack(), expect, "{signs:?}");
        check(
            PageSigns { page_glyphs: 0, glyphs: 60, image_share: 0.9, ..page },
            Some(Lack::OnlyStamp),
        );
        check(
            PageSigns { page_glyphs: 0, glyphs: 0, image_share: 0.9, ..page },
            Some(Lack::NoText),
        );
        check(PageSigns { page_glyphs: 0, glyphs: 0, shapes: true, ..page }, Some(Lack::NoText));
        check(PageSigns { page_glyphs: 0, glyphs: 0, ..page }, None);
        check(PageSigns { unknown_glyphs: 300, ..page }, Some(Lack::Undecodable));
        check(PageSigns { font_failed: true, ..page }, Some(Lack::FontNotLoaded));
    }

    #[test]
    fn every_reason_leads_back_to_its_lack() {
        for lack in Lack::ALL {
            assert_eq!(Lack::of_reason(lack.reason()), Some(lack));
        }
        assert_eq!(Lack::of_reason("blank"), None);
    }
}
