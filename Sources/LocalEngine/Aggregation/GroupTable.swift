import Columnar

/// Dense numbers for distinct keys of one or more columns: nulls are equal, NaN equals NaN, -0.0 equals 0.0.
///
/// A class because it owns hash tables and is filled through several references, by one worker at a time. Without keys there is
/// one group, number 0. With one key a group's number is the key's code in its dictionary (0 for null); with more, the code of the
/// pair of codes.
final class GroupTable {
    private enum Dictionary {
        case texts(TextDictionary)
        case words(WordDictionary)
        /// Texts of a scan's column that the worker codes for all, with the pass's codes.
        case shared(SharedText)
        /// The same where the states of all workers come together.
        case catalog(TextCatalog)

        var count: Int {
            switch self {
            case .texts(let texts): texts.count
            case .words(let words): words.count
            case .shared(let text): text.catalog.count
            case .catalog(let catalog): catalog.count
            }
        }
    }

    let types: [DataType]
    private let dictionaries: [Dictionary]
    /// For each key but the first: pairs of the number so far and the key's code.
    private let pairs: [WordDictionary]

    /// An empty table; `codings` names the keys that are text columns of a scan and have codes already.
    init(_ types: [DataType], codings: [TextCoding?] = [], expecting count: Int = 0) {
        self.types = types
        dictionaries = types.enumerated().map { index, type in
            if index < codings.count {
                switch codings[index] {
                case .worker(let text)?: return .shared(text)
                case .pass(let catalog)?: return .catalog(catalog)
                case nil: break
                }
            }
            return type == .string ? .texts(TextDictionary(expecting: count)) : .words(WordDictionary())
        }
        pairs = types.dropFirst().map { _ in WordDictionary() }
    }

    /// Group numbers are below this. Not every number below it need have occurred.
    var bound: Int { types.isEmpty ? 1 : pairs.last?.count ?? dictionaries[0].count }

    /// The group of every selected row, by row number; other rows of `groups` stay as they are.
    func groups(
        of keys: [Column], rowCount: Int, selection: Selection?, into groups: UnsafeMutablePointer<UInt32>,
        scratch: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        if keys.isEmpty {
            groups.update(repeating: 0, count: rowCount)
            return
        }
        try encode(0, keys[0], rowCount, selection, groups)
        for index in keys.indices.dropFirst() {
            try encode(index, keys[index], rowCount, selection, scratch)
            let pair = pairs[index - 1]
            forEachRow(rowCount, selection, validity: nil) { row in
                groups[row] = pair.code(UInt64(groups[row]) << 32 | UInt64(scratch[row]))
            }
        }
    }

    /// The group of every selected row, 0 where the table has none or a key is null; there must be a key.
    func find(
        _ keys: [Column], rowCount: Int, selection: Selection?, into groups: UnsafeMutablePointer<UInt32>,
        scratch: UnsafeMutablePointer<UInt32>
    ) {
        look(0, keys[0], rowCount, selection, groups)
        for index in keys.indices.dropFirst() {
            look(index, keys[index], rowCount, selection, scratch)
            let pair = pairs[index - 1]
            forEachRow(rowCount, selection, validity: nil) { row in
                let isKnown = groups[row] != 0 && scratch[row] != 0
                groups[row] = isKnown ? pair.find(UInt64(groups[row]) << 32 | UInt64(scratch[row])) : 0
            }
        }
    }

    private func look(
        _ index: Int, _ column: Column, _ rowCount: Int, _ selection: Selection?, _ codes: UnsafeMutablePointer<UInt32>
    ) {
        let validity = UnsafePointer(column.validity)
        if validity != nil || column.type == .null {
            forEachRow(rowCount, selection, validity: nil) { row in codes[row] = 0 }
        }
        switch (dictionaries[index], column.type) {
        case (.texts(let texts), .string):
            let values = Operand(column).access(StringView.self)
            if selection == nil, validity == nil {
                texts.find(values.values, values.bytes, count: rowCount, into: codes)
                break
            }
            forEachRow(rowCount, selection, validity: validity) { row in
                let view = values.values[row]
                codes[row] = texts.find(values.bytes + (view.length == 0 ? 0 : Int(view.offset)), view.length)
            }
        case (.words(let words), .boolean):
            let values = column.booleans
            forEachRow(rowCount, selection, validity: validity) { codes[$0] = words.find(UInt64(values[$0])) }
        case (.words(let words), .decimal):
            let values = column.decimals
            forEachRow(rowCount, selection, validity: validity) { codes[$0] = words.find(number: values[$0]) }
        case (.words(let words), .date):
            let values = column.days
            forEachRow(rowCount, selection, validity: validity) {
                codes[$0] = words.find(UInt64(bitPattern: Int64(values[$0])))
            }
        case (.words(let words), .int64), (.words(let words), .timestamp):
            let values = column.int64s
            forEachRow(rowCount, selection, validity: validity) {
                codes[$0] = words.find(UInt64(bitPattern: values[$0]))
            }
        case (.words(let words), .double):
            let values = column.doubles
            forEachRow(rowCount, selection, validity: validity) { row in
                let value = values[row]
                codes[row] = words.find(value.isNaN ? Double.nan.bitPattern : (value + 0.0).bitPattern)
            }
        default: break
        }
    }

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

