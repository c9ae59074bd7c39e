//! Rules about objects and their handles.

use super::Entry;

pub(in super::super) const STALE_HANDLE: Entry = Entry {
    why: "The handle's memory may belong to another object by then. The driver reads or changes \
          that object.",
    wrong: "WdfRequestComplete(request, STATUS_SUCCESS);\n\
            queue = WdfRequestGetIoQueue(request);",
    right: "queue = WdfRequestGetIoQueue(request);\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    advice: "Fetch what you need before the call that gives the object up, and clear stored handles.",
    breaks: "rules::handles::using_a_deleted_object_is_reported",
    keeps: "rules::handles::using_an_object_until_it_is_deleted_is_not_reported",
};

pub(in super::super) const WRONG_HANDLE_TYPE: Entry = Entry {
    why: "The framework treats one structure as another: bug check 0x10D with its verifier, \
          corrupted memory without.",
    wrong: "WdfIoQueueGetDevice((WDFQUEUE)request);",
    right: "WdfIoQueueGetDevice(WdfRequestGetIoQueue(request));",
    advice: "Do not cast handles; let the compiler check their types.",
    breaks: "rules::handles::using_a_handle_of_another_type_is_reported",
    keeps: "rules::handles::passing_any_type_for_any_object_is_not_reported",
};

pub(in super::super) const OBJECT_MISUSED: Entry = Entry {
    why: "The framework owns the object, or is not done with it. Deleting it takes memory from \
          under the framework.",
    wrong: "WdfObjectDelete(WdfDeviceGetDefaultQueue(device));",
    right: "WdfObjectDelete(memory); // created by the driver",
    advice: "Delete only what the driver created, and dereference once for each reference.",
    breaks: "rules::handles::deleting_the_default_queue_is_reported",
    keeps: "rules::handles::deleting_an_object_that_the_driver_created_is_not_reported",
};

pub(in super::super) const NOT_IN_COLLECTION: Entry = Entry {
    why: "Nothing is removed. The driver's idea of the collection is wrong, and the object that \
          the driver meant keeps the collection's reference.",
    wrong: "WdfCollectionRemove(collection, object);\n\
            WdfCollectionRemove(collection, object);",
    right: "WdfCollectionRemove(collection, object);",
    advice: "Remove each entry once, and check indexes against WdfCollectionGetCount.",
    breaks: "rules::collections::removing_what_a_collection_does_not_have_is_reported",
    keeps: "rules::collections::removing_each_entry_once_is_not_reported",
};

pub(in super::super) const LEAKED_OBJECT: Entry = Entry {
    why: "The object's memory stays allocated when the driver is gone, and its callbacks point \
          into unloaded code.",
    wrong: "WdfObjectReference(memory); // never dereferenced",
    right: "WdfObjectReference(memory);\n\
            // ...\n\
            WdfObjectDereference(memory);",
    advice: "Give each object a parent, and each reference its dereference.",
    breaks: "rules::memory::an_object_that_outlives_its_driver_is_reported",
    keeps: "rules::memory::an_object_that_the_driver_object_owns_is_not_reported",
};

pub(in super::super) const REFERENCE_TAG_MISMATCH: Entry = Entry {
    why: "One part of the driver drops a reference that another part relies on. The history of the \
          references, by which a leak is found, is wrong from then on.",
    wrong: "WdfObjectReferenceWithTag(memory, (PVOID)'ohcE');\n\
            WdfObjectDereference(memory);",
    right: "WdfObjectReferenceWithTag(memory, (PVOID)'ohcE');\n\
            WdfObjectDereferenceWithTag(memory, (PVOID)'ohcE');",
    advice: "Drop each reference with the tag under which it was taken.",
    breaks: "rules::reference_tags::dereferencing_with_another_tag_is_reported",
    keeps: "rules::reference_tags::dereferencing_with_the_tag_of_each_reference_is_not_reported",
};

pub(in super::super) const OBJECT_OUTLIVES_DEVICE: Entry = Entry {
    why: "The driver is the default parent. Each device that comes and goes leaves an object behind, \
          until the last device is gone. `cargo kmdf run` warns, because Microsoft's sample \
          `simsensor` creates two locks so.",
    wrong: "WdfSpinLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &context->Lock);",
    right: "attributes.ParentObject = device;\n\
            WdfSpinLockCreate(&attributes, &context->Lock);",
    advice: "Name the device as the ParentObject; name the driver if all devices share the object.",
    breaks: "rules::parents::lock_of_a_device_without_a_parent_is_reported",
    keeps: "rules::parents::lock_that_the_driver_deletes_is_not_reported",
};

pub(in super::super) const TOO_MANY_OBJECTS: Entry = Entry {
    why: "The driver creates objects and does not delete them. Their parent takes them away in the \
          end, but until then they use up the pool.",
    wrong: "WdfWorkItemCreate(&config, &attributes, &workItem); // in each EvtIoRead",
    right: "WdfWorkItemCreate(&config, &attributes, &context->WorkItem); // once for the device",
    advice: "Create an object once, or delete each when its work is done.",
    breaks: "rules::object_limit::work_items_beyond_the_limit_are_reported",
    keeps: "rules::object_limit::work_items_up_to_the_limit_are_not_reported",
};
