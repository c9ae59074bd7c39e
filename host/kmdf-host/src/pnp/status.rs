//! The state of a device node, and how far the device's self-managed I/O has come.

use std::fmt;

use crate::abi::{NTSTATUS, describe};

/// Why a device does not work: the Device Manager's problem codes that occur here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// Code 10, `CM_PROB_FAILED_START`: the start failed.
    FailedStart,
    /// Code 19, `CM_PROB_REGISTRY`: the hardware key names a filter that is no service.
    Registry,
    /// Code 31, `CM_PROB_FAILED_ADD`: `EvtDriverDeviceAdd` failed.
    FailedAdd,
    /// Code 37, `CM_PROB_FAILED_DRIVER_ENTRY`: `DriverEntry` failed.
    FailedDriverEntry,
    /// Code 43, `CM_PROB_FAILED_POST_START`: the device failed after its start.
    FailedPostStart,
}

impl Problem {
    /// The Device Manager's number.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::FailedStart => 10,
            Self::Registry => 19,
            Self::FailedAdd => 31,
            Self::FailedDriverEntry => 37,
            Self::FailedPostStart => 43,
        }
    }
}

/// The state of a device node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeStatus {
    /// In D0, and open to applications.
    Started,
    /// Stopped to rebalance resources.
    Stopped,
    /// In D3, because the system sleeps.
    Asleep,
    /// Removed by a disable; an enable brings the device back.
    Disabled,
    /// Gone without notice; the REMOVE waits until the last handle is closed.
    SurpriseRemoved,
    /// Gone.
    Removed,
    /// Not working.
    Failed {
        /// The problem code.
        problem: Problem,
        /// The status of the failure.
        status: NTSTATUS,
    },
}

impl NodeStatus {
    /// The state without the reason of a failure.
    pub(super) const fn condition(self) -> Condition {
        match self {
            Self::Started => Condition::Started,
            Self::Stopped => Condition::Stopped,
            Self::Asleep => Condition::Asleep,
            Self::Disabled => Condition::Disabled,
            Self::SurpriseRemoved => Condition::SurpriseRemoved,
            Self::Removed => Condition::Removed,
            Self::Failed { .. } => Condition::Failed,
        }
    }
}

impl fmt::Display for NodeStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition().fmt(f)?;
        if let Self::Failed { problem, status } = self {
            write!(f, ", code {}, {}", problem.code(), describe(*status))?;
        }
        Ok(())
    }
}

/// A [`NodeStatus`] without the reason of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Started,
    Stopped,
    Asleep,
    Disabled,
    SurpriseRemoved,
    Removed,
    Failed,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Asleep => "asleep",
            Self::Disabled => "disabled",
            Self::SurpriseRemoved => "surprise-removed",
            Self::Removed => "removed",
            Self::Failed => "failed",
        })
    }
}

impl crate::machine::State {
    /// The state of the `PnP` state machine of a node's device; a control device has none.
    pub(crate) fn pnp_state(&self, node: Option<usize>) -> i32 {
        use crate::abi::_WDF_DEVICE_PNP_STATE as Pnp;
        let Some(node) = node.and_then(|node| self.nodes.get(node)) else {
            return Pnp::WdfDevStatePnpInvalid;
        };
        match node.status.condition() {
            Condition::Disabled => Pnp::WdfDevStatePnpObjectCreated,
            Condition::Started | Condition::Asleep => Pnp::WdfDevStatePnpStarted,
            Condition::Stopped => Pnp::WdfDevStatePnpStopped,
            Condition::SurpriseRemoved => Pnp::WdfDevStatePnpSurpriseRemove,
            Condition::Removed => Pnp::WdfDevStatePnpRemoved,
            Condition::Failed => Pnp::WdfDevStatePnpFailed,
        }
    }
}

/// How far a device's self-managed I/O has come (KMDF behaviour, "Self-managed I/O").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SelfManagedIo {
    #[default]
    Created,
    Started,
    Suspended,
    Failed,
    /// After `EvtDeviceSelfManagedIoFlush`; only the cleanup is left.
    Flushed,
}

/// How far a driver has brought its device up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Readiness {
    /// `EvtDevicePrepareHardware` has not been called since the last `EvtDeviceReleaseHardware`.
    #[default]
    Unprepared,
    /// In D0.
    Working,
    /// Prepared, and in a low-power state.
    Asleep,
}
