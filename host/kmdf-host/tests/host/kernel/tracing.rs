//! Event tracing, and comparisons with the version of Windows.

use std::ptr::{null, null_mut};

use wdk_sys::{GUID, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER};

use super::{call, run};
use crate::closure_driver::SUCCESS;

#[test]
fn provider_is_registered_and_no_event_is_enabled() {
    run(|| {
        let (provider, mut handle) = (GUID::default(), 0);
        let registered = call!(EtwRegister, &raw const provider, 0, 0, &raw mut handle);
        assert_eq!((registered, handle == 0), (SUCCESS, false));
        assert_eq!(call!(EtwEventEnabled, handle, null()), 0);
        assert_eq!(call!(EtwProviderEnabled, handle, 4, 1), 0);
        assert_eq!(call!(EtwWrite, handle, null(), null(), 0, null_mut()), SUCCESS);
        assert_eq!(call!(EtwUnregister, handle), SUCCESS);
        assert_eq!(call!(EtwWrite, 5, null(), null(), 0, null_mut()), STATUS_INVALID_HANDLE);
        assert_eq!(call!(EtwRegister, null(), 0, 0, &raw mut handle), STATUS_INVALID_PARAMETER);
    });
}

#[test]
fn registration_with_wmi_succeeds_for_a_device() {
    run(|| {
        let mut device = 0_u8;
        let register = |device, action| call!(IoWMIRegistrationControl, device, action);
        // WPP registers its driver with WMIREG_FLAG_TRACE_PROVIDER.
        assert_eq!(register(&raw mut device, 0x1_0001), SUCCESS);
        assert_eq!(register(&raw mut device, 2), SUCCESS);
        assert_eq!(register(null_mut(), 1), STATUS_INVALID_PARAMETER);
        assert_eq!(register(&raw mut device, 9), STATUS_INVALID_PARAMETER);
    });
}

#[test]
fn version_is_compared_by_the_conditions() {
    const MISMATCH: i32 = 0xC000_0059_u32.cast_signed();
    const AT_LEAST: u8 = 3;
    run(|| {
        // VER_MAJORVERSION and VER_MINORVERSION.
        let mask = call!(VerSetConditionMask, 0, 2, AT_LEAST);
        let mask = call!(VerSetConditionMask, mask, 1, AT_LEAST);
        let verify = |major: u32, minor: u32| {
            let wanted = [284, major, minor, 0, 0];
            call!(RtlVerifyVersionInfo, wanted.as_ptr(), 3, mask)
        };
        assert_eq!((verify(6, 2), verify(10, 0)), (SUCCESS, SUCCESS));
        assert_eq!((verify(10, 1), verify(11, 0)), (MISMATCH, MISMATCH));
        let nothing = call!(RtlVerifyVersionInfo, [284, 10].as_ptr(), 0, mask);
        assert_eq!(nothing, STATUS_INVALID_PARAMETER);
    });
}
