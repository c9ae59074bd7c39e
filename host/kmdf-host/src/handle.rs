//! The handle of a framework object, as all layers of the host use it.
#![forbid(unsafe_code)]

/// A handle as the driver holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Handle(pub(crate) usize);

/// The bits of a handle's number within its range.
const RANGE: u32 = 20;

/// The distance between two handles: handles are multiples of 16, as the framework's are.
const DISTANCE: usize = 16;

impl Handle {
    pub(crate) const NULL: Self = Self(0);

    /// A handle of a range. Such values lie below any address that a process uses.
    pub(crate) const fn in_range(range: usize, number: usize) -> Self {
        Self((range << RANGE | number) * DISTANCE)
    }

    /// The range of a handle, and the handle of the same number in range 0; `value` may have more in its
    /// lowest 4 bits. `None` in range 0.
    pub(crate) fn split(value: u64) -> Option<(usize, u64)> {
        const SIZE: u64 = (DISTANCE << RANGE) as u64;
        let range = usize::try_from(value / SIZE).ok()?;
        (range > 0).then_some((range, value % SIZE))
    }

    pub(crate) fn is_null(self) -> bool {
        self.0 == 0
    }
}
