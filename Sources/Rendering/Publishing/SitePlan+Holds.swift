extension PublishedRun {
    /// What the folder adds to the period: the parameters that differ from their defaults.
    var variant: String { String(folder.dropFirst(period.count)) }
    /// Whether all parameters have their defaults.
    var isUsual: Bool { variant.isEmpty }
}

extension HeldRun {
    /// What the folder adds to the period: the parameters that differ from their defaults.
    var variant: String { String(period.map { folder.dropFirst($0.count) } ?? folder.drop { $0 != "+" }) }
}

extension SiteManifest {
    /// Whether a failed run is still what readers of its report must know first: no later period with the same parameters has passed since.
    ///
    /// Otherwise only the archive tells of it. Complexity: O(runs).
    func isPending(_ held: HeldRun) -> Bool {
        // A site of an older form does not say which period failed; it began before it failed.
        let from = held.from ?? held.at
        return !runs.contains {
            $0.report == held.report && $0.isGood && $0.from > from && $0.variant == held.variant
        }
    }
}
