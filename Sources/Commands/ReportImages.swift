import Foundation
import Rendering
import Reports

/// The images that a report's text shows and that lie beside it: they go where its pages go.
struct ReportImages {
    /// The images by their paths from the report's folder.
    private(set) var files: [OutputFile] = []
    /// The paths of all images that the text names, there or not.
    private(set) var paths: [String] = []

    /// Finds the images of a report at a path. An image that is not there, one outside the report's folder, and one on another site is left as
    /// it is; `DestinationChecker` tells of those.
    init(of item: LoadedReport) {
        let folder = item.path.lastIndex(of: "/").map { String(item.path[...$0]) } ?? ""
        for destination in item.report.images {
            guard let path = ReportImages.path(destination), !files.contains(where: { $0.path == path }) else {
                continue
            }
            paths.append(folder + path)
            guard TextFile.isFile(folder + path), let bytes = try? TextFile.read(folder + path) else { continue }
            files.append(OutputFile(path: path, bytes: bytes))
        }
    }

    /// The path that a destination means, when it is a plain one below the report's folder.
    private static func path(_ destination: String) -> String? {
        let plain = destination.prefix { $0 != "?" && $0 != "#" }
        guard let path = String(plain).removingPercentEncoding, !path.isEmpty, !path.hasPrefix("/"),
            !path.contains(":"), !path.contains("\\")
        else { return nil }
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        return names.contains { $0.isEmpty || $0.hasPrefix(".") } ? nil : path
    }

    /// A line for each, for a run's fingerprint.
    var fingerprint: [String] { files.map { "image \($0.path) \(Digest.hex($0.bytes))" } }
}
