import Columnar
import Synchronization

/// One coding of a scan's text column for all workers of a pass: equal texts have equal codes, whoever reads them.
///
/// Codes are given in the order in which workers meet the texts, which differs from run to run; they never show in a result. Workers
/// add texts under a lock, each text once a worker. Texts are read under the lock while the pass runs, freely afterwards. A class because
/// all workers share it.
final class TextCatalog: @unchecked Sendable {
    /// Beyond this many texts a column is no longer shared for grouping: nearly every row would add one.
    static let limit = 150_000

    private let lock = Mutex(())
    private let size = Atomic<Int>(1)
    /// The texts by code. To be read after the pass only, or in `reading`.
    let dictionary = TextDictionary()

    /// Codes in use, the null's included; grows while the pass runs.
    var count: Int { size.load(ordering: .acquiring) }

    /// What the catalogue takes, in bytes, roughly.
    var bytes: Int { count * 96 }

    /// Whether grouping should still share the column; asked at the start of a split.
    var isWorthSharing: Bool { count < TextCatalog.limit }

    /// Adds the texts of another dictionary from code `first` on, and appends their codes to `codes`.
    func add(
        _ texts: TextDictionary, from first: Int, to codes: inout [UInt32]
    ) throws(EvaluationError) {
        let result: Result<[UInt32], EvaluationError> = lock.withLock { _ in
            do throws(EvaluationError) {
                var added: [UInt32] = []
                for code in first..<max(first, texts.count) {
                    added.append(try dictionary.code(texts.views[code], texts.bytes.base))
                }
                size.store(dictionary.count, ordering: .releasing)
                return .success(added)
            } catch {
                return .failure(error)
            }
        }
        codes += try result.get()
    }

    /// The codes of some texts, new ones where needed.
    func codes(
        _ views: [StringView], _ base: UnsafePointer<UInt8>
    ) throws(EvaluationError) -> [UInt32] {
        let box = UncheckedBox(base)
        let result: Result<[UInt32], EvaluationError> = lock.withLock { _ in
            do throws(EvaluationError) {
                var codes: [UInt32] = []
                codes.reserveCapacity(views.count)
                for view in views { codes.append(try dictionary.code(view, box.value)) }
                size.store(dictionary.count, ordering: .releasing)
                return .success(codes)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The codes of numbered texts, when there are some with higher numbers than a table of `capacity` has room for. The caller owns the table.
    func numbered(beyond capacity: Int) -> NumberedTexts? {
        let box: UncheckedBox<NumberedTexts?> = lock.withLock { _ in
            let numbered = dictionary.numbered
            return UncheckedBox(numbered.capacity > capacity ? numbered.copied() : nil)
        }
        return box.value
    }

    /// Calls `body` with the texts while no worker adds any.
    func reading<Value>(_ body: (TextDictionary) -> Value) -> Value {
        let box: UncheckedBox<Value> = lock.withLock { _ in UncheckedBox(body(dictionary)) }
        return box.value
    }
}

/// Where the codes of a text expression come from, when it is a column of a scan.
enum TextCoding {
    /// A worker's, for the states that it fills.
    case worker(SharedText)
    /// The pass's, for the states that those are merged into.
    case pass(TextCatalog)
}
