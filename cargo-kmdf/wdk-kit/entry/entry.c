/*
 * The entry point of a KMDF 1.31 image: binds to the framework, calls DriverEntry, unbinds at unload.
 *
 * The order is that of WdfDriverEntry.lib, which a build with the WDK links. The driver loads if the
 * framework's minor version is at least 31: on Windows 10 2004 and later.
 */
#include "ntstatus.h"
#include "wdfldr.h"

/*
 * Characters of the registry path. The unbind needs the path again, but the caller frees it when the
 * entry point returns. \Registry\Machine\System\CurrentControlSet\Services\ and a service name of at
 * most 256 characters are 308, plus a NUL. The buffer takes no space in the file and no pool. A path
 * that does not fit is refused, because a shorter one would name another service.
 */
#define PATH_CAPACITY 320

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath);

const WDFFUNC *WdfFunctions_01031;
ULONG WdfFunctionCount = WdfFunctionTableNumEntries;
PWDF_DRIVER_GLOBALS WdfDriverGlobals;

static const WCHAR Component[] = {'K', 'm', 'd', 'f', 'L', 'i', 'b', 'r', 'a', 'r', 'y', 0};

static WDF_BIND_INFO BindInfo = {
    .Size = sizeof(WDF_BIND_INFO),
    .Component = Component,
    .Version = {.Major = 1, .Minor = 31},
    .FuncCount = WdfFunctionTableNumEntries,
    .FuncTable = &WdfFunctions_01031,
};

static WCHAR PathBuffer[PATH_CAPACITY];
static UNICODE_STRING Path;
static PDRIVER_UNLOAD FrameworkUnload;

static VOID Unbind(VOID)
{
    WdfVersionUnbind(&Path, &BindInfo, WdfDriverGlobals);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    if (FrameworkUnload) {
        FrameworkUnload(DriverObject);
    }
    Unbind();
}

/* IRQL PASSIVE_LEVEL. Returns the status of the bind or of DriverEntry. */
NTSTATUS FxDriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;
    USHORT i;

    if (RegistryPath->Length >= sizeof(PathBuffer)) {
        return STATUS_NAME_TOO_LONG;
    }
    for (i = 0; i < RegistryPath->Length / sizeof(WCHAR); i++) {
        PathBuffer[i] = RegistryPath->Buffer[i];
    }
    Path.Length = RegistryPath->Length;
    Path.MaximumLength = sizeof(PathBuffer);
    Path.Buffer = PathBuffer;

    status = WdfVersionBind(DriverObject, &Path, &BindInfo, &WdfDriverGlobals);
    if (status < 0) {
        return status;
    }
    status = DriverEntry(DriverObject, RegistryPath);
    if (status < 0) {
        Unbind();
        return status;
    }
    /* The framework has set its own unload routine and requires the unbind to follow it. */
    if (WdfDriverGlobals->DisplaceDriverUnload) {
        FrameworkUnload = DriverObject->DriverUnload;
        DriverObject->DriverUnload = Unload;
    }
    return status;
}
