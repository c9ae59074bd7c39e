//! `[Strings]`, the expansion of `%tokens%`, and numbers.

use crate::syntax::{Section, same_name};
use crate::{InfError, InfErrorKind};

/// The string definitions of an INF.
///
/// Only the undecorated section is used, as on a machine whose language has no section of its own.
#[derive(Debug, Clone, Default)]
pub struct Strings(Vec<(String, String)>);

impl Strings {
    /// The strings that the `[Strings]` section defines; none where it is missing.
    #[must_use]
    pub fn new(section: Option<&Section>) -> Self {
        let lines = section.map_or(&[][..], |section| &section.lines);
        Self(
            lines
                .iter()
                .filter_map(|line| Some((line.key.clone()?, line.field(0).to_owned())))
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| same_name(key, name)).map(|(_, value)| value.as_str())
    }

    /// Puts the strings in for their tokens. `%%` becomes a percent sign; a directory number such
    /// as `%13%` stays for whoever knows the directories. What is put in is not expanded again.
    ///
    /// # Errors
    /// A token that is not defined, or a single percent sign. `line` is where the text stands.
    pub fn expand(&self, text: &str, line: usize) -> Result<String, InfError> {
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
/// hexadecimal digits.
///
/// # Errors
/// Text that is none, or does not fit. `what` is the number's name, and `line` is where it stands.
pub fn number(text: &str, what: &str, line: usize) -> Result<u32, InfError> {
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let value = if let Some(digits) = hexadecimal {
        // `from_str_radix` alone would take a sign here.
        let unsigned = digits.bytes().all(|b| b.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| unsigned)
    } else if text.starts_with('-') {
        text.parse::<i32>().ok().map(i32::cast_unsigned)
    } else {
        text.parse().ok()
    };
    value.ok_or_else(|| {
        InfError::at(
            InfErrorKind::BadValue,
            line,
            format!(
                "{what} is `{text}`; write a 32-bit number, decimal or hexadecimal with 0x in front"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(text: &str) -> Result<String, InfErrorKind> {
        let sections = crate::syntax::sections(
            "[Strings]\nName = \"a %other% b\"\n12 = twelve\nname = second\nx;y = z",
        );
        Strings::new(sections.unwrap().first()).expand(text, 7).map_err(|error| error.kind())
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
        let read = |text| number(text, "it", 1);
        assert_eq!(read("65537"), Ok(0x0001_0001));
        assert_eq!(read("0x00010001"), Ok(0x0001_0001));
        assert_eq!(read("0XFFFFFFFF"), Ok(u32::MAX));
        assert_eq!(read("-1"), Ok(u32::MAX));
        for text in ["", "x", "0x", "1a", "4294967296", "0x100000000", "--1", "0x+1", "-4294967295"]
        {
            assert_eq!(read(text).unwrap_err().kind(), InfErrorKind::BadValue, "{text}");
        }
    }
}
