import Jobs
import Reports

/// The schemas that several answers share, by name.
enum APISchemas {
    static let all: [(name: String, schema: APISchema)] = [
        ("JobStatus", .object(jobStatus)), ("Job", .object(job)), ("RunStatus", .object(runStatus)),
        ("Run", .object(run)), ("Report", .object(report)), ("Analytics", analytics), ("Problem", .object(problem)),
    ]

    private static let states = Run.State.allCases.map(\.rawValue)

    private static let jobStatus: [APIProperty] = [
        APIProperty("job_id", .string(), "The id of the job: the name of its report's file."),
        APIProperty("name", .string(), "The title of its report."),
        APIProperty("description", .string(), "One sentence about the report.", isRequired: false),
        APIProperty(
            "status", .string(words: states),
            "`running` or `pending` while a run is open, else how the last one ended; `pending` before the first; `failed` while its report cannot be read."
        ),
        APIProperty("schedule", .string(), "When it runs; null when it runs only on demand.", isRequired: false),
        APIProperty("timezone", .string(), "The zone of the schedule."),
        APIProperty("last_run", .time, "When the last run began.", isRequired: false),
        APIProperty("last_period", .string(), "The period of the last run.", isRequired: false),
        APIProperty("next_run", .time, "When the next run is due.", isRequired: false),
        APIProperty("run_count", .integer(minimum: 0), "How many runs were begun."),
        APIProperty("error_count", .integer(minimum: 0), "How many of them failed."),
        APIProperty("last_error", .string(), "What went wrong last.", isRequired: false),
        APIProperty("duration", .number, "Seconds that the last run took, or has taken so far.", isRequired: false),
        APIProperty("alerts", .array(.string()), "The alerts that are firing, longest first."),
        APIProperty(
            "undelivered",
            .array(
                .object([
                    APIProperty("at", .time, "When the alert began or ended."),
                    APIProperty("kind", .string(words: ["alert.fired", "alert.recovered"]), "Which of the two."),
                    APIProperty("rule", .string(), "What is watched."),
                    APIProperty("channel", .string(), "`webhook` or `command`."),
                    APIProperty("attempts", .integer(minimum: 0), "How often it was tried."),
                    APIProperty("error", .string(), "Why it was not taken the last time."),
                ])), "The newest messages about it that nobody took, at most ten."),
        APIProperty("report", .string(), "The file of its report."),
        APIProperty(
            "problem", .string(), "Why its report cannot be read, so that it does not run; null when it can.",
            isRequired: false),
    ]

    private static let job =
        jobStatus + [
            APIProperty("next_runs", .array(.time), "When the next runs are due."),
            APIProperty("recent_runs", .array(.reference("RunStatus")), "Its newest runs, newest first."),
        ]

    private static let runStatus: [APIProperty] = [
        APIProperty("run_id", .integer(minimum: 1), "The number of the run."),
        APIProperty("job_id", .string(), "The id of its job."),
        APIProperty("period", .string(), "The period it covers."),
        APIProperty("status", .string(words: states), "Where it stands."),
        APIProperty("trigger", .string(words: Run.Trigger.allCases.map(\.rawValue)), "Why it was started."),
        APIProperty("slot", .time, "The slot of the schedule it belongs to.", isRequired: false),
        APIProperty("attempts", .integer(minimum: 0), "How many attempts were begun."),
        APIProperty("created_at", .time, "When it was asked for or due."),
        APIProperty("started_at", .time, "When its last attempt began.", isRequired: false),
        APIProperty("finished_at", .time, "When it came to its end.", isRequired: false),
        APIProperty("retry_at", .time, "When the next attempt may begin.", isRequired: false),
        APIProperty("duration", .number, "Seconds that its last attempt took.", isRequired: false),
        APIProperty(
            "error_kind", .string(words: RunFailure.Kind.allCases.map(\.rawValue)), "Whose fault a failure is.",
            isRequired: false),
        APIProperty("error", .string(), "What went wrong.", isRequired: false),
        APIProperty("page", .string(), "The address of its page below the site.", isRequired: false),
        APIProperty("rows", .integer(minimum: 0), "Rows read.", isRequired: false),
        APIProperty("bytes", .integer(minimum: 0), "Bytes read.", isRequired: false),
        APIProperty("engine", .string(), "The engine's name and version.", isRequired: false),
    ]

