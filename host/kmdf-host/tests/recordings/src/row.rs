//! The rows of a recording as text.

/// The header of a recording.
const HEADER: &str = "step,who,what,irql";

/// A row of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    pub(crate) who: &'a str,
    pub(crate) what: &'a str,
    /// `None` for rows of the application.
    pub(crate) irql: Option<u8>,
}

impl<'a> Row<'a> {
    /// The row of `who,what`. The recordings put a `what` with a comma in quotes; here it needs none.
    pub(crate) fn without_irql(text: &'a str) -> Option<Self> {
        let (who, what) = text.split_once(',')?;
        Some(Self { who, what, irql: None })
    }

    /// The row of `who,what,irql`; the last column may be empty.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let (who, rest) = text.split_once(',')?;
        if let Some(quoted) = rest.strip_prefix('"') {
            let (what, irql) = quoted.split_once('"')?;
            return Some(Self { who, what, irql: irql.strip_prefix(',')?.parse().ok() });
        }
        let (what, irql) = rest.split_once(',')?;
        Some(Self { who, what, irql: irql.parse().ok() })
    }
}

/// The rows of the text of a recording.
///
/// # Panics
/// If the text is no recording: the header is missing, or a row is not numbered in order.
pub fn rows(csv: &str) -> Vec<Row<'_>> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some(HEADER), "the header of a recording");
    let numbered = lines.enumerate().map(|(index, line)| {
        let number = index + 1;
        let row = line.strip_prefix(&format!("{number},")).and_then(Row::of);
        row.unwrap_or_else(|| panic!("expected row {number} of a recording, found: {line}"))
    });
    numbered.collect()
}
