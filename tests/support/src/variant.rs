//! The two variants of the driver.

/// How the driver synchronizes its callbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// The framework does, by the queue's lock.
    AutoSync,
    /// The driver does, by a lock of its own.
    DriverSync,
}

impl Variant {
    /// Both.
    pub const ALL: [Self; 2] = [Self::AutoSync, Self::DriverSync];

    /// The hardware ID of the device model that is synchronized this way.
    #[must_use]
    pub const fn hardware_id(self) -> &'static str {
        match self {
            Self::AutoSync => r"root\ECHO",
            Self::DriverSync => r"root\ECHO_2",
        }
    }

    /// The name on a command line and in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutoSync => "auto-sync",
            Self::DriverSync => "driver-sync",
        }
    }

    /// The variant of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.name() == name)
    }

    /// The other variant.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::AutoSync => Self::DriverSync,
            Self::DriverSync => Self::AutoSync,
        }
    }
}
