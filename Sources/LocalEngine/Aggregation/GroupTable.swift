import Columnar

/// Dense numbers for distinct keys of one or more columns: nulls are equal, NaN equals NaN, -0.0 equals 0.0.
///
/// A class because it owns hash tables and is filled through several references, by one worker at a time. Without keys there is
/// one group, number 0. With one key a group's number is the key's code in its dictionary (0 for null); with more, the code of the
/// pair of codes.
final class GroupTable {
    /// The codes of one key's values.
    enum Dictionary {
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
    let dictionaries: [Dictionary]
    /// For each key but the first: pairs of the number so far and the key's code.
    let pairs: [WordDictionary]

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

    /// Makes room for so many more groups, in its own dictionaries where each may bring a value of its own.
    func expect(_ count: Int) {
        for pair in pairs { pair.expect(count) }
        guard types.count == 1 else { return }
        switch dictionaries[0] {
        case .texts(let texts): texts.expect(count)
        case .words(let words): words.expect(count)
        case .shared, .catalog: break
        }
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
            // Rows next to each other often share their keys: the last pair is remembered. No pair is all ones.
            var last = UInt64.max
            var lastCode: UInt32 = 0
            forEachRow(rowCount, selection, validity: nil) { row in
                let word = UInt64(groups[row]) << 32 | UInt64(scratch[row])
                if word != last { (last, lastCode) = (word, pair.code(word)) }
                groups[row] = lastCode
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
            forEachRow(rowCount, selection, validity: validity) {
                codes[$0] = words.find(WordDictionary.word(values[$0]))
            }
        default: break
        }
    }

    private func write(_ codes: [UInt32], of texts: TextDictionary, to column: Column) {
        column.bytes = texts.bytes
        for (row, code) in codes.enumerated() { column.strings[row] = texts.views[Int(code)] }
    }

    /// The hash of every group's key, by group number; see `KeyHash`. Complexity: O(groups · keys).
    func hashes() -> [UInt64] {
        guard !types.isEmpty else { return [0] }
        var hashes = keyHashes(0, nil)
        for (index, pair) in pairs.enumerated() {
            let next = keyHashes(index + 1, nil)
            let words = pair.words
            hashes = words.map { word in
                KeyHash.combined(hashes[Int(word >> 32)], next[Int(word & 0xFFFF_FFFF)])
            }
        }
        return hashes
    }

    /// The hashes of some groups' keys. Complexity: O(groups · keys).
    func hashes(of groups: [UInt32]) -> [UInt64] {
        guard !types.isEmpty else { return groups.map { _ in 0 } }
        let codes = keyCodes(of: groups)
        var hashes = keyHashes(0, codes[0])
        for index in types.indices.dropFirst() {
            for (row, next) in keyHashes(index, codes[index]).enumerated() {
                hashes[row] = KeyHash.combined(hashes[row], next)
            }
        }
        return hashes
    }

    /// The hashes of some codes of one key, or of every one by code.
    private func keyHashes(_ index: Int, _ some: [UInt32]?) -> [UInt64] {
        func each(_ count: Int, _ hash: (Int) -> UInt64) -> [UInt64] {
            guard let some else { return (0..<count).map { $0 == 0 ? KeyHash.null : hash($0) } }
            return some.map { $0 == 0 ? KeyHash.null : hash(Int($0)) }
        }
        func texts(_ count: Int, _ base: UnsafePointer<UInt8>, _ view: (Int) -> StringView) -> [UInt64] {
            each(count) { code in
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
            return each(known.count) { code in
                isDecimal ? KeyHash.hash(known.number(of: code)) : WordDictionary.hash(known.words[code])
            }
        }
    }

    /// The memory that the table takes, in bytes, roughly.
    var bytes: Int {
        let keys = dictionaries.reduce(0) { total, dictionary in
            switch dictionary {
            case .texts(let texts): total + texts.size
            case .words(let words): total + words.bytes
            case .shared(let text): total + text.bytes
            case .catalog(let catalog): total + catalog.bytes
            }
        }
        return pairs.reduce(keys) { $0 + $1.bytes }
    }

    /// The keys of some groups as columns; of a table that numbers by a worker's coding there are none.
    func keyColumns(of groups: [UInt32]) -> [Column] {
        let codes = keyCodes(of: groups)
        return types.indices.map { column($0, codes[$0]) }
    }

    /// For each key its codes in some groups.
    private func keyCodes(of groups: [UInt32]) -> [[UInt32]] {
        var codes: [[UInt32]] = Array(repeating: [], count: types.count)
        var current = groups
        for index in types.indices.dropFirst().reversed() {
            let words = current.map { pairs[index - 1].words[Int($0)] }
            codes[index] = words.map { UInt32($0 & 0xFFFF_FFFF) }
            current = words.map { UInt32($0 >> 32) }
        }
        if !types.isEmpty { codes[0] = current }
        return codes
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
            if let known = column.dictionary, let numbers = column.codes, known.count <= rowCount / 4 {
                var translation = [UInt32](repeating: 0, count: known.count)
                let values = Operand(known).access(StringView.self)
                try translate(
                    numbers, rowCount, selection, validity: validity, through: &translation, into: codes
                ) { (number) throws(EvaluationError) in try texts.code(values.values[number], values.bytes) }
                break
            }
            if selection == nil, validity == nil {
                try texts.codes(values.values, values.bytes, count: rowCount, into: codes)
                break
            }
            try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
                codes[row] = try texts.code(values.values[row], values.bytes)
            }
        case .words(let words):
            if let known = column.dictionary, let numbers = column.codes, known.count <= rowCount / 4 {
                var translation = [UInt32](repeating: 0, count: known.count)
                try translate(
                    numbers, rowCount, selection, validity: validity, through: &translation, into: codes
                ) { (number) throws(EvaluationError) in words.code(ofRow: number, of: known) }
                break
            }
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
                    codes[row] = words.code(WordDictionary.word(values[row]))
                }
            }
        }
    }
}
