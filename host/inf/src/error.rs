//! The errors of the INF reader.

use std::fmt;

/// The reason that an INF cannot be read, or cannot install the requested device.
///
/// `Display` gives the faulty line, if there is a single one, the faulty value, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InfError {
    kind: InfErrorKind,
    line: Option<usize>,
    message: String,
}

/// The kinds of [`InfError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InfErrorKind {
    /// The bytes are damaged UTF-16LE, or UTF-16BE.
    Encoding,
    /// The text is not an INF: no `[Version]` section has a valid `Signature`.
    NotAnInf,
    /// A line that does not follow the INF syntax.
    Syntax,
    /// A quotation mark without its counterpart on the line.
    UnterminatedQuote,
    /// A `%token%` that `[Strings]` does not define.
    UndefinedString,
    /// A value that is malformed or out of range.
    BadValue,
    /// An INF beyond the reader's limits.
    Unsupported,
    /// A section that is named but does not exist.
    MissingSection,
    /// A required entry that a section lacks.
    MissingEntry,
    /// No models section of the INF is for the target.
    WrongTarget,
    /// The INF has models for the target, but none with the hardware ID.
    UnknownHardwareId,
}

impl InfError {
    pub(crate) fn new(kind: InfErrorKind, message: impl Into<String>) -> Self {
        Self { kind, line: None, message: message.into() }
    }

    pub(crate) fn at(kind: InfErrorKind, line: usize, message: impl Into<String>) -> Self {
        Self { kind, line: Some(line), message: message.into() }
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> InfErrorKind {
        self.kind
    }

    /// The faulty line of the INF, from 1; `None` if no single line is faulty.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The fault and the remedy, without the line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for InfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "INF line {line}: {}", self.message),
            None => write!(f, "INF: {}", self.message),
        }
    }
}

impl std::error::Error for InfError {}
