//! Context types of the test drivers.

use std::ffi::CStr;
use std::marker::PhantomData;

use super::structures::size_of_c;
use wdk_sys::{WDF_OBJECT_ATTRIBUTES, WDF_OBJECT_CONTEXT_TYPE_INFO, WDFOBJECT};

/// A type for which all-zero bytes are valid and which needs no `Drop`, such as cells of integers
/// and pointers.
///
/// # Safety
/// The type has these properties.
pub unsafe trait Zeroable {}

/// A context type, identified by the address of its static:
/// `static STATE: ContextType<State> = ContextType::new(c"State", &STATE);`
#[repr(transparent)]
pub struct ContextType<T>(WDF_OBJECT_CONTEXT_TYPE_INFO, PhantomData<fn() -> T>);

// SAFETY: nobody writes to the structure, nor to the targets of its pointers.
unsafe impl<T> Sync for ContextType<T> {}

impl<T: Zeroable> ContextType<T> {
    /// The type information of the static `this`.
    pub const fn new(name: &'static CStr, this: &'static Self) -> Self {
        let info = WDF_OBJECT_CONTEXT_TYPE_INFO {
            Size: size_of_c::<WDF_OBJECT_CONTEXT_TYPE_INFO>(),
            ContextName: name.as_ptr().cast(),
            ContextSize: size_of::<T>(),
            UniqueType: &raw const this.0,
            EvtDriverGetUniqueContextType: None,
        };
        Self(info, PhantomData)
    }

    /// `WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE`.
    pub const fn give_to(&'static self, attributes: &mut WDF_OBJECT_ATTRIBUTES) {
        attributes.ContextTypeInfo = &raw const self.0;
    }

    /// The context of this type of an object; `None` if the object has no such context. Must not be
    /// used after the object's `EvtDestroyCallback`.
    pub fn of<'a, H>(&'static self, object: *mut H) -> Option<&'a T> {
        let object: WDFOBJECT = object.cast();
        let context = super::wdf!(WdfObjectGetTypedContextWorker, object, &raw const self.0);
        // SAFETY: NULL, or zeroed memory of the type's size and the framework's alignment of 16,
        // which lives as long as the object and is only ever shared.
        unsafe { context.cast::<T>().as_ref() }
    }
}
