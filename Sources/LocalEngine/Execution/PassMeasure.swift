import Glibc

/// What one pass over a source or a result has taken: for `explain --analyze`.
struct PassMeasure: Sendable {
    /// Where the rows came from.
    var origin: PhysicalPlan.Origin
    /// Who took them, in order.
    var riders: [PipelineRun.Rider]
    /// From the first to the last moment, finishing the nodes included, in seconds.
    var seconds = 0.0
    /// Rows of the source or result.
    var rows = 0
    /// Bytes of the files read; 0 for a result.
    var bytes = 0
    /// One a rider.
    var operators: [PipelineRun.Rider: OperatorMeasure] = [:]
}

/// What one operator of a pass has taken.
struct OperatorMeasure: Sendable {
    /// Rows that came to it, filters and joins behind them.
    var rowsIn = 0
    /// Rows that it holds in the end.
    var rowsOut = 0
    /// Time of all workers together, in seconds; expressions that several operators share count for the first.
    var seconds = 0.0
    /// The most memory held, in bytes.
    var peakBytes = 0
    /// Bytes written to the temporary folder.
    var spilledBytes = 0

    /// Counts another worker's part.
    mutating func add(_ other: OperatorMeasure) {
        rowsIn += other.rowsIn
        seconds += other.seconds
    }
}

/// A clock for measuring operators: nanoseconds since some fixed moment.
enum OperatorClock {
    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
