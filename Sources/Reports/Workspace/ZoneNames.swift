import Diagnostics
import struct Foundation.TimeZone

/// The names of the zones in the database, for suggestions.
package enum ZoneNames {
    /// The zone whose name, or whose city, is closest.
    package static func near(_ name: String) -> String? {
        let names = ["UTC"] + TimeZone.knownTimeZoneIdentifiers.sorted()
        if let match = NearMatch.find(name, among: names) { return match }
        let cities = names.map { String($0.split(separator: "/").last ?? "") }
        let city = name.split(separator: "/").last.map(String.init)?.replacing(" ", with: "_") ?? name
        guard let match = NearMatch.find(city, among: cities), let index = cities.firstIndex(of: match) else {
            return nil
        }
        return names[index]
    }
}
