//! Self targets, against KMDF behaviour, "Kinds of target", and relations to other devices.

use std::ptr::null_mut;

use wdk_sys::{STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE};

use super::remote::read;
use crate::closure_driver::{Bench, Device, SUCCESS, Target, ddi, keep, kept, parallel};

#[test]
fn self_target_sends_to_the_queues_of_the_device() {
    let bench = Bench::new(|adding| {
        ddi!(WdfDeviceInitAllowSelfIoTarget, adding.init());
        let device = adding.device();
        device.side_door();
        keep("device", device);
        let queue = parallel(u32::MAX).read(|_, request| {
            let (buffer, length) = request.buffer(true, 1).expect("a buffer");
            // SAFETY: the buffer has this length.
            unsafe { buffer.write_bytes(b'B', length) };
            request.complete_with(SUCCESS, length as u64);
        });
        let own = Target(ddi!(WdfDeviceGetSelfIoTarget, device.0));
        keep("own", own);
        assert_eq!(read(own), Err(STATUS_INVALID_DEVICE_STATE), "there is no queue yet");
        let queue = queue.unmanaged().create(device);
        assert_eq!(ddi!(WdfIoTargetSelfAssignDefaultIoQueue, own.0, queue.0), SUCCESS);
        let other = device.target();
        let wrong = ddi!(WdfIoTargetSelfAssignDefaultIoQueue, other.0, queue.0);
        assert_eq!(wrong, STATUS_INVALID_DEVICE_REQUEST);
        keep("queue", queue);
    });
    let file = bench.open();
    bench.run(&file, || {
        assert_eq!(read(kept::<Target>("own")), Ok(b"BBBBB".to_vec()));
        let (own, queue) = (kept::<Target>("own"), kept::<crate::closure_driver::Queue>("queue"));
        let late = ddi!(WdfIoTargetSelfAssignDefaultIoQueue, own.0, queue.0);
        assert_eq!(late, STATUS_INVALID_DEVICE_STATE);
    });
    file.close();
    bench.end_clean();
}

#[test]
fn device_without_permission_has_no_self_target() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        assert!(ddi!(WdfDeviceGetSelfIoTarget, device.0).is_null());
    });
    bench.end_clean();
}

#[test]
fn related_devices_are_kept_and_forgotten() {
    let bench = Bench::new(|adding| {
        let device: Device = adding.device();
        let other = ddi!(WdfDeviceWdmGetPhysicalDevice, device.0);
        for _ in 0..2 {
            let added = ddi!(WdfDeviceAddRemovalRelationsPhysicalDevice, device.0, other);
            assert_eq!(added, SUCCESS);
            assert_eq!(ddi!(WdfDeviceAddDependentUsageDeviceObject, device.0, other), SUCCESS);
            ddi!(WdfDeviceRemoveRemovalRelationsPhysicalDevice, device.0, other);
            ddi!(WdfDeviceRemoveDependentUsageDeviceObject, device.0, other);
        }
        ddi!(WdfDeviceClearRemovalRelationsDevices, device.0);
        let none = ddi!(WdfDeviceAddRemovalRelationsPhysicalDevice, device.0, null_mut());
        assert_eq!(none, wdk_sys::STATUS_INVALID_PARAMETER);
    });
    bench.node().remove().expect("the relations do not matter");
    let rules = bench.shut_down();
    assert_eq!(rules.len(), 1, "{rules:?}");
}
