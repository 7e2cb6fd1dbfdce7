// swift-tools-version: 6.1
import PackageDescription

/// One setting for every target: existentials are spelled out, imports stay internal, members need their module's import.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of the tower: it imports lower floors only, and only what is listed here.
func floor(_ name: String, imports: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: imports, resources: resources, swiftSettings: settings)
}

/// Tests of a module; `data` are files that they read where they stand.
func tests(_ name: String, of imports: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(name: name, dependencies: imports + ["TestSupport"], exclude: data, swiftSettings: settings)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let metricsTestKit: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleTestKit: Target.Dependency = .product(
    name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

/// A product that only the trait `Spark` needs; without the trait it is neither fetched nor built.
func spark(_ product: String, _ package: String) -> Target.Dependency {
    .product(name: product, package: package, condition: .when(traits: ["Spark"]))
}

let protobuf = spark("SwiftProtobuf", "swift-protobuf")
let grpc = spark("GRPCCore", "grpc-swift-2")
let grpcProtobuf = spark("GRPCProtobuf", "grpc-swift-protobuf")
let grpcTransport = spark("GRPCNIOTransportHTTP2Posix", "grpc-swift-nio-transport")

let package = Package(
    name: "trinity-reports",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "trinity", targets: ["trinity"]),
        .library(name: "TrinityReports", targets: ["Reports", "Rendering", "Analyzers", "LocalEngine"]),
    ],
    traits: [
        .default(enabledTraits: ["Spark"]),
        .trait(
            name: "Spark",
            description:
                "Reports run on Apache Spark through Spark Connect; brings gRPC and with it minutes of building."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    ],
    targets: [
        // Floor 0
        floor("Diagnostics"),
        floor("Columnar", imports: ["CMalloc"]),
        .systemLibrary(name: "CMalloc"),
        floor("Retrying"),
        .systemLibrary(name: "CCurl"),
        .target(
            name: "SparkConnectProtocol", dependencies: [protobuf, grpc, grpcProtobuf],
            exclude: ["spark_connect.proto", "generate"], swiftSettings: settings),
        .systemLibrary(name: "CFileSystem"),
        .systemLibrary(name: "CCmark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
        .systemLibrary(name: "CLz4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
        .systemLibrary(name: "CSnappy", pkgConfig: "snappy", providers: [.apt(["libsnappy-dev"]), .brew(["snappy"])]),
        .systemLibrary(
            name: "CPcre2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        // Floor 1
        floor("DataFormats", imports: ["Columnar", "Diagnostics", "CCrypto", "CLz4", "CSnappy", "CZlib", "CZstd"]),
        floor("QueryPlan", imports: ["Columnar", "Diagnostics", "CPcre2"]),
        floor("Charting", imports: ["Columnar", "Diagnostics"]),
        floor("Observability", imports: ["Diagnostics", "Retrying", "CCurl", logging, metrics, tracing]),
        // Floor 2
        floor(
            "LocalEngine",
            imports: [
                "QueryPlan", "DataFormats", "Columnar", "Diagnostics", "CCrypto", "CZlib", logging, metrics, tracing,
            ]),
        floor(
            "SparkBackend",
            imports: [
                "QueryPlan", "DataFormats", "Columnar", "Diagnostics", "Retrying", "SparkConnectProtocol", protobuf,
                grpc, grpcProtobuf, grpcTransport, spark("NIOCore", "swift-nio"),
            ]),
        floor("Analyzers", imports: ["QueryPlan", "Columnar", "Diagnostics"]),
        // Floor 3
        floor(
            "Reports",
            imports: [
                "Analyzers", "QueryPlan", "Charting", "Columnar", "Diagnostics", "CCmark", logging, metrics, tracing,
                yams,
            ]),
        // Floor 4
        floor(
            "Rendering",
            imports: [
                "Reports", "QueryPlan", "Charting", "Columnar", "Diagnostics", "CCrypto", "CFileSystem", mustache,
                tracing,
            ]),
        // Floor 5
        floor(
            "Jobs",
            imports: [
                "Rendering", "Reports", "QueryPlan", "Columnar", "Diagnostics", "Retrying", "CCrypto", grdb, lifecycle,
                logging, metrics, tracing,
            ]),
        // Floor 6
        floor(
            "StatusServer",
            imports: [
                "Jobs", "Rendering", "Reports", "Charting", "Columnar", "Observability", "Diagnostics", hummingbird,
                hummingbirdCore, httpTypes, nio, nioHTTPTypes, lifecycle, logging, metrics,
            ]),
        // Floor 7: the command line, the only place that wires an engine to the reports
        floor(
            "Commands",
            imports: [
                "StatusServer", "Jobs", "Rendering", "Reports", "Analyzers", "LocalEngine", "SparkBackend", "QueryPlan",
                "DataFormats", "Charting", "Columnar", "Observability", "Diagnostics", argumentParser, lifecycle,
                logging, tracing, unixSignals,
            ]),
        .executableTarget(name: "trinity", dependencies: ["Commands"], swiftSettings: settings),
        // Beside the tower
        floor("TestSupport", imports: ["Columnar", "Diagnostics"]),
        tests("DiagnosticsTests", of: ["Diagnostics"]),
        tests("ColumnarTests", of: ["Columnar"]),
        tests("RetryingTests", of: ["Retrying"]),
        tests("ObservabilityTests", of: ["Observability", "Retrying", logging, metrics, tracing]),
        tests("DataFormatsTests", of: ["DataFormats", "Columnar", "Diagnostics"]),
        tests("QueryPlanTests", of: ["QueryPlan", "Columnar", "Diagnostics"]),
        tests("ChartingTests", of: ["Charting", "Columnar", "Diagnostics"], data: ["Goldens"]),
        tests("LocalEngineTests", of: ["LocalEngine", "QueryPlan", "DataFormats", "Columnar", "Diagnostics"]),
        tests(
            "AnalyzersTests", of: ["Analyzers", "LocalEngine", "QueryPlan", "Columnar", "Diagnostics"],
            data: ["Awkward", "expected.py", "sample-4000-expected.json"]),
        tests(
            "ReportsTests",
            of: ["Reports", "Analyzers", "LocalEngine", "QueryPlan", "Charting", "Columnar", "Diagnostics"]),
        tests(
            "RenderingTests",
            of: ["Rendering", "LocalEngine", "Reports", "QueryPlan", "Charting", "Columnar", "Diagnostics"],
            data: ["Goldens"]),
        tests(
            "QueryConformanceTests", of: ["LocalEngine", "SparkBackend", "QueryPlan", "Columnar", "Diagnostics"],
            data: ["Cases", "README.md", "cases.py", "expect.py", "expect", "requirements.txt"]),
        tests(
            "JobsTests",
            of: [
                "Jobs", "Reports", "QueryPlan", "Columnar", "Diagnostics", grdb, logging, metrics, metricsTestKit,
                lifecycleTestKit,
            ]),
        tests(
            "StatusServerTests",
            of: [
                "StatusServer", "Jobs", "Reports", "QueryPlan", "Columnar", "Observability", "Diagnostics", hummingbird,
                httpTypes, nio, lifecycle, logging,
            ]),
        tests(
            "SparkBackendTests",
            of: [
                "SparkBackend", "LocalEngine", "SparkConnectProtocol", "QueryPlan", "DataFormats", "Columnar",
                "Diagnostics", protobuf,
            ]),
        tests("CommandsTests", of: ["Commands", "StatusServer", "Diagnostics", "Columnar", argumentParser]),
    ]
)

// The fuzz targets need libFuzzer's runtime and its main: `make fuzz` asks for them.
if Context.environment["TRINITY_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "trinity-fuzz", dependencies: ["LocalEngine", "QueryPlan", "DataFormats", "Columnar", "Diagnostics"],
            path: "Tests/Fuzzing/Fuzzer", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
