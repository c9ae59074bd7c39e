//! Lookaside lists: memory objects of one size, with the same attributes.

use super::attributes::Attributes;
use super::memory::Memory;
use super::object::Body;
use crate::abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_HANDLE};
use crate::handle::Handle;
use crate::machine::Inner;

/// A framework lookaside list. The host allocates each memory object anew, so that a use after a
/// deletion is found; a real list hands deleted ones out again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookaside {
    /// The size of each memory object in bytes.
    pub(crate) size: usize,
    /// Whether the memory is pageable.
    pub(crate) paged: bool,
    /// The checked attributes of each memory object.
    pub(crate) memory: Attributes,
}

impl Inner {
    /// The list of a handle.
    pub(crate) fn lookaside(&self, handle: Handle) -> Option<Lookaside> {
        self.with(|state| match &state.objects.get(handle)?.body {
            Body::Lookaside(list) => Some(**list),
            _ => None,
        })
    }

    /// `WdfMemoryCreateFromLookaside`: the memory object references the list. Its parent is the one
    /// of the attributes or the driver, not the list.
    pub(crate) fn allocate_from(&self, list: Handle) -> Result<Handle, NTSTATUS> {
        let Lookaside { size, memory, .. } = self.lookaside(list).ok_or(STATUS_INVALID_HANDLE)?;
        let created = self.with(|state| {
            let bytes = state.new_block(size).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
            let driver = state.objects.get(list).map_or(0, |list| list.driver);
            let parent = if memory.parent.is_null() {
                state.drivers.get(driver).and_then(|driver| driver.object)
            } else {
                Some(memory.parent)
            };
            let body = Body::Memory(Memory::Owned { bytes, list: Some(list) });
            state.create(driver, parent, &memory, body)
        })?;
        self.reference(list);
        Ok(created)
    }
}
