package import Columnar
package import QueryPlan

/// Window expressions over one input, laid out for collecting: which values of each row are kept, and in which form.
///
/// A value; workers make a `WindowCollector` each from the same plan.
package struct WindowPlan: Sendable {
    /// Windows that share partitions and order, and so one sorting.
    struct Group {
        /// The slots of the partition keys.
        var partition: [Int]
        /// The slots of the order keys, and how they order.
        var order: [(slot: Int, isDescending: Bool, nullsFirst: Bool)]
        /// The windows, by their position in the plan.
        var windows: [Int]
    }

    /// One expression of which every row's value is kept.
    struct Slot {
        var expression: Expression
        /// Whether texts are kept as codes of a dictionary: where windows partition by them or move them between rows.
        var isCoded: Bool
    }

    /// The input's columns.
    package let input: Schema
    /// The input's columns, then one for each window.
    package let output: Schema
    let windows: [WindowExpression]
    let groups: [Group]
    let slots: [Slot]
    /// The slot of each input column; nil when nobody needs the column in the output.
    let inputSlots: [Int?]
    /// Text slots that are only ordered by.
    let ordersOnly: Set<Int>
    /// The slots each window's function reads: the argument of lag and its fallback, the arguments of an aggregate and its filter.
    let argumentSlots: [[Int]]
    let zone: ZoneRules

    /// Whether any function works with frames.
    var readsFrames: Bool { windows.contains { $0.function.readsFrame } }

    /// Lays out `windows` over `input`.
    ///
    /// - Parameter neededColumns: the input columns that something reads from the output; the others come out as nulls. Nil: all.
    /// - Throws: `EvaluationError` of kind `unsupported` for an aggregate that has no window form: DISTINCT of anything but a count.
    package init(
        _ windows: [Named<WindowExpression>], input: Schema, neededColumns: Set<Int>? = nil, zone: ZoneRules = .utc
    ) throws(EvaluationError) {
        self.input = input
        self.zone = zone
        self.windows = windows.map(\.value)
        output = Schema(input.fields + windows.map { Field($0.name, $0.value.type) })
        var layout = Layout()
        var groups: [Group] = []
        var arguments: [[Int]] = []
        for (index, window) in self.windows.enumerated() {
            let partition = window.partitionBy.map { layout.slot($0, coded: true) }
            let order = window.orderBy.map {
                (
                    slot: layout.slot($0.expression, coded: false), isDescending: $0.isDescending,
                    nullsFirst: $0.nullsFirst
                )
            }
            let known = groups.firstIndex { group in
                group.partition == partition && group.order.elementsEqual(order) { $0 == $1 }
            }
            if let known {
                groups[known].windows.append(index)
            } else {
                groups.append(Group(partition: partition, order: order, windows: [index]))
            }
            switch window.function {
            case .rowNumber, .rank, .denseRank, .percentRank, .cumeDist, .ntile: arguments.append([])
            case .lag(let value, _, let fallback, _):
                arguments.append([layout.slot(value, coded: true), layout.slot(fallback, coded: true)])
            case .nthValue(let value, _, _): arguments.append([layout.slot(value, coded: true)])
            case .aggregate(let aggregate):
                guard !aggregate.isDistinct || aggregate.function == .count else {
                    throw EvaluationError(.unsupported, in: "\(aggregate.function.rawValue)(DISTINCT …) OVER")
                }
                arguments.append(aggregate.expressions.map { layout.slot($0, coded: true) })
            }
        }
        inputSlots = input.fields.enumerated().map { index, field in
            guard neededColumns?.contains(index) ?? true else { return nil }
            return layout.slot(.column(index: index, name: field.name, type: field.type), coded: false)
        }
        self.groups = groups
        argumentSlots = arguments
        let slots = layout.slots
        self.slots = slots
        let shown = Set(inputSlots.compactMap { $0 } + arguments.flatMap { $0 })
        ordersOnly = Set(groups.flatMap { $0.order.map(\.slot) }).subtracting(shown).filter {
            slots[$0].expression.type == .string && !slots[$0].isCoded
        }
        // Refuse what does not compile here rather than in every worker.
        _ = try ExpressionProgram(slots.map(\.expression), input: input, zone: zone)
    }

    private struct Layout {
        var slots: [Slot] = []
        private var known: [Expression: Int] = [:]

        mutating func slot(_ expression: Expression, coded: Bool) -> Int {
            let isCoded = coded && expression.type == .string
            if let index = known[expression] {
                slots[index].isCoded = slots[index].isCoded || isCoded
                return index
            }
            known[expression] = slots.count
            slots.append(Slot(expression: expression, isCoded: isCoded))
            return slots.count - 1
        }
    }
}
