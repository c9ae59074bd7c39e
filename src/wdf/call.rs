//! `wdf_call!`, through which the driver makes every call to the framework.

/// The least number of functions of any framework that loads this driver. `WdfFunctionCount` is the
/// number of the framework's version that the driver was built for or, for a driver that declares a
/// minimum version, the number of the running framework. No version that may be declared has fewer
/// functions.
const FUNCTIONS: wdk_sys::ULONG = 453;

/// Calls a function of the framework: its name, then its arguments without the driver's globals.
///
/// The call is unsafe: the caller keeps the function's contract. The macro of `wdk-sys` looks the
/// function up in a slice, and the compiler checks the index at every call. `assert_unchecked` tells
/// the compiler how long the slice is at least, and the check disappears: no call can panic, and the
/// release image contains neither a bounds check nor any code for panics.
macro_rules! wdf_call {
    ($function:ident $(, $argument:expr)* $(,)?) => {{
        $crate::wdf::call::function_table_is_whole();
        ::wdk_sys::call_unsafe_wdf_function_binding!($function $(, $argument)*)
    }};
}
pub(super) use wdf_call;

/// Tells the compiler that the function table has at least [`FUNCTIONS`] entries.
#[inline]
pub(super) fn function_table_is_whole() {
    // SAFETY: the image's stub writes the count before it calls `DriverEntry`, and nobody later.
    let count = unsafe { wdk_sys::WdfFunctionCount };
    // SAFETY: binding to a framework with fewer functions fails, so the image is not loaded.
    unsafe { core::hint::assert_unchecked(count >= FUNCTIONS) };
}
