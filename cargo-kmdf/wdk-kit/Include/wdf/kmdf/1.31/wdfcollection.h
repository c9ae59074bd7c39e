/*
 * Collections of framework objects.
 *
 * Source: the reference pages of these functions (header wdfcollection.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

typedef NTSTATUS (*PFN_WDFCOLLECTIONCREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_OBJECT_ATTRIBUTES CollectionAttributes,
    WDFCOLLECTION *Collection);

typedef ULONG (*PFN_WDFCOLLECTIONGETCOUNT)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection);

typedef NTSTATUS (*PFN_WDFCOLLECTIONADD)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection,
    WDFOBJECT Object);

typedef VOID (*PFN_WDFCOLLECTIONREMOVE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection,
    WDFOBJECT Item);

typedef VOID (*PFN_WDFCOLLECTIONREMOVEITEM)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection,
    ULONG Index);

typedef WDFOBJECT (*PFN_WDFCOLLECTIONGETITEM)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection,
    ULONG Index);

typedef WDFOBJECT (*PFN_WDFCOLLECTIONGETFIRSTITEM)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection);

typedef WDFOBJECT (*PFN_WDFCOLLECTIONGETLASTITEM)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFCOLLECTION Collection);
