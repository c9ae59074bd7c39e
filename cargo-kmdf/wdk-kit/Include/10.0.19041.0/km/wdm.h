/*
 * The part of the kernel's interface that this driver, the crates and the host use.
 *
 * Source: the reference pages of each function and structure (header wdm.h), "Managing Hardware
 * Priorities" for IRQLs, "Registry Key Security and Access Rights" for access masks. The pool flags
 * are constants of the crate wdk-sys, so only their type is here.
 */
#pragma once

#include "ntdef.h"

typedef UCHAR KIRQL;
typedef CCHAR KPROCESSOR_MODE; /* holds a value of MODE */
typedef ULONG ACCESS_MASK;
typedef ULONG64 POOL_FLAGS;

#define PASSIVE_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2

/* Which key IoOpenDeviceRegistryKey and its framework counterparts open. */
#define PLUGPLAY_REGKEY_DEVICE 1
#define PLUGPLAY_REGKEY_DRIVER 2

/* READ_CONTROL with query value, enumerate subkeys and notify; with set value and create subkey. */
#define KEY_READ 0x00020019
#define KEY_WRITE 0x00020006
#define KEY_ALL_ACCESS 0x000F003F

/* Types of registry values. */
#define REG_NONE 0
#define REG_SZ 1
#define REG_EXPAND_SZ 2
#define REG_BINARY 3
#define REG_DWORD 4
#define REG_MULTI_SZ 7

/* How a key is created, and whether a call created a key. */
#define REG_OPTION_NON_VOLATILE 0
#define REG_OPTION_VOLATILE 1
#define REG_CREATED_NEW_KEY 1
#define REG_OPENED_EXISTING_KEY 2

typedef enum _MODE {
    KernelMode = 0,
    UserMode = 1,
} MODE;

typedef enum _POOL_TYPE {
    NonPagedPool = 0, /* executable memory; drivers should use NonPagedPoolNx */
    PagedPool = 1,
    NonPagedPoolNx = 512,
} POOL_TYPE;

typedef enum _DEVICE_RELATION_TYPE {
    BusRelations = 0,
    EjectionRelations = 1,
    PowerRelations = 2,
    RemovalRelations = 3,
    TargetDeviceRelation = 4,
    SingleBusRelations = 5,
    TransportRelations = 6,
} DEVICE_RELATION_TYPE;

/* Structures of the I/O manager that are used through pointers only. */
typedef struct _DEVICE_OBJECT *PDEVICE_OBJECT;
typedef struct _DRIVER_EXTENSION *PDRIVER_EXTENSION;
typedef struct _EPROCESS *PEPROCESS;
typedef struct _FAST_IO_DISPATCH *PFAST_IO_DISPATCH;
typedef struct _FILE_OBJECT *PFILE_OBJECT;
typedef struct _IO_SECURITY_CONTEXT *PIO_SECURITY_CONTEXT;
typedef struct _IRP *PIRP;
typedef struct _KDPC *PKDPC;

struct _DRIVER_OBJECT;

typedef NTSTATUS DRIVER_INITIALIZE(
    struct _DRIVER_OBJECT *DriverObject,
    PUNICODE_STRING RegistryPath);
typedef DRIVER_INITIALIZE *PDRIVER_INITIALIZE;

typedef VOID DRIVER_STARTIO(PDEVICE_OBJECT DeviceObject, PIRP Irp);
typedef DRIVER_STARTIO *PDRIVER_STARTIO;

