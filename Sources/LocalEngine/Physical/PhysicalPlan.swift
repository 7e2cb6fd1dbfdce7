import Columnar
import QueryPlan

/// How a set of requests is run: nodes that each keep a result, fed by pipelines over scans or other nodes' results.
///
/// Pipelines over one source whose nodes are ready run together, in one scan.
struct PhysicalPlan: Sendable {
    /// Where a pipeline's rows come from.
    enum Origin: Hashable, Sendable {
        /// The rows of a source; the pipeline's first stage is over the columns of `columns[source]`.
        case source(String)
        /// The result of another node.
        case node(Int)
    }

    /// Something that keeps a result.
    struct Node: Sendable {
        /// The pipelines that feed it, in order; more than one for a union.
        var pipelines: [Pipeline]
        /// What it does with the rows.
        var sink: Sink
        /// The columns of its result.
        var schema: Schema
        /// The requests that need it, for explanations.
        var requests: [String] = []

        /// The nodes that must be finished first.
        var dependencies: Set<Int> {
            pipelines.reduce(into: []) { found, pipeline in
                if case .node(let node) = pipeline.origin { found.insert(node) }
                for stage in pipeline.stages {
                    if let probe = stage.probe { found.insert(probe.build) }
                }
            }
        }
    }

    /// A way from rows to a node.
    struct Pipeline: Sendable {
        var origin: Origin
        /// At least one; all but the last end in a probe.
        var stages: [Stage]
    }

    /// Filters, then either a probe into a finished join side or the expressions that the sink reads.
    struct Stage: Hashable, Sendable {
        /// The columns that come in.
        var input: Schema
        /// Rows for which all of them are true go on.
        var predicates: [Expression] = []
        /// What ends the stage; nil for the last.
        var probe: Probe?
        /// The last stage's expressions over the input, in the order that the sink wants.
        var outputs: [Expression] = []
    }

    /// A join's streaming side.
    struct Probe: Hashable, Sendable {
        var kind: JoinKind
        /// The node whose result is the other side.
        var build: Int
        /// The streaming side's keys over the stage's input.
        var keys: [Expression]
        /// A further condition over the input's and the other side's columns.
        var condition: Expression?
        /// The columns of the other side.
        var buildSchema: Schema
    }

    /// What a node does with its rows.
    enum Sink: Sendable {
        /// Keeps them in order.
        case collect
        /// Groups and aggregates.
        case aggregate(AggregationPlan)
        /// Orders them.
        case sort([SortKey])
        /// Keeps the first of an order.
        case top([SortKey], count: Int)
        /// Keeps some rows in order.
        case limit(count: Int?, offset: Int)
        /// Adds window columns; `needed` are the input columns that something reads.
        case window([Named<WindowExpression>])
        /// Keeps them for probing: key columns first, then the others.
        case build(keys: Int)
    }

    var nodes: [Node] = []
    /// Results that are known already: the rows of VALUES.
    var literals: [Int: Table] = [:]
    /// The node and the columns of each request's result.
    var results: [String: Int] = [:]
    /// What the columns of each request's result are called.
    var resultNames: [String: [String]] = [:]
    /// The columns that are read of each source.
    var columns: [String: Schema] = [:]
}
