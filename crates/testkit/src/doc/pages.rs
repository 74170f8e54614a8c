//! Formatting in pages of 512 bytes (MS-DOC 2.9.33, 2.9.174): edges of runs from the front, properties from the back.

use super::{Piece, to_u32};

const PAGE: usize = 512;

/// Runs of characters with their properties, as they stand in a page.
pub(super) struct Formatted {
    /// The end of each run in characters, and its properties with their length.
    runs: Vec<(usize, Vec<u8>)>,
    /// Bytes of an entry beside the edge.
    entry: usize,
}

impl Formatted {
    /// What characters look like.
    pub(super) fn characters(runs: Vec<(usize, Vec<u8>)>) -> Self {
        let with_length = |(end, properties): (usize, Vec<u8>)| {
            let length = u8::try_from(properties.len()).expect("short properties");
            (end, [vec![length], properties].concat())
        };
        Self { runs: runs.into_iter().map(with_length).collect(), entry: 1 }
    }

    /// What paragraphs look like: the number of their style, then properties, of even length together.
    pub(super) fn paragraphs(runs: Vec<(usize, Vec<u8>)>) -> Self {
        let with_length = |(end, properties): (usize, Vec<u8>)| {
            let mut bytes = [vec![0, 0], properties].concat();
            let is_odd = bytes.len() % 2 == 1;
            let half = u8::try_from(bytes.len().div_ceil(2)).expect("short properties");
            bytes.splice(0..0, if is_odd { vec![half] } else { vec![0, half] });
            (end, bytes)
        };
        Self { runs: runs.into_iter().map(with_length).collect(), entry: 13 }
    }

    /// Writes pages to the end of the main stream; gives the table that leads to them.
    pub(super) fn write(&self, pieces: &[Piece], main: &mut Vec<u8>) -> Vec<u8> {
        // Runs of bytes: a run of characters that two pieces share lies at two places.
        let mut runs: Vec<(usize, usize, &[u8])> = Vec::new();
        let mut start = 0;
        for (end, properties) in &self.runs {
            for piece in pieces {
                let from = start.max(piece.range.start);
                let to = (*end).min(piece.range.end);
                if from < to {
                    runs.push((piece.position(from), piece.position(to), properties));
                }
            }
            start = *end;
        }
        runs.sort_by_key(|(from, ..)| *from);

        let mut edges: Vec<usize> = Vec::new();
        let mut numbers = Vec::new();
        let mut rest = runs.as_slice();
        while !rest.is_empty() {
            let n_runs = self.fitting(rest);
            let (here, after) = rest.split_at(n_runs);
            main.resize(main.len().next_multiple_of(PAGE), 0);
            edges.push(here[0].0);
            numbers.push(main.len() / PAGE);
            main.extend(self.page(here));
            rest = after;
        }
        edges.push(runs.last().map_or(0, |(_, to, _)| *to));
        edges.into_iter().chain(numbers).flat_map(to_u32).collect()
    }

    /// How many of the runs one page takes.
    fn fitting(&self, runs: &[(usize, usize, &[u8])]) -> usize {
        let mut used = 4 + 1;
        let fits = |(_, _, properties): &&(usize, usize, &[u8])| {
            used += 4 + self.entry + properties.len().next_multiple_of(2);
            used < PAGE
        };
        runs.iter().take_while(fits).count().max(1)
    }

    fn page(&self, runs: &[(usize, usize, &[u8])]) -> Vec<u8> {
        let mut page = vec![0; PAGE];
        let mut free = PAGE - 2;
        for (index, (from, to, properties)) in runs.iter().enumerate() {
            page[4 * index..4 * index + 4].copy_from_slice(&to_u32(*from));
            page[4 * index + 4..4 * index + 8].copy_from_slice(&to_u32(*to));
            free -= properties.len().next_multiple_of(2);
            page[free..free + properties.len()].copy_from_slice(properties);
            let entry = 4 * (runs.len() + 1) + self.entry * index;
            page[entry] = u8::try_from(free / 2).expect("a page has 512 bytes");
        }
        page[PAGE - 1] = u8::try_from(runs.len()).expect("few runs fit a page");
        page
    }
}