typedef VOID DRIVER_UNLOAD(struct _DRIVER_OBJECT *DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;

typedef NTSTATUS DRIVER_DISPATCH(PDEVICE_OBJECT DeviceObject, PIRP Irp);
typedef DRIVER_DISPATCH *PDRIVER_DISPATCH;

#define IRP_MJ_MAXIMUM_FUNCTION 0x1b

/* The I/O manager's description of a loaded driver: 336 bytes. */
typedef struct _DRIVER_OBJECT {
    CSHORT Type;
    CSHORT Size;
    PDEVICE_OBJECT DeviceObject; /* offset 8, after 4 bytes of padding */
    ULONG Flags;
    PVOID DriverStart; /* offset 24, after 4 bytes of padding */
    ULONG DriverSize;
    PVOID DriverSection; /* offset 40, after 4 bytes of padding */
    PDRIVER_EXTENSION DriverExtension;
    UNICODE_STRING DriverName;
    PUNICODE_STRING HardwareDatabase;
    PFAST_IO_DISPATCH FastIoDispatch;
    PDRIVER_INITIALIZE DriverInit;
    PDRIVER_STARTIO DriverStartIo;
    PDRIVER_UNLOAD DriverUnload; /* offset 104 */
    PDRIVER_DISPATCH MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
} DRIVER_OBJECT, *PDRIVER_OBJECT;

/* A description of pages of memory: 48 bytes, then the number of each page's frame. */
typedef struct _MDL {
    struct _MDL *Next;
    CSHORT Size;
    CSHORT MdlFlags;
    PEPROCESS Process; /* offset 16, after 4 bytes that drivers do not use */
    PVOID MappedSystemVa;
    PVOID StartVa;
    ULONG ByteCount;
    ULONG ByteOffset;
} MDL, *PMDL;

/* IRQL <= DISPATCH_LEVEL, for paged pool <= APC_LEVEL. Returns zeroed memory or NULL. Since Windows 10 2004. */
PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag);

/* IRQL <= DISPATCH_LEVEL, for paged pool <= APC_LEVEL. */
VOID ExFreePool(PVOID P);
VOID ExFreePoolWithTag(PVOID P, ULONG Tag);

/* Any IRQL. */
KIRQL KeGetCurrentIrql(VOID);

/* IRQL <= DIRQL. Cuts text of more than 512 bytes. */
ULONG DbgPrint(PCSTR Format, ...);

typedef enum _POWER_ACTION {
    PowerActionNone = 0,
    PowerActionReserved = 1,
    PowerActionSleep = 2,
    PowerActionHibernate = 3,
    PowerActionShutdown = 4,
    PowerActionShutdownReset = 5,
    PowerActionShutdownOff = 6,
    PowerActionWarmEject = 7,
    PowerActionDisplayOff = 8,
} POWER_ACTION;

typedef enum _DEVICE_POWER_STATE {
    PowerDeviceUnspecified = 0,
    PowerDeviceD0 = 1,
    PowerDeviceD1 = 2,
    PowerDeviceD2 = 3,
    PowerDeviceD3 = 4,
    PowerDeviceMaximum = 5,
} DEVICE_POWER_STATE;

typedef enum _SYSTEM_POWER_STATE {
    PowerSystemUnspecified = 0,
    PowerSystemWorking = 1,
    PowerSystemSleeping1 = 2,
    PowerSystemSleeping2 = 3,
    PowerSystemSleeping3 = 4,
    PowerSystemHibernate = 5,
    PowerSystemShutdown = 6,
    PowerSystemMaximum = 7,
} SYSTEM_POWER_STATE;

typedef enum _DEVICE_REGISTRY_PROPERTY {
    DevicePropertyDeviceDescription = 0,
    DevicePropertyHardwareID = 1,
    DevicePropertyCompatibleIDs = 2,
    DevicePropertyBootConfiguration = 3,
    DevicePropertyBootConfigurationTranslated = 4,
    DevicePropertyClassName = 5,
    DevicePropertyClassGuid = 6,
    DevicePropertyDriverKeyName = 7,
    DevicePropertyManufacturer = 8,
    DevicePropertyFriendlyName = 9,
    DevicePropertyLocationInformation = 10,
    DevicePropertyPhysicalDeviceObjectName = 11,
    DevicePropertyBusTypeGuid = 12,
    DevicePropertyLegacyBusType = 13,
    DevicePropertyBusNumber = 14,
    DevicePropertyEnumeratorName = 15,
    DevicePropertyAddress = 16,
    DevicePropertyUINumber = 17,
    DevicePropertyInstallState = 18,
    DevicePropertyRemovalPolicy = 19,
    DevicePropertyResourceRequirements = 20,
    DevicePropertyAllocatedResources = 21,
    DevicePropertyContainerID = 22,
} DEVICE_REGISTRY_PROPERTY;

typedef ULONG LCID;
typedef ULONG DEVPROPTYPE, *PDEVPROPTYPE;

typedef struct _DEVPROPKEY {
    GUID fmtid;
    ULONG pid;
} DEVPROPKEY, *PDEVPROPKEY;
