//! An open device: overlapped requests over a completion port, and who owns their memory.
//!
//! While the device may write to a request's memory, only a raw pointer to it exists here. It becomes
//! a box again when the completion port has given it back, or when the device's handle is closed.

use std::collections::{HashSet, VecDeque};
use std::fs::OpenOptions;
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{
    ERROR_INVALID_PARAMETER, ERROR_IO_PENDING, ERROR_NOT_FOUND, ERROR_OPERATION_ABORTED, HANDLE,
    INVALID_HANDLE_VALUE, WAIT_TIMEOUT,
};
use windows_sys::Win32::Storage::FileSystem::{FILE_FLAG_OVERLAPPED, ReadFile, WriteFile};
use windows_sys::Win32::System::IO::{
    CancelIoEx, CreateIoCompletionPort, GetQueuedCompletionStatus, OVERLAPPED,
};
use windows_sys::Win32::System::Threading::INFINITE;

use super::{failure, last_error, last_failure};
use crate::error::Error;
use crate::manage::failure::Failure;
use crate::platform::{Completion, Device, Direction, Outcome, Request};

/// How long a dropped device waits for what it has cancelled. What has not come back by then is
/// never freed: a leak harms nobody, a write to freed memory would.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request and its memory. The completion port names it by the address of `overlapped`, which is
/// the address of the whole because it is the first field.
#[repr(C)]
struct Operation {
    overlapped: OVERLAPPED,
    buffer: Vec<u8>,
    id: u64,
    direction: Direction,
    issued: Instant,
}

/// What the completion port says of a request that has ended.
struct Packet {
    operation: *mut Operation,
    bytes: u32,
    error: Option<u32>,
}

/// An echo device, opened for overlapped I/O.
pub struct Win32Device {
    device: Option<OwnedHandle>,
    port: OwnedHandle,
    /// Issued and not given back by the port yet.
    outstanding: HashSet<*mut Operation>,
    /// Refused by `ReadFile` or `WriteFile` and already reported. A packet follows if the driver's
    /// status was a warning and does not if it was an error, so the memory is kept for it.
    refused: HashSet<*mut Operation>,
    /// The completions of what was refused.
    reports: VecDeque<Completion>,
    patience: Duration,
}

impl Win32Device {
    /// Opens the device for reading and writing (`CreateFileW`) and makes it a completion port.
    pub fn open(path: &str) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).custom_flags(FILE_FLAG_OVERLAPPED);
        let file = options.open(path).map_err(|error| create_file_failure(&error))?;
        let device = OwnedHandle::from(file);
        // SAFETY: `device` is open until this returns or longer, and was opened for overlapped I/O. The
        // call makes a new port, so that it takes no other handle.
        let port = unsafe { CreateIoCompletionPort(device.as_raw_handle(), ptr::null_mut(), 0, 1) };
        if port.is_null() {
            return Err(last_failure("CreateIoCompletionPort"));
        }
        // SAFETY: the port was just made, and nobody else has it.
        let port = unsafe { OwnedHandle::from_raw_handle(port) };
        Ok(Self {
            device: Some(device),
            port,
            outstanding: HashSet::new(),
            refused: HashSet::new(),
            reports: VecDeque::new(),
            patience: PATIENCE,
        })
    }

    fn handle(&self) -> HANDLE {
        self.device.as_ref().map_or(INVALID_HANDLE_VALUE, AsRawHandle::as_raw_handle)
    }

    /// The next packet of the port, or why the port itself failed.
    fn next_packet(&self, timeout: Duration) -> Result<Option<Packet>, Failure> {
        let milliseconds = u32::try_from(timeout.as_millis()).unwrap_or(INFINITE).min(INFINITE - 1);
        let (mut bytes, mut key) = (0, 0);
        let mut overlapped: *mut OVERLAPPED = ptr::null_mut();
        // SAFETY: the port is open as long as `self` is; the pointers are to variables that live until
        // the call returns, and it keeps none of them.
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

    /// Closes the device and frees what was refused. The system is done with that: a refused request
    /// has ended, and a packet of it that nobody has fetched yet goes with the port.
    fn close(&mut self) {
        self.device = None;
        for operation in self.refused.drain() {
            // SAFETY: it came from `Box::into_raw` in `issue` and left the only set that had it just
            // now. Its request ended when it was refused, and the system writes to an OVERLAPPED no
            // later than when its packet is fetched, which only `next` does.
            drop(unsafe { Box::from_raw(operation) });
        }
    }
}

