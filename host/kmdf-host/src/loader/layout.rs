//! Which pages of the system hold which parts of an image.
//!
//! The sections of an image begin at multiples of 4 KiB. Where the system's pages are larger, as on
//! macOS for ARM64 with 16 KiB, a page may hold several sections, whose rights it unites. No page may
//! be writable and executable, so the place of the image within its memory is chosen such that no
//! page holds both kinds of sections. The code does not notice: its addresses are relative in units of
//! 4 KiB.
#![forbid(unsafe_code)]

use std::ops::Range;

use super::error::ImageError;
use super::headers::{Access, PAGE};
use super::image::Part;

/// Pages with the same rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Offsets from the beginning of the memory.
    pub(super) bytes: Range<usize>,
    /// `None` for pages that hold no part.
    pub(super) access: Option<Access>,
    /// Whether Windows pages all that they hold.
    pub(super) pageable: bool,
}

/// The place of an image in the memory that is allocated for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Where the image begins, as an offset from the beginning of the memory.
    pub(super) start: usize,
    /// The size of the memory.
    pub(super) size: usize,
    pub(super) runs: Vec<Run>,
}

/// Finds a place for an image of `size` bytes, on a system with pages of `page` bytes.
pub(super) fn arrange(parts: &[Part], size: usize, page: usize) -> Result<Layout, ImageError> {
    let unit = PAGE as usize;
    let mut starts = (0..page.max(unit)).step_by(unit);
    let page = page.max(unit);
    let found = starts.find_map(|start| {
        let size = (start + size).next_multiple_of(page);
        Some(Layout { start, size, runs: runs(parts, start, size, page)? })
    });
    found.ok_or_else(|| {
        let mut names = parts.iter().filter(|part| part.access == Access::Write);
        ImageError::BadSection {
            section: names.next().map_or(String::new(), |part| part.name.clone()),
            problem: format!(
                "it is writable, and wherever the image lies, some page of this system, which has \
                 {page:#x} bytes, holds a writable section and an executable one: link the image \
                 with /ALIGN:{page}"
            ),
        }
    })
}

/// The pages of an image that begins at `start`; `None` if a page had to be writable and executable.
fn runs(parts: &[Part], start: usize, size: usize, page: usize) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for first in (0..size).step_by(page) {
        let bytes = first..first + page;
        let inside = |part: &&Part| {
            let (from, to) = (start + part.pages.start, start + part.pages.end);
            from < bytes.end && bytes.start < to
        };
        let (mut access, mut pageable) = (None, true);
        for part in parts.iter().filter(inside) {
            access = Some(united(access, part.access)?);
            pageable &= part.is_pageable();
        }
        let run = Run { pageable: pageable && access.is_some(), access, bytes };
        match runs.last_mut() {
            Some(last) if (last.access, last.pageable) == (run.access, run.pageable) => {
                last.bytes.end = run.bytes.end;
            }
            _ => runs.push(run),
        }
    }
    Some(runs)
}

/// The rights that include both; `None` if they are those to write and to execute.
fn united(a: Option<Access>, b: Access) -> Option<Access> {
    match (a, b) {
        (None | Some(Access::Read), other) | (Some(other), Access::Read) => Some(other),
        (Some(a), b) => (a == b).then_some(a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, pages: Range<usize>, access: Access) -> Part {
        Part { name: name.into(), pages, access }
    }

    /// The parts of a driver whose sections are as long as those of the echo driver.
    fn driver() -> Vec<Part> {
        vec![
            part("the headers", 0..0x1000, Access::Read),
            part(".text", 0x1000..0x3000, Access::Execute),
            part(".rdata", 0x3000..0x4000, Access::Read),
            part(".data", 0x5000..0x6000, Access::Write),
            part("PAGE", 0x6000..0x7000, Access::Read),
        ]
    }

    fn run(bytes: Range<usize>, access: Option<Access>) -> Run {
        Run { bytes, access, pageable: false }
    }

    #[test]
    fn small_pages_have_the_rights_of_their_section() {
        let layout = arrange(&driver(), 0x7000, 0x1000).expect("a layout");
        let page = Run { pageable: true, ..run(0x6000..0x7000, Some(Access::Read)) };
        let expected = [
            run(0..0x1000, Some(Access::Read)),
            run(0x1000..0x3000, Some(Access::Execute)),
            run(0x3000..0x4000, Some(Access::Read)),
            run(0x4000..0x5000, None),
            run(0x5000..0x6000, Some(Access::Write)),
            page,
        ];
        assert_eq!(layout, Layout { start: 0, size: 0x7000, runs: expected.into() });
    }

    #[test]
    fn large_pages_unite_rights_but_never_to_write_and_execute() {
        let layout = arrange(&driver(), 0x7000, 0x4000).expect("a layout");
        let expected =
            [run(0..0x4000, Some(Access::Execute)), run(0x4000..0x8000, Some(Access::Write))];
        assert_eq!(layout, Layout { start: 0, size: 0x8000, runs: expected.into() });
    }

    #[test]
    fn image_moves_within_its_memory_until_large_pages_fit() {
        let mut parts = driver();
        // A longer .text: a page of 16 KiB from 0x4000 on would hold code and data.
        parts[1].pages.end = 0x5000;
        parts.remove(2);
        let layout = arrange(&parts, 0x7000, 0x4000).expect("a layout");
        assert_eq!(layout.start, 0x3000);
        let expected = [
            run(0..0x4000, Some(Access::Read)),
            run(0x4000..0x8000, Some(Access::Execute)),
            run(0x8000..0xC000, Some(Access::Write)),
        ];
        assert_eq!(layout.runs, expected);
        assert_eq!(arrange(&parts, 0x7000, 0x10000).expect("a layout").start, 0xB000);
    }

    #[test]
    fn image_that_fits_nowhere_on_large_pages_is_refused_with_the_remedy() {
        let mut parts = driver();
        parts.push(part("INIT", 0x7000..0x8000, Access::Execute));
        let error = arrange(&parts, 0x8000, 0x10000).expect_err("code on both sides of the data");
        let error = error.to_string();
        assert!(error.starts_with("the section .data: it is writable, and"), "{error}");
        assert!(error.contains("link the image with /ALIGN:65536"), "{error}");
        assert_eq!(arrange(&parts, 0x8000, 0x4000).expect("smaller pages fit").start, 0x1000);
    }
}
