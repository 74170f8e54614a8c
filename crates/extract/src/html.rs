//! Web pages: the text that they show, with their tables. Word and portals save documents as HTML, often named `.doc`.
//!
//! Refuses to know: scripts, styles beyond fonts and hiding, and what is a good page: [`is_document`] only tells
//! documents from the error pages that a download leaves in place of a file.

mod charset;
mod page;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use model::{document::Part, problem::ProblemCode};

use crate::{contents::Contents, flow, session::Session};
use page::Page;

/// How many tokens pass between two heartbeats.
const TOKENS_PER_BEAT: usize = 4096;

/// Reads a page as one flow. `name` tells what somebody meant to send: under the name of a PDF or an office file of
/// today, a page is what the download of it failed with.
pub(crate) fn read(bytes: &[u8], name: &str, session: &mut Session<'_>) -> Contents {
    let text = charset::decode(bytes);
    let is_saved_document =
        ["urn:schemas-microsoft-com:office", "content=Word", "LibreOffice", "ProgId"]
            .iter()
            .any(|mark| text.contains(mark));
    let mut page = Page::new(session.limits());
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut problem = None;
    let tokens = Tokenizer::new_with_emitter(text.as_str(), emitter);
    for (index, token) in tokens.enumerate() {
        if index.is_multiple_of(TOKENS_PER_BEAT) {
            session.beat();
        }
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                if let Err(too_many) = page.open(&tag) {
                    problem = Some(too_many);
                    break;
                }
            }
            Token::EndTag(tag) => page.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let title = page.title().to_owned();
    let (blocks, fonts) = page.finish();
    let (part, mut problems) = flow::finish(&blocks, &fonts);
    if !is_saved_document && !is_document(&part, &title, name) {
        return Contents::rejected_for(ProblemCode::HtmlPage, title);
    }
    problems.extend(problem);
    Contents { problems, ..Contents::of(vec![part]) }
}

/// Whether a page is a document that somebody saved.
fn is_document(part: &Part, title: &str, name: &str) -> bool {
    /// Error pages say less than this.
    const FEWEST_WORDS: usize = 40;
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_meant = extension.is_none_or(|extension| {
        !matches!(extension.as_str(), "pdf" | "docx" | "xlsx" | "pptx" | "zip" | "rar" | "7z")
    });
    let title = title.to_lowercase();
    let is_error =
        ["404", "403", "500", "502", "503", "not found", "error", "không tìm thấy", "đăng nhập"]
            .iter()
            .any(|mark| title.contains(mark));
    is_meant && !is_error && part.text().split_whitespace().count() >= FEWEST_WORDS
}

#[cfg(test)]
mod tests;
