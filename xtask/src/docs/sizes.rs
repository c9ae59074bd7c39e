//! The sizes of the images.

use std::fmt::Write;

use anyhow::Result;
use cargo_kmdf::image::{self, folder};
use cargo_kmdf::package;
use cargo_kmdf::print::Output;
use cargo_kmdf::target::{Arch, Profile};

use crate::paths;

/// A table of the sizes of each image. Builds and packages all images.
///
/// # Errors
/// If a tool is missing, or an image cannot be built or packaged.
pub fn sizes() -> Result<Vec<u8>> {
    let options = package::Options::default();
    let driver = paths::driver()?;
    let signer = options.signer(&driver, Output::Text)?;
    let mut text = "\n| `echo.sys` | bytes | without the version resource | signed |\n\
                    |---|---:|---:|---:|\n"
        .to_owned();
    for arch in Arch::ALL {
        for profile in [Profile::Release, Profile::Debug] {
            let image = image::build(&driver, arch, profile, Output::Text)?;
            let size = image::size(&image)?;
            let output = Output::Text;
            let package =
                package::package(&driver, &image, arch, profile, &options, &signer, output)?;
            let packaged = folder::read(&package.join(driver.file("sys")))?.len() as u64;
            writeln!(
                text,
                "| {arch}, {profile} | {} | {} | {} |",
                grouped(size.file),
                grouped(size.file - size.resources),
                grouped(packaged)
            )?;
        }
    }
    text.push('\n');
    Ok(text.into_bytes())
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let (rest, last) = (number / 1000, number % 1000);
    if rest == 0 { last.to_string() } else { format!("{},{last:03}", grouped(rest)) }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_separated_by_commas() {
        assert_eq!(
            [0, 999, 1000, 11_264, 1_000_001].map(grouped),
            ["0", "999", "1,000", "11,264", "1,000,001"]
        );
    }
}
