//! GUIDs as text.

/// The digits and hyphens of a GUID in braces; `None` for any other text.
pub(crate) fn bare(guid: &str) -> Option<&str> {
    let bare = guid.strip_prefix('{')?.strip_suffix('}')?;
    let mut groups = bare.split('-');
    let fits = [8, 4, 4, 4, 12].iter().all(|length| {
        groups.next().is_some_and(|group| {
            group.len() == *length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    });
    (fits && groups.next().is_none()).then_some(bare)
}
