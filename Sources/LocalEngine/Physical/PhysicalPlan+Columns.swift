import Columnar
import QueryPlan

extension PhysicalPlan.Stage {
    /// The positions of the incoming columns that the stage reads.
    var columns: Set<Int> {
        var used: Set<Int> = []
        for expression in predicates + outputs + (probe?.keys ?? []) + [probe?.condition].compactMap({ $0 }) {
            used.formUnion(expression.columns)
        }
        return used
    }

    /// Moves the stage over to a pipeline whose first `width` columns have become those of `schema`.
    ///
    /// Every later stage's input starts with the first stage's, so the same change holds for all of them.
    mutating func change(_ width: Int, to schema: Schema, _ place: @escaping (Int) -> Int) {
        let shift = schema.count - width
        let move: (Int) -> Int = { $0 < width ? place($0) : $0 + shift }
        predicates = predicates.map { $0.movingColumns(move) }
        outputs = outputs.map { $0.movingColumns(move) }
        if var moved = probe {
            moved.keys = moved.keys.map { $0.movingColumns(move) }
            moved.condition = moved.condition?.movingColumns(move)
            probe = moved
        }
        input = Schema(schema.fields + input.fields[width...])
    }
}
