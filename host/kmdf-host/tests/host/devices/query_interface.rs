//! Interfaces that drivers offer and query, against KMDF behaviour, "Query interfaces".

use std::cell::Cell;
use std::ptr::null_mut;

use kmdf_host::GUID;
use wdk_sys::{
    INTERFACE, LPGUID, NTSTATUS, PINTERFACE, PVOID, STATUS_INVALID_PARAMETER, STATUS_NOT_FOUND,
    STATUS_NOT_SUPPORTED, STATUS_UNSUCCESSFUL, WDF_QUERY_INTERFACE_CONFIG, WDFDEVICE,
};

use crate::closure_driver::{Bench, Device, SUCCESS, ddi, keep, kept, parallel};

const CLASS: GUID = GUID { Data1: 0x0bad_cafe, ..crate::closure_driver::INTERFACE };
const OF_BUS: GUID = GUID { Data1: 0x0bad_beef, ..CLASS };

thread_local! {
    static REFERENCES: Cell<i32> = const { Cell::new(0) };
    static ANSWER: Cell<NTSTATUS> = const { Cell::new(SUCCESS) };
}

unsafe extern "C" fn reference(_: PVOID) {
    REFERENCES.set(REFERENCES.get() + 1);
}

unsafe extern "C" fn dereference(_: PVOID) {
    REFERENCES.set(REFERENCES.get() - 1);
}

unsafe extern "C" fn process(_: WDFDEVICE, _: LPGUID, asked: PINTERFACE, _: PVOID) -> NTSTATUS {
    // SAFETY: the framework passes the asker's structure.
    unsafe { (*asked).Context = std::ptr::without_provenance_mut(5) };
    ANSWER.get()
}

fn counted() -> INTERFACE {
    INTERFACE {
        Size: 32,
        Version: 2,
        Context: std::ptr::without_provenance_mut(3),
        InterfaceReference: Some(reference),
        InterfaceDereference: Some(dereference),
    }
}

fn offer(device: Device, change: impl FnOnce(&mut WDF_QUERY_INTERFACE_CONFIG)) -> NTSTATUS {
    let (mut interface, class) = (counted(), CLASS);
    let mut config = WDF_QUERY_INTERFACE_CONFIG {
        Size: 48,
        Interface: &raw mut interface,
        InterfaceType: &raw const class,
        ..Default::default()
    };
    change(&mut config);
    ddi!(WdfDeviceAddQueryInterface, device.0, &raw mut config)
}

/// Asks for an interface: the status, and the context in it.
fn ask(class: GUID, size: u16, version: u16) -> (NTSTATUS, usize) {
    let device = kept::<Device>("device");
    let mut interface = INTERFACE::default();
    let place = &raw mut interface;
    let status =
        ddi!(WdfFdoQueryForInterface, device.0, &raw const class, place, size, version, null_mut());
    (status, interface.Context.addr())
}

fn bench(offer: fn(Device)) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        device.side_door();
        keep("device", device);
        offer(device);
        parallel(1).read(|_, request| request.complete(0)).for_everything().create(device);
    })
}

#[test]
fn interface_that_a_driver_offers_is_copied_and_referenced() {
    REFERENCES.set(0);
    let bench = bench(|device| assert_eq!(offer(device, |_| {}), SUCCESS));
    let file = bench.open();
    bench.run(&file, || {
        assert_eq!(ask(CLASS, 32, 2), (SUCCESS, 3));
        assert_eq!(REFERENCES.get(), 1);
        assert_eq!(ask(CLASS, 32, 1).0, STATUS_NOT_SUPPORTED, "an older version is asked for");
        assert_eq!(ask(CLASS, 24, 2).0, STATUS_NOT_SUPPORTED, "the asker's structure is too short");
        assert_eq!(ask(OF_BUS, 32, 2).0, STATUS_NOT_SUPPORTED);
        let (class, device) = (CLASS, kept::<Device>("device"));
        let target = device.target();
        let mut interface = INTERFACE::default();
        let (class, place) = (&raw const class, &raw mut interface);
        let of_target =
            ddi!(WdfIoTargetQueryForInterface, target.0, class, place, 32, 2, null_mut());
        assert_eq!((of_target, REFERENCES.get()), (SUCCESS, 2));
        let query = ddi!(WdfObjectQuery, device.0.cast(), class, 8, place.cast());
        assert_eq!(query, STATUS_NOT_FOUND, "the framework has no interface of its own");
    });
    file.close();
    bench.end_clean();
}

#[test]
fn driver_processes_a_query_and_may_refuse() {
    let bench = bench(|device| {
        let status = offer(device, |config| {
            config.EvtDeviceProcessQueryInterfaceRequest = Some(process);
            config.ImportInterface = 1;
        });
        assert_eq!(status, SUCCESS);
    });
    let file = bench.open();
    bench.run(&file, || {
        ANSWER.set(SUCCESS);
        assert_eq!(ask(CLASS, 32, 2), (SUCCESS, 5));
        ANSWER.set(STATUS_UNSUCCESSFUL);
        assert_eq!(ask(CLASS, 32, 2).0, STATUS_UNSUCCESSFUL);
        ANSWER.set(STATUS_NOT_SUPPORTED);
        assert_eq!(ask(CLASS, 32, 2).0, STATUS_NOT_SUPPORTED);
    });
    file.close();
    bench.end_clean();
}

#[test]
fn bus_of_the_test_answers_below_the_drivers() {
    let bench = bench(|_| {});
    let mut bytes = [0; 40];
    bytes[8] = 9;
    bench.node().offer_interface(&OF_BUS, 1, &bytes);
    let file = bench.open();
    bench.run(&file, || {
        let (device, class) = (kept::<Device>("device"), OF_BUS);
        let mut words = [0_u64; 5];
        let place = words.as_mut_ptr().cast();
        let asked =
            ddi!(WdfFdoQueryForInterface, device.0, &raw const class, place, 40, 1, null_mut());
        assert_eq!((asked, words[1]), (SUCCESS, 9));
        assert_eq!(ask(OF_BUS, 32, 1).0, STATUS_NOT_SUPPORTED, "40 bytes do not fit");
    });
    file.close();
    bench.end_clean();
}

#[test]
fn offer_that_makes_no_sense_is_refused() {
    let bench = bench(|device| {
        let cases: [fn(&mut WDF_QUERY_INTERFACE_CONFIG); 4] = [
            |config| config.SendQueryToParentStack = 1,
            |config| config.Interface = null_mut(),
            |config| config.ImportInterface = 1,
            // SAFETY: the interface lives in the caller.
            |config| unsafe { (*config.Interface).Size = 31 },
        ];
        for case in cases {
            assert_eq!(offer(device, case), STATUS_INVALID_PARAMETER);
        }
    });
    bench.end_clean();
}
