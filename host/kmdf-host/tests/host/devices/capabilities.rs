//! Capabilities and the state of a device, against KMDF behaviour, "Failing a device from its driver".

use kmdf_host::NodeStatus;
use wdk_sys::{
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER,
    STATUS_PENDING, WDF_DEVICE_PNP_CAPABILITIES, WDF_DEVICE_POWER_CAPABILITIES, WDF_DEVICE_STATE,
};

use crate::closure_driver::{Bench, Rule, SUCCESS, Text, ddi, note, notes, parallel};

const DEFAULT: i32 = wdk_sys::_WDF_TRI_STATE::WdfUseDefault;
const TRUE: i32 = wdk_sys::_WDF_TRI_STATE::WdfTrue;

fn state() -> WDF_DEVICE_STATE {
    WDF_DEVICE_STATE {
        Size: 32,
        Disabled: DEFAULT,
        DontDisplayInUI: DEFAULT,
        Failed: DEFAULT,
        NotDisableable: DEFAULT,
        Removed: DEFAULT,
        ResourcesChanged: DEFAULT,
        AssignedToGuest: DEFAULT,
    }
}

#[test]
fn state_that_is_set_is_the_state_that_is_read() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let mut set = WDF_DEVICE_STATE { DontDisplayInUI: TRUE, ..state() };
        ddi!(WdfDeviceSetDeviceState, device.0, &raw mut set);
        let mut read = state();
        ddi!(WdfDeviceGetDeviceState, device.0, &raw mut read);
        assert_eq!((read.DontDisplayInUI, read.Failed), (TRUE, DEFAULT));
    });
    bench.end_clean();
}

#[test]
fn capabilities_of_wrong_sizes_and_values_are_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let mut pnp = WDF_DEVICE_PNP_CAPABILITIES { Size: 48, ..Default::default() };
        ddi!(WdfDeviceSetPnpCapabilities, device.0, &raw mut pnp);
        pnp.Removable = 3;
        ddi!(WdfDeviceSetPnpCapabilities, device.0, &raw mut pnp);
        let mut power = WDF_DEVICE_POWER_CAPABILITIES { Size: 80, ..Default::default() };
        ddi!(WdfDeviceSetPowerCapabilities, device.0, &raw mut power);
        power.DeviceWake = 9;
        ddi!(WdfDeviceSetPowerCapabilities, device.0, &raw mut power);
        let mut wrong = WDF_DEVICE_STATE { Size: 4, ..state() };
        ddi!(WdfDeviceSetDeviceState, device.0, &raw mut wrong);
        ddi!(WdfDeviceGetDeviceState, device.0, &raw mut wrong);
        ddi!(WdfDeviceSetFailed, device.0, 3);
    });
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 5);
    assert!(violations.iter().all(|violation| violation.rule == Rule::WrongConfiguration));
}

/// A started device that fails itself when it is read.
fn failing(fail: fn(wdk_sys::WDFDEVICE)) -> Bench {
    Bench::new(move |adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = parallel(u32::MAX).read(move |queue, request| {
            fail(ddi!(WdfIoQueueGetDevice, queue.0));
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    })
}

#[test]
fn device_that_fails_itself_is_removed_by_surprise() {
    let by_call = |device| ddi!(WdfDeviceSetFailed, device, 2);
    let by_state = |device| {
        let mut failed = WDF_DEVICE_STATE { Failed: TRUE, ..state() };
        ddi!(WdfDeviceSetDeviceState, device, &raw mut failed);
    };
    for fail in [by_call as fn(_), by_state] {
        let bench = failing(fail);
        let node = bench.node();
        let file = bench.open();
        let callbacks = bench.callbacks_of(|| drop(file.read(1)));
        assert_eq!(callbacks[..2], ["EvtIoRead", "EvtDeviceSurpriseRemoval"]);
        assert_eq!(node.status(), NodeStatus::SurpriseRemoved);
        file.close();
        assert_eq!(node.status(), NodeStatus::Removed);
        bench.end_clean();
    }
}

#[test]
fn pnp_state_follows_the_device() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        note(ddi!(WdfDeviceGetDevicePnpState, device.0).to_string());
        SUCCESS
    });
    for callback in ["SelfManagedIoSuspend", "SelfManagedIoRestart"] {
        bench.on_pnp(callback, |device| {
            note(ddi!(WdfDeviceGetDevicePnpState, device.0).to_string());
            SUCCESS
        });
    }
    let node = bench.device();
    node.suspend().expect("the device sleeps");
    node.stop().expect_err("asleep");
    node.resume().expect("the device wakes");
    bench.end_clean();
    let started = wdk_sys::_WDF_DEVICE_PNP_STATE::WdfDevStatePnpStarted.to_string();
    let created = wdk_sys::_WDF_DEVICE_PNP_STATE::WdfDevStatePnpObjectCreated.to_string();
    assert_eq!(notes()[..3], [created, started.clone(), started]);
}

