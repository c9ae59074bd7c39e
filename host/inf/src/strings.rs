//! `[Strings]`, the expansion of `%tokens%`, and numbers.

use std::collections::HashMap;

use crate::names::{Folded, fold};
use crate::syntax::Section;
use crate::{InfError, InfErrorKind};

/// The string definitions of an INF.
///
/// Only the undecorated section is used, as on a machine whose language has no section of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings(HashMap<Folded, String>);

impl Strings {
    /// The strings that the `[Strings]` section defines, of each name the first; none where the
    /// section is missing.
    pub(crate) fn new(section: Option<&Section>) -> Self {
        let mut strings = HashMap::new();
        for line in section.map_or(&[][..], |section| &section.lines) {
            if let Some(key) = &line.key {
                strings.entry(fold(key)).or_insert_with(|| line.field(0).to_owned());
            }
        }
        Self(strings)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(&fold(name)).map(String::as_str)
    }

    /// Puts the strings in for their tokens. `%%` becomes a percent sign; a directory number such
    /// as `%13%` stays for whoever knows the directories. What is put in is not expanded again.
    ///
    /// # Errors
    /// A token that is not defined, or a single percent sign. `line` is where the text stands.
    pub(crate) fn expand(&self, text: &str, line: usize) -> Result<String, InfError> {
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
        Ok(expanded)
    }
}

fn is_dirid(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A number as INFs write them: decimal, possibly negative (in two's complement), or 0x and
/// hexadecimal digits; `None` for another text, or for a number beyond 32 bits.
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
    fn defined_token_is_replaced_once_and_by_the_first_definition() {
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
