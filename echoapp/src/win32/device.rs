//! An open device: overlapped requests on a completion port, and the ownership of their memory.
//!
//! While the device may write to a request's memory, only a raw pointer to the memory exists here.
//! The pointer becomes a box again when the completion port has returned the request, or when the
//! device's handle is closed.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::OpenOptions;
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{
    ERROR_INVALID_FUNCTION, ERROR_INVALID_PARAMETER, ERROR_IO_PENDING, ERROR_MORE_DATA,
    ERROR_NOT_FOUND, ERROR_OPERATION_ABORTED, HANDLE, INVALID_HANDLE_VALUE, WAIT_TIMEOUT,
};
use windows_sys::Win32::Storage::FileSystem::{FILE_FLAG_OVERLAPPED, ReadFile, WriteFile};
use windows_sys::Win32::System::IO::{
    CancelIoEx, CreateIoCompletionPort, DeviceIoControl, GetQueuedCompletionStatus, OVERLAPPED,
};
use windows_sys::Win32::System::Threading::INFINITE;

use super::{failure, last_error, last_failure};
use crate::error::Error;
use crate::manage::failure::Failure;
use crate::platform::{Cause, Completion, Device, Kind, Outcome, Request, Status};

/// How long a dropped device waits for its cancelled requests. The memory of a request that has not
/// completed by then is leaked: a leak is harmless, a write to freed memory is not.
const PATIENCE: Duration = Duration::from_secs(10);
/// The room for the output of a device control, in bytes.
const CONTROL_OUTPUT: usize = 16;

/// A request and its memory. The completion port returns the address of `overlapped`, the first
/// field, which is also the address of the operation.
#[repr(C)]
struct Operation {
    overlapped: OVERLAPPED,
    buffer: Vec<u8>,
    id: u64,
    kind: Kind,
    issued: Instant,
}

/// A packet of the completion port, for a request that has ended.
struct Packet {
    operation: *mut Operation,
    bytes: u32,
    error: Option<u32>,
}

/// An echo device, opened for overlapped I/O.
pub struct Win32Device {
    device: Option<OwnedHandle>,
    port: OwnedHandle,
    /// Requests that the port has not returned, and their ids.
    outstanding: HashMap<*mut Operation, u64>,
    /// Requests that `ReadFile` or `WriteFile` failed, and that are already reported. A packet follows
    /// after a warning status and does not after an error status, so the memory is kept.
    refused: HashSet<*mut Operation>,
    /// The completions of refused requests.
    reports: VecDeque<Completion>,
    patience: Duration,
}

