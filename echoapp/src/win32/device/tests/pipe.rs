//! Devices under test: named pipes in message mode, and their peers.

use std::fs::File;
use std::io::{Read, Write};
use std::os::windows::io::{AsRawHandle, FromRawHandle};
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{ERROR_PIPE_CONNECTED, INVALID_HANDLE_VALUE};
use windows_sys::Win32::Storage::FileSystem::PIPE_ACCESS_DUPLEX;
use windows_sys::Win32::System::Pipes::{
    ConnectNamedPipe, CreateNamedPipeW, PIPE_READMODE_MESSAGE, PIPE_TYPE_MESSAGE,
    SetNamedPipeHandleState,
};

use super::super::Win32Device;
use crate::win32::{last_error, last_failure, wide};

/// The size of the pipe's buffers and the longest message, in bytes.
const CAPACITY: u32 = 65_536;
/// The delay of an answer, so that it usually comes later than the request.
const DELAY: Duration = Duration::from_millis(1);

/// A device that echoes each message a little later. A read returns one message, and fails if the
/// message is longer.
pub fn echoing() -> Win32Device {
    let (mut peer, device) = silent();
    // The thread ends with the pipe, when the device is closed.
    thread::spawn(move || {
        let mut message = vec![0; CAPACITY as usize];
        while let Ok(length) = peer.read(&mut message) {
            thread::sleep(DELAY);
            if peer.write_all(&message[..length]).is_err() {
                return;
            }
        }
    });
    let mode = PIPE_READMODE_MESSAGE;
    // SAFETY: the handle is an open pipe's, and `mode` outlives the call.
    let set = unsafe {
        SetNamedPipeHandleState(device.handle(), &raw const mode, ptr::null(), ptr::null())
    };
    assert_ne!(set, 0, "{}", last_failure("SetNamedPipeHandleState"));
    device
}

/// A device that never answers, and its peer. Dropping the peer closes its end of the pipe.
pub fn silent() -> (File, Win32Device) {
    let (peer, path) = unopened();
    let device = Win32Device::open(&path).unwrap_or_else(|failure| panic!("{path}: {failure}"));
    (peer, device)
}

/// The peer of a device that nobody has opened, and the device's path.
pub fn unopened() -> (File, String) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = format!(r"\\.\pipe\echoapp-{}-{number}", std::process::id());
    let name = wide(&path);
    // SAFETY: `name` ends with a zero and outlives the call.
    let pipe = unsafe {
        CreateNamedPipeW(
            name.as_ptr(),
            PIPE_ACCESS_DUPLEX,
            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE,
            1,
            CAPACITY,
            CAPACITY,
            0,
            ptr::null(),
        )
    };
    assert_ne!(pipe, INVALID_HANDLE_VALUE, "{}", last_failure("CreateNamedPipeW"));
    // SAFETY: the handle was just created, and nobody else owns it.
    (unsafe { File::from_raw_handle(pipe) }, path)
}

/// Waits until a device of [`unopened`] has been opened.
pub fn wait_for_device(peer: &File) {
    // SAFETY: the handle is an open pipe's, without overlapped I/O: the call ends when it returns.
    let connected = unsafe { ConnectNamedPipe(peer.as_raw_handle(), ptr::null_mut()) };
    assert!(
        connected != 0 || last_error() == ERROR_PIPE_CONNECTED,
        "{}",
        last_failure("ConnectNamedPipe")
    );
}
