/// A small page that stands where a page of the report would.
package enum PreviewNotice {
    /// A page that says one thing, in the colours that the reader's machine prefers.
    ///
    /// - Parameter link: where to go on, and what it is called.
    package static func page(_ title: String, _ text: String, link: (address: String, text: String)? = nil) -> [UInt8] {
        let way = link.map { "<p><a href=\"\(escaped($0.address))\">\(escaped($0.text))</a></p>\n" } ?? ""
        let page = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(escaped(title))</title>
            <link rel="stylesheet" href="/.preview/notice.css">
            </head>
            <body>
            <main>
            <h1>\(escaped(title))</h1>
            <p>\(escaped(text))</p>
            \(way)</main>
            </body>
            </html>

            """
        return Array(page.utf8)
    }

    static let css = """
        :root { color-scheme: light dark; }
        body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #16161a); color: light-dark(#1d1d22, #e8e8ec); }
        main { max-width: 640px; margin: 0 auto; padding: 48px 20px; }
        h1 { margin: 0 0 8px; font-size: 20px; }
        p { margin: 0 0 12px; overflow-wrap: anywhere; color: light-dark(#55555f, #a8a8b3); }
        a { color: light-dark(#0b5cad, #7db7f5); }

        """

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
