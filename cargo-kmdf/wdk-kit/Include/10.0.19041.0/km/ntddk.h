/*
 * The kernel's interface for drivers. In this kit, all of it is in wdm.h.
 *
 * wdk-sys takes its module `ntddk` from ntifs.h, ntddk.h and ntstrsafe.h.
 */
#pragma once

#include "wdm.h"
