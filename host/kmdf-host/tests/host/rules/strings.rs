//! The rule about counted strings.

use std::ptr::{null, null_mut};

use wdk_sys::{NTSTATUS, PCUNICODE_STRING, STATUS_INVALID_PARAMETER, UNICODE_STRING, WDFSTRING};

use super::expect_only;
use crate::closure_driver::{Bench, Device, INTERFACE, Rule, SUCCESS, ddi, kept};

/// A text in UTF-16.
fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// A counted string with a length in bytes, whose maximum length is that of the text.
fn counted(text: &mut Vec<u16>, length: u16) -> UNICODE_STRING {
    let room = u16::try_from(text.len() * 2).expect("a short text");
    UNICODE_STRING { Length: length, MaximumLength: room, Buffer: text.as_mut_ptr() }
}

/// Calls `work` in `EvtDriverDeviceAdd` with the device.
fn in_device_add(work: impl Fn(Device) + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| work(adding.device()))
}

fn set_state(device: Device, reference: PCUNICODE_STRING, enabled: u8) {
    let class = INTERFACE;
    ddi!(WdfDeviceSetDeviceInterfaceState, device.0, &raw const class, reference, enabled);
}

fn create_interface(device: Device, reference: PCUNICODE_STRING) -> NTSTATUS {
    let class = INTERFACE;
    ddi!(WdfDeviceCreateDeviceInterface, device.0, &raw const class, reference)
}

fn create_string(text: PCUNICODE_STRING) -> NTSTATUS {
    let mut string: WDFSTRING = null_mut();
    ddi!(WdfStringCreate, text, null_mut(), &raw mut string)
}

/// Checks that a call with a malformed string of any kind is reported.
fn reports(call: &str, work: impl Fn(Device, PCUNICODE_STRING) + Send + Sync + Copy + 'static) {
    for (length, has_buffer) in [(3, true), (8, true), (4, false)] {
        let bench = in_device_add(move |device| {
            let mut text = units("abc");
            let mut string = counted(&mut text, length);
            if !has_buffer {
                string.Buffer = null_mut();
            }
            work(device, &raw const string);
        });
        expect_only(&bench, Rule::MalformedString, "-", call, "EvtDriverDeviceAdd");
    }
}

#[test]
fn malformed_reference_string_is_reported() {
    reports("WdfDeviceSetDeviceInterfaceState", |device, string| set_state(device, string, 1));
}

#[test]
fn malformed_strings_of_other_calls_are_reported_and_refused() {
    reports("WdfDeviceCreateDeviceInterface", |device, string| {
        assert_eq!(create_interface(device, string), STATUS_INVALID_PARAMETER);
    });
    reports("WdfStringCreate", |_, string| {
        assert_eq!(create_string(string), STATUS_INVALID_PARAMETER);
    });
}

#[test]
fn well_formed_strings_are_not_reported() {
    let bench = in_device_add(|device| {
        let mut text = units("abc");
        for length in [0, 2, 6] {
            let string = counted(&mut text, length);
            assert_eq!(create_string(&raw const string), SUCCESS);
        }
        assert_eq!(create_string(null()), SUCCESS);
        set_state(device, null(), 1);
    });
    bench.end_clean();
}

#[test]
fn reference_string_selects_the_interface() {
    for with_reference in [true, false] {
        let bench = in_device_add(|device| {
            let mut text = units("abc");
            let string = counted(&mut text, 6);
            assert_eq!(create_interface(device, &raw const string), SUCCESS);
            device.side_door();
        });
        let file = bench.open();
        bench.run(&file, move || {
            let mut text = units("abc");
            let string = counted(&mut text, 6);
            let reference = if with_reference { &raw const string } else { null() };
            set_state(kept("device"), reference, 0);
        });
        let links = bench.machine.interfaces(&INTERFACE);
        assert_eq!(links.len(), 1, "{links:?}");
        assert_eq!(links[0].ends_with(r"\abc"), !with_reference, "{links:?}");
        bench.end_clean();
    }
}
