import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The functions of libcurl's easy interface (https://curl.se/libcurl/c/), found at run time.
///
/// Their numbers are part of libcurl's stable interface since version 7. The pointers stay valid for the life of the process: the library is never
/// unloaded.
struct CurlLibrary: @unchecked Sendable {
    private typealias Handle = UnsafeMutableRawPointer
    private typealias Write =
        @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int
    private typealias Progress = @convention(c) (UnsafeMutableRawPointer?, Int64, Int64, Int64, Int64) -> Int32

    private let easyInit: @convention(c) () -> UnsafeMutableRawPointer?
    private let easyCleanup: @convention(c) (UnsafeMutableRawPointer) -> Void
    private let easyPerform: @convention(c) (UnsafeMutableRawPointer) -> Int32
    private let easyText: @convention(c) (Int32) -> UnsafePointer<CChar>?
    private let listAppend: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>) -> UnsafeMutableRawPointer?
    private let listFree: @convention(c) (UnsafeMutableRawPointer?) -> Void
    private let setOption: UnsafeMutableRawPointer
    private let getInformation: UnsafeMutableRawPointer

    /// The library, or why there is none.
    static let shared: Result<CurlLibrary, HTTPSendFailure> = {
        #if canImport(Darwin)
            let names = ["libcurl.4.dylib"]
        #else
            let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]
        #endif
        for name in names {
            if let library = dlopen(name, RTLD_NOW | RTLD_LOCAL), let found = CurlLibrary(library) {
                return .success(found)
            }
        }
        return .failure(.missingLibrary(names.joined(separator: ", ")))
    }()

    private init?(_ library: UnsafeMutableRawPointer) {
        guard let initialize = dlsym(library, "curl_global_init"), let easyInit = dlsym(library, "curl_easy_init"),
            let easyCleanup = dlsym(library, "curl_easy_cleanup"),
            let easyPerform = dlsym(library, "curl_easy_perform"), let text = dlsym(library, "curl_easy_strerror"),
            let append = dlsym(library, "curl_slist_append"), let free = dlsym(library, "curl_slist_free_all"),
            let setOption = dlsym(library, "curl_easy_setopt"),
            let getInformation = dlsym(library, "curl_easy_getinfo")
        else { return nil }
        self.easyInit = unsafeBitCast(easyInit, to: (@convention(c) () -> UnsafeMutableRawPointer?).self)
        self.easyCleanup = unsafeBitCast(easyCleanup, to: (@convention(c) (UnsafeMutableRawPointer) -> Void).self)
        self.easyPerform = unsafeBitCast(easyPerform, to: (@convention(c) (UnsafeMutableRawPointer) -> Int32).self)
        easyText = unsafeBitCast(text, to: (@convention(c) (Int32) -> UnsafePointer<CChar>?).self)
        listAppend = unsafeBitCast(
            append,
            to: (@convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>) -> UnsafeMutableRawPointer?).self)
        listFree = unsafeBitCast(free, to: (@convention(c) (UnsafeMutableRawPointer?) -> Void).self)
        self.setOption = setOption
        self.getInformation = getInformation
        // 3: CURL_GLOBAL_DEFAULT.
        let initialized = unsafeBitCast(initialize, to: (@convention(c) (Int) -> Int32).self)(3)
        if initialized != 0 { return nil }
    }

    private enum Option {
        static let url: Int32 = 10_002
        static let method: Int32 = 10_036
        static let headers: Int32 = 10_023
        static let userAgent: Int32 = 10_018
        static let body: Int32 = 10_015
        static let bodySize: Int32 = 60
        static let isBodiless: Int32 = 44
        static let certificates: Int32 = 10_065
        static let timeout: Int32 = 155
        static let connectTimeout: Int32 = 156
        static let noSignals: Int32 = 99
        static let protocols: Int32 = 181
        static let writeFunction: Int32 = 20_011
        static let writeData: Int32 = 10_001
        static let headerFunction: Int32 = 20_079
        static let headerData: Int32 = 10_029
        static let progressFunction: Int32 = 20_219
        static let progressData: Int32 = 10_057
        static let noProgress: Int32 = 43
    }

    private enum Code {
        static let unsupportedProtocol: Int32 = 1
        static let badAddress: Int32 = 3
        static let timedOut: Int32 = 28
        static let aborted: Int32 = 42
    }

    /// Makes a request on the calling thread.
    func perform(
        _ request: HTTPRequest, userAgent: String, _ transfer: CurlTransfer
    ) -> Result<HTTPResponse, HTTPSendFailure> {
        let texts = [request.url, request.method, userAgent] + request.headers.flatMap { [$0.name, $0.value] }
        if texts.contains(where: { $0.utf8.contains { $0 < 0x20 && $0 != 0x09 } }) {
            return .failure(.badRequest("an address or a header field holds a control character"))
        }
        guard let handle = easyInit() else { return .failure(.unreachable("libcurl has no memory")) }
        defer { easyCleanup(handle) }
        // `Expect:` keeps libcurl from waiting a second for a permission that few servers give.
        var list: UnsafeMutableRawPointer?
        for line in request.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
            list = listAppend(list, line) ?? list
        }
        defer { listFree(list) }
        let write: Write = { bytes, size, count, target in
            guard let bytes, let target else { return 0 }
            Unmanaged<CurlTransfer>.fromOpaque(target).takeUnretainedValue()
                .takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        let header: Write = { bytes, size, count, target in
            guard let bytes, let target else { return 0 }
            Unmanaged<CurlTransfer>.fromOpaque(target).takeUnretainedValue()
                .takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        let progress: Progress = { target, _, _, _, _ in
            guard let target else { return 0 }
            return Unmanaged<CurlTransfer>.fromOpaque(target).takeUnretainedValue().isCancelled ? 1 : 0
        }
        let milliseconds = max(
            1,
            request.timeout.components.seconds * 1000
                + request.timeout.components.attoseconds / 1_000_000_000_000_000)
        let target = UnsafeRawPointer(Unmanaged.passUnretained(transfer).toOpaque())
        // libcurl copies texts, but not the body.
        let code = withExtendedLifetime(transfer) {
            request.body.withUnsafeBytes { body in
                set(handle, Option.url, request.url)
                set(handle, Option.userAgent, userAgent)
                if !body.isEmpty || request.method == "POST" {
                    set(handle, Option.bodySize, Int64(body.count))
                    set(handle, Option.body, pointer: body.baseAddress ?? target)
                } else if request.method == "HEAD" {
                    set(handle, Option.isBodiless, 1)
                }
                set(handle, Option.method, request.method)
                set(handle, Option.headers, pointer: list)
                if let certificates = request.certificates { set(handle, Option.certificates, certificates) }
                set(handle, Option.timeout, milliseconds)
                set(handle, Option.connectTimeout, milliseconds)
                set(handle, Option.noSignals, 1)
                // 1: http, 2: https.
                set(handle, Option.protocols, 3)
                set(handle, Option.writeFunction, pointer: unsafeBitCast(write, to: UnsafeRawPointer.self))
                set(handle, Option.writeData, pointer: target)
                set(handle, Option.headerFunction, pointer: unsafeBitCast(header, to: UnsafeRawPointer.self))
                set(handle, Option.headerData, pointer: target)
                set(handle, Option.progressFunction, pointer: unsafeBitCast(progress, to: UnsafeRawPointer.self))
                set(handle, Option.progressData, pointer: target)
                set(handle, Option.noProgress, 0)
                return easyPerform(handle)
            }
        }
        switch code {
        case 0:
            var status = 0
            // CURLINFO_RESPONSE_CODE.
            _ = trinity_curl_get_long(getInformation, handle, 0x200002, &status)
            return .success(HTTPResponse(status: status, body: transfer.body, retryAfter: transfer.retryAfter))
        case Code.unsupportedProtocol, Code.badAddress: return .failure(.badRequest(text(code)))
        case Code.timedOut: return .failure(.timedOut)
        case Code.aborted where transfer.isCancelled: return .failure(.cancelled)
        default: return .failure(.unreachable(text(code)))
        }
    }

    private func set(_ handle: Handle, _ option: Int32, _ value: Int64) {
        _ = trinity_curl_set_long(setOption, handle, option, Int(value))
    }

    private func set(_ handle: Handle, _ option: Int32, _ text: String) {
        text.withCString { _ = trinity_curl_set_pointer(setOption, handle, option, $0) }
    }

    private func set(_ handle: Handle, _ option: Int32, pointer: UnsafeRawPointer?) {
        _ = trinity_curl_set_pointer(setOption, handle, option, pointer)
    }

    private func text(_ code: Int32) -> String { easyText(code).map { String(cString: $0) } ?? "error \(code)" }
}
