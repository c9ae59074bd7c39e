//! Sleep of the machine.

use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::System::Power::{IsPwrSuspendAllowed, SetSuspendState};
use windows_sys::Win32::System::Threading::{
    CreateWaitableTimerW, SetWaitableTimer, WaitForSingleObject,
};

use super::{check, last_failure};

/// How long after its time the timer may wake the machine, in milliseconds.
const PATIENCE_MS: u32 = 300_000;

/// Puts the machine to sleep, S1 to S3, and has a timer wake it. The error says why not.
pub fn sleep(time: Duration) -> Result<(), String> {
    // SAFETY: the function has no preconditions.
    if !unsafe { IsPwrSuspendAllowed() } {
        return Err(
            "this machine has none of the sleep states S1 to S3 (see powercfg /a)".to_owned()
        );
    }
    // SAFETY: null means the default security, and no name.
    let timer = unsafe { CreateWaitableTimerW(ptr::null(), 1, ptr::null()) };
    if timer.is_null() {
        return Err(last_failure("CreateWaitableTimerW").to_string());
    }
    // SAFETY: the timer was just created, and nobody else owns it.
    let timer = unsafe { OwnedHandle::from_raw_handle(timer) };
    // Negative: from now, in units of 100 ns.
    let due = -i64::try_from(time.as_nanos() / 100).unwrap_or(i64::MAX);
    // SAFETY: the timer is open, `due` outlives the call, and there is no routine to call. 1: the timer
    // wakes the machine.
    let set =
        unsafe { SetWaitableTimer(timer.as_raw_handle(), &raw const due, 0, None, ptr::null(), 1) };
    check("SetWaitableTimer", set).map_err(|failure| failure.to_string())?;
    let since = Instant::now();
    // SAFETY: the call takes no pointers: sleep, unforced, with wake-ups. It returns after the wake.
    let slept = unsafe { SetSuspendState(false, false, false) };
    if !slept {
        return Err(last_failure("SetSuspendState").to_string());
    }
    // SAFETY: the timer is open during the call.
    let waited = unsafe { WaitForSingleObject(timer.as_raw_handle(), PATIENCE_MS) };
    if waited == 0 {
        return Ok(());
    }
    Err(format!("the machine did not sleep, or its timer did not end within {:?}", since.elapsed()))
}
