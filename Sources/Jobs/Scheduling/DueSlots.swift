import Reports

/// Which slot of a job is to be run now.
struct DueSlots: Hashable, Sendable {
    /// The slot to run, and why; nil when none is due.
    var due: (slot: Int64, trigger: Run.Trigger)? { slot.map { ($0, trigger) } }
    private var slot: Int64?
    private var trigger = Run.Trigger.schedule
    /// The newest slot that is left out for good; nil when none is.
    var skipped: Int64?

    /// How late a slot may be run that was not missed: the scheduler may have been busy, or just started.
    static let grace: Int64 = 300_000_000

    /// Looks at the slots behind an instant and up to now.
    ///
    /// Complexity: O(slots between the two).
    init(_ job: Job, since: Int64, now: Int64) {
        guard let schedule = job.schedule else { return }
        let slots = schedule.slots(after: since, through: now, zone: job.zone)
        guard let newest = slots.last else { return }
        let isLate = { (slot: Int64) in now - slot > DueSlots.grace }
        switch job.policy.catchUp {
        case .all: slot = slots[0]
        case .latest:
            slot = newest
            skipped = slots.dropLast().last
        case .none:
            slot = slots.first { !isLate($0) }
            skipped = slots.last(where: isLate)
        }
        if let slot, isLate(slot) { trigger = .catchUp }
    }
}
