//! I/O targets, and requests that the test driver makes or sends.

use std::ptr::null_mut;
use std::sync::Arc;

use wdk_sys::{
    _WDF_REQUEST_SEND_OPTIONS_FLAGS as Flags, NTSTATUS, PWDF_REQUEST_COMPLETION_PARAMS,
    WDF_REQUEST_REUSE_PARAMS, WDF_REQUEST_SEND_OPTIONS, WDFCONTEXT, WDFIOTARGET, WDFMEMORY,
    WDFMEMORY_OFFSET, WDFREQUEST,
};

use super::attributes::{Attributes, size_of_c};
use super::handles::{Device, Memory, Request, Target, created, ddi};
use super::state::{find, guarded, lock, state};

/// What a completion routine gets.
#[derive(Debug, Clone, Copy)]
pub struct Returned {
    pub request: Request,
    pub kind: i32,
    pub status: NTSTATUS,
    pub information: u64,
}

/// The options of a send.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options(WDF_REQUEST_SEND_OPTIONS);

impl Options {
    fn flag(mut self, flag: i32) -> Self {
        self.0.Size = size_of_c::<WDF_REQUEST_SEND_OPTIONS>();
        self.0.Flags |= flag.cast_unsigned();
        self
    }

    pub fn forget() -> Self {
        Self::default().flag(Flags::WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET)
    }

    pub fn synchronous(self) -> Self {
        self.flag(Flags::WDF_REQUEST_SEND_OPTION_SYNCHRONOUS)
    }

    pub fn ignoring_state(self) -> Self {
        self.flag(Flags::WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE)
    }

    pub fn timeout_ms(mut self, milliseconds: i64) -> Self {
        self.0.Timeout = -milliseconds * 10_000;
        self.flag(Flags::WDF_REQUEST_SEND_OPTION_TIMEOUT)
    }
}

unsafe extern "C" fn came_back(
    request: WDFREQUEST,
    _target: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    _context: WDFCONTEXT,
) {
    guarded(|state| {
        let work = find(&state.returns, request.addr()).expect("a request with a routine");
        // SAFETY: the framework's parameters, during the call.
        let parameters = unsafe { parameters.read() };
        work(Returned {
            request: Request(request),
            kind: parameters.Type,
            // SAFETY: the framework sets the status.
            status: unsafe { parameters.IoStatus.__bindgen_anon_1.Status },
            information: parameters.IoStatus.Information,
        });
    });
}

impl Device {
    pub fn target(self) -> Target {
        Target(ddi!(WdfDeviceGetIoTarget, self.0))
    }
}

impl Target {
    pub fn state(self) -> i32 {
        ddi!(WdfIoTargetGetState, self.0)
    }

    pub fn start(self) -> NTSTATUS {
        ddi!(WdfIoTargetStart, self.0)
    }

    pub fn stop(self, action: i32) {
        ddi!(WdfIoTargetStop, self.0, action);
    }

    pub fn purge(self, action: i32) {
        ddi!(WdfIoTargetPurge, self.0, action);
    }

    /// WdfIoTargetSendIoctlSynchronously with buffers of the driver's: status, bytes.
    pub fn control(self, code: u32, input: &mut [u8], output: &mut [u8]) -> (NTSTATUS, u64) {
        let describe = |bytes: &mut [u8]| {
            let mut descriptor = wdk_sys::WDF_MEMORY_DESCRIPTOR {
                Type: wdk_sys::_WDF_MEMORY_DESCRIPTOR_TYPE::WdfMemoryDescriptorTypeBuffer,
                ..Default::default()
            };
            descriptor.u.BufferType.Buffer = bytes.as_mut_ptr().cast();
            descriptor.u.BufferType.Length = bytes.len().try_into().expect("a short buffer");
            descriptor
        };
        let (mut input, mut output, mut bytes) = (describe(input), describe(output), 77);
        let (input, output) = (&raw mut input, &raw mut output);
        let (none, options, out) = (null_mut(), null_mut(), &raw mut bytes);
        let status = ddi!(
            WdfIoTargetSendIoctlSynchronously,
            self.0,
            none,
            code,
            input,
            output,
            options,
            out
        );
        (status, bytes)
    }
}

