//! Object attributes, as the initializers of the WDF headers fill them, and context types.

use std::mem::size_of;
use std::sync::Arc;

use wdk_sys::{
    PCWDF_OBJECT_CONTEXT_TYPE_INFO, PWDF_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES,
    WDF_OBJECT_CONTEXT_TYPE_INFO,
};

use super::entry;
use super::handles::{Device, Object};
use super::state::{kept, lock, state};

/// WDF_OBJECT_ATTRIBUTES.
#[derive(Clone, Copy)]
pub struct Attributes(WDF_OBJECT_ATTRIBUTES);

/// WDF_OBJECT_ATTRIBUTES_INIT.
pub fn attributes() -> Attributes {
    Attributes(WDF_OBJECT_ATTRIBUTES {
        Size: size_of_c::<WDF_OBJECT_ATTRIBUTES>(),
        ExecutionLevel: wdk_sys::_WDF_EXECUTION_LEVEL::WdfExecutionLevelInheritFromParent,
        SynchronizationScope:
            wdk_sys::_WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeInheritFromParent,
        ..Default::default()
    })
}

/// Attributes of an object that ends with the device of the test.
pub fn below_device() -> Attributes {
    attributes().parent(kept::<Device>("device").object())
}

/// The size of a C structure, for its `Size` member.
pub fn size_of_c<T>() -> u32 {
    u32::try_from(size_of::<T>()).expect("a small structure")
}

impl Attributes {
    pub fn pointer(&mut self) -> PWDF_OBJECT_ATTRIBUTES {
        &raw mut self.0
    }

    pub fn parent(mut self, parent: Object) -> Self {
        self.0.ParentObject = parent.0;
        self
    }

    pub fn scope(mut self, scope: i32) -> Self {
        self.0.SynchronizationScope = scope;
        self
    }

    pub fn level(mut self, level: i32) -> Self {
        self.0.ExecutionLevel = level;
        self
    }

    pub fn context(mut self, of: &'static ContextType) -> Self {
        self.0.ContextTypeInfo = of.info();
        self
    }

    pub fn context_size(mut self, size: usize) -> Self {
        self.0.ContextSizeOverride = size;
        self
    }

    /// Registers EvtCleanupCallback and EvtDestroyCallback, so that the trace shows them.
    pub fn watched(mut self) -> Self {
        self.0.EvtCleanupCallback = Some(entry::object_cleanup);
        self.0.EvtDestroyCallback = Some(entry::object_destroy);
        self
    }
}

impl Object {
    /// Sets the EvtCleanupCallback of a watched object.
    pub fn on_cleanup(self, work: impl Fn(Object) + Send + Sync + 'static) {
        lock(&state().cleanups).insert(self.0.addr(), Arc::new(work));
    }

    /// Sets the EvtDestroyCallback of a watched object.
    pub fn on_destroy(self, work: impl Fn(Object) + Send + Sync + 'static) {
        lock(&state().destroys).insert(self.0.addr(), Arc::new(work));
    }
}

/// A context type, as WDF_DECLARE_CONTEXT_TYPE declares one.
pub struct ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO);

// SAFETY: nobody writes to the structure.
unsafe impl Sync for ContextType {}

impl ContextType {
    pub fn info(&'static self) -> PCWDF_OBJECT_CONTEXT_TYPE_INFO {
        &raw const self.0
    }
}

/// A context of 16 bytes.
pub static SMALL: ContextType = ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO {
    Size: 40,
    ContextName: c"SMALL".as_ptr().cast(),
    ContextSize: 16,
    UniqueType: &raw const SMALL.0,
    EvtDriverGetUniqueContextType: None,
});

/// A context of 64 bytes.
pub static LARGE: ContextType = ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO {
    Size: 40,
    ContextName: c"LARGE".as_ptr().cast(),
    ContextSize: 64,
    UniqueType: &raw const LARGE.0,
    EvtDriverGetUniqueContextType: None,
});
