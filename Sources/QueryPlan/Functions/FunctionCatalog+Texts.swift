import Columnar

extension FunctionCatalog {
    /// Functions of text.
    static let texts = cases + pieces + searches + patterns + joined + encodings

    private static let cases = [
        scalar(.text, .upper, ["ucase"], [.string], .fixed(.string), "In capitals."),
        scalar(.text, .lower, ["lcase"], [.string], .fixed(.string), "In small letters."),
        scalar(
            .text, .initcap, [], [.string], .fixed(.string),
            "Each word, as blanks separate them, with a capital and small letters behind it."),
        scalar(
            .text, .trim, [], [.string], .fixed(.string),
            "Without blanks at both ends; trim([BOTH | LEADING | TRAILING] characters FROM text) takes others off."),
        scalar(.text, .ltrim, [], [.string], .fixed(.string), "Without blanks at the start."),
        scalar(.text, .rtrim, [], [.string], .fixed(.string), "Without blanks at the end."),
        rewritten(
            .text, "btrim", [], [.string, .string], .fixed(.string), optional: 1,
            "Without blanks, or any of the second text's characters, at both ends."),
        scalar(
            .text, .lpad, [], [.string, .bigint, .string], .fixed(.string), optional: 1,
            "Padded at the start, or cut, to a length."),
        scalar(
            .text, .rpad, [], [.string, .bigint, .string], .fixed(.string), optional: 1,
            "Padded at the end, or cut, to a length."),
        scalar(.text, .reverse, [], [.string], .fixed(.string), "Backwards, character by character."),
    ]

    private static let pieces = [
        scalar(
            .text, .length, ["char_length", "character_length", "len"], [.string], .fixed(.int64),
            "The number of characters."),
        scalar(.text, .octet_length, [], [.string], .fixed(.int64), "The number of bytes in UTF-8."),
        scalar(.text, .bit_length, [], [.string], .fixed(.int64), "Eight times the number of bytes in UTF-8."),
        scalar(
            .text, .substring, ["substr"], [.string, .bigint, .bigint], .fixed(.string), optional: 1,
            "Some characters from a 1-based start; a negative start counts from the end. Also substring(text FROM start FOR length)."
        ),
        scalar(.text, .left, [], [.string, .bigint], .fixed(.string), "The first characters."),
        scalar(.text, .right, [], [.string, .bigint], .fixed(.string), "The last characters."),
        scalar(
            .text, .split_part, [], [.string, .string, .bigint], .fixed(.string), "A part between delimiters, 1-based."),
        scalar(
            .text, .substring_index, [], [.string, .string, .bigint], .fixed(.string),
            "All before so many delimiters; all after so many from the end when negative."),
        scalar(
            .text, .overlay, [], [.string, .string, .bigint, .bigint], .fixed(.string), optional: 1,
            "With another text from a 1-based start over so many characters: overlay(text PLACING other FROM start FOR length)."
        ),
        scalar(
            .text, .replace, [], [.string, .string, .string], .fixed(.string), optional: 1,
            "With every occurrence replaced, or taken out."),
        scalar(
            .text, .translate, [], [.string, .string, .string], .fixed(.string),
            "With each character of the second text replaced by the third's at its place, or taken out."),
    ]

    private static let searches = [
        scalar(
            .text, .starts_with, ["startswith"], [.string, .string], .fixed(.boolean), "Whether the text starts so."),
        scalar(.text, .ends_with, ["endswith"], [.string, .string], .fixed(.boolean), "Whether the text ends so."),
        scalar(.text, .contains, [], [.string, .string], .fixed(.boolean), "Whether the text holds the other."),
        scalar(
            .text, .instr, ["strpos"], [.string, .string], .fixed(.int64),
            "The 1-based place of the second text in the first, 0 when absent."),
        rewritten(
            .text, "position", ["locate", "charindex"], [.string, .string, .bigint], .fixed(.int64), optional: 1,
            "The 1-based place of the first text in the second, at or after a start; 0 when absent. Also position(x IN y)."
        ),
        scalar(
            .text, .find_in_set, [], [.string, .string], .fixed(.int64),
            "The 1-based place of a text among comma-separated ones, 0 when absent."),
        scalar(
            .text, .levenshtein, [], [.string, .string, .bigint], .fixed(.int64), optional: 1,
            "How many characters must change to make one text the other; -1 beyond a limit."),
        scalar(
            .text, .soundex, [], [.string], .fixed(.string),
            "The letter and three digits that English words of like sound share."),
        scalar(.text, .ascii, [], [.string], .fixed(.int64), "The first character's code point; 0 for no text."),
    ]

