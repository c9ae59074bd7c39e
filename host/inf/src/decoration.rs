//! `TargetOSVersion` decorations: the architecture and the Windows version that a section is for.

/// A decoration such as `NTamd64.10.0...19041` (INF Manufacturer Section).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoration {
    /// The architecture in lower case; empty where the decoration leaves it out.
    pub(crate) architecture: String,
    /// The major and the minor version of Windows; 0 where the decoration leaves them out.
    pub(crate) version: (u32, u32),
    /// The product type, such as 1 for a client.
    pub(crate) product_type: Option<u32>,
    /// The suite mask.
    pub(crate) suite_mask: Option<u32>,
    /// The build; 0 where the decoration leaves it out.
    pub(crate) build: u32,
}

/// The architectures of current and earlier versions of Windows (INF Manufacturer Section).
pub(crate) const ARCHITECTURES: [&str; 5] = ["amd64", "arm", "arm64", "ia64", "x86"];

/// The first version of Windows for which a decoration can name a build.
pub(crate) const WINDOWS_10: (u32, u32) = (10, 0);

impl Decoration {
    /// Reads a decoration.
    ///
    /// # Errors
    /// The fault, as a predicate: `does not begin with NT`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let lower = text.to_ascii_lowercase();
        let mut parts = lower.split('.');
        let platform = parts.next().and_then(|part| part.strip_prefix("nt"));
        let architecture = platform.ok_or("does not begin with NT")?.to_owned();
        let mut values = [None; 5];
        let mut slots = values.iter_mut();
        for part in parts {
            let slot = slots.next().ok_or("has more than five numbers")?;
            if !part.is_empty() {
                *slot = Some(
                    number(part)
                        .ok_or_else(|| format!("has `{part}` where a number is expected"))?,
                );
            }
        }
        let [major, minor, product_type, suite_mask, build] = values;
        let version = (major.unwrap_or(0), minor.unwrap_or(0));
        Ok(Self { architecture, version, product_type, suite_mask, build: build.unwrap_or(0) })
    }
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
