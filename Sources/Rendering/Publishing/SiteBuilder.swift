import Columnar
public import Diagnostics
import Tracing

/// Publishes runs as one static site: pages, archives, `latest` addresses, a feed, and a manifest of it all.
///
/// A publish writes only what changed, and the site changes in one step; see `SiteStage`. A run that failed its checks does not replace a
/// good page: the last good one stays and says so. A report's first page, with the same parameters, is published whatever its checks say,
/// with its own notice.
public struct SiteBuilder: Sendable {
    /// The site's folder.
    public let output: String
    let title: String
    let kicker: String?
    let address: SiteAddress
    let template: Template
    let version: String
    let look: String
    /// The site as it was when the builder was made.
    private let site: PublishedSite?

    /// A builder for a folder, which must be empty, missing, or a site.
    ///
    /// - Parameters:
    ///   - baseURL: the address the site will have; nil when unknown.
    ///   - program: a digest of the program, so that a new one makes new pages.
    ///   - template: what the pages that belong to no report look like.
    /// - Throws: `DiagnosticsError` for an address that is none, and for a folder that holds something else than a site.
    package init(
        output: String, title: String?, kicker: String? = nil, baseURL: String? = nil, template: Template,
        version: String, program: String = ""
    ) throws {
        self.output = output
        self.title = title ?? "Reports"
        self.kicker = kicker
        address = SiteAddress(base: try baseURL.map(SiteBuilder.checked))
        self.template = template
        self.version = version
        site = try PublishedSite(output)
        look = Digest.hex(Array("\(version)\n\(program)\n\(template.digest)\n\(kicker ?? "")".utf8))
    }

    /// What a publish did.
    public struct Outcome: Sendable {
        /// Whether anything changed.
        public var isChanged = false
        /// The files that were written.
        public var written = 0
        /// The files that stayed as they were.
        public var kept = 0
    }

    /// How a run stands that would be the same as one that is known already.
    package struct Standing: Sendable {
        /// The exit status that it came with.
        package var status: Int32
        /// What was wrong with it; empty when it is published as it is.
        package var trouble: [String]
        /// When it failed and was not published; nil when it is on the site.
        package var heldAt: String?
    }

    /// Whether a run with this fingerprint is on the site, or failed and was held back, and nobody has touched its files: then it need not run
    /// again. Nil when it must. Complexity: O(its files), none of which is read.
    package func standing(report: String, folder: String, fingerprint: String) -> Standing? {
        guard !fingerprint.isEmpty, let site, site.manifest.look == look else { return nil }
        if let held = site.manifest.holds.first(where: { $0.report == report && $0.folder == folder }),
            held.fingerprint == fingerprint
        {
            return held.kept.isEmpty || site.isUntouched(folder: "\(report)/\(held.kept)")
                ? Standing(status: held.status, trouble: held.trouble, heldAt: held.atText) : nil
        }
        guard let run = site.manifest.runs.first(where: { $0.report == report && $0.folder == folder }),
            run.fingerprint == fingerprint, site.isUntouched(folder: run.path)
        else { return nil }
        return Standing(status: run.status, trouble: run.trouble, heldAt: nil)
    }

    /// Publishes runs beside those that are on the site. `now` is in microseconds since 1970; `nowText` is the same for people.
    ///
    /// - Parameter statics: the files that templates of reports bring which need not run again: what somebody has changed of them is mended.
    /// - Throws: `DiagnosticsError`, or `CancellationError` while another process publishes there; the site is as it was then.
    package func publish(
        _ runs: [RenderedRun], statics: [OutputFile] = [], at now: Int64, nowText: String
    ) async throws -> Outcome {
        try await withSpan("publish") { span in
            let outcome = try await change(runs, statics: statics, at: now, nowText: nowText)
            if span.isRecording {
                span.attributes["publish.files_written"] = outcome.written
                span.attributes["publish.files_kept"] = outcome.kept
            }
            return outcome
        }
    }

    private func change(
        _ runs: [RenderedRun], statics: [OutputFile], at now: Int64, nowText: String
    ) async throws -> Outcome {
        var stage = try await SiteStage(site: output)
        do {
            let plan = try SitePlan(
                builder: self, old: try PublishedSite(stage.site), arrivals: runs, statics: statics,
                now: TimestampText.rfc3339(microseconds: now - now % 1_000_000), nowText: nowText)
            guard plan.isChanged else { return Outcome(kept: plan.keptFiles) }
            try plan.carryOut(in: &stage)
            try stage.commit()
            return Outcome(isChanged: true, written: plan.writtenFiles, kept: plan.keptFiles)
        } catch {
            stage.abandon()
            throw error
        }
    }

    /// An address with a slash at its end.
    private static func checked(_ address: String) throws -> String {
        let isWeb = ["http://", "https://"].contains { address.lowercased().hasPrefix($0) && address.count > $0.count }
        guard isWeb, !address.unicodeScalars.contains(where: { $0 == "?" || $0 == "#" || $0.value <= 0x20 }) else {
            throw DiagnosticsError(
                Diagnostic(
                    "bad-address", .error, "'\(address)' is no address for a site",
                    help: "write one such as https://example.org/reports/"))
        }
        return address.hasSuffix("/") ? address : address + "/"
    }
}
