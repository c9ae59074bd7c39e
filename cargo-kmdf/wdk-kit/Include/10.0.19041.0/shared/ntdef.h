/*
 * Base types of the NT interface: integers, pointers, counted strings.
 *
 * Widths are those of 64-bit Windows, where `long` has 32 bits. Source: the reference pages
 * "Windows Data Types" and "UNICODE_STRING structure (ntdef.h)".
 */
#pragma once

#include "stddef.h"
#include "guiddef.h"

#define POINTER_ALIGNMENT __declspec(align(8))

#define FALSE 0
#define TRUE 1

typedef void VOID;
typedef char CHAR;
typedef char CCHAR;
typedef unsigned char UCHAR;
typedef unsigned char BOOLEAN;
typedef short CSHORT;
typedef unsigned short USHORT;
typedef unsigned short WCHAR;
typedef long LONG;
typedef unsigned long ULONG;
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG;
typedef unsigned long long ULONG64;
typedef unsigned long long ULONG_PTR;
typedef ULONG_PTR SIZE_T;
typedef LONG NTSTATUS;

typedef void *PVOID;
typedef PVOID HANDLE;
typedef ULONG *PULONG;
typedef USHORT *PUSHORT;
typedef LONGLONG *PLONGLONG;
typedef CHAR *PSTR;
typedef const CHAR *PCSTR;
typedef const CHAR *LPCSTR;
typedef const CHAR *PCCH;
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;

/* A counted UTF-16 string. Both lengths are in bytes and leave a terminating NUL out. */
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer; /* offset 8, after 4 bytes of padding */
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;
