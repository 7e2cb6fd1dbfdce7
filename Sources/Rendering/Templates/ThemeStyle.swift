import Reports

/// A theme's tokens as CSS variables.
enum ThemeStyle {
    /// Rules that set every token that has a value.
    ///
    /// On a whole page dark values apply by `prefers-color-scheme`, and on screens only, so that paper stays white. Within a scope they follow
    /// the colour scheme of the page around (CSS Color 5, `light-dark()`), which may know no dark one.
    static func text(_ tokens: [ThemeToken], scope: String?) -> String {
        if let scope {
            let set = tokens.compactMap { token -> String? in
                guard let light = token.light ?? token.dark else { return nil }
                let dark = token.dark ?? light
                let isOne = dark == light || token.kind != .color
                return "  --\(token.name): \(isOne ? light : "light-dark(\(light), \(dark))");\n"
            }
            return set.isEmpty ? "" : "\(scope) {\n\(set.joined())}\n"
        }
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
