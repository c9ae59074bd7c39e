//! EvtIoInCallerContext, and the calls for buffers of other transfer methods.

use std::ptr::null_mut;
use std::sync::Arc;

use wdk_sys::{NTSTATUS, PMDL, PVOID, WDFMEMORY};

use super::device::Adding;
use super::entry;
use super::handles::{Device, Memory, Request, created, ddi};
use super::state::{lock, state};

impl Adding {
    /// WdfDeviceInitSetIoType.
    pub fn io_type(self, io_type: i32) {
        ddi!(WdfDeviceInitSetIoType, self.init(), io_type);
    }

    /// Sets EvtIoInCallerContext.
    pub fn in_caller_context(self, work: impl Fn(Device, Request) + Send + Sync + 'static) {
        *lock(&state().caller_context) =
            Some(Arc::new(move |(device, request)| work(device, request)));
        let callback = Some(entry::io_in_caller_context as _);
        ddi!(WdfDeviceInitSetIoInCallerContextCallback, self.init(), callback);
    }
}

impl Device {
    /// WdfDeviceEnqueueRequest.
    pub fn enqueue(self, request: Request) -> NTSTATUS {
        ddi!(WdfDeviceEnqueueRequest, self.0, request.0)
    }
}

impl Request {
    /// WdfRequestRetrieveUnsafeUserInputBuffer or WdfRequestRetrieveUnsafeUserOutputBuffer.
    pub fn user_buffer(self, output: bool, minimum: usize) -> Result<(*mut u8, usize), NTSTATUS> {
        let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
        let (at, size) = (&raw mut buffer, &raw mut length);
        let status = if output {
            ddi!(WdfRequestRetrieveUnsafeUserOutputBuffer, self.0, minimum, at, size)
        } else {
            ddi!(WdfRequestRetrieveUnsafeUserInputBuffer, self.0, minimum, at, size)
        };
        created(status, (buffer.cast(), length))
    }

    /// WdfRequestProbeAndLockUserBufferForWrite or WdfRequestProbeAndLockUserBufferForRead.
    pub fn lock(self, writes: bool, buffer: *mut u8, length: usize) -> Result<Memory, NTSTATUS> {
        let mut memory: WDFMEMORY = null_mut();
        let (buffer, to) = (buffer.cast(), &raw mut memory);
        let status = if writes {
            ddi!(WdfRequestProbeAndLockUserBufferForWrite, self.0, buffer, length, to)
        } else {
            ddi!(WdfRequestProbeAndLockUserBufferForRead, self.0, buffer, length, to)
        };
        created(status, Memory(memory))
    }

    /// WdfRequestRetrieveOutputWdmMdl or WdfRequestRetrieveInputWdmMdl.
    pub fn mdl(self, output: bool) -> Result<PMDL, NTSTATUS> {
        let mut mdl: PMDL = null_mut();
        let status = if output {
            ddi!(WdfRequestRetrieveOutputWdmMdl, self.0, &raw mut mdl)
        } else {
            ddi!(WdfRequestRetrieveInputWdmMdl, self.0, &raw mut mdl)
        };
        created(status, mdl)
    }
}

impl Memory {
    /// Writes to the beginning of the memory object's bytes.
    pub fn fill_from(self, bytes: &[u8]) {
        let mut length = 0;
        let buffer = ddi!(WdfMemoryGetBuffer, self.0, &raw mut length);
        assert!(bytes.len() <= length, "{} bytes in {length}", bytes.len());
        // SAFETY: the memory object has so many bytes.
        unsafe { buffer.cast::<u8>().copy_from(bytes.as_ptr(), bytes.len()) };
    }
}
