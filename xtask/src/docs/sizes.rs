//! The sizes of the images.

use std::fmt::Write;

use anyhow::Result;
use cargo_kmdf::image::{self, folder};
use cargo_kmdf::package;
use cargo_kmdf::target::{Arch, Profile};

/// A table of the sizes of each image. Builds and packages all images.
///
/// # Errors
/// If a tool is missing, or an image cannot be built or packaged.
pub fn sizes() -> Result<Vec<u8>> {
    let options = package::Options::default();
    let signer = options.signer()?;
    let mut text = "\n| `echo.sys` | bytes | without the version resource | signed |\n\
                    |---|---:|---:|---:|\n"
        .to_owned();
    for arch in Arch::ALL {
        for profile in [Profile::Release, Profile::Debug] {
            let image = image::build(arch, profile)?;
            let size = image::size(&image)?;
            let package = package::package(&image, arch, profile, &options, &signer)?;
            let packaged = folder::read(&package.join(package::IMAGE))?.len() as u64;
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
fn grouped(number: u64) -> String {
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
