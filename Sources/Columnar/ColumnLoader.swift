/// Fills columns that may never be read.
package protocol ColumnLoader: AnyObject {
    /// Puts the values of the column's `count` rows into it. What goes wrong is kept for the owner of the loader.
    func load(_ column: Column)
}
