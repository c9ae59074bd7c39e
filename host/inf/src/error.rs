//! What can be wrong with an INF, and how it is told.

use std::fmt;

/// Why an INF could not be read, or cannot install the device asked for.
///
/// `Display` gives the line, if one is to blame, what is wrong with which value, and what to do.
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
    /// The bytes are neither UTF-8 nor UTF-16LE.
    Encoding,
    /// The text is no INF: it has no `[Version]` section with a valid `Signature`.
    NotAnInf,
    /// A line that does not follow the INF syntax.
    Syntax,
    /// A quotation mark without its counterpart on the line.
    UnterminatedQuote,
    /// A `%token%` that `[Strings]` does not define.
    UndefinedString,
    /// A value that is malformed or out of range.
    BadValue,
    /// Something that the reader does not support.
    Unsupported,
    /// A section that is named but does not exist.
    MissingSection,
    /// An entry that a section must have and has not.
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

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> InfErrorKind {
        self.kind
    }

    /// The line of the INF that is to blame, counted from 1, if a single one is.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What is wrong and what to do, without the line.
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
