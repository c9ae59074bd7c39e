//! A schedule: the choices of a run, as text from which the run can be replayed.
#![forbid(unsafe_code)]

use std::fmt;
use std::str::FromStr;

/// The choices that differ from 0, each with the number of its decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    pub(in crate::explore) choices: Vec<(u32, String)>,
}

impl Schedule {
    /// How many decisions differ from letting each thread run for as long as it can.
    #[must_use]
    pub fn len(&self) -> usize {
        self.choices.len()
    }

    /// Whether each thread runs for as long as it can.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }
}

impl fmt::Display for Schedule {
    /// The string from which the schedule can be replayed, such as `7=clock,9=T1`; `-` if it is
    /// empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.choices.is_empty() {
            return f.write_str("-");
        }
        for (index, (decision, name)) in self.choices.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{decision}={name}")?;
        }
        Ok(())
    }
}

/// An entry in the text of a schedule that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseScheduleError {
    part: String,
}

impl fmt::Display for ParseScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a schedule entry: expected DECISION=THREAD, such as 7=clock; commas \
             separate entries, and - stands for the schedule without entries",
            self.part
        )
    }
}

impl std::error::Error for ParseScheduleError {}

impl FromStr for Schedule {
    type Err = ParseScheduleError;

    fn from_str(text: &str) -> Result<Self, ParseScheduleError> {
        if text == "-" {
            return Ok(Self::default());
        }
        let part = |part: &str| {
            let (decision, name) = part.split_once('=').filter(|(_, name)| !name.is_empty())?;
            Some((decision.parse().ok()?, name.to_string()))
        };
        let parts = text.split(',').map(|text| {
            part(text.trim()).ok_or_else(|| ParseScheduleError { part: text.to_string() })
        });
        Ok(Self { choices: parts.collect::<Result<_, _>>()? })
    }
}
