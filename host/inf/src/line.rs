//! One entry of a section: the number of its line, its key and its fields.

/// An entry of a section, without quotes and with unexpanded `%tokens%`.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The number of the entry's first line, from 1.
    pub(crate) number: usize,
    /// The text in front of the equals sign, if the entry has one.
    pub(crate) key: Option<String>,
    /// The texts between the commas; no field if there is no text.
    pub(crate) fields: Vec<String>,
}

impl Line {
    /// The field at `index`, from 0; empty if left out: trailing commas can be omitted.
    pub(crate) fn field(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", String::as_str)
    }

    /// The key, or the first field of an entry without a key.
    pub(crate) fn subject(&self) -> &str {
        self.key.as_deref().unwrap_or(self.field(0))
    }
}
