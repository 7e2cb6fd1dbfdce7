import Columnar
import Testing

@testable import LocalEngine

/// Numbers that stand for texts order as the texts do by their bytes, and give the texts back.
@Suite("Numbered order")
struct NumberedOrderTests {
    private static let texts = [
        "tx_0", "tx_00", "tx_000", "tx_1", "tx_01", "tx_10", "tx_9", "tx_09", "tx_99999999", "tx_12345678",
        "tx_1234567",
        "tx_00000001", "tx_2", "tx_20", "tx_19",
    ]

    @Test("numbers order as texts do")
    func order() throws {
        let column = Column(.string, Self.texts.map { .string($0) })
        let form = try #require(NumberedOrder(column.stringBytes(at: 0).baseAddress!, 4))
        let numbers = try #require(form.numbers(of: column, nil, rowCount: Self.texts.count))
        let ordered = Self.texts.indices.sorted { numbers.days[$0] < numbers.days[$1] }.map { Self.texts[$0] }
        #expect(ordered == Self.texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(form.texts(of: numbers).scalars == Self.texts.map { .string($0) })
    }

    @Test(
        "texts of another form have no numbers",
        arguments: ["tx_", "tx", "", "ty_1", "tx_123456789", "tx_1a", "tx_/", "tx_:"])
    func other(text: String) throws {
        let column = Column(.string, [.string("tx_5"), .string(text)])
        let form = try #require(NumberedOrder(column.stringBytes(at: 0).baseAddress!, 4))
        #expect(form.numbers(of: column, nil, rowCount: 2) == nil)
        #expect(form.numbers(of: column, Selection([0]), rowCount: 2)?.count == 1)
    }
}
