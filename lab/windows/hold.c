/* Holds a file open as another program would: hold.exe FILE HOW MILLISECONDS. HOW says what others
   may do meanwhile: "nothing", "read", or everything but read its first byte ("locked"). It writes
   a line as soon as it holds the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

int main(int count, char **words)
{
    if (count != 4)
        return 2;
    DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    if (!strcmp(words[2], "nothing"))
        shared = 0;
    if (!strcmp(words[2], "read"))
        shared = FILE_SHARE_READ;
    HANDLE file = CreateFileA(words[1], GENERIC_READ | (shared ? 0 : GENERIC_WRITE), shared, NULL,
                              OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 3;
    OVERLAPPED start = {0};
    if (!strcmp(words[2], "locked") &&
        !LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &start))
        return 4;
    puts("held");
    fflush(stdout);
    Sleep(atoi(words[3]));
    return 0;
}
