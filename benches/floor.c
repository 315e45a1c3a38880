/* The least that `collab restore` has to ask of the operating system to bring the first account
 * back, and nothing else: make a file beside the one that is wanted, write it, sync it, sync
 * every folder above that may be new, rename the file, and sync its folder. What restore takes
 * beyond this is starting, reading, checking and deriving.
 *
 * usage: floor FILE < CODE
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As large as a keystore of one account. */
static char content[666];

static int sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 || fsync(folder) || close(folder);
}

int main(int argc, char **argv)
{
    char folder[4096], temporary[4096 + 4];
    struct stat there;

    if (argc != 2 || argv[1][0] != '/' || strlen(argv[1]) >= sizeof folder)
        return 2;
    while (read(0, content, sizeof content) > 0)
        ;
    memset(content, '0', sizeof content);

    snprintf(temporary, sizeof temporary, "%s.tmp", argv[1]);
    int file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 || write(file, content, sizeof content) != sizeof content || fsync(file))
        return 1;

    /* The folder's parents, up to the first that belongs to another user. */
    strcpy(folder, argv[1]);
    *strrchr(folder, '/') = 0;
    while (*folder && stat(folder, &there) == 0 && there.st_uid == geteuid()) {
        *strrchr(folder, '/') = 0;
        if (sync_folder(*folder ? folder : "/"))
            return 1;
    }

    if (rename(temporary, argv[1]))
        return 1;
    strcpy(folder, argv[1]);
    *strrchr(folder, '/') = 0;
    return sync_folder(folder) || close(file);
}
