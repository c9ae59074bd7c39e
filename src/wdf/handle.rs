//! Handles that hold a reference to their object.
//!
//! The framework deletes an object together with its parent, and safe code may use a handle later.
//! The reference keeps the object's memory: a call on a deleted object does nothing or fails, but
//! never touches memory that has become another object's.

use core::ptr;

use super::wdf_call;
use wdk_sys::WDFOBJECT;

/// A framework handle of a particular type: `WDFQUEUE`, `WDFTIMER`, …
pub trait RawHandle: Copy {
    /// The handle as a `WDFOBJECT`.
    fn as_object(self) -> WDFOBJECT;
}

impl<O> RawHandle for *mut O {
    fn as_object(self) -> WDFOBJECT {
        self.cast()
    }
}

/// A handle and a reference to its object (`WdfObjectReference`).
pub struct Handle<H: RawHandle>(H);

// SAFETY: any thread may use and dereference a framework object; the framework synchronizes.
unsafe impl<H: RawHandle> Send for Handle<H> {}
// SAFETY: the framework synchronizes the use of an object by several threads.
unsafe impl<H: RawHandle> Sync for Handle<H> {}

/// The file that takes the references, for the framework's own tracking of references.
const FILE: *const u8 = c"handle.rs".as_ptr().cast();

impl<H: RawHandle> Handle<H> {
    /// Takes a reference.
    ///
    /// # Safety
    /// `handle` is the handle of a live framework object.
    pub unsafe fn reference(handle: H) -> Self {
        let object = handle.as_object();
        // SAFETY: the caller's object is live; the file's name is constant.
        unsafe {
            wdf_call!(WdfObjectReferenceActual, object, ptr::null_mut(), 0, FILE.cast());
        }
        Self(handle)
    }

    /// The handle, valid as long as `self`.
    pub const fn raw(&self) -> H {
        self.0
    }
}

impl<H: RawHandle> Drop for Handle<H> {
    fn drop(&mut self) {
        let object = self.0.as_object();
        // SAFETY: gives back the reference that `reference` took.
        unsafe {
            wdf_call!(WdfObjectDereferenceActual, object, ptr::null_mut(), 0, FILE.cast());
        }
    }
}
