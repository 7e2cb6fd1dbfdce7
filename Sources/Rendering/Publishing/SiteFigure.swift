import Reports

/// A key figure as the home page and the feed tell it.
struct SiteFigure: Hashable, Sendable, Codable {
    var id: String
    var label: String
    var value: String
    var unit: String?
    var description: String?
    var change: String?
    var basis: String?
    var tone: String?
    var history: [Double?]
    var historyLabels: [String]

    init(_ figure: KeyFigure) {
        id = figure.id
        label = figure.label
        value = figure.value
        unit = figure.unit
        description = figure.description
        change = figure.change?.text
        basis = figure.change?.basis
        tone = figure.change?.tone.rawValue
        history = figure.history
        historyLabels = figure.historyLabels
    }

    /// The figure again, under an id that is unique beside other reports' figures.
    func keyFigure(idPrefix: String) -> KeyFigure {
        KeyFigure(
            id: "\(idPrefix)-\(id)", label: label, value: value, unit: unit, description: description,
            change: change.map {
                KeyFigure.Change(
                    text: $0, basis: basis ?? "", tone: tone.flatMap { KeyFigure.Tone(rawValue: $0) } ?? .neutral)
            }, history: history, historyLabels: historyLabels)
    }

    /// The first key figures of a document, at most `limit`.
    static func first(_ limit: Int, of blocks: [Block]) -> [SiteFigure] {
        var found: [SiteFigure] = []
        func visit(_ blocks: [Block]) {
            for block in blocks where found.count < limit {
                switch block {
                case .keyFigures(let figures): found += figures.map { SiteFigure($0) }
                case .quote(let inner), .alert(_, let inner): visit(inner)
                case .list(_, _, let items): items.forEach(visit)
                default: break
                }
            }
        }
        visit(blocks)
        return Array(found.prefix(limit))
    }
}
