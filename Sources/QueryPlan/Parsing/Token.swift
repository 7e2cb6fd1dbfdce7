/// One word of SQL text, with where it stands.
struct Token: Hashable {
    enum Kind: Hashable {
        /// A bare word: a keyword or a name. Compared without regard to case.
        case word(String)
        /// `"name"` or `` `name` ``: always a name.
        case quotedName(String)
        /// `'text'`.
        case string(String)
        /// Digits with or without fraction, exponent and the suffix `BD` of decimals, as written.
        case number(String)
        /// `:name`.
        case parameter(String)
        /// An operator or punctuation.
        case symbol(String)
        case end
    }

    var kind: Kind
    /// UTF-8 offsets in the text.
    var range: Range<Int>
}
