/// Colours and natural order of the names that data is told apart by.
enum SeriesPalette {
    /// The phases in their own order.
    static let phases = ["foundation", "growth", "harmony", "transcendence"]
    /// Families of ordered levels, least first.
    private static let orders = [
        ["foundational", "growing", "harmonious", "transcendent"], ["low", "medium", "high"],
        ["low", "medium", "high", "critical"], ["info", "warning", "critical"], ["poor", "fair", "good", "excellent"],
    ]

    /// The level family that holds all of `names`, or nil.
    static func levels(of names: [String]) -> [String]? {
        let lowered = names.map { $0.lowercased() }
        guard lowered.count > 1 else { return nil }
        return orders.first { order in lowered.allSatisfy(order.contains) }
    }

    /// The colour of each name: phases have their own, ordered levels one hue, others distinct hues in order of appearance.
    static func colors(for names: [String], scale: Channel.ScaleKind?) -> [ChartColor] {
        if scale == .ordinal {
            return names.indices.map { ChartColor.level($0, of: names.count) }
        }
        if scale != .categorical {
            if names.contains(where: { phases.contains($0.lowercased()) }) {
                return names.map { phase($0) ?? .other }
            }
            if let order = levels(of: names) {
                return names.map { .level(order.firstIndex(of: $0.lowercased()) ?? 0, of: order.count) }
            }
        }
        return names.indices.map { $0 < 8 ? .hue($0) : .other }
    }

    /// The colour of what is left over beside these colours: the last hue beside hues, else grey.
    static func rest(beside colors: [ChartColor]) -> ChartColor {
        colors.contains { if case .hue = $0 { true } else { false } } ? .hue(7) : .other
    }

    /// True for the phases or a family of levels: names of ours, which read better with a capital.
    static func isFamily(_ names: [String]) -> Bool {
        !names.isEmpty && (names.allSatisfy { phase($0) != nil } || levels(of: names) != nil)
    }

    /// A phase's own colour.
    static func phase(_ name: String) -> ChartColor? {
        switch name.lowercased() {
        case "foundation": .foundation
        case "growth": .growth
        case "harmony": .harmony
        case "transcendence": .transcendence
        default: nil
        }
    }

    /// The order names have by themselves, or nil: phases, level families, weekdays and months.
    static func naturalOrder(of names: [String]) -> [String]? {
        let lowered = names.map { $0.lowercased() }
        let families =
            [phases] + orders + [
                weekdays, weekdays.map { String($0.prefix(3)) }, months, months.map { String($0.prefix(3)) },
            ]
        return families.first { family in
            lowered.contains(where: family.contains) && (family == phases || lowered.allSatisfy(family.contains))
        }
    }

    private static let weekdays = TimeFormat.weekdays.map { $0.lowercased() }
    private static let months = TimeFormat.months.map { $0.lowercased() }
}
