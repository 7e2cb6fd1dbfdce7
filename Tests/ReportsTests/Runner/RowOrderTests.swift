import Columnar
import QueryPlan
import Testing

@testable import Reports

@Suite struct RowOrderTests {
    let scan = LogicalPlan.scan(source: "t", schema: Schema([Field("k", .string), Field("x", .double)]))
    let k = Expression.column(index: 0, name: "k", type: .string)
    let x = Expression.column(index: 1, name: "x", type: .double)
    var grouped: LogicalPlan {
        .aggregate(
            keys: [Named("k", k)], aggregates: [Named("n", AggregateExpression(.countAll, [], type: .int64))], scan)
    }
    let n = Expression.column(index: 1, name: "n", type: .int64)

    @Test("a scan keeps file order, filtered, projected or cut")
    func scans() {
        for plan in [
            scan, .filter(.isNull(x), scan), .project([Named("x", x)], scan), .limit(count: 3, offset: 0, scan),
        ] {
            #expect(RowOrder.definite(plan) == plan)
        }
    }

    @Test("groups come by their keys")
    func groups() {
        #expect(RowOrder.definite(grouped) == .sort([SortKey(k)], grouped))
        #expect(
            RowOrder.definite(.limit(count: 2, offset: 0, grouped))
                == .limit(count: 2, offset: 0, .sort([SortKey(k)], grouped)))
    }

    @Test("a projection that renames the keys sorts by the renamed columns, one that hides them by all it shows")
    func projections() {
        let swapped = LogicalPlan.project([Named("count", n), Named("key", k)], grouped)
        #expect(
            RowOrder.definite(swapped)
                == .sort([SortKey(.column(index: 1, name: "key", type: .string))], swapped))
        let hidden = LogicalPlan.project([Named("count", n)], grouped)
        #expect(
            RowOrder.definite(hidden)
                == .sort([SortKey(.column(index: 0, name: "count", type: .int64))], hidden))
    }

    @Test("ties of a stated order are broken by the keys, also below a projection")
    func ties() {
        let byCount = SortKey(n, isDescending: true)
        #expect(RowOrder.definite(.sort([byCount], grouped)) == .sort([byCount, SortKey(k)], grouped))
        #expect(RowOrder.definite(.sort([SortKey(k)], grouped)) == .sort([SortKey(k)], grouped))
        let columns = [Named("k", k)]
        #expect(
            RowOrder.definite(.project(columns, .sort([byCount], grouped)))
                == .project(columns, .sort([byCount, SortKey(k)], grouped)))
        #expect(RowOrder.definite(.sort([SortKey(x)], scan)) == .sort([SortKey(x)], scan))
    }

    @Test("one row needs no order; joins and distinct rows come by all columns")
    func others() {
        let total = LogicalPlan.aggregate(
            keys: [], aggregates: [Named("n", AggregateExpression(.countAll, [], type: .int64))], scan)
        #expect(RowOrder.definite(total) == total)
        #expect(RowOrder.definite(.distinct(scan)) == .sort([SortKey(k), SortKey(x)], .distinct(scan)))
    }

    @Test("without order a sort goes, but not the one that a limit relies on")
    func unordered() {
        let sorted = LogicalPlan.sort([SortKey(k)], scan)
        #expect(RowOrder.unordered(.project([Named("k", k)], sorted)) == .project([Named("k", k)], scan))
        let limited = LogicalPlan.limit(count: 1, offset: 0, sorted)
        #expect(RowOrder.unordered(limited) == limited)
    }
}
