//! How far a device is on its way into or out of D0, as the framework's state machines tell a driver.
//!
//! Source of the states: the reference pages of `WDF_DEVICE_POWER_STATE` and
//! `WDF_DEVICE_POWER_POLICY_STATE`. The host knows the states in which a driver's code runs.

use super::status::NodeStatus;
use crate::abi::_POWER_ACTION::PowerActionNone;
use crate::abi::_WDF_DEVICE_POWER_POLICY_STATE as Policy;
use crate::abi::_WDF_DEVICE_POWER_STATE as Power;
use crate::abi::{WDF_DEVICE_POWER_POLICY_STATE, WDF_DEVICE_POWER_STATE};
use crate::framework::device_object::POWER_PAGEABLE;
use crate::framework::object::Body;
use crate::handle::Handle;
use crate::machine::{Inner, State};

/// A step of the way into D0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// `EvtDeviceD0Entry`.
    Hardware,
    /// `EvtDeviceD0EntryPostInterruptsEnabled`.
    Interrupts,
    /// The power-managed queues and the self-managed I/O.
    Io,
    /// A callback failed.
    Failed,
}

/// How far a device is on its way into or out of D0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Powering {
    /// The device has not been started.
    #[default]
    Created,
    /// The first way into D0, or the one after a stop.
    Starting(Entry),
    /// The way into D0 from a low-power state.
    Waking(Entry),
    InD0,
    /// On the way to a low-power state: the self-managed I/O and the queues.
    Leaving,
    /// On the way to a low-power state: `EvtDeviceD0Exit`.
    IoStopped,
    /// In a low-power state.
    Low,
    /// On the way to a stop or a removal.
    Stopping,
    Stopped,
}

impl Powering {
    /// A step into D0, as the first step says where the device comes from.
    pub(super) fn entering(is_start: bool, entry: Entry) -> Self {
        if is_start { Self::Starting(entry) } else { Self::Waking(entry) }
    }

    /// The state of the power state machine of a device whose power callbacks may page.
    fn state(self) -> WDF_DEVICE_POWER_STATE {
        match self {
            Self::Created => Power::WdfDevStatePowerObjectCreated,
            Self::Starting(Entry::Hardware) => Power::WdfDevStatePowerD0Starting,
            Self::Starting(Entry::Interrupts) => Power::WdfDevStatePowerD0StartingConnectInterrupt,
            Self::Starting(Entry::Io) => Power::WdfDevStatePowerD0StartingStartSelfManagedIo,
            Self::Starting(Entry::Failed) => Power::WdfDevStatePowerInitialPowerUpFailed,
            Self::Waking(Entry::Hardware) => Power::WdfDevStatePowerWaking,
            Self::Waking(Entry::Interrupts) => Power::WdfDevStatePowerWakingConnectInterrupt,
            Self::Waking(Entry::Io) => Power::WdfDevStatePowerStartSelfManagedIo,
            Self::Waking(Entry::Failed) => Power::WdfDevStatePowerUpFailed,
            Self::InD0 => Power::WdfDevStatePowerD0,
            Self::Leaving => Power::WdfDevStatePowerGotoDx,
            Self::IoStopped => Power::WdfDevStatePowerGotoDxIoStopped,
            Self::Low => Power::WdfDevStatePowerDx,
            Self::Stopping => Power::WdfDevStatePowerGotoD3Stopped,
            Self::Stopped => Power::WdfDevStatePowerStopped,
        }
    }

    /// As [`state`](Self::state), for a device whose power callbacks must not page. The steps of a start
    /// and of a stop have one state for both.
    fn not_pageable(self) -> WDF_DEVICE_POWER_STATE {
        match self {
            Self::Waking(Entry::Hardware) => Power::WdfDevStatePowerWakingNP,
            Self::Waking(Entry::Interrupts) => Power::WdfDevStatePowerWakingConnectInterruptNP,
            Self::Waking(Entry::Io) => Power::WdfDevStatePowerStartSelfManagedIoNP,
            Self::Waking(Entry::Failed) => Power::WdfDevStatePowerUpFailedNP,
            Self::InD0 => Power::WdfDevStatePowerD0NP,
            Self::Leaving => Power::WdfDevStatePowerGotoDxNP,
            Self::IoStopped => Power::WdfDevStatePowerGotoDxIoStoppedNP,
            Self::Low => Power::WdfDevStatePowerDxNP,
            _ => self.state(),
        }
    }