/// The states of the power and the power policy state machine: at the addition of the device, then in
/// each callback while the device starts, sleeps, wakes and stops.
fn power_states(is_filter: bool) -> Vec<(i32, i32)> {
    let states = |device: wdk_sys::WDFDEVICE| {
        let power = ddi!(WdfDeviceGetDevicePowerState, device);
        note(format!("{power} {}", ddi!(WdfDeviceGetDevicePowerPolicyState, device)));
    };
    let bench = Bench::without_device(move |adding| {
        adding.all_pnp_callbacks();
        if is_filter {
            adding.filter();
        }
        states(adding.device().0);
        SUCCESS
    });
    for callback in [
        "D0Entry",
        "D0EntryPostInterruptsEnabled",
        "SelfManagedIoSuspend",
        "SelfManagedIoRestart",
        "D0Exit",
    ] {
        bench.on_pnp(callback, move |device| {
            states(device.0);
            SUCCESS
        });
    }
    let node = bench.device();
    node.suspend().expect("the device sleeps");
    node.resume().expect("the device wakes");
    node.disable().expect("nobody has the device open");
    bench.end_clean();
    let numbers = |line: &String| {
        let (power, policy) = line.split_once(' ').expect("two numbers");
        (power.parse().expect("a number"), policy.parse().expect("a number"))
    };
    notes().iter().map(numbers).collect()
}

/// The states of the power state machine in these callbacks.
const POWER: [i32; 10] = {
    use wdk_sys::_WDF_DEVICE_POWER_STATE as Power;
    [
        Power::WdfDevStatePowerObjectCreated,
        Power::WdfDevStatePowerD0Starting,
        Power::WdfDevStatePowerD0StartingConnectInterrupt,
        Power::WdfDevStatePowerGotoDx,
        Power::WdfDevStatePowerGotoDxIoStopped,
        Power::WdfDevStatePowerWaking,
        Power::WdfDevStatePowerWakingConnectInterrupt,
        Power::WdfDevStatePowerStartSelfManagedIo,
        Power::WdfDevStatePowerGotoD3Stopped,
        Power::WdfDevStatePowerGotoD3Stopped,
    ]
};

#[test]
fn power_states_follow_the_way_into_and_out_of_d0() {
    use wdk_sys::_WDF_DEVICE_POWER_POLICY_STATE as Policy;
    let policy = [
        Policy::WdfDevStatePwrPolObjectCreated,
        Policy::WdfDevStatePwrPolStarting,
        Policy::WdfDevStatePwrPolStarting,
        Policy::WdfDevStatePwrPolSleepingNoWakePowerDown,
        Policy::WdfDevStatePwrPolSleepingNoWakeCompletePowerDown,
        Policy::WdfDevStatePwrPolSystemWakeDeviceToD0,
        Policy::WdfDevStatePwrPolSystemWakeDeviceToD0,
        Policy::WdfDevStatePwrPolSystemWakeDeviceToD0CompletePowerUp,
        Policy::WdfDevStatePwrPolStopping,
        Policy::WdfDevStatePwrPolStopping,
    ];
    assert_eq!(power_states(false), POWER.into_iter().zip(policy).collect::<Vec<_>>());
}

#[test]
fn power_states_of_a_filter_follow_the_owner_of_the_policy() {
    use wdk_sys::_WDF_DEVICE_POWER_POLICY_STATE as Policy;
    let policy = [
        Policy::WdfDevStatePwrPolObjectCreated,
        Policy::WdfDevStatePwrPolStarting,
        Policy::WdfDevStatePwrPolStarting,
        Policy::WdfDevStatePwrPolStartingSucceeded,
        Policy::WdfDevStatePwrPolGotoDx,
        Policy::WdfDevStatePwrPolDx,
        Policy::WdfDevStatePwrPolDx,
        Policy::WdfDevStatePwrPolGotoD0,
        Policy::WdfDevStatePwrPolStopping,
        Policy::WdfDevStatePwrPolStopping,
    ];
    assert_eq!(power_states(true), POWER.into_iter().zip(policy).collect::<Vec<_>>());
}

#[test]
fn mof_resource_is_named_once_and_wake_is_the_buses() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let name = Text::new("MofResource");
        let assign = || ddi!(WdfDeviceAssignMofResourceName, device.0, name.counted());
        assert_eq!(assign(), SUCCESS);
        assert_eq!(assign(), STATUS_INVALID_DEVICE_REQUEST);
        let wake = |status| ddi!(WdfDeviceIndicateWakeStatus, device.0, status);
        assert_eq!(wake(STATUS_PENDING), STATUS_INVALID_PARAMETER);
        assert_eq!(wake(SUCCESS), STATUS_INVALID_DEVICE_STATE);
    });
    bench.end_clean();
}
