//! `TargetOSVersion` decorations: the architecture and the Windows that a models section is for.

/// The architectures that Windows runs on, or ran on (INF Manufacturer Section).
const ARCHITECTURES: [&str; 5] = ["amd64", "arm", "arm64", "ia64", "x86"];

/// A decoration such as `NTamd64.10.0...19041`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoration {
    /// The major and the minor version of Windows; 0 where they are left out.
    version: (u32, u32),
    /// The build; 0 where it is left out.
    build: u32,
}

impl Decoration {
    /// Reads a decoration.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lower = text.to_ascii_lowercase();
        let mut parts = lower.split('.');
        let platform = parts.next().and_then(|part| part.strip_prefix("nt"));
        match platform {
            None => return Err("does not begin with NT".into()),
            Some("") => return Err("has no architecture, which 64-bit Windows needs".into()),
            Some(name) if !ARCHITECTURES.contains(&name) => {
                return Err(format!("has the architecture `{name}`, which Windows has not"));
            }
            Some(_) => {}
        }
        let mut values = [0; 5];
        let mut given = [false; 5];
        let mut slots = values.iter_mut().zip(&mut given);
        for part in parts {
            let Some((slot, given)) = slots.next() else {
                return Err("has more than five numbers".into());
            };
            *given = !part.is_empty();
            if *given {
                *slot = number(part).ok_or_else(|| format!("has `{part}` for a number"))?;
            }
        }
        let [major, minor, _, _, build] = values;
        let [_, _, product_type, suite_mask, _] = given;
        if product_type || suite_mask {
            return Err(
                "has a product type or suite mask, which a universal INF cannot have".into()
            );
        }
        Ok(Self { version: (major, minor), build })
    }

    /// The first build of Windows 10 that it is for; 0 if it is for earlier Windows too.
    #[must_use]
    pub fn first_build(self) -> u32 {
        match self.version {
            (10, 0) => self.build,
            version if version < (10, 0) => 0,
            _ => u32::MAX,
        }
    }
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
