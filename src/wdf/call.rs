//! The one way in which the driver calls the framework.

/// How many functions every framework has that loads this driver: `WdfFunctionCount` is the number
/// that the driver was built with or, for a driver that declares a minimum version, the number of
/// the framework that runs, and none that may be declared has less than these.
const FUNCTIONS: wdk_sys::ULONG = 453;

/// Calls a function of the framework: its name, then its arguments without the driver's globals.
///
/// The call is unsafe, the caller keeps the function's contract. It is
/// [`wdk_sys::call_unsafe_wdf_function_binding`], which looks the function up in a slice, without
/// the branch for an index past the slice's end: with no such branch there is nothing left in the
/// release image that could panic.
macro_rules! wdf_call {
    ($function:ident $(, $argument:expr)* $(,)?) => {{
        $crate::wdf::call::function_table_is_whole();
        ::wdk_sys::call_unsafe_wdf_function_binding!($function $(, $argument)*)
    }};
}
pub(super) use wdf_call;

/// Tells the compiler that the table has the functions that every framework has.
#[inline]
pub(super) fn function_table_is_whole() {
    // SAFETY: the stub of the image writes it before it calls `DriverEntry`, and nobody after.
    let count = unsafe { wdk_sys::WdfFunctionCount };
    // SAFETY: binding to a framework with fewer functions fails, and the image is not loaded.
    unsafe { core::hint::assert_unchecked(count >= FUNCTIONS) };
}
