/*
 * The kernel's interface for file systems, which includes that for drivers: nothing of its own is
 * named here. wdk-sys includes this header first.
 */
#pragma once

#include "ntddk.h"
