import Diagnostics
import Columnar
import Reports
import TestSupport
import Testing

/// Settings from `trinity.yaml`, profiles and the environment, one over the other.
struct ConfigurationTests {
    private func load(
        _ yaml: String, environment: [String: String] = [:], profile: String? = nil
    ) throws -> Configuration {
        let folder = try ScratchFolder(["trinity.yaml": yaml])
        return try Configuration.load(
            folder.path + "/trinity.yaml", shownAs: "trinity.yaml", root: "", environment: environment, profile: profile
        )
    }

    private func messages(
        _ yaml: String, environment: [String: String] = [:], profile: String? = nil
    ) -> [String] {
        do {
            _ = try load(yaml, environment: environment, profile: profile)
            return []
        } catch let error as DiagnosticsError {
            return error.diagnostics.map { diagnostic in
                let place = diagnostic.range.map { "\($0.lowerBound.line):\($0.lowerBound.column) " } ?? ""
                return place + diagnostic.id + " " + diagnostic.message + (diagnostic.help.map { " | \($0)" } ?? "")
            }
        } catch { return ["\(error)"] }
    }

    @Test("The environment is stronger than a profile, a profile than the file, the file than what is built in")
    func layers() throws {
        let yaml = """
            title: Forge
            limits: {threads: 2, memory: 100MB}
            jobs: {concurrency: 3, timeout: 5m}
            profiles:
              nightly: {limits: {threads: 4, memory: 200MB}, site: nightly}
            """
        let found = try load(
            yaml, environment: ["TRINITY_LIMITS_MEMORY": "300MB", "TRINITY_JOBS_RETRIES": "7", "HOME": "/root"],
            profile: "nightly")
        #expect(found.workspace.title == "Forge")
        #expect(found.workspace.threads == 4)
        #expect(found.workspace.memory == 300_000_000)
        #expect(found.workspace.jobs.concurrency == 3)
        #expect(found.workspace.jobs.settings.timeout == 300)
        #expect(found.workspace.jobs.settings.retries == 7)
        #expect(found.workspace.site == "nightly")
        #expect(found.profile == "nightly")
        #expect(found.origins["title"] == .file)
        #expect(found.origins["limits.threads"] == .profile("nightly"))
        #expect(found.origins["limits.memory"] == .environment("TRINITY_LIMITS_MEMORY"))
        #expect(found.origins["profile"] == .flag("--profile"))
        #expect(found.origins["output"] == nil)
    }

