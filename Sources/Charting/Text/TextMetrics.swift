/// How wide text is, from the advance widths of a wide sans serif (DejaVu Sans), so that what fits here fits in the narrower
/// ones readers have.
enum TextMetrics {
    /// Advance widths in thousandths of the font size, U+0020 to U+007E.
    private static let regular: [UInt16] = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636,
        636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775,
        752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390,
        337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
        635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ]
    private static let bold: [UInt16] = [
        348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696,
        696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821,
        837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457,
        365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
        716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
    ]

    /// The width of a text in pixels at a font size. Complexity: O(scalars).
    static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
        var total = 0
        for scalar in text.unicodeScalars { total += advance(scalar, isBold: isBold) }
        return Double(total) * size / 1000
    }

    /// The text, or as much of it as fits into `width` with an ellipsis; at least one character.
    static func fitted(_ text: String, width: Double, size: Double, isBold: Bool = false) -> String {
        // Long data is not measured to its end: no chart is wide enough for so many characters.
        let isLong = text.utf8.count > 2000
        let text = isLong ? String(text.prefix(400)) : text
        if !isLong, self.width(text, size: size, isBold: isBold) <= width { return text }
        let room = width - self.width("…", size: size, isBold: isBold)
        var used = 0.0
        var kept = ""
        for character in text {
            used += self.width(String(character), size: size, isBold: isBold)
            if used > room, !kept.isEmpty { break }
            kept.append(character)
        }
        while kept.last == " ", kept.count > 1 { kept.removeLast() }
        return kept + "…"
    }

    /// The text in lines no wider than `width`, broken at spaces; the last of `limit` lines is cut with an ellipsis.
    static func wrapped(_ text: String, width: Double, size: Double, limit: Int, isBold: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.prefix(2000).split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if line.isEmpty || self.width(longer, size: size, isBold: isBold) <= width {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        if lines.count > limit {
            lines = Array(lines.prefix(limit - 1)) + [lines[(limit - 1)...].joined(separator: " ")]
        }
        return lines.map { fitted($0, width: width, size: size, isBold: isBold) }
    }

    private static func advance(_ scalar: Unicode.Scalar, isBold: Bool) -> Int {
        switch scalar.value {
        case 0x20...0x7E: return Int(isBold ? bold[Int(scalar.value) - 0x20] : regular[Int(scalar.value) - 0x20])
        case 0x2013, 0x2018, 0x2019: return 500
        case 0x2014, 0x2026: return 1000
        case 0x2212: return 838
        case 0xA0, 0x202F: return 318
        // Combining marks, joiners and direction marks take no room.
        case 0x300...0x36F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF: return 0
        case 0xC0...0x24F: return scalar.properties.isUppercase ? (isBold ? 790 : 720) : (isBold ? 700 : 625)
        case 0x250...0x10FF: return isBold ? 800 : 700
        // East Asian scripts and pictographs fill their em.
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
            0x1F000...0x1FAFF, 0x20000...0x3FFFD:
            return 1050
        default: return isBold ? 900 : 820
        }
    }
}
