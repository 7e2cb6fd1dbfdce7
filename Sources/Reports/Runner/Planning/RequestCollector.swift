import Columnar
import QueryPlan

/// Gathers the plans of a run, so that an engine gets each different plan once.
struct RequestCollector {
    /// The requests in the order in which their plans first came.
    private(set) var requests: [QueryRequest] = []
    private var idsByPlan: [LogicalPlan: String] = [:]
    private var ids: [QueryInstance: String] = [:]
    private let zone: ZoneRules

    /// A collector for plans of one zone.
    init(zone: ZoneRules) { self.zone = zone }

    /// True when the instance's plan is there already.
    func contains(_ instance: QueryInstance) -> Bool { ids[instance] != nil }

    /// The id of the request that gives an instance's rows.
    func request(for instance: QueryInstance) -> String? { ids[instance] }

    /// Adds an instance's plan; a plan equal to an earlier one shares its request. Complexity: O(plan).
    mutating func add(_ instance: QueryInstance, _ plan: LogicalPlan) {
        if let id = idsByPlan[plan] {
            ids[instance] = id
            return
        }
        let id = instance.requestID
        requests.append(QueryRequest(id: id, plan: plan, zone: zone))
        idsByPlan[plan] = id
        ids[instance] = id
    }
}
