import Columnar

/// A colour for each day: weeks across, weekdays down, months named above.
enum CalendarMark {
    /// How the weeks are laid out: in blocks one below the other, each of so many weeks.
    private struct Grid {
        var left: Double
        var top: Double
        var step: (x: Double, y: Double)
        var weeksPerBlock: Int
        var blockHeight: Double
        var firstMonday: Int

        /// The upper left corner of a day's cell.
        func place(_ day: Int) -> (x: Double, y: Double) {
            let (week, weekday) = ((day - firstMonday) / 7, (day - firstMonday) % 7)
            let (block, column) = (week / weeksPerBlock, week % weeksPerBlock)
            return (
                left + Double(column) * step.x,
                top + Double(block) * blockHeight + CalendarMark.monthRoom + Double(weekday) * step.y
            )
        }
    }

    private static let monthRoom = 20.0
    private static let blockGap = 12.0
    /// Days that still have a tooltip each.
    private static let mostTips = 62

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let day = ChannelValues(specification.x, in: input.table, zone: input.zone),
            let value = ChannelValues(specification.measure, in: input.table, zone: input.zone)
        else { return drawing.say("No data in this period") }
        let days = CalendarDays(day, value, input: input)
        let known = days.known
        guard let least = known.map(\.value).min(), let most = known.map(\.value).max() else {
            return drawing.say("No values in this period: \(value.label) is empty in every row")
        }
        let grid = grid(days, drawing: drawing)
        let blocks = (days.weeks + grid.weeksPerBlock - 1) / grid.weeksPerBlock
        if drawing.size.height == nil {
            drawing.height = grid.top + Double(blocks) * grid.blockHeight - blockGap + 30
        }
        let base = least >= 0 && least < most * 0.6 ? 0 : least
        func shade(_ value: Double) -> Int { HeatmapMark.shade(value, base: base, most: most) }
        let texts = known.map { drawing.short($0.value) }
        let widest = texts.map { drawing.textWidth($0) }.max() ?? 0
        let hasTexts =
            widest <= grid.step.x - 6 && grid.step.y >= 18 && known.count <= mostTips
            && specification.showsValues != false
        let ramp = hasTexts ? HeatmapMark.textRamp : HeatmapMark.evenRamp
        let gap = grid.step.x > 8 ? 1.5 : 0.8
        var paths = [SVGPath](repeating: SVGPath(), count: HeatmapMark.shades)
        var empty = SVGPath()
        for day in days.first...days.last {
            let place = grid.place(day)
            if let value = days.values[day] {
                paths[shade(value)].rect(place.x, place.y, grid.step.x - gap, grid.step.y - gap)
            } else {
                empty.rect(place.x, place.y, grid.step.x - gap, grid.step.y - gap)
            }
        }
        drawing.svg.path(empty, ["f-shade"])
        for (index, path) in paths.enumerated() {
            drawing.svg.path(path, ["f-accent"], attributes: " fill-opacity=\"\(SVGText.coordinate(ramp[index]))\"")
        }
        if !drawMonths(days, grid, &drawing) {
            // No month had room for its year beside its name.
            let years = [days.first, days.last].map { CivilDate(daysSinceEpoch: $0).year }
            drawing.svg.text(
                years[0] == years[1] ? "\(years[0])" : "\(years[0])–\(years[1])", x: 0, y: drawing.height - 8,
                color: .muted)
        }
        drawWeekdays(grid, blocks: blocks, &drawing)
        for (item, text) in zip(known, texts) where known.count <= mostTips {
            let place = grid.place(item.day)
            let tip = "\(name(item.day)): \(drawing.full(item.value))"
            if hasTexts {
                drawing.svg.text(
                    text, x: place.x + (grid.step.x - gap) / 2, y: place.y + (grid.step.y - gap) / 2 + 4.5,
                    color: HeatmapMark.textColor(shade(item.value)), anchor: .middle, full: tip)
            } else {
                drawing.svg.rect(
                    x: place.x, y: place.y, width: grid.step.x - gap, height: grid.step.y - gap, ["v"], title: tip)
            }
        }
        if least < most {
            let right = min(drawing.width, grid.left + Double(grid.weeksPerBlock) * grid.step.x)
            HeatmapMark.drawKey(
                least: base, most: most, ramp: ramp, right: max(right, min(drawing.width, 240)), drawing: &drawing)
        }
        describe(known, days, value, &drawing)
        if days.omitted > 0 { drawing.footnote("\(days.omitted) earlier days not shown") }
    }

    /// Cells as large as the width allows; weeks that do not fit go on in a block below.
    private static func grid(_ days: CalendarDays, drawing: ChartDrawing) -> Grid {
        let left = drawing.textWidth("Wed") + 10
        let room = drawing.width - left
        let least = drawing.isNarrow ? 12.0 : 15
        let fitting = max(1, Int(room / least))
        let blocks = (days.weeks + fitting - 1) / fitting
        let perBlock = max(1, (days.weeks + blocks - 1) / blocks)
        // Few weeks have cells wide enough for their value; many are squares.
        let x = min(perBlock <= 6 ? 76 : 36, room / Double(perBlock))
        let y = perBlock <= 6 ? 26 : max(14, min(26, x))
        return Grid(
            left: left, top: drawing.top, step: (x, y), weeksPerBlock: perBlock,
            blockHeight: monthRoom + 7 * y + blockGap, firstMonday: days.firstMonday)
    }

    /// The months' names above their first week, and lines where one month ends; true when a name has its year.
    private static func drawMonths(_ days: CalendarDays, _ grid: Grid, _ drawing: inout ChartDrawing) -> Bool {
        var path = SVGPath()
        var ends: [Double: Double] = [:]
        drawing.svg.open(["x-ink"])
        var hasYear = false
        for day in days.first...days.last {
            let date = CivilDate(daysSinceEpoch: day)
            let isStart = day == days.first || date.day == 1
            let week = (day - grid.firstMonday) / 7
            // A block that goes on in the middle of a month names it again.
            let isBlockStart = week % grid.weeksPerBlock == 0 && (day - grid.firstMonday) % 7 == 0
            guard isStart || isBlockStart else { continue }
            let place = grid.place(day)
            let weekday = (day - grid.firstMonday) % 7
            let top = place.y - Double(weekday) * grid.step.y
            if date.day == 1, day != days.first {
                let bottom = top + 7 * grid.step.y - 1
                if weekday == 0 {
                    if !isBlockStart { path.vertical(top - 2, bottom, x: ChartDrawing.crisp(place.x - 1)) }
                } else {
                    path.move(place.x + grid.step.x - 0.75, top - 2)
                    path.line(place.x + grid.step.x - 0.75, place.y - 0.75)
                    path.line(place.x - 0.75, place.y - 0.75)
                    path.line(place.x - 0.75, bottom)
                }
            }
            var text = String(TimeFormat.months[date.month - 1].prefix(3))
            // Where the next month follows too soon for both, the next one names the year.
            let left = Double(CivilDate.daysInMonth(date.year, date.month) - date.day + 1) / 7 * grid.step.x
            let isShort = left < drawing.textWidth(text + " 2026") + 12 && day + 40 < days.last
            if !hasYear && !isShort || date.month == 1 && date.day == 1 || isBlockStart && !isShort {
                text += " \(date.year)"
            }
            // A month that starts in mid-week is named above its first whole week.
            let x = weekday == 0 || day == days.first ? place.x : place.x + grid.step.x
            let width = drawing.textWidth(text)
            guard x >= (ends[top] ?? -.infinity) + 8, x + width <= drawing.width else { continue }
            drawing.svg.text(text, x: x, y: top - 6)
            ends[top] = x + width
            if text.hasSuffix(" \(date.year)") { hasYear = true }
        }
        drawing.svg.close()
        drawing.svg.path(path, ["r", "s-muted"])
        return hasYear
    }

    private static func drawWeekdays(_ grid: Grid, blocks: Int, _ drawing: inout ChartDrawing) {
        drawing.svg.open(["x-ink"])
        for block in 0..<blocks {
            for weekday in grid.step.y >= 16 ? [0, 1, 2, 3, 4, 5, 6] : [0, 2, 4, 6] {
                let y =
                    grid.top + Double(block) * grid.blockHeight + monthRoom + (Double(weekday) + 0.5) * grid.step.y
                drawing.svg.text(String(TimeFormat.weekdays[weekday].prefix(3)), x: 0, y: y + 3.5)
            }
        }
        drawing.svg.close()
    }

    private static func name(_ day: Int) -> String {
        TimeFormat(known: "%a %-d %b %Y").format(days: Int32(clamping: day))
    }

    private static func describe(
        _ known: [(day: Int, value: Double)], _ days: CalendarDays, _ value: ChannelValues,
        _ drawing: inout ChartDrawing
    ) {
        var sentences = ["Calendar of \(value.label) by day, \(name(days.first)) to \(name(days.last))."]
        if let most = known.max(by: { ($0.value, -$0.day) < ($1.value, -$1.day) }),
            let least = known.min(by: { ($0.value, $0.day) < ($1.value, $1.day) }), known.count > 1
        {
            sentences.append(
                "Most \(drawing.full(most.value)) on \(name(most.day)); least \(drawing.full(least.value)) on \(name(least.day))."
            )
        } else if let only = known.first {
            sentences.append("\(drawing.full(only.value)) on \(name(only.day)).")
        }
        if known.count >= 14 {
            var sums = [Double](repeating: 0, count: 7)
            var counts = sums
            for item in known {
                let weekday = (item.day + 3).flooredRemainder(by: 7)
                sums[weekday] += item.value
                counts[weekday] += 1
            }
            let means = (0..<7).filter { counts[$0] > 0 }.map { ($0, sums[$0] / counts[$0]) }
            if let high = means.max(by: { $0.1 < $1.1 }), let low = means.min(by: { $0.1 < $1.1 }), high.1 > low.1 {
                sentences.append(
                    "On average most on \(TimeFormat.weekdays[high.0])s, least on \(TimeFormat.weekdays[low.0])s.")
            }
        }
        if let trend = ChartWords.trend(known.map(\.value)), known.count > 6 {
            sentences.append("Over the days it is \(trend).")
        }
        let gaps = days.last - days.first + 1 - known.count
        if gaps > 0 { sentences.append(gaps == 1 ? "1 day has no value." : "\(gaps) days have no value.") }
        drawing.sentences = sentences
    }
}
