//! Idle and wake settings, against KMDF behaviour, "Idle settings", and KMDF behaviour, "Stopping and
//! resuming idle".

use std::ptr::null_mut;

use wdk_sys::{
    STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_INVALID_PARAMETER, STATUS_PENDING, WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS,
    WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS, WDFDEVICE,
};

use crate::closure_driver::{
    Bench, ControlInit, Device, Rule, SUCCESS, attributes, ddi, note, notes,
};

const POWER_STATE_INVALID: i32 = 0xC000_02D3_u32.cast_signed();

/// WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT for a device that cannot wake.
fn idle() -> WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
    WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
        Size: 36,
        IdleCaps: 1,
        DxState: 5,
        UserControlOfIdleSettings: 2,
        Enabled: 2,
        PowerUpIdleDeviceOnSystemWake: 2,
        ExcludeD3Cold: 2,
        ..Default::default()
    }
}

fn assign(device: Device, mut settings: WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS) -> i32 {
    ddi!(WdfDeviceAssignS0IdleSettings, device.0, &raw mut settings)
}

fn stop_idle(device: WDFDEVICE) -> i32 {
    ddi!(WdfDeviceStopIdleActual, device, 0, null_mut(), 0, null_mut())
}

#[test]
fn idle_settings_are_checked_in_their_order() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        assert_eq!(assign(device, idle()), SUCCESS);
        for (wrong, status) in [
            (
                WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { Size: 30, ..idle() },
                STATUS_INFO_LENGTH_MISMATCH,
            ),
            (
                WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { DxState: 1, ..idle() },
                STATUS_INVALID_PARAMETER,
            ),
            (
                WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { IdleCaps: 4, ..idle() },
                STATUS_INVALID_PARAMETER,
            ),
            (
                WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { Enabled: 3, ..idle() },
                STATUS_INVALID_PARAMETER,
            ),
            (WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { IdleCaps: 2, ..idle() }, POWER_STATE_INVALID),
        ] {
            assert_eq!(assign(device, wrong), status, "{wrong:?}");
        }
        let oldest = WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { Size: 24, ..idle() };
        assert_eq!(assign(device, oldest), SUCCESS);
        let other = WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS { IdleTimeoutType: 1, ..idle() };
        assert_eq!(assign(device, other), STATUS_INVALID_DEVICE_REQUEST);
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::WrongConfiguration]);
}

#[test]
fn device_without_the_power_policy_has_no_settings() {
    let bench = Bench::new(|adding| {
        ddi!(WdfDeviceInitSetPowerPolicyOwnership, adding.init(), 0);
        let device = adding.device();
        assert_eq!(assign(device, idle()), STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(stop_idle(device.0), STATUS_INVALID_DEVICE_STATE);
        ddi!(WdfDeviceResumeIdleNoTrack, device.0);
    });
    bench.end_clean();
}

#[test]
fn wake_from_sleep_needs_a_device_that_can_wake() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let mut wake = WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS {
            Size: 20,
            DxState: 5,
            UserControlOfWakeSettings: 1,
            Enabled: 2,
            ..Default::default()
        };
        let at = &raw mut wake;
        assert_eq!(ddi!(WdfDeviceAssignSxWakeSettings, device.0, at), POWER_STATE_INVALID);
        let mut wrong = WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS { Enabled: 5, ..wake };
        let at = &raw mut wrong;
        assert_eq!(ddi!(WdfDeviceAssignSxWakeSettings, device.0, at), STATUS_INVALID_PARAMETER);
    });
    bench.end_clean();
}

#[test]
fn stop_idle_answers_by_the_power_state() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        note(format!("add {:x}", stop_idle(device.0)));
        SUCCESS
    });
    for callback in ["PrepareHardware", "D0Entry", "SelfManagedIoInit", "D0Exit", "ReleaseHardware"]
    {
        bench.on_pnp(callback, move |device| {
            let status = stop_idle(device.0);
            note(format!("{callback} {status:x}"));
            if status >= 0 {
                ddi!(WdfDeviceResumeIdleActual, device.0, null_mut(), 0, null_mut());
            }
            SUCCESS
        });
    }
    bench.device().stop().expect("the device stops");
    let expected = [
        format!("add {POWER_STATE_INVALID:x}"),
        format!("PrepareHardware {POWER_STATE_INVALID:x}"),
        format!("D0Entry {STATUS_PENDING:x}"),
        "SelfManagedIoInit 0".into(),
        format!("D0Exit {STATUS_PENDING:x}"),
        format!("ReleaseHardware {POWER_STATE_INVALID:x}"),
    ];
    assert_eq!(notes(), expected);
    bench.end_clean();
}

#[test]
fn resume_without_a_stop_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        ddi!(WdfDeviceResumeIdleNoTrack, device.0);
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::ObjectMisused]);
}

#[test]
fn control_device_has_no_power_policy() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = ControlInit::allocate().create(attributes()).expect("a device");
        device.finish();
        ddi!(WdfDeviceResumeIdleNoTrack, device.0);
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::ObjectMisused]);
}
