//! The bytes of an INF file as text.

use std::borrow::Cow;

use crate::{InfError, InfErrorKind};

/// Decodes UTF-16LE with a byte order mark, or UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, InfError> {
    let error = |message: String| InfError::new(InfErrorKind::Encoding, message);
    match bytes {
        [0xff, 0xfe, text @ ..] => {
            let (units, rest) = text.as_chunks::<2>();
            let units: Vec<_> = units.iter().copied().map(u16::from_le_bytes).collect();
            match String::from_utf16(&units) {
                Ok(text) if rest.is_empty() => Ok(text.into()),
                _ => Err(error(
                    "the byte order mark says UTF-16LE, but the text is cut or damaged; save the \
                     file again"
                        .into(),
                )),
            }
        }
        [0xfe, 0xff, ..] => Err(error("the file is UTF-16BE; save it as UTF-16LE or UTF-8".into())),
        _ => std::str::from_utf8(bytes).map(Cow::from).map_err(|fault| {
            let (valid, rest) = bytes.split_at(fault.valid_up_to());
            let line = valid.split(|&byte| byte == b'\n').count();
            InfError::at(
                InfErrorKind::Encoding,
                line,
                format!(
                    "the byte {:#04x} is not UTF-8; save the file as UTF-16LE or UTF-8",
                    rest.first().copied().unwrap_or_default()
                ),
            )
        }),
    }
}
