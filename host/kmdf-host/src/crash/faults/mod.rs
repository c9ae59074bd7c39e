//! The processor's exceptions in a driver's code, which Unix reports as signals.
//!
//! The handler runs on a stack of its own. For a fault in a driver it emulates the instruction, or
//! notes the fault and lets the interrupted code continue in [`land`], which leaves the driver. Any
//! other signal goes to the handler that was set before.

mod context;
mod decode;
#[cfg_attr(not(any(target_os = "linux", target_os = "android")), path = "no_emulation.rs")]
mod emulate;
mod report;
mod stack;

use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use libc::{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, c_int, c_void, siginfo_t};

use self::context::Context;
use self::report::{Fault, Kind};
pub(crate) use self::stack::prepare_thread;
use super::stack::is_on_one;
use super::{Access, patience};
use crate::points::switch;
use crate::running;

/// Whether the host catches exceptions of the processor in drivers.
pub(crate) const CATCHES: bool = true;

/// The signals that stand for exceptions of the processor, and `abort`'s.
const SIGNALS: [c_int; 6] = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT];

/// The codes of `SIGFPE` for integers, `FPE_INTDIV` and `FPE_INTOVF` (`signal.h`).
const INTEGER: [c_int; 2] = if cfg!(target_vendor = "apple") { [7, 8] } else { [1, 2] };

/// The signal with which the watchdog interrupts a thread. Programs that do not know it ignore it.
const WATCHDOG: c_int = libc::SIGURG;

/// The bits of an address that a program may have.
const ADDRESS_BITS: u32 = if cfg!(target_arch = "x86_64") { 47 } else { 48 };

/// The bytes of stack that [`land`] needs.
const ROOM: usize = 64 << 10;

/// The handlers that were set before, in the order of [`SIGNALS`].
static PREVIOUS: OnceLock<[libc::sigaction; 6]> = OnceLock::new();

