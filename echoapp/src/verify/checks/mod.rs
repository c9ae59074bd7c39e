//! The checks of the device.

mod arrival;
mod cancellation;
mod change;
mod end;
mod order;
mod settings;
mod sleep;
mod table;
mod transfers;

pub use self::table::CHECKS;
use super::rig::Rig;
use super::unmet::Unmet;

/// A check of the device.
pub struct Check {
    /// The name, for `--only`.
    pub name: &'static str,
    /// What the device must do.
    pub expectation: &'static str,
    /// What the check needs beside the device.
    pub needs: Need,
    /// Performs the check.
    pub run: fn(&Rig<'_>) -> Result<(), Unmet>,
}

/// What a check needs beside the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A second process.
    Process,
    /// An elevated prompt: the check changes the device's state or settings, and restores them.
    Elevation,
    /// An elevated prompt, and permission to put the machine to sleep.
    Sleep,
}

impl Need {
    /// The need in a list.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Process => "processes",
            Self::Elevation => "elevation",
            Self::Sleep => "--sleep",
        }
    }
}
