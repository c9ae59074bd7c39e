/*
 * Memory objects.
 *
 * Source: the reference pages of these functions and structures (header wdfmemory.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

/* A part of a memory object, in bytes; a length of 0 means up to the end. */
typedef struct _WDFMEMORY_OFFSET {
    size_t BufferOffset;
    size_t BufferLength;
} WDFMEMORY_OFFSET, *PWDFMEMORY_OFFSET;

typedef NTSTATUS (*PFN_WDFMEMORYCREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_OBJECT_ATTRIBUTES Attributes,
    POOL_TYPE PoolType,
    ULONG PoolTag,
    size_t BufferSize,
    WDFMEMORY *Memory,
    PVOID *Buffer);

typedef PVOID (*PFN_WDFMEMORYGETBUFFER)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFMEMORY Memory,
    size_t *BufferSize);

typedef NTSTATUS (*PFN_WDFMEMORYCOPYTOBUFFER)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFMEMORY SourceMemory,
    size_t SourceOffset,
    PVOID Buffer,
    size_t NumBytesToCopyTo);

typedef NTSTATUS (*PFN_WDFMEMORYCOPYFROMBUFFER)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFMEMORY DestinationMemory,
    size_t DestinationOffset,
    PVOID Buffer,
    size_t NumBytesToCopyFrom);

typedef NTSTATUS (*PFN_WDFMEMORYCREATEPREALLOCATED)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_OBJECT_ATTRIBUTES Attributes,
    PVOID Buffer,
    size_t BufferSize,
    WDFMEMORY *Memory);

typedef NTSTATUS (*PFN_WDFMEMORYASSIGNBUFFER)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFMEMORY Memory,
    PVOID Buffer,
    size_t BufferSize);

typedef NTSTATUS (*PFN_WDFLOOKASIDELISTCREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_OBJECT_ATTRIBUTES LookasideAttributes,
    size_t BufferSize,
    POOL_TYPE PoolType,
    PWDF_OBJECT_ATTRIBUTES MemoryAttributes,
    ULONG PoolTag,
    WDFLOOKASIDE *Lookaside);

typedef NTSTATUS (*PFN_WDFMEMORYCREATEFROMLOOKASIDE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFLOOKASIDE Lookaside,
    WDFMEMORY *Memory);
