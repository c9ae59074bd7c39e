//! The configuration structures as the `WDF_…_INIT` macros fill them.

use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_SYNCHRONIZATION_SCOPE, _WDF_TRI_STATE, EVT_WDF_TIMER,
    EVT_WDF_WORKITEM, ULONG, WDF_IO_QUEUE_CONFIG, WDF_IO_QUEUE_DISPATCH_TYPE,
    WDF_OBJECT_ATTRIBUTES, WDF_PNPPOWER_EVENT_CALLBACKS, WDF_TIMER_CONFIG, WDF_WORKITEM_CONFIG,
    WDFOBJECT,
};

/// The size of a C structure, for its `Size` member.
pub const fn size_of_c<T>() -> ULONG {
    #[expect(clippy::cast_possible_truncation, reason = "the structures are tens of bytes long")]
    let size = size_of::<T>() as ULONG;
    size
}

/// `WDF_OBJECT_ATTRIBUTES_INIT`.
pub fn attributes() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        Size: size_of_c::<WDF_OBJECT_ATTRIBUTES>(),
        ExecutionLevel: _WDF_EXECUTION_LEVEL::WdfExecutionLevelInheritFromParent,
        SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeInheritFromParent,
        ..Default::default()
    }
}

/// Attributes with a parent.
pub fn attributes_under<T>(parent: *mut T) -> WDF_OBJECT_ATTRIBUTES {
    let parent: WDFOBJECT = parent.cast();
    WDF_OBJECT_ATTRIBUTES { ParentObject: parent, ..attributes() }
}

/// `WDF_IO_QUEUE_CONFIG_INIT`; a parallel queue presents any number of requests.
pub fn queue_config(dispatch: WDF_IO_QUEUE_DISPATCH_TYPE) -> WDF_IO_QUEUE_CONFIG {
    let mut config = WDF_IO_QUEUE_CONFIG {
        Size: size_of_c::<WDF_IO_QUEUE_CONFIG>(),
        DispatchType: dispatch,
        PowerManaged: _WDF_TRI_STATE::WdfUseDefault,
        ..Default::default()
    };
    if dispatch == wdk_sys::_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel {
        config.Settings.Parallel.NumberOfPresentedRequests = ULONG::MAX;
    }
    config
}

/// `WDF_TIMER_CONFIG_INIT_PERIODIC`, or `WDF_TIMER_CONFIG_INIT` for a period of 0 ms.
pub fn timer_config(callback: EVT_WDF_TIMER, period_ms: ULONG) -> WDF_TIMER_CONFIG {
    WDF_TIMER_CONFIG {
        Size: size_of_c::<WDF_TIMER_CONFIG>(),
        EvtTimerFunc: callback,
        Period: period_ms,
        AutomaticSerialization: 1,
        ..Default::default()
    }
}

/// `WDF_WORKITEM_CONFIG_INIT` with automatic serialization off, as a queue at `DISPATCH_LEVEL`
/// requires.
pub fn work_item_config(callback: EVT_WDF_WORKITEM) -> WDF_WORKITEM_CONFIG {
    WDF_WORKITEM_CONFIG {
        Size: size_of_c::<WDF_WORKITEM_CONFIG>(),
        EvtWorkItemFunc: callback,
        AutomaticSerialization: 0,
    }
}

/// `WDF_PNPPOWER_EVENT_CALLBACKS_INIT`.
pub fn pnp_power_callbacks() -> WDF_PNPPOWER_EVENT_CALLBACKS {
    WDF_PNPPOWER_EVENT_CALLBACKS {
        Size: size_of_c::<WDF_PNPPOWER_EVENT_CALLBACKS>(),
        ..Default::default()
    }
}
