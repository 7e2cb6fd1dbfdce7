import Columnar

/// How the groups of one table are numbered in another.
extension GroupTable {
    /// Whether equal groups have equal numbers here and in another table: both number by the pass's coding of one text column.
    func sharesNumbers(with other: GroupTable) -> Bool {
        guard types.count == 1, case .catalog = dictionaries[0] else { return false }
        switch other.dictionaries[0] {
        case .shared, .catalog: return true
        default: return false
        }
    }

    /// The numbers that another table's groups have in this one, new ones where needed.
    func mapping(from other: GroupTable) throws(EvaluationError) -> [UInt32] {
        if types.isEmpty { return [0] }
        var codes: [[UInt32]] = []
        for (index, (mine, theirs)) in zip(dictionaries, other.dictionaries).enumerated() {
            var map = [UInt32](repeating: 0, count: theirs.count)
            switch (mine, theirs) {
            case (.texts(let mine), .texts(let theirs)):
                for code in 1..<max(1, theirs.count) {
                    map[code] = try mine.code(theirs.views[code], theirs.bytes.base)
                }
            case (.words(let mine), .words(let theirs)):
                if types[index].isDecimal {
                    for code in 1..<max(1, theirs.count) { map[code] = mine.code(number: theirs.number(of: code)) }
                } else {
                    for code in 1..<max(1, theirs.count) { map[code] = mine.code(theirs.words[code]) }
                }
            case (.catalog, .shared), (.catalog, .catalog):
                for code in map.indices { map[code] = UInt32(truncatingIfNeeded: code) }
            case (.catalog(let mine), .texts(let theirs)):
                let views = (1..<max(1, theirs.count)).map { theirs.views[$0] }
                for (index, code) in try mine.codes(views, theirs.bytes.base).enumerated() { map[index + 1] = code }
            case (.texts(let mine), .shared(let theirs)):
                map = try mine.codes(of: (0..<map.count).map { UInt32($0) }, in: theirs.catalog)
            default: break
            }
            codes.append(map)
        }
        var numbers = codes[0]
        for (index, theirs) in other.pairs.enumerated() {
            var next = [UInt32](repeating: 0, count: theirs.count)
            for code in 1..<max(1, theirs.count) {
                let word = theirs.words[code]
                let first = numbers[Int(word >> 32)]
                let second = codes[index + 1][Int(word & 0xFFFF_FFFF)]
                next[code] = pairs[index].code(UInt64(first) << 32 | UInt64(second))
            }
            numbers = next
        }
        return numbers
    }

    /// The numbers that some of another table's groups have in this one, in the order given; new ones where needed.
    ///
    /// Complexity: O(groups), and O(the other table's keys) where there are several.
    func mapping(from other: GroupTable, groups: [UInt32]) throws(EvaluationError) -> [UInt32] {
        if types.isEmpty { return groups.map { _ in 0 } }
        guard types.count > 1 else { return try translate(0, other, groups) }
        // From the last pair back to the first key, then forward again.
        var codes: [[UInt32]] = Array(repeating: [], count: types.count)
        var current = groups
        for index in types.indices.dropFirst().reversed() {
            let words = other.pairs[index - 1].words
            codes[index] = current.map { UInt32(truncatingIfNeeded: words[Int($0)]) }
            current = current.map { UInt32(truncatingIfNeeded: words[Int($0)] >> 32) }
        }
        var numbers = try translateOnce(0, other, current)
        for index in types.indices.dropFirst() {
            let next = try translateOnce(index, other, codes[index])
            let pair = pairs[index - 1]
            for row in numbers.indices { numbers[row] = pair.code(UInt64(numbers[row]) << 32 | UInt64(next[row])) }
        }
        return numbers
    }

    /// The codes in this table's dictionary of codes of another's that may repeat.
    private func translateOnce(_ index: Int, _ other: GroupTable, _ codes: [UInt32]) throws(EvaluationError) -> [UInt32]
    {
        var places = [UInt32](repeating: .max, count: other.dictionaries[index].count)
        var distinct: [UInt32] = []
        for code in codes where places[Int(code)] == .max {
            places[Int(code)] = UInt32(distinct.count)
            distinct.append(code)
        }
        let translated = try translate(index, other, distinct)
        return codes.map { translated[Int(places[Int($0)])] }
    }

    /// The codes in this table's dictionary of another's codes, new ones where needed.
    private func translate(_ index: Int, _ other: GroupTable, _ codes: [UInt32]) throws(EvaluationError) -> [UInt32] {
        var result = [UInt32](repeating: 0, count: codes.count)
        switch (dictionaries[index], other.dictionaries[index]) {
        case (.texts(let mine), .texts(let theirs)):
            let (views, base) = (theirs.views, UnsafePointer(theirs.bytes.base))
            for (place, code) in codes.enumerated() where code != 0 {
                result[place] = try mine.code(views[Int(code)], base)
            }
        case (.texts(let mine), .shared(let theirs)): return try mine.codes(of: codes, in: theirs.catalog)
        case (.texts(let mine), .catalog(let theirs)): return try mine.codes(of: codes, in: theirs)
        case (.catalog, .shared), (.catalog, .catalog): return codes
        case (.catalog(let mine), .texts(let theirs)):
            let present = codes.filter { $0 != 0 }
            let found = try mine.codes(present.map { theirs.views[Int($0)] }, theirs.bytes.base)
            var next = 0
            for (place, code) in codes.enumerated() where code != 0 {
                result[place] = found[next]
                next += 1
            }
        case (.words(let mine), .words(let theirs)):
            if types[index].isDecimal {
                for (place, code) in codes.enumerated() where code != 0 {
                    result[place] = mine.code(number: theirs.number(of: Int(code)))
                }
            } else {
                let words = theirs.words
                for (place, code) in codes.enumerated() where code != 0 { result[place] = mine.code(words[Int(code)]) }
            }
        default: break
        }
        return result
    }
}