    /// The state of the power policy state machine of a device that does not own the power policy of its
    /// stack: the machine hears of a change only when the queues are stopped, or the hardware is started.
    fn without_policy(self) -> WDF_DEVICE_POWER_POLICY_STATE {
        match self {
            Self::Created => Policy::WdfDevStatePwrPolObjectCreated,
            Self::Starting(_) => Policy::WdfDevStatePwrPolStarting,
            Self::InD0 | Self::Leaving => Policy::WdfDevStatePwrPolStartingSucceeded,
            Self::IoStopped => Policy::WdfDevStatePwrPolGotoDx,
            Self::Waking(Entry::Io) => Policy::WdfDevStatePwrPolGotoD0,
            Self::Low | Self::Waking(_) => Policy::WdfDevStatePwrPolDx,
            Self::Stopping => Policy::WdfDevStatePwrPolStopping,
            Self::Stopped => Policy::WdfDevStatePwrPolStopped,
        }
    }

    /// As [`without_policy`](Self::without_policy), for the owner. `sleeps`: the machine does, not the
    /// device alone; `is_idle_capable`: the device may leave D0 while nobody uses it. A device without wake
    /// settings never waits for a wake signal.
    fn with_policy(self, sleeps: bool, is_idle_capable: bool) -> WDF_DEVICE_POWER_POLICY_STATE {
        match (self, sleeps) {
            (Self::InD0, _) if is_idle_capable => Policy::WdfDevStatePwrPolStartedIdleCapable,
            (Self::InD0, _) => Policy::WdfDevStatePwrPolStarted,
            (Self::Leaving, false) => Policy::WdfDevStatePwrPolTimerExpiredNoWake,
            (Self::IoStopped, false) => {
                Policy::WdfDevStatePwrPolTimerExpiredNoWakeCompletePowerDown
            }
            (Self::Low, false) => Policy::WdfDevStatePwrPolWaitingUnarmed,
            (Self::Waking(Entry::Io), false) => Policy::WdfDevStatePwrPolS0NoWakeCompletePowerUp,
            (Self::Waking(_), false) => Policy::WdfDevStatePwrPolS0NoWakePowerUp,
            (Self::Leaving, true) => Policy::WdfDevStatePwrPolSleepingNoWakePowerDown,
            (Self::IoStopped, true) => Policy::WdfDevStatePwrPolSleepingNoWakeCompletePowerDown,
            (Self::Low, true) => Policy::WdfDevStatePwrPolSystemAsleepNoWake,
            (Self::Waking(Entry::Io), true) => {
                Policy::WdfDevStatePwrPolSystemWakeDeviceToD0CompletePowerUp
            }
            (Self::Waking(_), true) => Policy::WdfDevStatePwrPolSystemWakeDeviceToD0,
            _ => self.without_policy(),
        }
    }
}

impl State {
    /// The state of a device's power state machine.
    pub(crate) fn power_state(&self, device: Handle) -> WDF_DEVICE_POWER_STATE {
        let Some(Body::Device(record)) = self.objects.get(device).map(|object| &object.body) else {
            return Power::WdfDevStatePowerInvalid;
        };
        if record.traits.power_flags & POWER_PAGEABLE == 0 {
            return record.powering.not_pageable();
        }
        record.powering.state()
    }

    /// The state of a device's power policy state machine.
    pub(crate) fn power_policy_state(&self, device: Handle) -> WDF_DEVICE_POWER_POLICY_STATE {
        let Some(Body::Device(record)) = self.objects.get(device).map(|object| &object.body) else {
            return Policy::WdfDevStatePwrPolInvalid;
        };
        let powering = *record.powering;
        if !record.owns_power_policy() {
            return powering.without_policy();
        }
        let acts = record.system_power_action != PowerActionNone.unsigned_abs().into();
        let node = record.node.and_then(|node| self.nodes.get(node));
        let is_asleep = node.is_some_and(|node| node.status == NodeStatus::Asleep);
        let sleeps = acts || (powering == Powering::Low && is_asleep);
        powering.with_policy(sleeps, self.idle.get(&device).is_some_and(|idle| idle.enabled))
    }
}

impl Inner {
    /// Notes how far a device is on its way into or out of D0.
    pub(super) fn note_powering(&self, device: Handle, powering: Powering) {
        self.with(|state| {
            if let Some(Body::Device(device)) =
                state.objects.parts_mut(device).map(|object| &mut object.body)
            {
                *device.powering = powering;
            }
        });
    }
}
