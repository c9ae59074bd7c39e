//! The bytes of an INF file as text, as Windows takes them.

use super::finding::Findings;

/// Decodes UTF-16LE with a byte order mark, and else what Windows takes for ANSI text.
pub fn decode(bytes: &[u8], findings: &mut Findings) -> String {
    match bytes {
        [0xff, 0xfe, text @ ..] => {
            let (units, rest) = text.as_chunks::<2>();
            let units: Vec<_> = units.iter().copied().map(u16::from_le_bytes).collect();
            let text = String::from_utf16(&units);
            if text.is_err() || !rest.is_empty() {
                findings.error(
                    1003,
                    None,
                    "the byte order mark says UTF-16 LE, but the text is cut or damaged; save the \
                     file again",
                );
            }
            text.unwrap_or_else(|_| String::from_utf16_lossy(&units))
        }
        [0xfe, 0xff, ..] | [0xef, 0xbb, 0xbf, ..] => {
            findings.error(
                1003,
                None,
                "INF has invalid or unknown file encoding, must be ANSI or UTF-16 LE; save it as \
                 UTF-16 LE with a byte order mark",
            );
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => {
            if let Some(index) = bytes.iter().position(|byte| !byte.is_ascii()) {
                let before = bytes.iter().take(index);
                findings.warning(
                    None,
                    before.filter(|byte| **byte == b'\n').count() + 1,
                    "there is a character beyond ASCII, which depends on the machine's ANSI code \
                     page; save the file as UTF-16 LE with a byte order mark",
                );
            }
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}
