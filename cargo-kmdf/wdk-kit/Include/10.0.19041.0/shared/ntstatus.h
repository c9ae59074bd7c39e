/*
 * The NTSTATUS values that the entry code returns.
 *
 * The crate wdk-sys brings its own list of statuses, so a driver needs none from here.
 * Source: the reference page "NTSTATUS Values".
 */
#pragma once

#include "ntdef.h"

#define STATUS_NAME_TOO_LONG ((NTSTATUS)0xC0000106L)
