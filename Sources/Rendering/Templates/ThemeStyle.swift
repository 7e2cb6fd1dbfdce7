import Reports

/// A theme's tokens as CSS variables.
enum ThemeStyle {
    /// Rules that set every token that has a value; dark ones apply on screens only, so that paper stays white.
    static func text(_ tokens: [ThemeToken]) -> String {
        let light = tokens.compactMap { token in token.light.map { "  --\(token.name): \($0);\n" } }
        let dark = tokens.compactMap { token -> String? in
            guard let dark = token.dark, dark != token.light else { return nil }
            return "    --\(token.name): \(dark);\n"
        }
        guard !light.isEmpty || !dark.isEmpty else { return "" }
        var css = ":root {\n\(light.joined())}\n"
        if !dark.isEmpty {
            css += "@media screen and (prefers-color-scheme: dark) {\n  :root {\n\(dark.joined())  }\n}\n"
        }
        return css
    }
}
