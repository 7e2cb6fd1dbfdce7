// Calls of libcurl's variadic functions through pointers that dlsym gave: Swift can call neither kind itself. Nothing is linked, and
// no header of libcurl is needed to build.
typedef int (*trinity_curl_variadic)(void *handle, int option, ...);
static inline int trinity_curl_set_long(void *function, void *handle, int option, long value) {
    return ((trinity_curl_variadic)function)(handle, option, value);
}
static inline int trinity_curl_set_pointer(void *function, void *handle, int option, const void *value) {
    return ((trinity_curl_variadic)function)(handle, option, value);
}
static inline int trinity_curl_get_long(void *function, void *handle, int information, long *value) {
    return ((trinity_curl_variadic)function)(handle, information, value);
}
