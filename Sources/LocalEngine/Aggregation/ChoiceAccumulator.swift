import Columnar

/// min_by, max_by, first, last and single: the value of one row of each group, the earliest among equals.
///
/// Works on scalars, a row at a time: these aggregates are rare and never hot.
final class ChoiceAccumulator: Accumulator {
    enum Rule {
        case smallest, largest, first, last
        /// There must not be a second one.
        case only
    }

    private struct Choice {
        var value: Scalar
        var key: Scalar
    }

    private let type: DataType
    private let rule: Rule
    @exclusivity(unchecked) private var choices: [Choice?] = []

    init(type: DataType, by key: DataType, _ rule: Rule) {
        self.type = type
        self.rule = rule
    }

    func reserve(_ bound: Int) { grow(&choices, to: bound, with: nil) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?)
        throws(EvaluationError)
    {
        try forEachRow(rowCount, selection, validity: nil) { (row) throws(EvaluationError) in
            let group = groups.map { Int($0[row]) } ?? 0
            if rule == .first {
                if choices[group] == nil { choices[group] = Choice(value: arguments[0][row], key: .null) }
                return
            }
            if rule == .last {
                choices[group] = Choice(value: arguments[0][row], key: .null)
                return
            }
            if rule == .only {
                try take(Choice(value: arguments[0][row], key: .null), for: group)
                return
            }
            guard !arguments[1].isNull(at: row) else { return }
            try take(Choice(value: arguments[0][row], key: arguments[1][row]), for: group)
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) throws(EvaluationError) {
        guard let other = other as? ChoiceAccumulator else { return }
        try mapping.forEach { (group, target) throws(EvaluationError) in
            if let choice = other.choices[group] { try take(choice, for: target) }
        }
    }

    private func take(_ choice: Choice, for group: Int) throws(EvaluationError) {
        guard let known = choices[group] else {
            choices[group] = choice
            return
        }
        switch rule {
        case .first: break
        case .only: throw EvaluationError(.severalRows, in: "a sub-query for a value")
        case .last: choices[group] = choice
        case .smallest: if choice.key.precedes(known.key) { choices[group] = choice }
        case .largest: if known.key.precedes(choice.key) { choices[group] = choice }
        }
    }

    var bytes: Int { choices.capacity * MemoryLayout<Choice?>.stride }

    func finish(_ groups: [UInt32]) -> Column { Column(type, groups.map { choices[Int($0)]?.value ?? .null }) }
}

extension Scalar {
    /// The order of two values of one type that are not null: NaN above all numbers, texts by bytes.
    func precedes(_ other: Scalar) -> Bool {
        switch (self, other) {
        case (.boolean(let a), .boolean(let b)): !a && b
        case (.int64(let a), .int64(let b)), (.timestamp(let a), .timestamp(let b)): a < b
        case (.date(let a), .date(let b)): a < b
        case (.decimal(let a), .decimal(let b)): a.unscaled < b.unscaled
        case (.double(let a), .double(let b)): a < b || (!a.isNaN && b.isNaN)
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        default: false
        }
    }
}
