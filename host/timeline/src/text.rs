//! Texts of a picture: statuses, and lines of a limited length.

use kmdf_host::abi::{NTSTATUS, status_name};

/// A status for a picture: `CANCELLED`.
pub(super) fn short(status: NTSTATUS) -> String {
    match status_name(status) {
        Some(name) => name.strip_prefix("STATUS_").unwrap_or(name).into(),
        None => format!("{:#010x}", status.cast_unsigned()),
    }
}

/// Whether a status is an error.
pub(super) const fn is_error(status: NTSTATUS) -> bool {
    status.cast_unsigned() >> 30 == 3
}

/// Text of at most so many characters; where it was cut there is an ellipsis.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// Text in lines of at most so many characters, broken at spaces where there are any.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + rest.len() <= most => {
                line.push(' ');
                line.extend(rest);
            }
            _ => {
                while rest.len() > most.max(1) {
                    lines.push(rest.drain(..most.max(1)).collect());
                }
                lines.push(rest.into_iter().collect());
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use kmdf_host::abi::STATUS_CANCELLED;

    use super::*;

    #[test]
    fn status_for_a_picture_has_its_name_or_its_value() {
        assert_eq!(short(STATUS_CANCELLED), "CANCELLED");
        assert_eq!(short(0xDEAD_BEEF_u32.cast_signed()), "0xdeadbeef");
    }

    #[test]
    fn long_text_is_cut_and_wrapped_by_characters() {
        assert_eq!(cut("äöüß", 3), "äö…");
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdef g", 4), ["abcd", "ef g"]);
    }
}
