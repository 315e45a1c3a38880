/* Runs a program with pipes in place of a console, named as Git Bash names its own: programs take them
   for a terminal, but they have no console's modes. mintty.exe PROGRAM ARGUMENT...; it passes its own
   standard input on, line by line, each after the program has written "? " or ": ". */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static HANDLE ours[2];

static HANDLE pipe_named(const char *end, int which)
{
    char name[80];
    snprintf(name, sizeof name, "\\\\.\\pipe\\msys-0123456789abcdef-pty0-%s", end);
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    ours[which] = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 65536, 65536, 0, NULL);
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, &inherited, OPEN_EXISTING, 0, NULL);
}

int main(int count, char **words)
{
    char line[1024] = "";
    for (int i = 1; i < count; i++) {
        strcat(line, i > 1 ? " " : "");
        strcat(line, words[i]);
    }
    STARTUPINFOA start = {sizeof start};
    start.dwFlags = STARTF_USESTDHANDLES;
    start.hStdInput = pipe_named("from-master", 0);
    start.hStdOutput = start.hStdError = pipe_named("to-master", 1);
    PROCESS_INFORMATION child;
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &child))
        return 90;
    CloseHandle(start.hStdInput);
    CloseHandle(start.hStdOutput);
    char byte, before = 0, typed[256];
    DWORD read, written;
    while (ReadFile(ours[1], &byte, 1, &read, NULL) && read == 1) {
        putchar(byte);
        if (byte == ' ' && (before == '?' || before == ':' || before == ']') && fgets(typed, sizeof typed, stdin))
            WriteFile(ours[0], typed, strlen(typed), &written, NULL);
        before = byte;
    }
    WaitForSingleObject(child.hProcess, INFINITE);
    DWORD status = 91;
    GetExitCodeProcess(child.hProcess, &status);
    return status;
}
