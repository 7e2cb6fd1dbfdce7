package import Columnar
import Diagnostics
import struct Foundation.TimeZone

/// The names of time zones that settings take.
package enum ZoneNames {
    /// What to write, for help.
    package static let forms = "write a name such as 'Europe/Berlin' or 'UTC', or an offset such as '+05:45'"

    /// The zone of an IANA name, or of an offset `+HH:MM` or `-HH:MM` of at most 18 hours; nil for other texts.
    package static func zone(_ name: String) -> ZoneRules? {
        if let zone = ZoneRules(identifier: name) { return zone }
        let shape = name.utf8.map { (0x30...0x39).contains($0) ? 0x30 : $0 }
        guard shape == Array("+00:00".utf8) || shape == Array("-00:00".utf8) else { return nil }
        return ZoneRules(sqlName: name)
    }

    /// The name in the database whose name, or whose city, is closest.
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