    private func write(_ codes: [UInt32], of texts: TextDictionary, to column: Column) {
        column.bytes = texts.bytes
        for (row, code) in codes.enumerated() { column.strings[row] = texts.views[Int(code)] }
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

    /// The hash of every group's key, by group number; see `KeyHash`. Complexity: O(groups · keys).
    func hashes() -> [UInt64] {
        guard !types.isEmpty else { return [0] }
        var hashes = keyHashes(0)
        for (index, pair) in pairs.enumerated() {
            let next = keyHashes(index + 1)
            let words = pair.words
            hashes = words.map { word in
                KeyHash.combined(hashes[Int(word >> 32)], next[Int(word & 0xFFFF_FFFF)])
            }
        }
        return hashes
    }

    /// The hash of every code of one key.
    private func keyHashes(_ index: Int) -> [UInt64] {
        func texts(_ count: Int, _ base: UnsafePointer<UInt8>, _ view: (Int) -> StringView) -> [UInt64] {
            (0..<count).map { code in
                if code == 0 { return KeyHash.null }
                let view = view(code)
                return TextDictionary.hash(base + Int(view.offset), view.length)
            }
        }
        switch dictionaries[index] {
        case .texts(let known): return texts(known.count, known.bytes.base) { known.views[$0] }
        case .shared(let text):
            return text.catalog.reading { known in texts(known.count, known.bytes.base) { known.views[$0] } }
        case .catalog(let catalog):
            return catalog.reading { known in texts(known.count, known.bytes.base) { known.views[$0] } }
        case .words(let known):
            let isDecimal = types[index].isDecimal
            return (0..<known.count).map { code in
                if code == 0 { return KeyHash.null }
                return isDecimal ? KeyHash.hash(known.number(of: code)) : WordDictionary.hash(known.words[code])
            }
        }
    }

    /// The memory that the table takes, in bytes, roughly.
    var bytes: Int {
        let keys = dictionaries.reduce(0) { total, dictionary in
            switch dictionary {
            case .texts(let texts): total + texts.size
            case .words(let words): total + words.bytes
            case .shared: total
            case .catalog(let catalog): total + catalog.bytes
            }
        }
        return pairs.reduce(keys) { $0 + $1.bytes }
    }

    /// The keys of some groups as columns.
    func keyColumns(of groups: [UInt32]) -> [Column] {
        var codes: [[UInt32]] = Array(repeating: [], count: types.count)
        var current = groups
        for index in types.indices.dropFirst().reversed() {
            let words = current.map { pairs[index - 1].words[Int($0)] }
            codes[index] = words.map { UInt32($0 & 0xFFFF_FFFF) }
            current = words.map { UInt32($0 >> 32) }
        }
        if !types.isEmpty { codes[0] = current }
        return types.indices.map { column($0, codes[$0]) }
    }

    private func column(_ index: Int, _ codes: [UInt32]) -> Column {
        let type = types[index]
        let column = Column(type: type, capacity: codes.count)
        column.count = codes.count
        guard type != .null else { return column }
        column.values.initializeMemory(as: UInt8.self, repeating: 0, count: codes.count * type.width)
        switch dictionaries[index] {
        case .shared: break
        case .catalog(let catalog): write(codes, of: catalog.dictionary, to: column)
        case .texts(let texts): write(codes, of: texts, to: column)
        case .words(let words):
            for (row, code) in codes.enumerated() where code != 0 {
                if type.isDecimal {
                    column.decimals[row] = words.number(of: Int(code))
                    continue
                }
                let word = words.words[Int(code)]
                switch type {
                case .boolean: column.booleans[row] = UInt8(word)
                case .date: column.days[row] = Int32(truncatingIfNeeded: word)
                case .double: column.doubles[row] = Double(bitPattern: word)
                default: column.int64s[row] = Int64(bitPattern: word)
                }
            }
        }
        for (row, code) in codes.enumerated() where code == 0 { column.makeValidity()[row] = 0 }
        return column
    }

    private func encode(
        _ index: Int, _ column: Column, _ rowCount: Int, _ selection: Selection?, _ codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        let validity = UnsafePointer(column.validity)
        if validity != nil || column.type == .null {
            forEachRow(rowCount, selection, validity: nil) { row in codes[row] = 0 }
        }
        switch dictionaries[index] {
        case .shared(let text):
            let shared = try text.codes()
            guard let selection else {
                codes.update(from: shared, count: rowCount)
                break
            }
            for index in 0..<selection.count {
                let row = Int(selection.rows[index])
                codes[row] = shared[row]
            }
        case .catalog: break
        case .texts(let texts):
            let values = Operand(column).access(StringView.self)
            if selection == nil, validity == nil {
                try texts.codes(values.values, values.bytes, count: rowCount, into: codes)
                break
            }
            try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
                codes[row] = try texts.code(values.values[row], values.bytes)
            }
        case .words(let words):
            switch column.type {
            case .null, .string: break
            case .boolean:
                let values = column.booleans
                forEachRow(rowCount, selection, validity: validity) { codes[$0] = words.code(UInt64(values[$0])) }
            case .decimal:
                let values = column.decimals
                forEachRow(rowCount, selection, validity: validity) { codes[$0] = words.code(number: values[$0]) }
            case .date:
                let values = column.days
                forEachRow(rowCount, selection, validity: validity) {
                    codes[$0] = words.code(UInt64(bitPattern: Int64(values[$0])))
                }
            case .int64, .timestamp:
                let values = column.int64s
                // Rows next to each other often share a key (a file in time order): remember the last one.
                var last: Int64 = 0
                var lastCode: UInt32 = 0
                forEachRow(rowCount, selection, validity: validity) { row in
                    let value = values[row]
                    if lastCode == 0 || value != last {
                        last = value
                        lastCode = words.code(UInt64(bitPattern: value))
                    }
                    codes[row] = lastCode
                }
            case .double:
                let values = column.doubles
                forEachRow(rowCount, selection, validity: validity) { row in
                    let value = values[row]
                    codes[row] = words.code(value.isNaN ? Double.nan.bitPattern : (value + 0.0).bitPattern)
                }
            }
        }
    }
}
