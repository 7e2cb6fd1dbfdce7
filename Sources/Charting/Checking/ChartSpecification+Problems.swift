package import Columnar

extension ChartSpecification {
    /// What does not fit: unknown columns with their near match, columns of the wrong type for the mark, channels the mark
    /// needs, options it does not have. Empty when the chart can be drawn from a table of `schema`.
    package func problems(for schema: Schema) -> [ChartProblem] {
        []
    }
}
