/// English names of months and days, which reports are written in.
package enum CalendarNames {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    /// The name of a month, 1 to 12; other numbers give the nearest.
    package static func month(_ number: Int) -> String { months[max(0, min(number - 1, 11))] }

    /// The name of an ISO weekday, 1 (Monday) to 7; other numbers give the nearest.
    package static func weekday(_ number: Int) -> String { weekdays[max(0, min(number - 1, 6))] }
}
