// The tuning of glibc's memory allocation, which the Glibc module leaves out; nothing elsewhere.
#if defined(__linux__)
#include <malloc.h>
#endif
