/// The metrics that the product's modules record, by the names that they use.
///
/// Labels are names that the author of a workspace chose (job, report, source) or words of ours (status, class, route), never data.
package enum MetricCatalog {
    /// Seconds that a run or a report may take: a hundredth of a second to an hour.
    package static let runSeconds = [
        0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600,
    ]
    /// Seconds that a request may take: half a millisecond to ten seconds.
    package static let requestSeconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// All of them.
    package static let all: [MetricDescription] = [
        MetricDescription("trinity_runs_total", .counter, "Finished runs of jobs by job and final status."),
        MetricDescription(
            "trinity_run_duration_seconds", .histogram(buckets: runSeconds),
            "Time from the start of a job's run to its end."),
        MetricDescription(
            "trinity_run_failures_total", .counter, "Failed attempts of jobs' runs by job and class of error."),
        MetricDescription("trinity_run_retries_total", .counter, "Attempts after the first of jobs' runs by job."),
        MetricDescription("trinity_broken_reports", .gauge, "Reports that cannot be read, and do not run."),
        MetricDescription("trinity_queue_length", .gauge, "Runs that are due and wait for a free place."),
        MetricDescription("trinity_runs_in_progress", .gauge, "Runs that are being made."),
        MetricDescription("trinity_alerts_total", .counter, "Attempts to send alerts by kind, channel and outcome."),
        MetricDescription(
            "trinity_report_duration_seconds", .histogram(buckets: runSeconds),
            "Time to plan, query and assemble a report by report."),
        MetricDescription("trinity_rows_read_total", .counter, "Rows read from sources by source."),
        MetricDescription("trinity_bytes_read_total", .counter, "Bytes of the files read by source."),
        MetricDescription("trinity_rows_rejected_total", .counter, "Rows set aside because they do not fit by source."),
        MetricDescription(
            "trinity_http_requests_total", .counter, "HTTP requests answered by method, route and status."),
        MetricDescription(
            "trinity_http_request_duration_seconds", .histogram(buckets: requestSeconds),
            "Time to answer HTTP requests by route."),
        MetricDescription("trinity_http_event_streams", .gauge, "Browsers that are being told about runs."),
        MetricDescription("trinity_spans_exported_total", .counter, "Spans that a collector took."),
        MetricDescription("trinity_spans_dropped_total", .counter, "Spans that were lost by reason."),
        MetricDescription("trinity_build_info", .gauge, "Always 1; the labels tell version and engine."),
        MetricDescription(
            "trinity_metric_series_dropped_total", .counter, "Series that a metric had no more room for."),
        MetricDescription("process_start_time_seconds", .gauge, "When the process started, in seconds since 1970."),
        MetricDescription("process_resident_memory_bytes", .gauge, "Memory of the process in RAM."),
        MetricDescription("process_virtual_memory_bytes", .gauge, "Address space of the process."),
        MetricDescription("process_cpu_seconds_total", .counter, "Processor time of the process, user and system."),
        MetricDescription("process_open_fds", .gauge, "Open file descriptors."),
        MetricDescription("process_max_fds", .gauge, "The most file descriptors that the process may have open."),
    ]
}
