// Two system calls that the Glibc module leaves out; nothing elsewhere.
#include <errno.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
long syscall(long number, ...);
// renameat2(2) with RENAME_EXCHANGE: both paths change places in one step.
static inline int trinity_exchange(const char *one, const char *other) {
    return (int)syscall(SYS_renameat2, -100 /* AT_FDCWD */, one, -100, other, 2 /* RENAME_EXCHANGE */);
}
// syncfs(2): everything written to the file system of an open file is on disk when this returns 0; else errno says why not.
static inline int trinity_sync(int descriptor) { return (int)syscall(SYS_syncfs, descriptor); }
#elif defined(__APPLE__)
#include <stdio.h>
#include <unistd.h>
static inline int trinity_exchange(const char *one, const char *other) {
    return renamex_np(one, other, RENAME_SWAP);
}
// No such call: the caller waits for each file.
static inline int trinity_sync(int descriptor) { errno = ENOSYS; return -1; }
#endif
