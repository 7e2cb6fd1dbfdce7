#if Spark
    import Columnar
    import SparkConnectProtocol

    /// The rows of some files by one of Spark's readers, and what our fields are of them.
    struct ReadRows {
        /// The rows: columns that the expressions below are over, and `path`, `block` and `row`.
        var relation: Spark_Connect_Relation
        /// What is true of a row that has not the shape of one; nil for formats that have no such rows.
        var isBad: SparkExpression?
        /// Whether rows that do not fit are set aside; elsewhere they fail the query.
        let setsAside: Bool
        /// For each field its value. Null, where rows are set aside, for a text that is none.
        private(set) var values: [SparkExpression] = []
        /// What is true of a row with a value that does not fit; nothing where rows are not set aside.
        private(set) var faults: [SparkExpression] = []

        init(_ relation: Spark_Connect_Relation, isBad: SparkExpression? = nil, setsAside: Bool) {
            self.relation = relation
            self.isBad = isBad
            self.setsAside = setsAside
        }

        /// The next field's value, which always fits.
        mutating func append(_ value: SparkExpression) { values.append(value) }

        /// The next field's value, a text; it fits unless it is no value of the field's type.
        mutating func append(_ text: SparkExpression, as field: Field, _ conversion: TextConversion) {
            let value = conversion.value(text, as: field.type)
            if field.type == .string || field.type == .null {
                values.append(value)
            } else if setsAside {
                values.append(value)
                faults.append(.all([text.isNotNull, value.isNull]))
            } else {
                let failure = SparkExpression.failure(RowFaultMessage.value(column: field.name), as: field.type)
                values.append(
                    .call("coalesce", value, .choice([(text.isNotNull, failure)], otherwise: .null(field.type))))
            }
        }

        /// The next field's value, which fits unless something is true of it.
        mutating func append(_ value: SparkExpression, as field: Field, unless isBad: SparkExpression) {
            if setsAside {
                values.append(value)
                faults.append(isBad)
            } else {
                let failure = SparkExpression.failure(RowFaultMessage.value(column: field.name), as: field.type)
                values.append(.choice([(isBad, failure)], otherwise: value))
            }
        }
    }
#endif
