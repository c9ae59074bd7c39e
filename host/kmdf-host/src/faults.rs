//! Failures that a test injects into the n-th allocation or the n-th fallible call.

use crate::abi::NTSTATUS;

/// Which of the driver's calls a fault counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultTarget {
    /// Every call that may fail because a resource has run out, allocations included.
    AnyFallible,
    /// Every pool allocation, by `ExAllocatePool2` or by the driver's Rust allocator.
    Allocation,
    /// The calls of one DDI, by its name.
    Ddi(&'static str),
}

/// A failure to inject: of the calls that the target names, the `nth` (1 is the next) fails with
/// `status`. A failed allocation returns NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Which calls are counted.
    pub call: FaultTarget,
    /// Which of them fails, counted from 1.
    pub nth: u32,
    /// The status that this call returns instead of running.
    pub status: NTSTATUS,
}

/// The faults that are not yet injected.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pending: Vec<Fault>,
    /// How often a fault was injected.
    pub(crate) injected: u32,
}

impl Faults {
    /// The name under which allocations are counted.
    pub(crate) const ALLOCATION: &'static str = "ExAllocatePool2";

    pub(crate) fn add(&mut self, fault: Fault) {
        self.pending.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.pending.clear();
    }

    /// Counts a call of `ddi`; returns the status if the call must fail.
    pub(crate) fn strike(&mut self, ddi: &str) -> Option<NTSTATUS> {
        let mut verdict = None;
        self.pending.retain_mut(|fault| {
            let counts = match fault.call {
                FaultTarget::AnyFallible => true,
                FaultTarget::Allocation => ddi == Self::ALLOCATION,
                FaultTarget::Ddi(name) => ddi == name,
            };
            if !counts {
                return true;
            }
            // Every fault counts the call, even if another fault already makes it fail.
            fault.nth = fault.nth.saturating_sub(1);
            if fault.nth == 0 {
                verdict.get_or_insert(fault.status);
            }
            fault.nth > 0
        });
        self.injected += u32::from(verdict.is_some());
        verdict
    }
}
