/*
 * The kernel's interface for file systems, which includes that for drivers. This kit needs nothing
 * else from it. wdk-sys includes this header first.
 */
#pragma once

#include "ntddk.h"
