//! Rules about the set-up of a driver and its devices.

use super::Entry;

pub(in super::super) const DRIVER_NOT_CREATED: Entry = Entry {
    why: "The framework does not know the driver. Its first DDI fails or stops \
          Windows, and devices cannot be added.",
    wrong: "NTSTATUS DriverEntry(PDRIVER_OBJECT object, PUNICODE_STRING path) {\n\
            \x20   return STATUS_SUCCESS;\n\
            }",
    right: "NTSTATUS DriverEntry(PDRIVER_OBJECT object, PUNICODE_STRING path) {\n\
            \x20   return WdfDriverCreate(object, path, NULL, &config, NULL);\n\
            }",
    advice: "Call WdfDriverCreate first in DriverEntry, and return its status.",
    breaks: "rules::setup::entry_without_driver_object_is_reported",
    keeps: "rules::setup::entry_that_fails_with_its_driver_object_is_not_reported",
};

pub(in super::super) const DEVICE_CREATE_FAILURE_HIDDEN: Entry = Entry {
    why: "The framework counts the device as added, but there is none. The node fails \
          later, with another status than the cause.",
    wrong: "WdfDeviceCreate(&init, NULL, &device);\n\
            return STATUS_SUCCESS;",
    right: "status = WdfDeviceCreate(&init, NULL, &device);\n\
            if (!NT_SUCCESS(status)) { return status; }",
    advice: "Return the status of WdfDeviceCreate from EvtDriverDeviceAdd.",
    breaks: "rules::setup::hidden_failure_of_device_creation_is_reported",
    keeps: "rules::setup::returned_failure_of_device_creation_is_not_reported",
};

pub(in super::super) const WRONG_CONFIGURATION: Entry = Entry {
    why: "The framework refuses or ignores the setting: the callbacks never come, the \
          device does not start, or a type of request fails.",
    wrong: "status = WdfDeviceConfigureRequestDispatching(\n\
            \x20   device, WdfDeviceGetDefaultQueue(device), WdfRequestTypeRead);",
    right: "status = WdfDeviceConfigureRequestDispatching(\n\
            \x20   device, readQueue, WdfRequestTypeRead);",
    advice: "Initialize the structure with its INIT function, and look up which values go \
          together.",
    breaks: "rules::configuration::route_to_the_default_queue_is_reported",
    keeps: "rules::configuration::route_to_a_queue_with_handler_is_not_reported",
};

pub(in super::super) const FILE_OBJECTS_NOT_CONFIGURED: Entry = Entry {
    why: "The device has no file objects, so the handle is NULL.",
    wrong: "file = WdfRequestGetFileObject(request);",
    right: "WdfDeviceInitSetFileObjectConfig(init, &config, NULL); // EvtDriverDeviceAdd\n\
            // ...\n\
            file = WdfRequestGetFileObject(request);",
    advice: "Call WdfDeviceInitSetFileObjectConfig before WdfDeviceCreate if requests \
          need file objects.",
    breaks: "rules::configuration::file_object_of_a_device_without_any_is_reported",
    keeps: "rules::configuration::file_object_of_a_configured_device_is_not_reported",
};

pub(in super::super) const KEY_OUTSIDE_ISOLATION: Entry = Entry {
    why: "An update of the package replaces the key, and two versions of the driver would share it. \
          Windows does not certify such a driver.",
    wrong: "WdfDriverOpenParametersRegistryKey(driver, KEY_WRITE, NULL, &key);\n\
            WdfRegistryOpenKey(NULL, &wholePath, KEY_READ, NULL, &key);",
    right: "WdfDriverOpenParametersRegistryKey(driver, KEY_READ, NULL, &key);",
    advice: "Read settings from Parameters; keep state in the device's key \
             (WdfDeviceOpenRegistryKey).",
    breaks: "rules::registry::opening_the_parameters_key_for_writing_is_reported",
    keeps: "rules::registry::writing_to_the_keys_of_the_device_is_not_reported",
};
