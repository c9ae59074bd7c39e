//! Rules about the arguments of calls, the binding, and crashes.

use super::Entry;

pub(in super::super) const REQUIRED_PARAMETER_IS_NULL: Entry = Entry {
    why: "The framework follows the pointer: bug check 0x10D, code 4.",
    wrong: "WdfIoQueueCreate(device, NULL, WDF_NO_OBJECT_ATTRIBUTES, &queue);",
    right: "WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, &queue);",
    advice: "Pass NULL only where the function's page says that the parameter is optional.",
    breaks: "rules::handles::passing_null_for_a_mandatory_pointer_is_reported",
    keeps: "rules::handles::passing_null_for_an_optional_pointer_is_not_reported",
};

pub(in super::super) const BINDING_MISUSED: Entry = Entry {
    why: "The loader of the framework counts the bindings of each image. A wrong count keeps the \
          framework loaded, or unloads it under the driver.",
    wrong: "WdfVersionBind(DriverObject, RegistryPath, &BindInfo, &Globals);\n\
            WdfVersionBind(DriverObject, RegistryPath, &BindInfo, &Globals);",
    right: "WdfVersionBind(DriverObject, RegistryPath, &BindInfo, &Globals);\n\
            // ... and at the unload:\n\
            WdfVersionUnbind(RegistryPath, &BindInfo, Globals);",
    advice: "Link the framework's own entry point (WdfDriverEntry.lib); it binds and unbinds once.",
    breaks: "image::binding::binding_twice_and_unbinding_twice_are_reported",
    keeps: "image::binding::current_and_older_frameworks_are_bound",
};

pub(in super::super) const MISSING_DDI: Entry = Entry {
    why: "The host cannot show what the driver would do on Windows. The call returns a failure.",
    wrong: "WdfIoTargetCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &target);",
    right: "// See docs/DDI.md for the functions that the host has.",
    advice: "Test this part on Windows, or keep the call behind a function that the test replaces.",
    breaks: "rules::handles::calling_a_ddi_that_the_host_lacks_is_reported",
    keeps: "rules::handles::using_an_object_until_it_is_deleted_is_not_reported",
};

pub(in super::super) const BUG_CHECK: Entry = Entry {
    why: "Windows stops with a blue screen.",
    wrong: "*(int *)NULL = 0;",
    right: "if (pointer != NULL) { *pointer = 0; }",
    advice: "Look at the last call and at the callback's arguments; replay the schedule in a debugger.",
    breaks: "crashes::panics::panic_of_a_driver_ends_the_operation_with_its_message",
    keeps: "crashes::images::cr8_reads_and_writes_are_emulated_in_an_image",
};

pub(in super::super) const ASSERTION_FAILED: Entry = Entry {
    why: "The driver's author expected something else. A checked build stops in the debugger.",
    wrong: "NT_ASSERT(length != 0); // length is what the application passed",
    right: "if (length == 0) { return STATUS_INVALID_PARAMETER; }",
    advice: "Check what comes from outside with code; assert only what the driver itself guarantees.",
    breaks: "image::exports::failed_assertion_is_reported_with_its_place",
    keeps: "image::exports::breakpoint_for_the_verifier_is_passed_and_shown",
};

pub(in super::super) const MALFORMED_STRING: Entry = Entry {
    why: "The framework refuses the string, and a call that returns no status does nothing. Other \
          functions of the kernel read beyond the buffer.",
    wrong: "name.Length = 5; // characters\n\
            WdfRegistryQueryULong(key, &name, &value);",
    right: "RtlInitUnicodeString(&name, L\"Level\"); // Length is in bytes: 10\n\
            WdfRegistryQueryULong(key, &name, &value);",
    advice: "Fill a UNICODE_STRING with RtlInitUnicodeString or DECLARE_CONST_UNICODE_STRING.",
    breaks: "rules::strings::malformed_reference_string_is_reported",
    keeps: "rules::strings::well_formed_strings_are_not_reported",
};
