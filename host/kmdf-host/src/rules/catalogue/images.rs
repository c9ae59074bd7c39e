//! Rules about the image of a driver, and the stack that its code runs on.

use super::Entry;

pub(in super::super) const IMPORTS_EXECUTABLE: Entry = Entry {
    why: "The system writes the addresses of the imports, and memory integrity lets nobody write to \
          executable pages: Windows does not certify such a driver.",
    wrong: "link /MERGE:.rdata=.text ...",
    right: "link ... // .rdata stays a section of its own",
    advice: "Do not merge .rdata or .idata with a section of code.",
    breaks: "rules::images::import_addresses_in_an_executable_section_are_reported",
    keeps: "rules::images::import_addresses_in_a_section_of_data_are_not_reported",
};

pub(in super::super) const STACK_SWITCHED: Entry = Entry {
    why: "The kernel finds the thread, the limits of the stack and the frames of an exception by the \
          stack that it gave the thread: bug check 0xC4, 0x90 with Driver Verifier.",
    wrong: "SwitchToStack(own); // an assembler routine that sets rsp\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    right: "KeExpandKernelStackAndCallout(Deep, request, MAXIMUM_EXPANSION_SIZE);",
    advice: "Keep the stack pointer in the thread's stack; put large data in pool.",
    breaks: "rules::images::call_on_a_stack_of_the_driver_is_reported",
    keeps: "rules::images::call_after_a_switch_back_is_not_reported",
};
