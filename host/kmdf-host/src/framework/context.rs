//! Contexts: the memory that a driver attaches to objects and looks up by type.

use super::attributes::Attributes;
use super::object::{Life, Object};
use crate::abi::{
    NTSTATUS, PFN_WDF_OBJECT_CONTEXT_CLEANUP, STATUS_DELETE_PENDING, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INTEGER_OVERFLOW, STATUS_OBJECT_NAME_EXISTS, STATUS_SUCCESS,
};
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// The bytes that the framework puts before a context.
const CONTEXT_HEADER: usize = 48;

/// A context space of an object.
pub(crate) struct Context {
    /// The address of the type's `UniqueType`, which is the type's identity.
    pub(crate) unique_type: usize,
    /// The zeroed memory that the driver uses.
    pub(crate) memory: Block,
    pub(super) cleanup: PFN_WDF_OBJECT_CONTEXT_CLEANUP,
    pub(super) destroy: PFN_WDF_OBJECT_CONTEXT_CLEANUP,
}

impl Context {
    /// Whether it has an `EvtCleanupCallback` that has not been called yet.
    pub(super) fn tells_cleanup(&self) -> bool {
        self.cleanup.is_some()
    }

    /// Whether it has an `EvtDestroyCallback` that has not been called yet.
    pub(super) fn tells_destruction(&self) -> bool {
        self.destroy.is_some()
    }
}

impl State {
    /// A context as the attributes describe it; `STATUS_INSUFFICIENT_RESOURCES` for a size that no
    /// machine has.
    pub(crate) fn new_context(&self, attributes: &Attributes) -> Result<Context, NTSTATUS> {
        let memory = self.new_block(attributes.context_size);
        Ok(Context {
            unique_type: attributes.unique_type.unwrap_or(0),
            memory: memory.ok_or(STATUS_INSUFFICIENT_RESOURCES)?,
            cleanup: attributes.cleanup,
            destroy: attributes.destroy,
        })
    }

    /// The memory of an object's context of the given type.
    pub(crate) fn context(&self, handle: Handle, unique_type: usize) -> Option<&Block> {
        let object = self.objects.get(handle)?;
        let context = object.contexts.iter().find(|c| c.unique_type == unique_type)?;
        Some(&context.memory)
    }

    /// The object to which a context's memory belongs.
    pub(crate) fn context_owner(&self, address: usize) -> Option<Handle> {
        let owns = |object: &Object| object.contexts.iter().any(|c| c.memory.address() == address);
        self.objects.iter().find(|(_, object)| owns(object)).map(|(handle, _)| *handle)
    }

    /// Adds a context to an object. If the object already has one of this type, returns that one
    /// and `STATUS_OBJECT_NAME_EXISTS`, a success status (`WdfObjectAllocateContext`).
    pub(crate) fn allocate_context(
        &mut self,
        handle: Handle,
        attributes: &Attributes,
    ) -> Result<(usize, NTSTATUS), NTSTATUS> {
        // The framework allocates before it looks for a context of the same type.
        if attributes.context_size.checked_add(CONTEXT_HEADER).is_none() {
            return Err(STATUS_INTEGER_OVERFLOW);
        }
        let context = self.new_context(attributes)?;
        let unique_type = attributes.unique_type.unwrap_or(0);
        if let Some(memory) = self.context(handle, unique_type) {
            return Ok((memory.address(), STATUS_OBJECT_NAME_EXISTS));
        }
        let object = self.objects.get_mut(handle).ok_or(STATUS_DELETE_PENDING)?;
        if object.life != Life::Alive {
            return Err(STATUS_DELETE_PENDING);
        }
        let address = context.memory.address();
        object.contexts.push(context);
        Ok((address, STATUS_SUCCESS))
    }
}
