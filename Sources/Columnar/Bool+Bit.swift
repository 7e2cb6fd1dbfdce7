extension Bool {
    /// 1 for true and 0 for false.
    ///
    /// What is added up by a condition this way is added up without a branch. The compiler makes one of `? 1 : 0` in many loops, which costs
    /// dearly where the processor cannot foresee the condition.
    @inlinable @inline(__always)
    package var bit: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}
