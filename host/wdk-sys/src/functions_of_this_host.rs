//! A function for each DDI of the host, which calls through the host's function table.
#![allow(non_snake_case, reason = "the DDIs' own names")]

use core::mem;

pub use kmdf_host::kernel::paged_code;
#[allow(clippy::wildcard_imports, reason = "the list of DDIs names nearly all of the types")]
use kmdf_host::{
    abi::*,
    binding::{driver_globals, function_table},
};

macro_rules! ddis {
    ($($name:ident $index:ident $type:ident ($($parameter:ident: $of:ty),*) -> $result:tt;)*) => {
        $(ddi!($name $index $type ($($parameter: $of),*) -> $result);)*
    };
}

// A function that returns a value must be used, as in the published crate.
macro_rules! ddi {
    ($name:ident $index:ident $type:ident ($($parameter:ident: $of:ty),*) -> ()) => {
        ddi!(@define [] $name $index $type ($($parameter: $of),*) ());
    };
    ($name:ident $index:ident $type:ident ($($parameter:ident: $of:ty),*) -> $result:tt) => {
        ddi!(@define [#[must_use]] $name $index $type ($($parameter: $of),*) $result);
    };
    (@define [$($attribute:tt)*] $name:ident $index:ident $type:ident
        ($($parameter:ident: $of:ty),*) $result:tt) => {
        /// Calls the DDI of this name.
        ///
        /// # Safety
        /// The caller keeps the DDI's contract.
        $($attribute)*
        pub unsafe fn $name($($parameter: $of),*) -> $result {
            const INDEX: usize = _WDFFUNCENUM::$index.cast_unsigned() as usize;
            let table = function_table();
            // SAFETY: the table has an entry for each index of `_WDFFUNCENUM`.
            let entry = unsafe { table.add(INDEX).read() };
            // SAFETY: the entry at this index has the type `$type`.
            let function = unsafe { mem::transmute::<WDFFUNC, $type>(entry) };
            let Some(function) = function else {
                unreachable!("the host's function table has no {}", stringify!($name))
            };
            // SAFETY: the caller keeps the DDI's contract.
            unsafe { function(driver_globals(), $($parameter),*) }
        }
    };
}

kmdf_host::abi::for_each_hosted_ddi!(ddis);