    private static let run =
        runStatus + [
            APIProperty(
                "stages",
                .array(
                    .object([
                        APIProperty("name", .string(), "The stage, such as `scan transactions`."),
                        APIProperty(
                            "start", .number, "When it began, in seconds since the attempt did.", isRequired: false),
                        APIProperty("seconds", .number, "How long it took."),
                    ])), "The stages of its last attempt, in order."),
            APIProperty(
                "inputs",
                .array(
                    .object([
                        APIProperty("path", .string(), "The file."),
                        APIProperty("bytes", .integer(minimum: 0), "Its size."),
                        APIProperty("rows", .integer(minimum: 0), "Rows read of it.", isRequired: false),
                        APIProperty("sha256", .string(), "Its SHA-256.", isRequired: false),
                    ])), "The files it read."),
            APIProperty(
                "values",
                .array(
                    .object([
                        APIProperty("name", .string(), "The cell and the value, with a dot between."),
                        APIProperty("type", .string(), "The type's name."),
                        APIProperty("text", .string(), "The exact value; null where it is null.", isRequired: false),
                        APIProperty("number", .number, "The value as a number, where it is one.", isRequired: false),
                    ])), "The values of its cells."),
            APIProperty(
                "asserts",
                .array(
                    .object([
                        APIProperty("id", .string(), "The assert."),
                        APIProperty("passed", .boolean, "Whether it held."),
                        APIProperty(
                            "failing_rows", .integer(minimum: 0), "The rows it found; null when it could not run.",
                            isRequired: false),
                    ])), "The asserts in the report."),
            APIProperty(
                "log",
                .array(
                    .object([
                        APIProperty("at", .time, "When."),
                        APIProperty("level", .string(), "`info`, `warning` or `error`."),
                        APIProperty("message", .string(), "What happened."),
                    ])), "The log of all attempts."),
            APIProperty(
                "events",
                .array(
                    .object([
                        APIProperty("at", .time, "When."),
                        APIProperty("kind", .string(), "What happened to the alert."),
                        APIProperty("rule", .string(), "What is watched."),
                    ])), "The alerts that its end began or ended."),
        ]

    private static let report: [APIProperty] = [
        APIProperty("report", .string(), "The report's id."), APIProperty("title", .string(), "Its title."),
        APIProperty("description", .string(), "One sentence about it.", isRequired: false),
        APIProperty("schedule", .string(), "When it runs.", isRequired: false),
        APIProperty("timezone", .string(), "The zone of its periods."),
        APIProperty("file", .string(), "Its file."),
        APIProperty("page", .string(), "The address of its newest page.", isRequired: false),
        APIProperty(
            "periods",
            .array(
                .object([
                    APIProperty("period", .string(), "The period's id."),
                    APIProperty("label", .string(), "The period for people."),
                    APIProperty("from", .time, "Its start."), APIProperty("to", .time, "Its end."),
                    APIProperty("page", .string(), "The address of its page."),
                    APIProperty("data", .string(), "The address of its data as JSON."),
                ])), "The published periods, newest first."),
    ]

    private static let analytics = APISchema.object(
        [
            APIProperty("report", .string(), "The report that the figures are from."),
            APIProperty("analyzer", .string(), "The analyzer."),
            APIProperty(
                "period",
                .object([
                    APIProperty("id", .string(), "The period's id."), APIProperty("from", .time, "Its start."),
                    APIProperty("to", .time, "Its end."),
                ]), "What they cover."),
        ], isOpen: true)

    private static let problem: [APIProperty] = [
        APIProperty("type", .string(), "`about:blank`: the status says it all."),
        APIProperty("title", .string(), "The status in words."),
        APIProperty("status", .integer(minimum: 400, maximum: 599), "The status."),
        APIProperty("detail", .string(), "What is wrong with this request, and what to do."),
    ]
}
