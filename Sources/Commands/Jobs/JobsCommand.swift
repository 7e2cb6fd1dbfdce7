import ArgumentParser

/// `trinity jobs`: reports that run by themselves.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Run reports by schedule, and see how they went.",
        discussion: """
            A job is a report with a 'schedule' in its front matter: 'hourly', 'daily 06:00', 'weekly mon 00:00', \
            'monthly 1 06:00' or five cron fields, in the report's timezone. A run makes the report for the period that is due \
            and publishes it into the workspace's site. When an assert fails, the last good page stays.

            The history of runs is kept in .trinity/history.sqlite beside trinity.yaml. One job never runs twice at the same \
            time, whichever processes ask for it. A run that cannot find its data, or for which memory, disk or a server fail, \
            is tried again; a wrong report is not. A period without rows counts as data that have not come yet, but for sources \
            that say 'may_be_empty: true' in trinity.yaml.

            EXAMPLES
              trinity jobs list
              trinity jobs run trinity_report_weekly
              trinity jobs status trinity_report_weekly --json
              trinity jobs backfill payment_analytics_daily --from 2026-11-01 --to 2026-11-15
              trinity jobs scheduler
            """,
        subcommands: [
            ListJobsCommand.self, RunJobCommand.self, JobStatusCommand.self, JobHistoryCommand.self,
            BackfillCommand.self, CancelRunCommand.self, SchedulerCommand.self, TestJobsCommand.self,
        ])
}
