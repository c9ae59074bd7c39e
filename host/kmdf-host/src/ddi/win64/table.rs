//! The function table that an image is bound to.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::super::missing::missing;
use super::super::table::missing_table;
use super::super::{
    cancel::*, capabilities::*, collection::*, control::*, device::*, device_init::*,
    device_names::*, dpc::*, driver::*, file_object::*, forward_progress::*, getters::*,
    init_setters::*, io_target::*, irp::*, lookaside::*, memory::*, object::*, power_policy::*,
    properties::*, query_interface::*, queue::*, queue_retrieval::*, registry::*,
    registry_assign::*, registry_keys::*, registry_query::*, relations::*, remote_target::*,
    request::*, request_buffer::*, request_origin::*, request_user_buffer::*, resource_list::*,
    self_target::*, send::*, stop_idle::*, string::*, synchronization::*, target_io::*, timer::*,
    verifier::*, wmi::*, work_item::*,
};
use super::slot::Slot;
use crate::abi::*;

/// The entry of a DDI that this host does not have.
unsafe extern "efiapi" fn missing_entry<const INDEX: usize>() -> u64 {
    missing(INDEX)
}

macro_rules! entries {
    ($($name:ident $index:ident $pfn:ident ($($parameter:ident: $type:ty),*) -> $result:ty;)*) => {
        /// The DDIs that the host has, each as an image calls it.
        mod entries {
            use super::Slot;
            use crate::abi::*;
            $(pub(super) unsafe extern "efiapi" fn $name(
                globals: PWDF_DRIVER_GLOBALS $(, $parameter: Slot<$type>)*
            ) -> $result {
                // SAFETY: the driver calls it with what the DDI of this name takes.
                unsafe { super::$name(globals $(, $parameter.value())*) }
            })*
        }

        /// Puts the entries where they belong.
        const fn fill(
            mut table: [WDFFUNC; WDF_FUNCTION_COUNT],
        ) -> [WDFFUNC; WDF_FUNCTION_COUNT] {
            $({
                let entry: unsafe extern "efiapi" fn(
                    PWDF_DRIVER_GLOBALS $(, Slot<$type>)*
                ) -> $result = entries::$name;
                // SAFETY: a function-table entry has no type of its own; the driver calls it as
                // the DDI of its index, by the convention of its image.
                table[_WDFFUNCENUM::$index as usize] = Some(unsafe {
                    std::mem::transmute::<
                        unsafe extern "efiapi" fn(PWDF_DRIVER_GLOBALS $(, Slot<$type>)*) -> $result,
                        unsafe extern "C" fn(),
                    >(entry)
                });
            })*
            table
        }
    };
}
for_each_hosted_ddi!(entries);

/// The table, one for all machines: an entry finds its machine by asking who is running.
pub(super) static FUNCTION_TABLE: [WDFFUNC; WDF_FUNCTION_COUNT] =
    fill(missing_table!(missing_entry: unsafe extern "efiapi" fn() -> u64));
