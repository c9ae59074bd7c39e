//! Values of the hardware key from bytes, and the expected behaviour of a device with them.

use std::time::Duration;

use echo_support::{INTERFACE, Variant};
use kmdf_host::abi::{
    NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS,
};
use kmdf_host::{DeviceNode, Machine, NodeStatus, Problem, RegistryValue, describe};

use crate::this_build;

/// A value for each of the two settings; `None` keeps the value of the INF.
#[derive(Debug)]
pub struct Settings {
    /// `SynchronizationMode`
    pub mode: Option<RegistryValue>,
    /// `TimerPeriod`
    pub period: Option<RegistryValue>,
}

impl Settings {
    /// Decodes bytes into settings.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut bytes = bytes.iter().copied();
        Self { mode: value(&mut bytes), period: value(&mut bytes) }
    }
}

fn value(bytes: &mut impl Iterator<Item = u8>) -> Option<RegistryValue> {
    let kind = bytes.next().unwrap_or(0);
    let mut number = || u32::from_le_bytes([0; 4].map(|_: u8| bytes.next().unwrap_or(0)));
    match kind % 16 {
        0 => return None,
        1..=4 => return Some(RegistryValue::Dword(number() % 4)),
        5..=7 => return Some(RegistryValue::Dword(number() % 70_000)),
        8..=9 => return Some(RegistryValue::Dword(number())),
        _ => {}
    }
    let length = usize::from(bytes.next().unwrap_or(0) % 16);
    let data: Vec<u8> = bytes.take(length).collect();
    let text = String::from_utf8_lossy(&data).into_owned();
    Some(match kind % 16 {
        10 => RegistryValue::Sz(text),
        11 => RegistryValue::ExpandSz(text),
        12 => RegistryValue::MultiSz(text.split('\0').map(str::to_owned).collect()),
        13 => RegistryValue::Binary(data),
        _ => RegistryValue::Other { kind: u32::from(kind), bytes: data },
    })
}

/// The number of a setting, or the status with which the device fails.
fn number(
    value: Option<&RegistryValue>,
    absent: u32,
    range: std::ops::RangeInclusive<u32>,
) -> Result<u32, NTSTATUS> {
    match value {
        None => Ok(absent),
        Some(RegistryValue::Dword(number)) if range.contains(number) => Ok(*number),
        Some(RegistryValue::Dword(_)) => Err(STATUS_INVALID_PARAMETER),
        Some(_) => Err(STATUS_OBJECT_TYPE_MISMATCH),
    }
}

/// Starts a device with the settings: the device uses them, or fails with the right status.
///
/// # Panics
/// If the device behaves in another way.
pub fn check(settings: &Settings) {
    let subject = this_build(Variant::AutoSync);
    let machine = Machine::new();
    subject.install(&machine).expect("the package installs");
    let mut values = Vec::new();
    values.extend(settings.mode.clone().map(|value| ("SynchronizationMode", value)));
    values.extend(settings.period.clone().map(|value| ("TimerPeriod", value)));
    let node = machine.create_device_with(subject.variant.hardware_id(), &values);
    let node = node.expect("the INF has a model for it");
    let mode = number(settings.mode.as_ref(), 0, 0..=1);
    let period = number(settings.period.as_ref(), 100, 1..=60_000);
    match mode.and_then(|mode| Ok((mode, period?))) {
        Ok((mode, period)) => has(&machine, &node, mode, period),
        Err(status) => {
            let failed = NodeStatus::Failed { problem: Problem::FailedAdd, status };
            assert_eq!(node.status(), failed, "{settings:?}, expected {}", describe(status));
            assert_eq!((machine.objects(), machine.pool()), (Vec::new(), Vec::new()));
        }
    }
    assert_eq!(machine.shut_down(), [], "{settings:?}");
    assert_eq!((machine.objects(), machine.pool()), (Vec::new(), Vec::new()));
}

/// Checks that a device has a mode and a period, in milliseconds.
fn has(machine: &Machine, node: &DeviceNode, mode: u32, period: u32) {
    assert_eq!(node.status(), NodeStatus::Started);
    let links = machine.interfaces(&INTERFACE);
    let [link] = links.as_slice() else { panic!("one interface: {links:?}") };
    let file = machine.process().open(link).expect("it opens");
    let write = file.write(&[1, 2, 3]);
    machine.advance(Duration::from_nanos(u64::from(period) * 1_000_000 - 100));
    assert_eq!(write.result(), None, "the write completes before its tick");
    machine.advance(Duration::from_nanos(100));
    let result = write.result().expect("the write completes at its tick");
    let tick = u64::from(period) * 10_000;
    assert_eq!((result.status, result.completed_at), (STATUS_SUCCESS, tick));
    // The framework serializes at DISPATCH_LEVEL. A driver that serializes by itself is called at
    // the level of the caller.
    let trace = machine.trace();
    let presented = trace.iter().find(|event| event.kind.enters("EvtIoWrite"));
    let irql = presented.map(|event| event.irql);
    assert_eq!(irql, Some(if mode == 0 { 2 } else { 0 }), "the IRQL of EvtIoWrite");
}
