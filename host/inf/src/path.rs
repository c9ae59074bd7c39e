//! Paths in an INF, with backslashes between their parts.

/// Joins the parts to one relative path.
pub(crate) fn join<const N: usize>(parts: [&str; N]) -> String {
    let parts: Vec<_> =
        parts.iter().map(|part| part.trim_matches('\\')).filter(|part| !part.is_empty()).collect();
    parts.join("\\")
}

/// The directory number of a path such as `%13%\echo.sys`, and the path below the directory.
pub(crate) fn split_dirid(path: &str) -> Option<(&str, &str)> {
    let (dirid, rest) = path.strip_prefix('%')?.split_once('%')?;
    let digits = dirid.strip_prefix('-').unwrap_or(dirid);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| (dirid, rest.trim_start_matches('\\')))
}
