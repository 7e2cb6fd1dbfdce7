/// Something in a chart's specification that does not fit its data or its mark.
package struct ChartProblem: Hashable, Sendable {
    /// The option it concerns, as authors write it: `mark`, `x`, `y`, `series`, `format`, …, and within it such as `y.max` or `bands.0.to`
    package var option: String
    /// One sentence in the user's words, without a full stop.
    package var message: String
    /// What to do, such as `did you mean 'day'?`; nil for nothing better than the message.
    package var help: String?
    /// Whether the data's columns are what the author must know to mend it.
    package var isAboutColumns: Bool

    /// A problem with one option.
    package init(option: String, message: String, help: String? = nil, isAboutColumns: Bool = false) {
        self.option = option
        self.message = message
        self.help = help
        self.isAboutColumns = isAboutColumns
    }
}
