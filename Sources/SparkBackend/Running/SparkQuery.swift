#if Spark
    import Columnar
    import SparkConnectProtocol

    /// A query as Spark is asked it: it answers one request of a run, or several.
    struct SparkQuery: Sendable {
        /// What is asked for.
        enum Subject: Hashable, Sendable {
            /// A request, by its id.
            case request(String)
            /// The rows of a source's files, by its name.
            case counts(String)
        }

        /// The part of the rows and columns that is one subject's.
        struct Answer: Sendable {
            var subject: Subject
            /// The subject's own columns.
            var schema: Schema
            /// The number that its rows bear in the first column; nil where all rows are its own.
            var number: Int?
            /// Which of the query's columns its own are.
            var columns: [Int]
        }

        /// The columns of the relation.
        var schema: Schema
        /// The sources that are read.
        var sources: [String]
        /// What Spark is asked.
        var relation: Spark_Connect_Relation
        /// What it answers.
        var answers: [Answer]
        /// Whether the rows are few whatever the sources hold, as far as one can tell: groups, or a limited number.
        var isDigest: Bool
        /// The queries that ask the same one by one, for when this one fails; none for one that answers a single subject.
        var parts: [SparkQuery] = []

        /// A query that answers one subject.
        init(
            _ subject: Subject, schema: Schema, sources: [String], relation: Spark_Connect_Relation, isDigest: Bool
        ) {
            self.schema = schema
            self.sources = sources
            self.relation = relation
            self.isDigest = isDigest
            answers = [Answer(subject: subject, schema: schema, number: nil, columns: Array(schema.fields.indices))]
        }

        /// A query that answers what some others do; `parts` are asked when it fails.
        init(
            schema: Schema, sources: [String], relation: Spark_Connect_Relation, answers: [Answer], parts: [SparkQuery]
        ) {
            self.schema = schema
            self.sources = sources
            self.relation = relation
            self.answers = answers
            self.parts = parts
            isDigest = true
        }

        /// Each subject's table among the rows that the query gave. Complexity: O(cells).
        func tables(_ batches: [RecordBatch]) -> [Subject: Table] {
            var found = answers.map { _ in [RecordBatch]() }
            let isNumbered = answers.contains { $0.number != nil }
            for batch in batches {
                let runs = isNumbered ? batch.runs(ofColumn: 0) : [(number: nil, rows: 0..<batch.rowCount)]
                for run in runs {
                    for (index, answer) in answers.enumerated() where answer.number == run.number {
                        found[index].append(batch.part(answer, rows: run.rows))
                    }
                }
            }
            return Dictionary(
                zip(answers, found).map { ($0.subject, Table(schema: $0.schema, batches: $1)) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    extension RecordBatch {
        /// Some rows of the columns that are an answer's.
        fileprivate func part(_ answer: SparkQuery.Answer, rows: Range<Int>) -> RecordBatch {
            let parts = answer.columns.map { columns[$0].rows(rows) }
            return RecordBatch(schema: answer.schema, columns: parts, rowCount: rows.count)
        }

        /// Neighbouring rows with one number in a column of integers, in order.
        fileprivate func runs(ofColumn index: Int) -> [(number: Int?, rows: Range<Int>)] {
            let numbers = columns[index].int64s
            var runs: [(number: Int?, rows: Range<Int>)] = []
            var start = 0
            for row in 0..<rowCount where row + 1 == rowCount || numbers[row + 1] != numbers[row] {
                runs.append((Int(numbers[row]), start..<row + 1))
                start = row + 1
            }
            return runs
        }
    }

    extension Column {
        /// Some neighbouring rows; texts keep sharing their bytes. Complexity: O(rows).
        fileprivate func rows(_ range: Range<Int>) -> Column {
            if range == 0..<count { return self }
            let part = Column(type: type, capacity: range.count, bytes: bytes)
            part.count = range.count
            if type.width > 0 {
                part.values.copyMemory(
                    from: values + range.lowerBound * type.width, byteCount: range.count * type.width)
            }
            if let validity {
                let target = part.makeValidity()
                for row in range { target[row - range.lowerBound] = validity[row] }
            }
            return part
        }
    }
#endif