impl Win32Device {
    /// Opens the device for reading and writing (`CreateFileW`) with a completion port.
    pub fn open(path: &str) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).custom_flags(FILE_FLAG_OVERLAPPED);
        let file = options.open(path).map_err(|error| create_file_failure(&error))?;
        let device = OwnedHandle::from(file);
        // SAFETY: `device` stays open during the call and was opened for overlapped I/O. The call
        // creates a new port and takes no other handle.
        let port = unsafe { CreateIoCompletionPort(device.as_raw_handle(), ptr::null_mut(), 0, 1) };
        if port.is_null() {
            return Err(last_failure("CreateIoCompletionPort"));
        }
        // SAFETY: the port was just created, and nobody else owns it.
        let port = unsafe { OwnedHandle::from_raw_handle(port) };
        Ok(Self {
            device: Some(device),
            port,
            outstanding: HashMap::new(),
            refused: HashSet::new(),
            reports: VecDeque::new(),
            patience: PATIENCE,
        })
    }

    fn handle(&self) -> HANDLE {
        self.device.as_ref().map_or(INVALID_HANDLE_VALUE, AsRawHandle::as_raw_handle)
    }

    /// The next packet of the port; `None` after the timeout.
    ///
    /// # Errors
    /// The port itself failed.
    fn next_packet(&self, timeout: Duration) -> Result<Option<Packet>, Failure> {
        let milliseconds = u32::try_from(timeout.as_millis()).unwrap_or(INFINITE).min(INFINITE - 1);
        let (mut bytes, mut key) = (0, 0);
        let mut overlapped: *mut OVERLAPPED = ptr::null_mut();
        // SAFETY: `self` keeps the port open. The pointers are to variables that outlive the call, which
        // keeps none of them.
        let succeeded = unsafe {
            GetQueuedCompletionStatus(
                self.port.as_raw_handle(),
                &raw mut bytes,
                &raw mut key,
                &raw mut overlapped,
                milliseconds,
            )
        };
        let error = (succeeded == 0).then(last_error);
        match (overlapped.is_null(), error) {
            (true, None | Some(WAIT_TIMEOUT)) => Ok(None),
            (true, Some(error)) => Err(failure("GetQueuedCompletionStatus", error)),
            (false, error) => Ok(Some(Packet { operation: overlapped.cast(), bytes, error })),
        }
    }

    /// Cancels a request, or all for null. `CancelIoEx` does not find a request that has ended.
    fn cancel_io(&self, overlapped: *const OVERLAPPED) -> Result<(), Error> {
        // SAFETY: the handle stays open during the call, which cancels this process's requests on the
        // handle. The call only compares `overlapped`, null or a request that has not come back, with
        // the addresses of the requests, and touches no memory of this process.
        let succeeded = unsafe { CancelIoEx(self.handle(), overlapped) };
        let error = if succeeded == 0 { last_error() } else { ERROR_NOT_FOUND };
        if error == ERROR_NOT_FOUND {
            return Ok(());
        }
        let failure = failure("CancelIoEx", error);
        Err(Error::System(format!("cannot cancel the outstanding requests: {failure}")))
    }

    /// Closes the device and frees the refused requests. These have ended, and their packets that
    /// nobody fetched disappear with the port.
    fn end(&mut self) {
        self.device = None;
        for operation in self.refused.drain() {
            // SAFETY: the pointer came from `Box::into_raw` in `issue` and just left the only set that
            // had it. The request ended when it was refused, and the system writes to an OVERLAPPED at
            // the latest when its packet is fetched, which only `next` does.
            drop(unsafe { Box::from_raw(operation) });
        }
    }
}

impl Device for Win32Device {
    fn issue(&mut self, id: u64, request: Request) {
        let kind = request.kind();
        let code = match &request {
            Request::Control(code) => *code,
            Request::Read(_) | Request::Write(_) => 0,
        };
        let mut buffer = match request {
            Request::Read(length) => vec![0; length],
            Request::Write(data) => data,
            Request::Control(_) => vec![0; CONTROL_OUTPUT],
        };
        let memory = buffer.as_mut_ptr();
        let Ok(length) = u32::try_from(buffer.len()) else {
            let reason = "one request transfers at most 4 GiB".to_owned();
            self.reports.push_back(Completion {
                id,
                kind,
                outcome: Outcome::Failed(reason.into()),
                bytes: 0,
                data: buffer,
                latency: Duration::ZERO,
            });
            return;
        };
        let operation = Box::into_raw(Box::new(Operation {
            overlapped: OVERLAPPED::default(),
            buffer,
            id,
            kind,
            issued: Instant::now(),
        }));
        let (device, overlapped) = (self.handle(), operation.cast::<OVERLAPPED>());
        let accepted = match kind {
            Kind::Read => {
                // SAFETY: `memory` has `length` bytes, which stay in place when their vector moves. They
                // and the OVERLAPPED belong to `operation`, a raw pointer: no code moves, frees or reads
                // them until the pointer becomes a box again. `next` does so when the request's packet
                // has come, `end` when the request was refused. Dropping the device leaks a request
                // that has not ended. Null: the byte count comes with the packet.
                unsafe { ReadFile(device, memory, length, ptr::null_mut(), overlapped) }
            }
            Kind::Write => {
                // SAFETY: as for `ReadFile`; the system only reads these bytes.
                unsafe { WriteFile(device, memory, length, ptr::null_mut(), overlapped) }
            }
            Kind::Control => {
                let (input, bytes) = (ptr::null(), ptr::null_mut());
                // SAFETY: as for `ReadFile`; null and 0 mean that there is no input.
                unsafe {
                    DeviceIoControl(
                        device,
                        code,
                        input,
                        0,
                        memory.cast(),
                        length,
                        bytes,
                        overlapped,
                    )
                }
            }
        };
        // A request that succeeds at once gets a packet like a pending one.
        let error = if accepted == 0 { last_error() } else { ERROR_IO_PENDING };
        if error == ERROR_IO_PENDING {
            self.outstanding.insert(operation, id);
            return;
        }
        self.refused.insert(operation);
        self.reports.push_back(Completion {
            id,
            kind,
            outcome: outcome(kind, Some(error)),
            bytes: 0,
            data: Vec::new(),
            latency: Duration::ZERO,
        });
    }

