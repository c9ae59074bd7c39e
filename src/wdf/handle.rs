//! Handles that hold a reference to their object.
//!
//! The framework deletes an object together with its parent. A handle in the hands of safe code may
//! be used after that, so it keeps the object's memory: a call on a deleted object then does nothing
//! or fails, but it does not touch memory that is something else's by now.

use core::ptr;

use super::wdf_call;
use wdk_sys::WDFOBJECT;

/// A framework handle of a particular type: `WDFQUEUE`, `WDFTIMER`, …
pub trait RawHandle: Copy {
    /// The handle as one of any object.
    fn as_object(self) -> WDFOBJECT;
}

impl<O> RawHandle for *mut O {
    fn as_object(self) -> WDFOBJECT {
        self.cast()
    }
}

/// A handle and a reference to its object (`WdfObjectReference`).
pub struct Handle<H: RawHandle>(H);

// SAFETY: any thread may use and dereference a framework object; its functions synchronize.
unsafe impl<H: RawHandle> Send for Handle<H> {}
// SAFETY: as above.
unsafe impl<H: RawHandle> Sync for Handle<H> {}

/// The framework's trace of references wants to know which file took one.
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
