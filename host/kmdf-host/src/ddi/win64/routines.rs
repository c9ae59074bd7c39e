//! The kernel's routines in the calling convention of an image.
#![allow(non_snake_case, clippy::too_many_arguments, reason = "the kernel's names")]

use crate::abi::GUID;
use crate::kernel::routines::{
    self, Counted, FastMutex, Fields, Header, Link, Links, Object, ObjectAttributes, Query,
    StatusBlock, for_each_routine,
};

macro_rules! exports {
    ($($name:ident($($parameter:ident: $type:ty),*) $(-> $result:ty)? [$limit:ident] $routine:expr;)*) => {
        $(unsafe extern "efiapi" fn $name($($parameter: $type),*) $(-> $result)? {
            // SAFETY: the driver keeps the contract of the routine.
            unsafe { routines::$name($($parameter),*) }
        })*

        /// The routines by name.
        pub(super) fn all() -> impl Iterator<Item = (&'static str, *const ())> {
            [$((stringify!($name), $name as *const ())),*].into_iter()
        }
    };
}
for_each_routine!(exports);