impl Memory {
    pub fn create(mut attributes: Attributes, bytes: &[u8]) -> Self {
        let (mut memory, mut buffer): (WDFMEMORY, _) = (null_mut(), null_mut());
        let pool = wdk_sys::_POOL_TYPE::NonPagedPoolNx;
        let status = ddi!(
            WdfMemoryCreate,
            attributes.pointer(),
            pool,
            0x7473_6554,
            bytes.len(),
            &raw mut memory,
            &raw mut buffer
        );
        assert_eq!(status, 0, "WdfMemoryCreate");
        // SAFETY: the memory has this length.
        unsafe { buffer.cast::<u8>().copy_from(bytes.as_ptr(), bytes.len()) };
        Self(memory)
    }

    pub fn bytes(self) -> Vec<u8> {
        let mut length = 0;
        let buffer: *mut u8 = ddi!(WdfMemoryGetBuffer, self.0, &raw mut length).cast();
        // SAFETY: the memory has this length.
        unsafe { std::slice::from_raw_parts(buffer, length) }.to_vec()
    }
}

impl Request {
    /// WdfRequestCreate for a target.
    pub fn make(mut attributes: Attributes, target: Target) -> Result<Self, NTSTATUS> {
        let mut request: WDFREQUEST = null_mut();
        let status = ddi!(WdfRequestCreate, attributes.pointer(), target.0, &raw mut request);
        created(status, Self(request))
    }

    pub fn output_memory(self) -> Memory {
        let mut memory: WDFMEMORY = null_mut();
        assert_eq!(ddi!(WdfRequestRetrieveOutputMemory, self.0, &raw mut memory), 0);
        Memory(memory)
    }

    /// WdfRequestFormatRequestUsingCurrentType.
    pub fn format_current(self) -> Self {
        ddi!(WdfRequestFormatRequestUsingCurrentType, self.0);
        self
    }

    /// WdfIoTargetFormatRequestForRead.
    pub fn format_read(self, target: Target, memory: Memory, part: Option<(usize, usize)>) -> i32 {
        let mut part = part.map(|(offset, length)| WDFMEMORY_OFFSET {
            BufferOffset: offset,
            BufferLength: length,
        });
        let part = part.as_mut().map_or(null_mut(), |part| &raw mut *part);
        ddi!(WdfIoTargetFormatRequestForRead, target.0, self.0, memory.0, part, null_mut())
    }

    /// WdfIoTargetFormatRequestForWrite.
    pub fn format_write(self, target: Target, memory: Memory) -> i32 {
        let none = null_mut();
        ddi!(WdfIoTargetFormatRequestForWrite, target.0, self.0, memory.0, none, null_mut())
    }

    /// WdfRequestSetCompletionRoutine.
    pub fn on_return(self, work: impl Fn(Returned) + Send + Sync + 'static) -> Self {
        lock(&state().returns).insert(self.0.addr(), Arc::new(work));
        ddi!(WdfRequestSetCompletionRoutine, self.0, Some(came_back), null_mut());
        self
    }

    /// WdfRequestSend without options.
    pub fn send(self, target: Target) -> bool {
        ddi!(WdfRequestSend, self.0, target.0, null_mut()) != 0
    }

    /// WdfRequestSend with options.
    pub fn send_with(self, target: Target, mut options: Options) -> bool {
        ddi!(WdfRequestSend, self.0, target.0, &raw mut options.0) != 0
    }

    pub fn cancel_sent(self) -> bool {
        ddi!(WdfRequestCancelSentRequest, self.0) != 0
    }

    /// WdfRequestGetStatus.
    pub fn sent_status(self) -> NTSTATUS {
        ddi!(WdfRequestGetStatus, self.0)
    }

    pub fn information(self) -> u64 {
        ddi!(WdfRequestGetInformation, self.0)
    }

    pub fn reuse(self, status: NTSTATUS) -> NTSTATUS {
        let mut parameters = WDF_REQUEST_REUSE_PARAMS {
            Size: size_of_c::<WDF_REQUEST_REUSE_PARAMS>(),
            Status: status,
            ..Default::default()
        };
        ddi!(WdfRequestReuse, self.0, &raw mut parameters)
    }
}
