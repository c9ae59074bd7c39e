/*
 * Safe string functions: none. They are inline in C, and bindgen skips inline functions.
 * wdk-sys includes this header after ntddk.h.
 */
#pragma once

#include "ntdef.h"
