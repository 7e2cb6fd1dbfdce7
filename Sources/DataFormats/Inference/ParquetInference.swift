import Columnar

/// The columns of some Parquet files together.
///
/// Names are those of all files, in the order in which files name them. Where files disagree about a type, the column has the narrowest that
/// all their values fit, by the rules of `TypeGuess`: bigint and decimal are a wider decimal, with a double they are a double; a date and a
/// timestamp are a timestamp; everything else together is a string.
struct ParquetInference {
    private var names: [String] = []
    private var places: [String: Int] = [:]
    private var types: [DataType?] = []
    private var counts: [Int] = []
    private var conflicts: [Int: [DataType]] = [:]
    private var total = 0

    init() {}

    /// Takes a file's columns into account.
    ///
    /// Throws `DataError.duplicateColumn`.
    mutating func add(_ metadata: ParquetMetadata, path: String) throws(DataError) {
        total += 1
        var seen: [String: Int] = [:]
        for (index, node) in metadata.columns.enumerated() {
            let key = node.name.lowercased()
            if let first = seen[key] {
                throw .duplicateColumn(path: path, name: node.name, first: first + 1, second: index + 1)
            }
            seen[key] = index
            let place = places[key] ?? names.count
            if place == names.count {
                places[key] = place
                names.append(node.name)
                types.append(nil)
                counts.append(0)
            }
            counts[place] += 1
            // What cannot be read says so when somebody wants to read it.
            let kind = (try? ParquetValueKind(node)) ?? .nested
            guard kind != .nothing else { continue }
            if let known = types[place], known != kind.type {
                conflicts[place, default: [known]].append(kind.type)
                types[place] = ParquetInference.common(known, kind.type)
            } else {
                types[place] = kind.type
            }
        }
    }

    /// What was found.
    var finding: SchemaInference.Finding {
        var remarks = names.indices.filter { counts[$0] < total }.prefix(10).map { place in
            "column '\(names[place])' stands in \(counts[place]) of \(total) files, and is null in the others"
        }
        for (place, found) in conflicts.sorted(by: { $0.key < $1.key }).prefix(10) {
            var kinds: [String] = []
            for type in found where !kinds.contains(type.name) { kinds.append(type.name) }
            let type = types[place] ?? .string
            remarks.append(
                "column '\(names[place])' is \(kinds.joined(separator: " or ")) by file, and is read as a \(type.name)")
        }
        return SchemaInference.Finding(
            schema: Schema(names.indices.map { Field(names[$0], types[$0] ?? .string) }), remarks: remarks)
    }

    /// The narrowest type for the values of two.
    static func common(_ left: DataType, _ right: DataType) -> DataType {
        switch (left, right) {
        case _ where left == right: return left
        case (.int64, .double), (.double, .int64), (.decimal, .double), (.double, .decimal): return .double
        case (.int64, .decimal(let precision, let scale)), (.decimal(let precision, let scale), .int64):
            return decimal(digits: max(19, precision - scale), scale: scale)
        case (.decimal(let precision, let scale), .decimal(let other, let otherScale)):
            return decimal(digits: max(precision - scale, other - otherScale), scale: max(scale, otherScale))
        case (.date, .timestamp), (.timestamp, .date): return .timestamp
        default: return .string
        }
    }

    private static func decimal(digits: Int, scale: Int) -> DataType {
        digits + scale <= DecimalNumber.maximumPrecision
            ? .decimal(precision: max(1, digits + scale), scale: scale) : .double
    }
}
