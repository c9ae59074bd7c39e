//! Every order of a service's stop, an open and a close.

use kmdf_host::DriverImage;
use kmdf_host::explore::{Explorer, Stage, Strategy};

use crate::raw_driver::wdf;
use std::ptr::null_mut;
use wdk_sys::{
    NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, UNICODE_STRING, WDF_DRIVER_CONFIG, WDFDEVICE,
    WDFDRIVER,
};

unsafe extern "C" fn unload(_driver: WDFDRIVER) {}

fn counted(units: &mut [u16]) -> UNICODE_STRING {
    let length = u16::try_from(units.len() * 2).expect("a short text");
    UNICODE_STRING { Length: length, MaximumLength: length, Buffer: units.as_mut_ptr() }
}

/// Creates a control device without queues.
unsafe extern "system" fn entry(driver: PDRIVER_OBJECT, path: PCUNICODE_STRING) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: crate::raw_driver::size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverUnload: Some(unload),
        DriverInitFlags: 1,
        ..Default::default()
    };
    let mut handle: WDFDRIVER = null_mut();
    let (config, created) = (&raw mut config, &raw mut handle);
    let status = wdf!(WdfDriverCreate, driver, path, null_mut(), config, created);
    if status < 0 {
        return status;
    }
    let text = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let (mut security, mut name) = (text("D:P"), text(r"\Device\Explored"));
    let mut link = text(r"\DosDevices\Explored");
    let (security, name, link) = (counted(&mut security), counted(&mut name), counted(&mut link));
    let mut init = wdf!(WdfControlDeviceInitAllocate, handle, &raw const security);
    if init.is_null() {
        return wdk_sys::STATUS_INSUFFICIENT_RESOURCES;
    }
    let mut device: WDFDEVICE = null_mut();
    let statuses = [
        wdf!(WdfDeviceInitAssignName, init, &raw const name),
        wdf!(WdfDeviceCreate, &raw mut init, null_mut(), &raw mut device),
        wdf!(WdfDeviceCreateSymbolicLink, device, &raw const link),
    ];
    if let Some(failure) = statuses.into_iter().find(|status| *status < 0) {
        return failure;
    }
    wdf!(WdfControlFinishInitializing, device);
    0
}

#[test]
fn stop_beside_an_open_unloads_in_every_order() {
    let situation = |stage: &mut Stage| {
        // SAFETY: the driver uses only pointers to its own live variables.
        let image = unsafe { DriverImage::from_entry(entry) };
        let service = stage.machine().create_service("Explored", image);
        service.start().expect("DriverEntry succeeds");
        let stopped = service.clone();
        stage.thread("stop", move |_| service.stop().expect("the stop is accepted"));
        stage.thread("application", |machine| {
            if let Ok(file) = machine.process().open(r"\\.\Explored") {
                file.close();
            }
        });
        stage.at_end(move |_| match stopped.status() {
            kmdf_host::ServiceStatus::Stopped => Ok(()),
            other => Err(format!("the service is {other}")),
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).run(&situation);
    assert!(report.failure().is_none(), "{report}");
    assert!(report.schedules() > 1, "{report}");
}
