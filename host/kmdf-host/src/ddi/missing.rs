//! The DDIs that this host does not have: a call is reported, and returns a failure.

use crate::abi::{DDI_NAMES, STATUS_NOT_SUPPORTED};
use crate::rules::{Rule, Subject};
use crate::seam;

/// The body of a DDI that this host does not have: reports the call, and returns the value of the
/// return register. A function that returns a status fails. Any other returns 0: no pointer, no handle,
/// an empty count, FALSE.
pub(super) fn missing(index: usize) -> u64 {
    let name = DDI_NAMES[index];
    let report = |returns: &str| {
        let detail = format!("this host does not have it; it returns {returns}");
        seam::machine(name).violation(Rule::MissingDdi, Subject::None, name, detail);
    };
    if WITHOUT_STATUS.contains(&name) {
        seam::call(name, u8::MAX, |_| (), |_| report("0"));
        return 0;
    }
    let status = seam::call(
        name,
        u8::MAX,
        |_| (),
        |_| {
            report("STATUS_NOT_SUPPORTED");
            STATUS_NOT_SUPPORTED
        },
    );
    status.cast_unsigned().into()
}

/// The missing DDIs that return a value other than a status, in the order of the function table.
const WITHOUT_STATUS: [&str; 62] = [
    "WdfChildListGetDevice",
    "WdfChildListRetrievePdo",
    "WdfChildListRequestChildEject",
    "WdfCommonBufferGetAlignedVirtualAddress",
    "WdfCommonBufferGetAlignedLogicalAddress",
    "WdfCommonBufferGetLength",
    "WdfDmaEnablerGetMaximumLength",
    "WdfDmaEnablerGetMaximumScatterGatherElements",
    "WdfDmaTransactionDmaCompleted",
    "WdfDmaTransactionDmaCompletedWithLength",
    "WdfDmaTransactionDmaCompletedFinal",
    "WdfDmaTransactionGetBytesTransferred",
    "WdfDmaTransactionGetRequest",
    "WdfDmaTransactionGetCurrentDmaTransferLength",
    "WdfDmaTransactionGetDevice",
    "WdfFdoGetDefaultChildList",
    "WdfFdoRetrieveNextStaticChild",
    "WdfInterruptQueueDpcForIsr",
    "WdfInterruptSynchronize",
    "WdfInterruptWdmGetInterrupt",
    "WdfInterruptGetDevice",
    "WdfIoTargetWdmGetTargetDeviceObject",
    "WdfIoTargetWdmGetTargetPhysicalDevice",
    "WdfIoTargetWdmGetTargetFileObject",
    "WdfIoTargetWdmGetTargetFileHandle",
    "WdfPdoInitAllocate",
    "WdfPdoGetParent",
    "WdfIoResourceRequirementsListGetCount",
    "WdfIoResourceRequirementsListGetIoResList",
    "WdfIoResourceListGetCount",
    "WdfIoResourceListGetDescriptor",
    "WdfCmResourceListGetCount",
    "WdfCmResourceListGetDescriptor",
    "WdfUsbTargetDeviceGetNumInterfaces",
    "WdfUsbTargetDeviceWdmGetConfigurationHandle",
    "WdfUsbTargetPipeIsInEndpoint",
    "WdfUsbTargetPipeIsOutEndpoint",
    "WdfUsbTargetPipeGetType",
    "WdfUsbInterfaceGetInterfaceNumber",
    "WdfUsbInterfaceGetNumEndpoints",
    "WdfUsbTargetDeviceGetInterface",
    "WdfUsbInterfaceGetConfiguredSettingIndex",
    "WdfUsbInterfaceGetNumConfiguredPipes",
    "WdfUsbInterfaceGetConfiguredPipe",
    "WdfUsbTargetPipeWdmGetPipeHandle",
    "WdfWmiProviderGetDevice",
    "WdfWmiProviderIsEnabled",
    "WdfWmiProviderGetTracingHandle",
    "WdfWmiInstanceGetDevice",
    "WdfWmiInstanceGetProvider",
    "WdfDmaEnablerGetFragmentLength",
    "WdfDmaEnablerWdmGetDmaAdapter",
    "WdfUsbInterfaceGetNumSettings",
    "WdfCxDeviceInitAllocate",
    "WdfDmaTransactionCancel",
    "WdfDmaTransactionWdmGetTransferContext",
    "WdfInterruptQueueWorkItemForIsr",
    "WdfInterruptTryToAcquireLock",
    "WdfGetTriageInfo",
    "WdfDeviceGetSelfIoTarget",
    "WdfCompanionTargetWdmGetCompanionProcess",
    "WdfCxDeviceInitGetTypedContextWorker",
];

#[cfg(test)]
mod tests {
    use super::{DDI_NAMES, WITHOUT_STATUS};

    #[test]
    fn every_name_is_in_the_function_table_in_its_order() {
        let places: Option<Vec<usize>> = WITHOUT_STATUS
            .iter()
            .map(|name| DDI_NAMES.iter().position(|ddi| ddi == name))
            .collect();
        assert!(places.is_some_and(|places| places.is_sorted_by(|a, b| a < b)));
    }
}
