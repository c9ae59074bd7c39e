//! Paths in an INF, whose parts have a backslash between them.

/// The parts of a path as one relative path.
pub(crate) fn join<const N: usize>(parts: [&str; N]) -> String {
    let parts: Vec<_> =
        parts.iter().map(|part| part.trim_matches('\\')).filter(|part| !part.is_empty()).collect();
    parts.join("\\")
}

/// A directory number in front of a path, such as `%13%\echo.sys`, and the path below it.
pub(crate) fn split_dirid(path: &str) -> Option<(&str, &str)> {
    let (dirid, rest) = path.strip_prefix('%')?.split_once('%')?;
    let digits = dirid.strip_prefix('-').unwrap_or(dirid);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| (dirid, rest.trim_start_matches('\\')))
}
