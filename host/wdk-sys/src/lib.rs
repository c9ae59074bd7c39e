//! The items of the crate `wdk-sys` that a KMDF driver uses, on the user-mode host.
//!
//! Names, types, layouts and values are those of the published crate, so one driver source compiles
//! with both. Only the implementation differs: [`call_unsafe_wdf_function_binding!`] calls through the
//! function table of [`kmdf_host`], and the functions of [`ntddk`] are the host's.
//!
//! Missing: `ntddk::DbgPrint`, a C-variadic function, which stable Rust cannot define; use
//! `wdk::println!`. Items that the published crate does not have are private here, such as the
//! statuses `STATUS_WDF_…`, which bindgen skips because of their casts.
//!
//! ```compile_fail,E0603
//! use wdk_sys::STATUS_WDF_BUSY;
//! ```

#[doc(hidden)]
pub mod functions_of_this_host;
pub mod ntddk;

pub use kmdf_host::abi::*;
#[allow(hidden_glob_reexports, unused_imports, reason = "a private import hides a public one")]
use kmdf_host::abi::{
    DDI_NAMES, DriverEntry, PCIO_STATUS_BLOCK, PCMDL, PCWDF_DEVICE_PNP_CAPABILITIES,
    PCWDF_DEVICE_POWER_CAPABILITIES, PCWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS,
    PCWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS, PCWDF_DEVICE_PROPERTY_DATA, PCWDF_DEVICE_STATE,
    PCWDF_DPC_CONFIG, PCWDF_DRIVER_CONFIG, PCWDF_DRIVER_GLOBALS,
    PCWDF_DRIVER_VERSION_AVAILABLE_PARAMS, PCWDF_FILEOBJECT_CONFIG,
    PCWDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS, PCWDF_IO_QUEUE_CONFIG,
    PCWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY, PCWDF_IO_TARGET_OPEN_PARAMS, PCWDF_IO_TYPE_CONFIG,
    PCWDF_MEMORY_DESCRIPTOR, PCWDF_OBJECT_ATTRIBUTES, PCWDF_PNPPOWER_EVENT_CALLBACKS,
    PCWDF_POWER_POLICY_EVENT_CALLBACKS, PCWDF_QUERY_INTERFACE_CONFIG, PCWDF_REMOVE_LOCK_OPTIONS,
    PCWDF_REQUEST_COMPLETION_PARAMS, PCWDF_REQUEST_PARAMETERS, PCWDF_REQUEST_REUSE_PARAMS,
    PCWDF_REQUEST_SEND_OPTIONS, PCWDF_TIMER_CONFIG, PCWDF_WMI_INSTANCE_CONFIG,
    PCWDF_WMI_PROVIDER_CONFIG, PCWDF_WORKITEM_CONFIG, PCWDFMEMORY_OFFSET, STATUS_WDF_BUSY,
    STATUS_WDF_DEVICE_REMOVED_NOT_SENT, STATUS_WDF_EXECUTION_LEVEL_INVALID,
    STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL, STATUS_WDF_INTERNAL_ERROR, STATUS_WDF_NO_CALLBACK,
    STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS, STATUS_WDF_OBJECT_ATTRIBUTES_INVALID,
    STATUS_WDF_PARENT_ALREADY_ASSIGNED, STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED,
    STATUS_WDF_PARENT_IS_SELF, STATUS_WDF_PARENT_NOT_SPECIFIED, STATUS_WDF_PAUSED,
    STATUS_WDF_POSTED, STATUS_WDF_QUEUED, STATUS_WDF_REQUEST_INVALID_STATE,
    STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID, WDF_FUNCTION_COUNT, WDFFUNCENUM, for_each_hosted_ddi,
    guid_text, status_name, win32_error,
};

/// No attributes: the framework's defaults apply.
pub const WDF_NO_OBJECT_ATTRIBUTES: PWDF_OBJECT_ATTRIBUTES = core::ptr::null_mut();
/// No event callback.
pub const WDF_NO_EVENT_CALLBACK: PVOID = core::ptr::null_mut();
/// The caller needs no handle.
pub const WDF_NO_HANDLE: PVOID = core::ptr::null_mut();
/// No context.
pub const WDF_NO_CONTEXT: PVOID = core::ptr::null_mut();
/// No send options.
pub const WDF_NO_SEND_OPTIONS: PVOID = core::ptr::null_mut();

