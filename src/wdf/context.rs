//! Contexts: values of the driver that live in framework objects and are found by their type.
//!
//! The framework allocates an object's context with the object and zeroes the memory, which holds a
//! [`Slot`]. A zeroed slot is empty: a callback that runs before the driver has filled the slot finds
//! no value.

use core::{
    cell::UnsafeCell,
    ffi::CStr,
    marker::PhantomData,
    mem::{self, MaybeUninit},
    ptr::NonNull,
    sync::atomic::{AtomicBool, Ordering},
};

use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_SYNCHRONIZATION_SCOPE, WDF_OBJECT_ATTRIBUTES,
    WDF_OBJECT_CONTEXT_TYPE_INFO, WDFOBJECT,
};

use super::{size_of_structure, wdf_call};

/// A type whose values are contexts of objects. [`context!`] implements this trait.
pub trait Context: Send + Sized + 'static {
    /// The only kind of object that has such a context.
    type Object;

    /// The type information for the framework, which compares addresses: always the same static.
    fn context_type() -> &'static ContextType<Self>;
}

/// Makes a type a [`Context`] of a kind of object: `context!(MyDevice of DeviceObject)`.
macro_rules! context {
    ($context:ident of $object:ty) => {
        impl $crate::wdf::Context for $context {
            type Object = $object;

            fn context_type() -> &'static $crate::wdf::ContextType<Self> {
                $crate::wdf::context_type!($context, stringify!($context))
            }
        }
    };
}
pub(crate) use context;

/// The type information of a context, with the name that a debugger shows.
macro_rules! context_type {
    ($context:ty, $name:expr) => {{
        // The framework tells types apart by address, so it takes a static of which there is one,
        // and not a constant that the compiler may copy.
        static TYPE: $crate::wdf::ContextType<$context> =
            $crate::wdf::ContextType::new(concat!($name, "\0"), &TYPE);
        &TYPE
    }};
}
pub(crate) use context_type;

/// A context type as the framework knows it (`WDF_OBJECT_CONTEXT_TYPE_INFO`).
#[repr(transparent)]
pub struct ContextType<T> {
    info: WDF_OBJECT_CONTEXT_TYPE_INFO,
    context: PhantomData<fn() -> T>,
}

// SAFETY: nothing writes to it, and what its pointers lead to is constant as well.
unsafe impl<T> Sync for ContextType<T> {}

impl<T> ContextType<T> {
    /// The framework aligns contexts to this (`MEMORY_ALLOCATION_ALIGNMENT` on 64-bit systems).
    const ALIGNMENT: usize = 16;

    /// For [`context!`]: a name that ends in NUL, and the very static that is being made.
    pub const fn new(name: &'static str, this: &'static Self) -> Self {
        const { assert!(align_of::<Slot<T>>() <= Self::ALIGNMENT) };
        // Evaluated when the static is made, that is at compile time.
        let Ok(name) = CStr::from_bytes_with_nul(name.as_bytes()) else {
            panic!("the name of a context type ends in NUL")
        };
        Self {
            info: WDF_OBJECT_CONTEXT_TYPE_INFO {
                Size: size_of_structure::<WDF_OBJECT_CONTEXT_TYPE_INFO>(),
                ContextName: name.as_ptr().cast(),
                ContextSize: size_of::<Slot<T>>(),
                UniqueType: &raw const this.info,
                EvtDriverGetUniqueContextType: None,
            },
            context: PhantomData,
        }
    }
}

/// The place for a context's value, empty until [`fill`] is called.
struct Slot<T> {
    /// Zero is `false`: zeroed memory from the framework is an empty slot.
    filled: AtomicBool,
    value: UnsafeCell<MaybeUninit<T>>,
}

/// Attributes as `WDF_OBJECT_ATTRIBUTES_INIT` sets them: level and scope come from the parent.
pub(super) fn attributes() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        Size: size_of_structure::<WDF_OBJECT_ATTRIBUTES>(),
        ExecutionLevel: _WDF_EXECUTION_LEVEL::WdfExecutionLevelInheritFromParent,
        SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeInheritFromParent,
        ..Default::default()
    }
}

/// Attributes that give the object an empty context.
pub(super) fn attributes_with<T: Context>() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        EvtCleanupCallback: if mem::needs_drop::<T>() { Some(evt_cleanup::<T>) } else { None },
        ContextTypeInfo: &raw const T::context_type().info,
        ..attributes()
    }
}

/// Fills an object's context.
///
/// # Safety
/// `object` is a live framework object that was created with [`attributes_with`] of this type, and
/// this is called once for it.
pub(super) unsafe fn fill<T: Context>(object: WDFOBJECT, value: T) {
    // SAFETY: the caller's object is live and has this context.
    let slot = unsafe { slot::<T>(object) };
    // SAFETY: the slot is empty, and [`get`] hands out no pointer into an empty slot.
    unsafe { slot.value.get().write(MaybeUninit::new(value)) };
    slot.filled.store(true, Ordering::Release);
}

/// The object's context, if the slot is filled. Whether the context may be shared or changed depends
/// on the caller's synchronization.
///
/// # Safety
/// `object` is a live framework object that was created with [`attributes_with`] of this type.
#[inline(always)]
pub(super) unsafe fn get<T: Context>(object: WDFOBJECT) -> Option<NonNull<T>> {
    // SAFETY: the caller's object is live and has this context.
    let slot = unsafe { slot::<T>(object) };
    slot.filled.load(Ordering::Acquire).then(|| NonNull::from(&slot.value).cast())
}

/// # Safety
/// `object` is a live framework object that was created with [`attributes_with`] of this type, for as
/// long as the result is used.
#[inline(always)]
unsafe fn slot<'a, T: Context>(object: WDFOBJECT) -> &'a Slot<T> {
    let context_type = &raw const T::context_type().info;
    // SAFETY: the caller's object is live, and the type information is a static.
    let context = unsafe { wdf_call!(WdfObjectGetTypedContextWorker, object, context_type) };
    // SAFETY: the framework allocated zeroed memory for this type information with the object, with
    // the size and alignment of a slot. Only this module uses the memory, and only as a slot.
    unsafe { &*context.cast::<Slot<T>>() }
}

/// `EvtCleanupCallback`: the object is being deleted; its callbacks and those of its children have
/// ended. A driver releases its references to other objects here, not in `EvtDestroyCallback`
/// (`EVT_WDF_OBJECT_CONTEXT_CLEANUP`), and contexts hold such references.
unsafe extern "C" fn evt_cleanup<T: Context>(object: WDFOBJECT) {
    // SAFETY: the framework keeps the object's memory until this callback has returned, and the
    // attributes that name this callback give the object this context.
    let slot = unsafe { slot::<T>(object) };
    if slot.filled.swap(false, Ordering::Acquire) {
        // SAFETY: the slot was filled, and the object's other callbacks have ended.
        unsafe { slot.value.get().cast::<T>().drop_in_place() };
    }
}
