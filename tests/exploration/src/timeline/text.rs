//! What the text of an event says: a name, arguments, requests, a status.

use kmdf_host::describe;

/// The name of a callback, a call or an operation: what stands before the first parenthesis or space.
pub(super) fn name(what: &str) -> &str {
    what.split(['(', ' ', ':']).next().unwrap_or_default()
}

/// The arguments in the parentheses, if there are any.
pub(super) fn arguments(what: &str) -> Vec<&str> {
    let inside = what.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')'));
    inside.map_or(Vec::new(), |(inside, _)| {
        inside.split(',').map(str::trim).filter(|argument| !argument.is_empty()).collect()
    })
}

/// The numbers of the requests that are named, such as 1 for `R1`.
pub(super) fn requests(what: &str) -> impl Iterator<Item = u32> + '_ {
    what.split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|word| word.strip_prefix('R')?.parse().ok())
}

/// The `NTSTATUS` that a call returned or an operation has, if the text ends with one.
pub(super) fn status(what: &str) -> Option<u32> {
    let (before, digits) = what.rsplit_once(' ')?;
    let is_result = before.ends_with(" =") || before.ends_with("->");
    (is_result && digits.len() == 8).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// The status and the byte count of `R1 completed: c0000120, 0`.
pub(super) fn completion(what: &str) -> Option<(u32, &str)> {
    let (status, information) = what.split_once(" completed: ")?.1.split_once(", ")?;
    Some((u32::from_str_radix(status, 16).ok()?, information))
}

/// A status for a picture: `CANCELLED`.
pub(super) fn short(status: u32) -> String {
    let text = describe(status.cast_signed());
    let name = text.split_once(' ').map_or(text.as_str(), |(name, _)| name);
    name.strip_prefix("STATUS_").unwrap_or(name).into()
}

/// Whether a status is an error.
pub(super) const fn is_error(status: u32) -> bool {
    status >> 30 == 3
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
    use super::*;

    #[test]
    fn callback_text_taken_apart_gives_its_parts() {
        let what = "EvtIoRead(Q1, R12, len 512)";
        assert_eq!(name(what), "EvtIoRead");
        assert_eq!(arguments(what), ["Q1", "R12", "len 512"]);
        assert_eq!(requests(what).collect::<Vec<_>>(), [12]);
        assert_eq!(requests("ROOT R x READ").count(), 0);
    }

    #[test]
    fn status_at_the_end_is_read() {
        assert_eq!(status("WdfRequestUnmarkCancelable = c0000120"), Some(0xC000_0120));
        assert_eq!(status("WriteFile(4) -> 00000103"), Some(0x103));
        assert_eq!(status("WdfTimerStop = 1"), None);
        assert_eq!(status("WdfSpinLockAcquire"), None);
        assert_eq!(completion("R1 completed: c0000120, 0"), Some((0xC000_0120, "0")));
    }

    #[test]
    fn status_for_a_picture_has_its_name_or_its_value() {
        assert_eq!(short(0xC000_0120), "CANCELLED");
        assert_eq!(short(0xDEAD_BEEF), "0xdeadbeef");
    }

    #[test]
    fn long_text_is_cut_and_wrapped_by_characters() {
        assert_eq!(cut("äöüß", 3), "äö…");
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdef g", 4), ["abcd", "ef g"]);
    }
}