    @Test("The file chooses a profile, the environment another, a flag a third")
    func chosenProfile() throws {
        let yaml = "profile: streaming\njobs: {concurrency: 1}\n"
        #expect(try load(yaml).workspace.jobs.concurrency == 4)
        #expect(
            try load(yaml, environment: ["TRINITY_PROFILE": "quantum-analytics"]).workspace.jobs.settings.timeout
                == 14_400)
        let both = try load(yaml, environment: ["TRINITY_PROFILE": "quantum-analytics"], profile: "default")
        #expect(both.workspace.jobs.concurrency == 1)
    }

    @Test("A zone from the environment is the one that times without an offset are read in")
    func zoneOfSources() throws {
        let found = try load(
            "sources:\n  t: {path: t.csv}\n  u: {path: u.csv, timezone: Asia/Tokyo}\n",
            environment: ["TRINITY_TIMEZONE": "Europe/Berlin"])
        #expect(found.workspace.sources.map(\.zone.identifier) == ["Europe/Berlin", "Asia/Tokyo"])
    }

    @Test("Spark's own variables are settings, and the general names are stronger")
    func sparkVariables() throws {
        let found = try load(
            "spark: {master: \"local[1]\", driver_memory: 2g}\n",
            environment: [
                "SPARK_MASTER": "spark://host:7077", "SPARK_EXECUTOR_MEMORY": "3G", "SPARK_DRIVER_MEMORY": "4g",
                "TRINITY_SPARK_DRIVER_MEMORY": "512m",
            ])
        #expect(found.workspace.spark.master == "spark://host:7077")
        #expect(found.workspace.spark.driverMemory == "512m")
        #expect(found.workspace.spark.executorMemory == "3g")
        #expect(found.origins["spark.master"] == .environment("SPARK_MASTER"))
        #expect(found.origins["spark.driver_memory"] == .environment("TRINITY_SPARK_DRIVER_MEMORY"))
        #expect(
            messages("title: x\n", environment: ["SPARK_DRIVER_MEMORY": "a lot"])
                == [
                    "bad-size environment variable SPARK_DRIVER_MEMORY: 'driver_memory' is an amount of memory for Java such as 512m or 4g, not 'a lot'"
                ])
    }

    @Test("An empty folder is no folder")
    func emptyFolder() {
        #expect(
            messages("output: \"\"\nsite: ''\n")
                == [
                    "1:9 empty-path 'output' is empty; write '.' for the workspace's own folder",
                    "2:7 empty-path 'site' is empty; write '.' for the workspace's own folder",
                ])
    }

    @Test("A token for Spark is refused in a file, and taken from the environment without being shown")
    func token() throws {
        #expect(
            messages("spark: {remote: \"sc://h/;token=abc\"}\n")
                == [
                    "1:17 secret-in-file a token does not belong into a file that many read | put the whole address into the environment variable SPARK_REMOTE"
                ])
        let found = try load("title: x\n", environment: ["SPARK_REMOTE": "sc://h/;token=abc"])
        #expect(found.workspace.spark.remote == "sc://h/;token=abc")
        #expect(Setting.all.first { $0.key == "spark.remote" }?.value(found.workspace) == "sc://h/")
    }

    @Test(
        "Nothing that may be a secret is shown of an address",
        arguments: [
            ("https://hooks.example.org?key=SECRET", "https://hooks.example.org/***"),
            ("https://hooks.example.org#SECRET", "https://hooks.example.org/***"),
            ("https://anna:SECRET@hooks.example.org/SECRET", "https://hooks.example.org/***"),
        ])
    func addresses(webhook: String, shown: String) throws {
        let found = try load("alerts: {webhook: \"\(webhook)\"}\nbase_url: https://anna:pass@example.org/reports/\n")
        #expect(Setting.all.first { $0.key == "alerts.webhook" }?.value(found.workspace) == shown)
        #expect(
            Setting.all.first { $0.key == "base_url" }?.value(found.workspace) == "https://***@example.org/reports/")
    }

    @Test("What is unknown or wrong is told with its place, or with the name of its variable")
    func mistakes() {
        #expect(
            messages("title: x\n", environment: ["TRINITY_LIMITS_MEMRY": "1GB"])
                == [
                    "unknown-variable the environment variable TRINITY_LIMITS_MEMRY is no setting | did you mean 'TRINITY_LIMITS_MEMORY'?"
                ])
        #expect(
            messages("title: x\n", environment: ["TRINITY_JOBS_CATCH_UP": "al"])
                == [
                    "unknown-value environment variable TRINITY_JOBS_CATCH_UP: 'catch_up' is one of none, latest, all, not 'al' | did you mean 'all'?"
                ])
        #expect(
            messages("profile: nightli\nprofiles:\n  nightly: {site: n}\n")
                == ["1:10 unknown-profile there is no profile 'nightli' | did you mean 'nightly'?"])
        #expect(
            messages("profiles:\n  nightly: {sit: n}\n")
                == ["2:13 unknown-key unknown key 'sit' in profile 'nightly' | did you mean 'site'?"])
        #expect(
            messages("jobs: {timeout: soon}\n")
                == [
                    "1:17 bad-duration 'timeout' is a span of time from 1s to 30d, not 'soon' | write it like '30s', '5m', '2h' or '1d'"
                ])
    }
}
