//! Framework handles: distinct pointers to structures that only the framework knows.
#![allow(non_camel_case_types, reason = "C names")]

use super::nt::HANDLE;

macro_rules! handles {
    ($($handle:ident $structure:ident,)*) => {
        $(
            #[doc = concat!("What a `", stringify!($handle), "` points to; opaque.")]
            #[repr(C)]
            #[derive(Debug, Clone, Copy)]
            pub struct $structure {
                _opaque: [u8; 0],
            }
            #[doc = concat!("Handle of a framework object: `", stringify!($handle), "`.")]
            pub type $handle = *mut $structure;
        )*
    };
}

handles! {
    WDFDRIVER WDFDRIVER__,
    WDFDEVICE WDFDEVICE__,
    WDFQUEUE WDFQUEUE__,
    WDFREQUEST WDFREQUEST__,
    WDFTIMER WDFTIMER__,
    WDFSPINLOCK WDFSPINLOCK__,
    WDFWAITLOCK WDFWAITLOCK__,
    WDFMEMORY WDFMEMORY__,
    WDFSTRING WDFSTRING__,
    WDFKEY WDFKEY__,
    WDFFILEOBJECT WDFFILEOBJECT__,
    WDFWORKITEM WDFWORKITEM__,
    WDFCOLLECTION WDFCOLLECTION__,
    WDFDPC WDFDPC__,
    WDFLOOKASIDE WDFLOOKASIDE__,
    WDFIOTARGET WDFIOTARGET__,
    WDFWMIPROVIDER WDFWMIPROVIDER__,
    WDFWMIINSTANCE WDFWMIINSTANCE__,
    WDFCMRESLIST WDFCMRESLIST__,
    PWDFDEVICE_INIT WDFDEVICE_INIT,
}

/// A handle of any framework object.
pub type WDFOBJECT = HANDLE;
/// A value that the framework hands back to a callback unchanged.
pub type WDFCONTEXT = super::nt::PVOID;