    private static let patterns = [
        scalar(
            .text, .regexp_like, ["rlike", "regexp"], [.string, .string], .fixed(.boolean),
            "Whether some part of the text matches a regular expression, as x RLIKE y."),
        scalar(
            .text, .regexp_extract, [], [.string, .string, .bigint], .fixed(.string), optional: 1,
            "A group of the first match, the first unless told, 0 for all of it; empty without a match."),
        scalar(
            .text, .regexp_substr, [], [.string, .string], .fixed(.string), "The first match; null without one."),
        scalar(
            .text, .regexp_replace, [], [.string, .string, .string, .bigint], .fixed(.string), optional: 1,
            "With all matches, from a 1-based start on, replaced; $1 in the replacement is a group, \\$ a dollar."),
        scalar(.text, .regexp_count, [], [.string, .string], .fixed(.int64), "How many matches there are."),
        scalar(
            .text, .regexp_instr, [], [.string, .string], .fixed(.int64),
            "The 1-based place of the first match, 0 without one."),
    ]

    private static let joined = [
        scalar(
            .text, .concat, [], [.string], .fixed(.string), variadic: true,
            "One text after the other; null when any is null."),
        scalar(
            .text, .concat_ws, [], [.string, .string], .fixed(.string), variadic: true,
            "Joined by a separator; nulls are skipped."),
        scalar(.text, .repeat, [], [.string, .bigint], .fixed(.string), "Several times."),
        scalar(.text, .space, [], [.bigint], .fixed(.string), "So many blanks."),
        scalar(
            .text, .chr, ["char"], [.bigint], .fixed(.string),
            "The character of a code from 0 to 255, of larger ones modulo 256; empty below 0."),
        scalar(
            .text, .format_number, [], [.number, .bigint], .fixed(.string),
            "With thousands separated by commas and so many decimals, half to even; null for fewer than 0."),
    ]

    private static let encodings = [
        scalar(.text, .base64, [], [.string], .fixed(.string), "The UTF-8 bytes in base 64."),
        scalar(
            .text, .unbase64, [], [.string], .fixed(.string),
            "The text whose UTF-8 bytes stand there in base 64; what is no digit of it is skipped."),
        scalar(
            .text, .hex, [], [.bigintOrString], .fixed(.string),
            "A number, or the UTF-8 bytes of a text, in hexadecimal capitals."),
        scalar(
            .text, .unhex, [], [.string], .fixed(.string),
            "The text whose UTF-8 bytes stand there in hexadecimal; null for other characters."),
        scalar(.text, .md5, [], [.string], .fixed(.string), "The MD5 of the UTF-8 bytes in hexadecimal."),
        scalar(.text, .sha1, ["sha"], [.string], .fixed(.string), "The SHA-1 of the UTF-8 bytes in hexadecimal."),
        scalar(
            .text, .sha2, [], [.string, .bigint], .fixed(.string),
            "The SHA-2 of 224, 256 (or 0), 384 or 512 bits of the UTF-8 bytes in hexadecimal; null for other lengths."),
        scalar(.text, .crc32, [], [.string], .fixed(.int64), "The CRC-32 of the UTF-8 bytes."),
        scalar(.text, .url_encode, [], [.string], .fixed(.string), "As a form's field in a URL."),
        scalar(.text, .url_decode, [], [.string], .fixed(.string), "What a form's field in a URL means."),
    ]
}
