/* A stand-in for Windows' bcryptprimitives.dll, which Debian's wine lacks: the random generator that
   Rust's standard library calls, from wine's own advapi32.dll. For tests under wine alone. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG count); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{
    return SystemFunction036(bytes, (ULONG)count);
}
