/// What an aggregate remembers of a run of rows, when runs can be joined but rows cannot be taken away again.
protocol FrameState {
    /// Of no rows.
    init()

    /// Takes the rows that follow its own.
    mutating func merge(_ later: Self)
}

/// A state that slides over frames whose starts and ends never go back.
///
/// Two halves, as in a queue made of two stacks: states of all tails of the front half, made when the start enters it, and one growing
/// state of the back half. A frame is a tail joined with the back. Nothing is ever subtracted, so sums of doubles keep their precision
/// whatever has left the frame. Each row is taken twice: O(rows) for all frames together. A class because it owns the tails.
final class SlidingState<State: FrameState> {
    private var tails: UnsafeMutablePointer<State>
    private var capacity = 64
    /// The front half is `tailStart ..< middle`, the back half `middle ..< end`.
    private var tailStart = 0
    private var middle = 0
    private var end = 0
    private var back = State()

    init() { tails = .allocate(capacity: capacity) }

    deinit { tails.deallocate() }

    /// Starts over, for another partition.
    func reset() {
        (tailStart, middle, end) = (0, 0, 0)
        back = State()
    }

    /// The state of a frame; `add` takes the row at a position into a state.
    @inline(__always)
    func state(_ start: Int, _ frameEnd: Int, _ add: (inout State, Int) -> Void) -> State {
        while end < frameEnd {
            add(&back, end)
            end &+= 1
        }
        if start > middle { flip(from: start, add) }
        if start >= middle { return back }
        var state = tails[start &- tailStart]
        state.merge(back)
        return state
    }

    @inline(__always)
    private func flip(from start: Int, _ add: (inout State, Int) -> Void) {
        let size = end - start
        if capacity < size {
            tails.deallocate()
            capacity = max(size, capacity * 2)
            tails = .allocate(capacity: capacity)
        }
        tailStart = start
        middle = end
        back = State()
        var later = State()
        for index in stride(from: size - 1, through: 0, by: -1) {
            var state = State()
            add(&state, start + index)
            state.merge(later)
            (tails + index).initialize(to: state)
            later = state
        }
    }
}

extension CompensatedSum: FrameState {}
extension VarianceAccumulator.State: FrameState {}
extension CovarianceAccumulator.State: FrameState {}
