//! The level of each of `InfVerif`'s codes in each of its modes, in the edition of the WDK
//! 10.0.26200 (INF Validation Errors and Warnings).

use std::fmt;
use std::str::FromStr;

/// A mode of `InfVerif`: the requirements that an INF must meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// `/k`: declarative drivers.
    Declarative,
    /// `/u`: universal drivers.
    Universal,
    /// `/w`: Windows drivers, which keep to their own files and keys. `cargo wdk build` runs
    /// `InfVerif` in this mode.
    #[default]
    Windows,
}

impl Mode {
    /// All modes, from the fewest requirements to the most.
    pub const ALL: [Self; 3] = [Self::Declarative, Self::Universal, Self::Windows];

    const fn letter(self) -> &'static str {
        match self {
            Self::Declarative => "k",
            Self::Universal => "u",
            Self::Windows => "w",
        }
    }
}

impl fmt::Display for Mode {
    /// The option of `InfVerif`, such as `/w`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.letter())
    }
}

impl FromStr for Mode {
    type Err = String;

    /// Reads the option of `InfVerif`, with or without the slash.
    fn from_str(text: &str) -> Result<Self, String> {
        let letter = text.strip_prefix('/').unwrap_or(text);
        Self::ALL
            .into_iter()
            .find(|mode| mode.letter().eq_ignore_ascii_case(letter))
            .ok_or_else(|| format!("{text:?} is not a mode; expected k, u or w"))
    }
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The INF is not valid.
    Error,
    /// The INF may not do what its author meant.
    Warning,
}

/// The level of a code in a mode; `None` where the mode does not report the code.
///
/// A code without an arm of its own is an error in every mode.
#[must_use]
pub fn level(code: u16, mode: Mode) -> Option<Severity> {
    const E: Option<Severity> = Some(Severity::Error);
    const W: Option<Severity> = Some(Severity::Warning);
    let [declarative, universal, windows] = match code {
        1144 => [W, E, W],
        1201 | 1205 | 1251 | 1252 | 1384 | 2004 | 2009 | 2010 | 2083 => [W, W, W],
        1304 | 1306 => [W, E, None],
        1231 | 1305 | 1307..=1309 | 1331..=1333 | 2603 => [W, E, E],
        1320..=1323 | 1329 | 1340 | 1341 | 1402 | 2092 | 2660..=2663 => [None, None, E],
        1324..=1326 | 2084 => [W, W, E],
        1328 | 1450 => [None, None, W],
        _ => [E, E, E],
    };
    match mode {
        Mode::Declarative => declarative,
        Mode::Universal => universal,
        Mode::Windows => windows,
    }
}
