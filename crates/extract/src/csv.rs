//! Text that is a table: rows on lines, cells apart by one sign. Which sign, the lines themselves say.
//!
//! Refuses to know: what the columns mean.

use csv::ReaderBuilder;
use model::{
    document::{NewCell, PartBuilder},
    problem::{Problem, ProblemCode},
};

use crate::{contents::Contents, session::Session, text, vietnamese::Survey};

/// What people put between cells, the likeliest first: Excel in Vietnamese writes semicolons.
const SEPARATORS: [u8; 4] = [b'\t', b';', b',', b'|'];
/// So many rows show whether text is a table.
const SAMPLE_ROWS: usize = 50;
/// Fewer rows than this may be alike by chance.
const FEWEST_ROWS: usize = 3;
/// How many rows pass between two heartbeats.
const ROWS_PER_BEAT: usize = 4096;

/// Whether some bytes are such a table.
pub(crate) fn is_table(bytes: &[u8]) -> bool {
    /// A sample of rows fits into this, unless it is no table.
    const SAMPLE: usize = 1 << 16;
    let (mut sample, _) = text::decode(&bytes[..bytes.len().min(SAMPLE)]);
    if bytes.len() > SAMPLE {
        sample.truncate(sample.rfind('\n').unwrap_or(sample.len()));
    }
    separator(&sample).is_some()
}

/// Reads a table as one flow.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let (text, problem) = text::decode(bytes);
    let mut problems: Vec<Problem> = problem.into_iter().collect();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text).unwrap_or(b','))
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let mut cells_left = session.limits().cells as usize;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (index, record) in reader.records().enumerate() {
        if index.is_multiple_of(ROWS_PER_BEAT) {
            session.beat();
        }
        let Ok(record) = record else { break };
        let Some(left) = cells_left.checked_sub(record.len()) else {
            let detail = format!("limit {}", session.limits().cells);
            problems.push(Problem::new(ProblemCode::TooManyCells, detail));
            break;
        };
        cells_left = left;
        rows.push(record.iter().map(|cell| cell.trim().to_owned()).collect());
    }
    let mut survey = Survey::default();
    rows.iter().flatten().for_each(|cell| survey.add(cell, ""));
    let mut part = PartBuilder::flow();
    part.table(
        rows.iter()
            .map(|row| {
                (1..)
                    .zip(row)
                    .map(|(column, cell)| NewCell::new(column, survey.decode(cell, "")))
                    .collect()
            })
            .collect(),
    );
    problems.extend(survey.problems());
    Contents { problems, ..Contents::of(vec![part.finish()]) }
}

/// The sign that parts all sampled rows into the same number of cells, the most of them.
fn separator(text: &str) -> Option<u8> {
    let cells_of = |separator: u8| {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let records: Vec<_> = reader.records().take(SAMPLE_ROWS).filter_map(Result::ok).collect();
        let n_cells = records.first()?.len();
        let is_table = records.len() >= FEWEST_ROWS
            && n_cells > 1
            && records.iter().all(|record| record.len() == n_cells)
            && records.iter().any(|record| record.iter().any(|cell| !cell.trim().is_empty()));
        // Sentences have commas, too, but a blank behind each.
        let is_prose = separator == b','
            && records.iter().all(|record| record.iter().skip(1).all(|cell| cell.starts_with(' ')));
        (is_table && !is_prose).then_some(n_cells)
    };
    let candidates =
        SEPARATORS.iter().filter_map(|separator| Some((cells_of(*separator)?, *separator)));
    // Of equally many cells the likelier sign, which comes first.
    candidates.rev().max_by_key(|(n_cells, _)| *n_cells).map(|(_, separator)| separator)
}

#[cfg(test)]
mod tests {
    use model::document::Block;

    use super::*;
    use crate::limits::Limits;

    fn read_with(limits: &Limits, bytes: &[u8]) -> Contents {
        let mut progress = || {};
        read(bytes, &mut Session::new(limits, bytes.len() as u64, &mut progress))
    }

    #[test]
    fn the_lines_say_their_separator() {
        let check = |text: &str, expect: Option<u8>| assert_eq!(separator(text), expect, "{text}");
        check("a;b;c\n1;2,5;3\n4;5,5;6\n", Some(b';'));
        check("a,b\n1,\"x, y\"\n\"2\",z\n", Some(b','));
        check("a\tb, c\n1\t2, 3\n4\t5, 6\n", Some(b'\t'));
        check("a|b\n1|2\n3|4\n", Some(b'|'));
        check("Kính gửi, ông\nTrân trọng, bà\nLưu, VT\n", None);
        check("a;b\n1;2\n", None);
        check("a;b\n1;2;3\nx;y\n", None);
        check("một\nhai\nba\n", None);
    }

    #[test]
    fn cells_have_places_and_are_limited() {
        let text = "TT;Đơn vị;Tỷ lệ\n1;\"Sở Nội\nvụ\";98,81%\n2;Sở Tư pháp;100%\n";
        let contents = read_with(&Limits::default(), text.as_bytes());
        let part = &contents.document.parts()[0];
        assert_eq!(
            part.text(),
            "TT | Đơn vị | Tỷ lệ\n1 | Sở Nội\nvụ | 98,81%\n2 | Sở Tư pháp | 100%"
        );
        let Block::Table { rows } = &part.blocks()[0] else { panic!("a table") };
        assert_eq!(rows[2][1].column, 2);

        let few = Limits { cells: 7, ..Limits::default() };
        let contents = read_with(&few, text.as_bytes());
        assert_eq!(contents.problems[0].code, ProblemCode::TooManyCells);
    }
}
