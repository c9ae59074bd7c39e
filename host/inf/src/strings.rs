//! `[Strings]`, the expansion of `%tokens%`, and numbers.

use std::collections::HashMap;

use crate::names::{Folded, fold};
use crate::syntax::Section;
use crate::{InfError, InfErrorKind, work};

/// The string definitions of an INF.
///
/// Only the undecorated section is used, as on a machine whose language has no section.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings {
    /// The strings by name; `None` for a string longer than a field can be.
    values: HashMap<Folded, Option<String>>,
    /// Whether expansion is off, so that tokens stay unchanged.
    off: bool,
}

impl Strings {
    /// Reads the `[Strings]` section, or no strings without a section. The first definition of a
    /// name counts.
    pub(crate) fn new(section: Option<&Section>) -> Self {
        let mut strings = HashMap::new();
        for line in section.map_or(&[][..], |section| &section.lines) {
            if let Some(key) = &line.key {
                let value = line.field(0);
                let value = Some(value).filter(|value| fits(value)).map(str::to_owned);
                strings.entry(fold(key)).or_insert(value);
            }
        }
        Self { values: strings, off: false }
    }

    /// Turns expansion off.
    pub(crate) fn turn_off(&mut self) {
        self.off = true;
    }

    /// The length of a text plus the lengths of its strings, in bytes.
    pub(crate) fn length(&self, text: &str) -> usize {
        let tokens = text.split('%').skip(1).step_by(2);
        let values = tokens.filter_map(|token| self.get(token)?.as_deref());
        text.len() + values.map(str::len).sum::<usize>()
    }

    fn get(&self, name: &str) -> Option<&Option<String>> {
        self.values.get(&fold(name))
    }

    /// Replaces tokens by their strings. `%%` becomes a percent sign; a directory number such as
    /// `%13%` stays. Strings are not expanded again.
    ///
    /// # Errors
    /// An undefined token, a single percent sign, or a text too long for a field before or after
    /// expansion. `line` is the text's line, for the error.
    pub(crate) fn expand(&self, text: &str, line: usize) -> Result<String, InfError> {
        if !fits(text) {
            work::count(LONGEST_FIELD);
            return Err(too_long(line));
        }
        work::count(1 + text.len());
        if self.off {
            return Ok(text.to_owned());
        }
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            expanded.push_str(before);
            let Some((token, after)) = after.split_once('%') else {
                return Err(InfError::at(
                    InfErrorKind::Syntax,
                    line,
                    format!("`{text}` has a single %; write %% for a percent sign"),
                ));
            };
            if token.is_empty() {
                expanded.push('%');
            } else if let Some(value) = self.get(token) {
                let Some(value) = value.as_deref().filter(|_| fits(&expanded)) else {
                    return Err(too_long(line));
                };
                expanded.push_str(value);
            } else if is_dirid(token) {
                expanded.extend(["%", token, "%"]);
            } else {
                return Err(InfError::at(
                    InfErrorKind::UndefinedString,
                    line,
                    format!(
                        "%{token}% is not defined; add `{token} = \"...\"` to [Strings], or write \
                         %%{token}%% if the percent signs are part of the text"
                    ),
                ));
            }
            rest = after;
        }
        expanded.push_str(rest);
        work::count(expanded.len());
        if fits(&expanded) { Ok(expanded) } else { Err(too_long(line)) }
    }
}

/// The most UTF-16 units of a field before and after expansion, without the terminating zero
/// (General Syntax Rules for INF Files, INF Size Limits).
pub(crate) const LONGEST_FIELD: usize = 4095;

fn fits(text: &str) -> bool {
    // No text has more units than bytes, so most texts need no count.
    text.len() <= LONGEST_FIELD || text.encode_utf16().nth(LONGEST_FIELD).is_none()
}

fn too_long(line: usize) -> InfError {
    InfError::at(
        InfErrorKind::BadValue,
        line,
        format!(
            "a field has more than {LONGEST_FIELD} characters, the limit of Windows; shorten the \
             text or its strings"
        ),
    )
}

fn is_dirid(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Reads a number: decimal, possibly negative (in two's complement), or hexadecimal after 0x.
/// `None` for any other text, or for a number beyond 32 bits.
pub(crate) fn number(text: &str) -> Option<u32> {
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    if let Some(digits) = hexadecimal {
        // `from_str_radix` alone would take a sign here.
        let unsigned = digits.bytes().all(|b| b.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| unsigned)
    } else if text.starts_with('-') {
        text.parse::<i32>().ok().map(i32::cast_unsigned)
    } else {
        text.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Sections;

    fn expand(text: &str) -> Result<String, InfErrorKind> {
        let (sections, _) = Sections::split(
            "[Strings]\nName = \"a %other% b\"\n12 = twelve\nname = second\nx;y = z",
        );
        Strings::new(sections.find("Strings")).expand(text, 7).map_err(|error| error.kind())
    }

    #[test]
    fn first_definition_replaces_a_token_once() {
        assert_eq!(expand("<%NAME%>").unwrap(), "<a %other% b>");
    }

    #[test]
    fn two_percent_signs_are_one() {
        assert_eq!(expand("%%SystemRoot%%\\100%%").unwrap(), "%SystemRoot%\\100%");
    }

    #[test]
    fn directory_number_stays_unless_defined() {
        assert_eq!(expand("%13%\\%-1%\\%12%").unwrap(), "%13%\\%-1%\\twelve");
    }

    #[test]
    fn undefined_token_is_error() {
        assert_eq!(expand("%SystemRoot%"), Err(InfErrorKind::UndefinedString));
        assert_eq!(expand("%-%"), Err(InfErrorKind::UndefinedString));
    }

    #[test]
    fn single_percent_sign_is_error() {
        assert_eq!(expand("100%"), Err(InfErrorKind::Syntax));
    }

    #[test]
    fn field_of_more_than_4095_characters_is_error() {
        let expand = |text: &str| {
            let strings = format!("[Strings]\nS = {}", "é".repeat(4000));
            let (sections, _) = Sections::split(&strings);
            Strings::new(sections.find("Strings")).expand(text, 1).map(|text| text.chars().count())
        };
        assert_eq!(expand(&"x".repeat(4095)), Ok(4095));
        assert_eq!(expand(&format!("%S%{}", "x".repeat(95))), Ok(4095));
        for text in ["x".repeat(4096), format!("%S%{}", "x".repeat(96)), "%S%%S%".to_owned()] {
            assert_eq!(expand(&text).unwrap_err().kind(), InfErrorKind::BadValue);
        }
    }

    #[test]
    fn number_reads_decimal_and_hexadecimal() {
        assert_eq!(number("65537"), Some(0x0001_0001));
        assert_eq!(number("0x00010001"), Some(0x0001_0001));
        assert_eq!(number("0XFFFFFFFF"), Some(u32::MAX));
        assert_eq!(number("-1"), Some(u32::MAX));
        for text in ["", "x", "0x", "1a", "4294967296", "0x100000000", "--1", "0x+1", "-4294967295"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
