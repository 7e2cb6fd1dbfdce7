/// The types of Thrift's compact protocol, with its numbers (thrift-compact-protocol.md, "Struct encoding").
package enum ThriftType: UInt8, Hashable, Sendable {
    case stop = 0
    case booleanTrue = 1
    case booleanFalse = 2
    case byte = 3
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case double = 7
    case binary = 8
    case list = 9
    case set = 10
    case map = 11
    case structure = 12
    case uuid = 13
}