thread_local! {
    /// The fault for which this thread leaves its driver.
    static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// Handles the exceptions of drivers from now on.
pub(super) fn catch() {
    let mut previous = [MaybeUninit::<libc::sigaction>::zeroed(); 6];
    for (signal, place) in SIGNALS.iter().zip(&mut previous) {
        // SAFETY: the place is writable; no new action is set.
        unsafe { libc::sigaction(*signal, ptr::null(), place.as_mut_ptr()) };
    }
    // SAFETY: zeroes are a valid action, as is what the system wrote.
    PREVIOUS.get_or_init(|| previous.map(|action| unsafe { action.assume_init() }));
    for signal in SIGNALS.into_iter().chain([WATCHDOG]) {
        handle(signal, on_signal as *const () as usize);
    }
}

/// Sets the handler of a signal.
fn handle(signal: c_int, handler: usize) {
    // SAFETY: zeroes are a valid action.
    let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
    action.sa_sigaction = handler;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESTART;
    // SAFETY: the mask is part of the action.
    unsafe { libc::sigemptyset(&raw mut action.sa_mask) };
    // SAFETY: the handler lives as long as the process, and does only what a handler may do: it
    // interrupts a driver, or calls the handler that was set before.
    unsafe { libc::sigaction(signal, &raw const action, ptr::null_mut()) };
}

unsafe extern "C" fn on_signal(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    if signal == WATCHDOG {
        // SAFETY: the system passes the interrupted context, which nobody else uses.
        unsafe { on_watchdog(context) };
        return;
    }
    if running::is_below_driver() && is_on_one() {
        // SAFETY: the system passes the interrupted context, which nobody else uses.
        let mut context = unsafe { Context::new(context) };
        // SAFETY: the system passes the description of the signal.
        let info = unsafe { &*info };
        let fault = Fault::of(signal, info, &context);
        if !running::in_driver() || !emulate::emulate(&fault, &mut context) {
            leave_in(fault, &mut context);
        }
        return;
    }
    // SAFETY: the arguments are the system's.
    unsafe { pass_on(signal, info, context) };
}

/// Ends a driver that runs too long.
///
/// # Safety
/// The argument is the system's.
unsafe fn on_watchdog(context: *mut c_void) {
    // The signal may come late, when the thread does something else.
    if !running::is_below_driver() || !is_on_one() || !patience::confirm(running::in_driver()) {
        return;
    }
    // SAFETY: guaranteed by the caller.
    let mut context = unsafe { Context::new(context) };
    let fault = Fault {
        kind: Kind::Hang,
        instruction: context.instruction_pointer(),
        address: 0,
        access: Access::Unknown,
        has_address: false,
        stack_pointer: context.stack_pointer(),
        code: 0,
        in_host: false,
        bytes: None,
    };
    leave_in(fault, &mut context);
}

/// An OS thread that the watchdog can interrupt.
#[derive(Debug)]
pub(super) struct OsThread(libc::pthread_t);

impl OsThread {
    /// The calling thread.
    pub(super) fn current() -> Self {
        // SAFETY: the function has no conditions.
        Self(unsafe { libc::pthread_self() })
    }

    /// Interrupts the thread, which must not have ended.
    pub(super) fn interrupt(&self) {
        // SAFETY: the thread has not ended.
        unsafe { libc::pthread_kill(self.0, WATCHDOG) };
    }
}

/// Lets the interrupted code continue by leaving the driver.
fn leave_in(fault: Fault, context: &mut Context) {
    let (lowest, highest) = switch::stack();
    let pointer = context.stack_pointer();
    // Code below the stack pointer may use the 128 bytes there.
    let own = pointer.wrapping_sub(256);
    let is_usable = (lowest + ROOM..highest).contains(&own);
    // The driver's frames are never used again, so any of them may be overwritten.
    let top = if is_usable { own } else { highest - (highest - lowest) / 4 };
    FAULT.set(Some(fault));
    context.go_on(land as *const () as usize, top & !15);
}

/// Leaves the driver after a fault.
extern "C" fn land() -> ! {
    let fault = FAULT.take();
    running::in_host(|| super::crash(report::cause(fault)))
}

/// Gives a signal to the handler that was set before.
///
/// # Safety
/// The arguments are those of a handler.
unsafe fn pass_on(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    let place = SIGNALS.iter().position(|other| *other == signal);
    let previous = place.and_then(|place| PREVIOUS.get()?.get(place));
    let handler = previous.map_or(libc::SIG_DFL, |action| action.sa_sigaction);
    let takes_info = previous.is_some_and(|action| action.sa_flags & libc::SA_SIGINFO != 0);
    match handler {
        libc::SIG_IGN => {}
        libc::SIG_DFL => {
            handle(signal, libc::SIG_DFL);
            // SAFETY: the signal is blocked until this handler returns, and then ends the process.
            unsafe { libc::raise(signal) };
        }
        handler if takes_info => {
            type Handler = unsafe extern "C" fn(c_int, *mut siginfo_t, *mut c_void);
            // SAFETY: a handler that was set with this flag has this type.
            let handler = unsafe { std::mem::transmute::<usize, Handler>(handler) };
            // SAFETY: guaranteed by the caller.
            unsafe { handler(signal, info, context) };
        }
        handler => {
            // SAFETY: a handler that was set without the flag has this type.
            let handler =
                unsafe { std::mem::transmute::<usize, unsafe extern "C" fn(c_int)>(handler) };
            // SAFETY: guaranteed by the caller.
            unsafe { handler(signal) };
        }
    }
}

impl Fault {
    /// The fault that a signal reports.
    fn of(signal: c_int, info: &siginfo_t, context: &Context) -> Self {
        let kind = match signal {
            SIGSEGV => Kind::Memory,
            SIGBUS => Kind::Alignment,
            SIGILL => Kind::Instruction,
            SIGFPE if INTEGER.contains(&info.si_code) => Kind::Division,
            SIGFPE => Kind::FloatingPoint,
            SIGTRAP => Kind::Breakpoint,
            _ => Kind::Abort,
        };
        // A breakpoint on x86-64 is reported at the next instruction.
        let back = usize::from(cfg!(target_arch = "x86_64") && kind == Kind::Breakpoint);
        let instruction = context.instruction_pointer().wrapping_sub(back);
        let has_address = matches!(kind, Kind::Memory | Kind::Alignment) && context.is_page_fault();
        let is_of_process = instruction >> ADDRESS_BITS == 0;
        let is_known = kind != Kind::Abort && !has_address && is_of_process;
        // SAFETY: the processor executed the instruction, because it raised another exception than
        // that for an inaccessible page.
        let bytes = is_known.then(|| unsafe { decode::bytes_at(instruction) });
        // SAFETY: the system filled in the description.
        let address = unsafe { info.si_addr() }.addr();
        Self {
            kind,
            instruction,
            address,
            access: context.access(address),
            has_address,
            stack_pointer: context.stack_pointer(),
            code: context.count(),
            in_host: !running::in_driver(),
            bytes,
        }
    }
}
