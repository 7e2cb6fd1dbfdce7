/// The analyzers that ship with the product.
public enum AnalyzerCatalog {
    /// All of them, in the order in which the original system lists them.
    public static let all: [Analyzer] = [.quantumResonance, .paymentPatterns, .ethicalCoherence, .sacredTrinity]

    /// The analyzer of that name, or nil. Case matters.
    public static func named(_ name: String) -> Analyzer? { all.first { $0.name == name } }
}
