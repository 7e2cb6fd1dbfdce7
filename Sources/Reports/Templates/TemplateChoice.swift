/// Which template a report or a workspace wants, and how it is set: what stands under `template:`.
///
/// ```yaml
/// template: plain
/// template: {name: plain, options: {contents: true}, theme: {accent: "#7a1fa2", paper: {light: "#fff", dark: "#111"}}}
/// ```
/// Nothing is known yet about the template itself: names, options and tokens are checked where it is loaded.
public struct TemplateChoice: Hashable, Sendable {
    /// The template's name; nil for the one that applies anyway.
    public var name: String?
    /// Where the name is written; nil when it stands in no file.
    public var place: SourcePlace?
    /// Values of the template's options, in the order written.
    public var options: [TemplateSetting]
    /// Values of the theme's tokens, in the order written.
    public var theme: [TemplateSetting]

    /// A choice; without arguments it asks for nothing.
    public init(
        name: String? = nil, place: SourcePlace? = nil, options: [TemplateSetting] = [], theme: [TemplateSetting] = []
    ) {
        self.name = name
        self.place = place
        self.options = options
        self.theme = theme
    }

    /// This choice over a wider one, such as a report's over its workspace's.
    ///
    /// Settings of the wider choice go on applying, one by one, as long as both mean the same template; another template has other
    /// options, so none of them carry over.
    ///
    /// - Parameter standard: the template that a choice without a name means.
    public func over(_ wider: TemplateChoice?, standard: String) -> TemplateChoice {
        guard let wider, name == nil || name == wider.name ?? standard else { return self }
        var merged = self
        if merged.name == nil {
            merged.name = wider.name
            merged.place = wider.place
        }
        merged.options = wider.options + options
        merged.theme = wider.theme + theme
        return merged
    }
}

/// One option or theme token with the value that somebody gives it.
public struct TemplateSetting: Hashable, Sendable {
    /// A value as written.
    public enum Value: Hashable, Sendable {
        /// One text for everything; numbers and truth values count as the text they are written as.
        case text(String)
        /// A text for light grounds and one for dark ones; nil where only the other is set.
        case pair(light: String?, dark: String?)
    }

    /// The option's or token's name.
    public var name: String
    /// Where the name is written; nil when it stands in no file.
    public var namePlace: SourcePlace?
    /// The value.
    public var value: Value
    /// Where the value is written; nil when it stands in no file.
    public var valuePlace: SourcePlace?

    /// A setting.
    public init(
        _ name: String, _ value: Value, namePlace: SourcePlace? = nil, valuePlace: SourcePlace? = nil
    ) {
        self.name = name
        self.value = value
        self.namePlace = namePlace
        self.valuePlace = valuePlace
    }
}
