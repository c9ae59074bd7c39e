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
    ERROR_IO_PENDING, ERROR_OPERATION_ABORTED, GetLastError, HANDLE, INVALID_HANDLE_VALUE,
    WAIT_TIMEOUT,
};
use windows_sys::Win32::Storage::FileSystem::{FILE_FLAG_OVERLAPPED, ReadFile, WriteFile};
use windows_sys::Win32::System::IO::{
    CancelIoEx, CreateIoCompletionPort, GetQueuedCompletionStatus, OVERLAPPED,
};

use super::describe;
use crate::error::Error;
use crate::platform::{Completion, Device, Direction, Outcome, Request};

/// How long a dropped device waits for what it has cancelled. What has not come back by then is
/// never freed.
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
}

impl Win32Device {
    /// Opens the device for reading and writing (`CreateFileW`) and makes it a completion port.
    pub fn open(path: &str) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).custom_flags(FILE_FLAG_OVERLAPPED);
        let device = OwnedHandle::from(options.open(path)?);
        // SAFETY: the device's handle is open and was opened for overlapped I/O.
        let port = unsafe { CreateIoCompletionPort(device.as_raw_handle(), ptr::null_mut(), 0, 1) };
        if port.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the port was just made, and nobody else has it.
        let port = unsafe { OwnedHandle::from_raw_handle(port) };
        Ok(Self {
            device: Some(device),
            port,
            outstanding: HashSet::new(),
            refused: HashSet::new(),
            reports: VecDeque::new(),
        })
    }

    fn handle(&self) -> HANDLE {
        self.device.as_ref().map_or(INVALID_HANDLE_VALUE, AsRawHandle::as_raw_handle)
    }

    /// The next packet of the port, or an error code if the port itself failed.
    fn next_packet(&self, timeout: Duration) -> Result<Option<Packet>, u32> {
        let milliseconds = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX - 1);
        let (mut bytes, mut key) = (0, 0);
        let mut overlapped: *mut OVERLAPPED = ptr::null_mut();
        // SAFETY: the port is open, and all pointers are to live variables.
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
            (true, Some(error)) => Err(error),
            (false, error) => Ok(Some(Packet { operation: overlapped.cast(), bytes, error })),
        }
    }

    /// Frees the memory of what no packet will come for: nothing can write to it any more once the
    /// handle is closed and all that was outstanding has completed.
    fn close(&mut self) {
        self.device = None;
        for operation in self.refused.drain() {
            // SAFETY: it came from `Box::into_raw` in `issue`, left the set just now, and its
            // request ended when it was refused.
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
                // SAFETY: `memory` has `length` bytes, and they and the OVERLAPPED stay where they
                // are until the request has ended: only `operation` owns them.
                unsafe { ReadFile(device, memory, length, ptr::null_mut(), overlapped) }
            }
            Direction::Write => {
                // SAFETY: as above.
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
            outcome: outcome(Some(error)),
            bytes: 0,
            data: Vec::new(),
            latency: Duration::ZERO,
        });
    }

    fn next(&mut self, timeout: Duration) -> Result<Option<Completion>, Error> {
        if let Some(report) = self.reports.pop_front() {
            return Ok(Some(report));
        }
        let packet = self.next_packet(timeout).map_err(|error| {
            Error::System(format!("the completion port failed: {}", describe(error)))
        })?;
        let Some(Packet { operation, bytes, error }) = packet else {
            return Ok(None);
        };
        let reported = self.refused.remove(&operation);
        if !reported && !self.outstanding.remove(&operation) {
            return Ok(None);
        }
        // SAFETY: it came from `Box::into_raw` in `issue` and left its set just now; its packet says
        // that the request has ended, so that nothing writes to it any more.
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
            outcome: outcome(error),
            bytes,
            data: buffer,
            latency: issued.elapsed(),
        }))
    }

    fn cancel_all(&mut self) {
        // SAFETY: the handle is open. Failure means that nothing was outstanding any more.
        unsafe { CancelIoEx(self.handle(), ptr::null()) };
    }
}

impl Drop for Win32Device {
    fn drop(&mut self) {
        let since = Instant::now();
        if !self.outstanding.is_empty() {
            self.cancel_all();
        }
        while !self.outstanding.is_empty() {
            let left = PATIENCE.saturating_sub(since.elapsed());
            if left.is_zero() || self.next(left).is_err() {
                break;
            }
        }
        self.close();
    }
}

fn outcome(error: Option<u32>) -> Outcome {
    match error {
        None => Outcome::Succeeded,
        Some(ERROR_OPERATION_ABORTED) => Outcome::Cancelled,
        Some(error) => Outcome::Failed(describe(error)),
    }
}

fn last_error() -> u32 {
    // SAFETY: it takes nothing and has no preconditions.
    unsafe { GetLastError() }
}
