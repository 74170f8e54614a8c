//! Which reading is which label? One to one within a text, the best fitting first.

/// Pairs of a label's and a reading's index. Only compatible ones pair; lower preferences pair first, then earlier ones.
pub(super) fn pair_up<L, R, P: Ord>(
    labels: &[L],
    readings: &[R],
    preference: impl Fn(&L, &R) -> Option<P>,
) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(P, usize, usize)> = Vec::new();
    for (label_index, label) in labels.iter().enumerate() {
        for (reading_index, reading) in readings.iter().enumerate() {
            if let Some(preference) = preference(label, reading) {
                candidates.push((preference, label_index, reading_index));
            }
        }
    }
    candidates.sort();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, label, reading) in candidates {
        if !pairs.iter().any(|pair| pair.0 == label || pair.1 == reading) {
            pairs.push((label, reading));
        }
    }
    pairs
}

/// The indices below `n` that are in no pair.
pub(super) fn unpaired(n: usize, paired: impl Iterator<Item = usize> + Clone) -> Vec<usize> {
    (0..n).filter(|index| !paired.clone().any(|other| other == *index)).collect()
}
