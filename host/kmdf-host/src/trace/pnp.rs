//! The events of the `PnP` and power managers.

use std::fmt;

use crate::abi::{NTSTATUS, describe};
use crate::error::OpenHandles;

/// An action of the `PnP` manager or the power manager.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pnp {
    /// A driver package was added to the driver store.
    PackageAdded {
        /// The number of models in the package's INF.
        models: usize,
    },
    /// A part of an installation that the INF asks for is left out.
    LeftOut {
        /// The part, and the line of the INF.
        left_out: Box<str>,
    },
    /// A driver is loaded.
    LoadDriver {
        /// The name of the driver's service.
        driver: Box<str>,
    },
    /// A driver's image cannot be mapped.
    ImageRefused {
        /// The reason.
        error: Box<str>,
    },
    /// `DriverEntry` has failed.
    DriverEntryFailed {
        /// The status that it returned.
        status: NTSTATUS,
    },
    /// A driver is unloaded.
    UnloadDriver {
        /// The name of the driver's service.
        driver: Box<str>,
    },
    /// A device gets a message.
    Sent {
        /// The message.
        message: PnpMessage,
        /// The device's instance ID.
        device: Box<str>,
    },
    /// Open handles keep a device from being removed in good order (`PNP_VetoOutstandingOpen`).
    OutstandingOpen {
        /// The device's instance ID.
        device: Box<str>,
        /// The processes that have the device open.
        handles: Box<[OpenHandles]>,
    },
    /// `EvtDriverDeviceAdd` has failed.
    DeviceAddFailed {
        /// The status that it returned.
        status: NTSTATUS,
    },
}

impl fmt::Display for Pnp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PackageAdded { models } => write!(f, "driver package added, {models} models"),
            Self::LeftOut { left_out } => f.write_str(left_out),
            Self::LoadDriver { driver } => write!(f, "load driver {driver}"),
            Self::ImageRefused { error } => write!(f, "the image cannot be mapped: {error}"),
            Self::DriverEntryFailed { status } => {
                write!(f, "DriverEntry failed: {}", describe(*status))
            }
            Self::UnloadDriver { driver } => write!(f, "unload driver {driver}"),
            Self::Sent { message, device } => write!(f, "{message} {device}"),
            Self::OutstandingOpen { device, handles } => {
                write!(f, "PNP_VetoOutstandingOpen {device}: {}", OpenHandles::list(handles))
            }
            Self::DeviceAddFailed { status } => {
                write!(f, "EvtDriverDeviceAdd failed: {}", describe(*status))
            }
        }
    }
}

/// A message from the `PnP` manager or the power manager to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PnpMessage {
    /// The call of the driver's `AddDevice` routine.
    AddDevice,
    /// `IRP_MN_START_DEVICE`.
    Start,
    /// `IRP_MN_QUERY_STOP_DEVICE`.
    QueryStop,
    /// `IRP_MN_CANCEL_STOP_DEVICE`.
    CancelStop,
    /// `IRP_MN_STOP_DEVICE`.
    Stop,
    /// `IRP_MN_QUERY_REMOVE_DEVICE`.
    QueryRemove,
    /// `IRP_MN_CANCEL_REMOVE_DEVICE`.
    CancelRemove,
    /// `IRP_MN_REMOVE_DEVICE`.
    Remove,
    /// `IRP_MN_SURPRISE_REMOVAL`.
    SurpriseRemoval,
    /// `GUID_TARGET_DEVICE_QUERY_REMOVE`, to a driver that has the device open.
    TargetQueryRemove,
    /// `GUID_TARGET_DEVICE_REMOVE_CANCELLED`, to a driver that had the device open.
    TargetRemoveCancelled,
    /// `GUID_TARGET_DEVICE_REMOVE_COMPLETE`, to a driver that has or had the device open.
    TargetRemoveComplete,
    /// `IRP_MN_SET_POWER` for D0.
    PowerUp,
    /// `IRP_MN_SET_POWER` for D3.
    PowerDown,
}

impl fmt::Display for PnpMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AddDevice => "AddDevice",
            Self::Start => "IRP_MN_START_DEVICE",
            Self::QueryStop => "IRP_MN_QUERY_STOP_DEVICE",
            Self::CancelStop => "IRP_MN_CANCEL_STOP_DEVICE",
            Self::Stop => "IRP_MN_STOP_DEVICE",
            Self::QueryRemove => "IRP_MN_QUERY_REMOVE_DEVICE",
            Self::CancelRemove => "IRP_MN_CANCEL_REMOVE_DEVICE",
            Self::Remove => "IRP_MN_REMOVE_DEVICE",
            Self::SurpriseRemoval => "IRP_MN_SURPRISE_REMOVAL",
            Self::TargetQueryRemove => "GUID_TARGET_DEVICE_QUERY_REMOVE",
            Self::TargetRemoveCancelled => "GUID_TARGET_DEVICE_REMOVE_CANCELLED",
            Self::TargetRemoveComplete => "GUID_TARGET_DEVICE_REMOVE_COMPLETE",
            Self::PowerUp => "IRP_MN_SET_POWER D0",
            Self::PowerDown => "IRP_MN_SET_POWER D3",
        })
    }
}
