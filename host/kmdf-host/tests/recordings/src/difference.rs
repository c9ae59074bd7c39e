//! The differences that a test expects.

use super::fit::Names;
use super::line::Line;
use super::row::Row;
use super::story::Happened;
use super::why;

/// A difference between recordings and what happens on a machine, with its reason.
///
/// A row is written `who,what`, without quotes and without its IRQL. A row of the recording or of the
/// application that ends in `*` stands for all rows that begin so.
#[derive(Debug, Clone, Copy)]
pub struct Difference {
    /// The names of the recordings. `*` at the beginning or the end stands for any text.
    pub recordings: &'static [&'static str],
    /// The rows that the recording has at this place.
    pub recorded: &'static [&'static str],
    /// The rows that the machine's trace has instead.
    pub happened: &'static [&'static str],
    /// The reason.
    pub why: &'static str,
}

impl Difference {
    /// Rows of recordings for which the trace has no event.
    #[must_use]
    pub const fn untraced(
        recordings: &'static [&'static str],
        recorded: &'static [&'static str],
        why: &'static str,
    ) -> Self {
        Self { recordings, recorded, happened: &[], why }
    }

    pub(crate) fn concerns(&self, name: &str) -> bool {
        self.recordings.iter().any(|pattern| match pattern.strip_prefix('*') {
            Some(end) => name.ends_with(end),
            None => is_text(pattern, name),
        })
    }

    /// Whether the difference begins at these places.
    pub(crate) fn begins(&self, recorded: &[Line], happened: &[Happened]) -> bool {
        let here = |(pattern, line): (&&str, &Line)| is_text(pattern, &line.text);
        self.recorded.len() <= recorded.len()
            && self.happened.len() <= happened.len()
            && self.recorded.iter().zip(recorded).all(here)
            && self.happened.iter().zip(happened).all(|(pattern, line)| is_event(pattern, line))
    }
}

const ALL: &[&str] = &["*"];

/// The rows for which the trace never has an event, in the recordings of all drivers.
pub const UNTRACED: &[Difference] = &[
    Difference::untraced(ALL, &["io,IRP_MJ_CLEANUP file ptr -> 00000000"], why::END_OF_IRP),
    Difference::untraced(ALL, &["io,IRP_MJ_CLOSE file ptr -> 00000000"], why::END_OF_IRP),
    Difference::untraced(ALL, &["pnp,<< *"], why::END_OF_IRP),
    Difference::untraced(ALL, &["po,<< *"], why::END_OF_IRP),
    Difference::untraced(
        ALL,
        &["pnp,>> IRP_MN_FILTER_RESOURCE_REQUIREMENTS"],
        why::NOT_FOR_THE_DRIVER,
    ),
    Difference::untraced(ALL, &["pnp,>> IRP_MN_QUERY_PNP_DEVICE_STATE"], why::NOT_FOR_THE_DRIVER),
];

/// Whether a pattern stands for a text.
fn is_text(pattern: &str, text: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == text, |start| text.starts_with(start))
}

/// Whether a pattern stands for what happened. The names of objects do not matter.
fn is_event(pattern: &str, happened: &Happened) -> bool {
    if let Happened::Application(what) = happened {
        return is_text(pattern, &format!("application,{what}"));
    }
    let row =
        Row::without_irql(pattern).unwrap_or_else(|| panic!("expected a row, found {pattern}"));
    Names::default().fit(&Line::of(&row), happened)
}