/// The driver's globals, which the stub of a kernel image sets when it binds to the framework.
///
/// Null here: one process may run several machines, and
/// [`call_unsafe_wdf_function_binding!`] passes the globals of the running machine.
#[allow(non_upper_case_globals, reason = "C name")]
pub static mut WdfDriverGlobals: PWDF_DRIVER_GLOBALS = core::ptr::null_mut();

/// The number of functions in the function table.
#[allow(non_upper_case_globals, clippy::cast_possible_truncation, reason = "C name; 458")]
pub static mut WdfFunctionCount: ULONG = WDF_FUNCTION_COUNT as ULONG;

/// Whether a status is of the informational class (`NT_INFORMATION`).
#[allow(non_snake_case, reason = "C name")]
#[must_use]
pub const fn NT_INFORMATION(nt_status: NTSTATUS) -> bool {
    nt_status.cast_unsigned() >> 30 == 1
}

/// Whether a status is of the warning class (`NT_WARNING`).
#[allow(non_snake_case, reason = "C name")]
#[must_use]
pub const fn NT_WARNING(nt_status: NTSTATUS) -> bool {
    nt_status.cast_unsigned() >> 30 == 2
}

/// Whether a status is of the error class (`NT_ERROR`).
#[allow(non_snake_case, reason = "C name")]
#[must_use]
pub const fn NT_ERROR(nt_status: NTSTATUS) -> bool {
    nt_status.cast_unsigned() >> 30 == 3
}

/// Defines the macro with an arm for each function of the host, and one that refuses the others. The
/// parameter `$dollar` is the sign `$`, which a macro cannot write into the macro that it defines.
macro_rules! binding {
    ($dollar:tt $($name:ident $index:ident $type:ident ($($of:tt)*) -> $result:tt;)*) => {
        /// Calls a function of the framework: first its name, then its arguments without the globals.
        ///
        /// The call is unsafe: the caller keeps the contract of the function. A function that returns a
        /// value is `#[must_use]`.
        ///
        /// ```
        /// use wdk_sys::{NTSTATUS, WDFREQUEST, call_unsafe_wdf_function_binding};
        ///
        /// /// # Safety
        /// /// The driver owns `request`.
        /// unsafe fn complete(request: WDFREQUEST, status: NTSTATUS) {
        ///     // SAFETY: the caller owns the request.
        ///     unsafe { call_unsafe_wdf_function_binding!(WdfRequestComplete, request, status) }
        /// }
        /// ```
        ///
        /// ```compile_fail,E0133
        /// fn complete(request: wdk_sys::WDFREQUEST) {
        ///     wdk_sys::call_unsafe_wdf_function_binding!(WdfRequestComplete, request, 0)
        /// }
        /// ```
        ///
        /// A function that the host lacks does not compile: "the host has no function
        /// `WdfInterruptCreate`".
        ///
        /// ```compile_fail
        /// fn create() {
        ///     unsafe { wdk_sys::call_unsafe_wdf_function_binding!(WdfInterruptCreate) };
        /// }
        /// ```
        #[macro_export]
        macro_rules! call_unsafe_wdf_function_binding {
            $(($name $dollar(, $dollar argument:expr)* $dollar(,)?) => {
                $crate::functions_of_this_host::$name($dollar($dollar argument),*)
            };)*
            ($dollar function:ident $dollar($dollar rest:tt)*) => {
                ::core::compile_error!(::core::concat!(
                    "the host has no function `",
                    ::core::stringify!($dollar function),
                    "`: docs/DDI.md lists the functions of KMDF 1.31 and which of them the host has"
                ))
            };
        }
    };
}
kmdf_host::abi::for_each_hosted_ddi!(binding $);

/// States that a routine is pageable and must run below `DISPATCH_LEVEL`. The host reports a
/// violation where the published crate asserts.
#[macro_export]
#[allow(non_snake_case, reason = "C name")]
macro_rules! PAGED_CODE {
    () => {
        $crate::functions_of_this_host::paged_code(::core::module_path!())
    };
}