    fn next(&mut self, timeout: Duration) -> Result<Option<Completion>, Error> {
        if let Some(report) = self.reports.pop_front() {
            return Ok(Some(report));
        }
        let packet = self
            .next_packet(timeout)
            .map_err(|failure| Error::System(format!("cannot fetch a completion: {failure}")))?;
        let Some(Packet { operation, bytes, error }) = packet else {
            return Ok(None);
        };
        // From here on, the pointer from `issue`, not the equal address from the packet.
        let refused = self.refused.take(&operation);
        let reported = refused.is_some();
        let outstanding =
            || self.outstanding.remove_entry(&operation).map(|(operation, _)| operation);
        let Some(operation) = refused.or_else(outstanding) else {
            return Ok(None);
        };
        // SAFETY: the pointer came from `Box::into_raw` in `issue` and just left the only set that had
        // it. The packet says that the request has ended, so nobody writes to the memory.
        let Operation { mut buffer, id, kind, issued, .. } = *unsafe { Box::from_raw(operation) };
        if reported {
            return Ok(None);
        }
        let bytes = bytes as usize;
        if kind != Kind::Write {
            buffer.truncate(bytes);
        }
        Ok(Some(Completion {
            id,
            kind,
            outcome: outcome(kind, error),
            bytes,
            data: buffer,
            latency: issued.elapsed(),
        }))
    }

    fn cancel_all(&mut self) -> Result<(), Error> {
        self.cancel_io(ptr::null())
    }

    fn cancel(&mut self, id: u64) -> Result<(), Error> {
        let mut outstanding = self.outstanding.iter();
        match outstanding.find(|(_, outstanding)| **outstanding == id) {
            Some((operation, _)) => self.cancel_io(operation.cast()),
            None => Ok(()),
        }
    }

    fn close(&mut self) {
        self.device = None;
    }
}

impl Drop for Win32Device {
    fn drop(&mut self) {
        let since = Instant::now();
        if !self.outstanding.is_empty() && self.cancel_all().is_err() {
            // Closing the last handle also ends the requests, whose packets still arrive.
            self.device = None;
        }
        while !self.outstanding.is_empty() {
            let left = self.patience.saturating_sub(since.elapsed());
            if left.is_zero() || self.next(left).is_err() {
                break;
            }
        }
        // The system may still write to the memory of outstanding requests, which is leaked.
        self.end();
    }
}

fn outcome(kind: Kind, error: Option<u32>) -> Outcome {
    let call = match kind {
        Kind::Read => "ReadFile",
        Kind::Write => "WriteFile",
        Kind::Control => "DeviceIoControl",
    };
    match error {
        None => Outcome::Succeeded,
        Some(ERROR_OPERATION_ABORTED) => Outcome::Cancelled,
        Some(error) => {
            let status = match error {
                ERROR_MORE_DATA => Status::BufferOverflow,
                ERROR_INVALID_FUNCTION => Status::InvalidDeviceRequest,
                _ => Status::Other,
            };
            Outcome::Failed(Cause { status, text: failure(call, error).to_string() })
        }
    }
}

fn create_file_failure(error: &io::Error) -> Failure {
    match error.raw_os_error() {
        Some(code) => failure("CreateFileW", code.cast_unsigned()),
        // The standard library rejected the path before the call.
        None => {
            Failure { text: error.to_string(), ..failure("CreateFileW", ERROR_INVALID_PARAMETER) }
        }
    }
}

#[cfg(test)]
mod tests;