impl Device for Win32Device {
    fn issue(&mut self, id: u64, request: Request) {
        let direction = request.direction();
        let mut buffer = match request {
            Request::Read(length) => vec![0; length],
            Request::Write(data) => data,
        };
        let memory = buffer.as_mut_ptr();
        let Ok(length) = u32::try_from(buffer.len()) else {
            let reason = "more than 4 GiB in one request".to_owned();
            self.reports.push_back(Completion {
                id,
                direction,
                outcome: Outcome::Failed(reason),
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
            direction,
            issued: Instant::now(),
        }));
        let (device, overlapped) = (self.handle(), operation.cast::<OVERLAPPED>());
        let accepted = match direction {
            Direction::Read => {
                // SAFETY: `memory` has `length` bytes, which did not move with the vector that owns them.
                // They and the OVERLAPPED belong to `operation`, a raw pointer, so that nothing moves,
                // frees or looks at them before it is made a box again: in `next`, when the packet has
                // come that says that the request has ended, or in `close`, if it was refused. Otherwise
                // never: dropping the device leaks what has not ended. Null stands for no byte count,
                // which is the packet's.
                unsafe { ReadFile(device, memory, length, ptr::null_mut(), overlapped) }
            }
            Direction::Write => {
                // SAFETY: as for `ReadFile`, for as long; the system only reads these bytes.
                unsafe { WriteFile(device, memory, length, ptr::null_mut(), overlapped) }
            }
        };
        // A request that succeeded at once has its packet in the port like one that is pending.
        let error = if accepted == 0 { last_error() } else { ERROR_IO_PENDING };
        if error == ERROR_IO_PENDING {
            self.outstanding.insert(operation);
            return;
        }
        self.refused.insert(operation);
        self.reports.push_back(Completion {
            id,
            direction,
            outcome: outcome(direction, Some(error)),
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
            .map_err(|failure| Error::System(format!("no completion can be fetched: {failure}")))?;
        let Some(Packet { operation, bytes, error }) = packet else {
            return Ok(None);
        };
        // Of the same address the pointer that was issued, not the one that came back.
        let refused = self.refused.take(&operation);
        let reported = refused.is_some();
        let Some(operation) = refused.or_else(|| self.outstanding.take(&operation)) else {
            return Ok(None);
        };
        // SAFETY: it came from `Box::into_raw` in `issue` and left the only set that had it just now; its
        // packet says that the request has ended, so that nothing writes to it any more.
        let Operation { mut buffer, id, direction, issued, .. } =
            *unsafe { Box::from_raw(operation) };
        if reported {
            return Ok(None);
        }
        let bytes = bytes as usize;
        if direction == Direction::Read {
            buffer.truncate(bytes);
        }
        Ok(Some(Completion {
            id,
            direction,
            outcome: outcome(direction, error),
            bytes,
            data: buffer,
            latency: issued.elapsed(),
        }))
    }

    fn cancel_all(&mut self) -> Result<(), Error> {
        // SAFETY: the handle stays open during the call. Without an OVERLAPPED it is about everything
        // that this process has outstanding on the handle, and about no memory of ours.
        let succeeded = unsafe { CancelIoEx(self.handle(), ptr::null()) };
        let error = if succeeded == 0 { last_error() } else { ERROR_NOT_FOUND };
        // That nothing was found means that all has ended already.
        if error == ERROR_NOT_FOUND {
            return Ok(());
        }
        let failure = failure("CancelIoEx", error);
        Err(Error::System(format!("what is outstanding cannot be cancelled: {failure}")))
    }
}

impl Drop for Win32Device {
    fn drop(&mut self) {
        let since = Instant::now();
        if !self.outstanding.is_empty() && self.cancel_all().is_err() {
            // Closing the last handle ends requests too, and their packets still come.
            self.device = None;
        }
        while !self.outstanding.is_empty() {
            let left = self.patience.saturating_sub(since.elapsed());
            if left.is_zero() || self.next(left).is_err() {
                break;
            }
        }
        // The system may write to what is outstanding even now, at any time: that memory is leaked.
        self.close();
    }
}

fn outcome(direction: Direction, error: Option<u32>) -> Outcome {
    let call = match direction {
        Direction::Read => "ReadFile",
        Direction::Write => "WriteFile",
    };
    match error {
        None => Outcome::Succeeded,
        Some(ERROR_OPERATION_ABORTED) => Outcome::Cancelled,
        Some(error) => Outcome::Failed(failure(call, error).to_string()),
    }
}

fn create_file_failure(error: &io::Error) -> Failure {
    match error.raw_os_error() {
        Some(code) => failure("CreateFileW", code.cast_unsigned()),
        // The path itself was refused, before the call.
        None => {
            Failure { text: error.to_string(), ..failure("CreateFileW", ERROR_INVALID_PARAMETER) }
        }
    }
}

#[cfg(test)]
mod tests;
