//! Numbers of the host's records as drivers have them: as handles, or as pointers to what only the kernel
//! looks at.
#![forbid(unsafe_code)]

/// The values that stand for records: equal distances from the first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    pub(super) first: usize,
    pub(super) distance: usize,
}

impl Numbers {
    /// The value of a record.
    pub(super) const fn value(self, number: usize) -> usize {
        self.first + self.distance * number
    }

    /// The number of the record of a value; `None` if the value is none of these.
    pub(super) fn number(self, value: usize) -> Option<usize> {
        let behind = value.checked_sub(self.first)?;
        behind.is_multiple_of(self.distance).then(|| behind / self.distance)
    }
}
