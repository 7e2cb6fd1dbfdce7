/// What a page holds; `PageType` of parquet.thrift, with its numbers.
package enum ParquetPageType: Int32, Hashable, Sendable {
    case data = 0
    case index = 1
    case dictionary = 2
    case dataV2 = 3
}
