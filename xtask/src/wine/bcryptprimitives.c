/* bcryptprimitives.dll with the one function that Rust's standard library takes from it, for versions
   of Wine that do not have the library (before 9.0). */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *buffer, SIZE_T length)
{
    while (length != 0) {
        ULONG part = length > MAXLONG ? MAXLONG : (ULONG)length;
        if (!RtlGenRandom(buffer, part))
            return FALSE;
        buffer += part;
        length -= part;
    }
    return TRUE;
}
