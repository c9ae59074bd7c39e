/*
 * The breakpoint of the framework's verifier.
 *
 * Source: the public headers of the framework (header wdfverifier.h).
 */
#pragma once

typedef VOID (*PFN_WDFVERIFIERDBGBREAKPOINT)(PWDF_DRIVER_GLOBALS DriverGlobals);
