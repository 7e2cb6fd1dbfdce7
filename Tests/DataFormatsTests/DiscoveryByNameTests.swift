import DataFormats
import Testing

@Suite("Files chosen by their names alone")
struct DiscoveryByNameTests {
    @Test(
        "a pattern stands for a listed file as it does for one on disk",
        arguments: [
            ("data/a.csv", "data/a.csv", true), ("data/a.csv", "data", true), ("data/x/y/a.csv", "data/", true),
            ("data/a.txt", "data", false), ("data/a.txt", "data/a.txt", true), ("data/a.csv", "data/b.csv", false),
            ("data/a.csv", "data/*.csv", true), ("data/x/a.csv", "data/*.csv", false),
            ("data/x/a.csv", "data/**/*.csv", true), ("data/a.csv", "data/**/*.csv", true),
            ("data/x/a.csv", "data/**", true), ("data/_x/a.csv", "data/**", false),
            ("data/_x/a.csv", "data/_x/*.csv", true), ("data/.a.csv", "data/*", false), ("data/a.txt", "data/*", false),
            ("data/a.txt", "data/*.txt", true), ("data/day=1/a.csv", "data/day=*/*", true),
            ("data/x/a.csv", "data/*", true), ("data/b.tsv", "data/{a,b}.{csv,tsv}", true),
            ("data/_day=1/a.csv", "data", true), ("other/a.csv", "data", false),
        ] as [(String, String, Bool)])
    func selects(path: String, pattern: String, expected: Bool) throws {
        #expect(try FileDiscovery.selects(path, by: pattern) == expected)
    }

    @Test(
        "the files of a pattern lie below all in front of its first wildcard",
        arguments: [
            ("s3://b/data/*.csv", "s3://b/data"), ("s3://b/a.csv", "s3://b/a.csv"), ("s3://b/{x,y}/*", "s3://b"),
            ("hdfs:///d/**/a.csv", "hdfs:///d"),
        ])
    func base(pattern: String, expected: String) { #expect(FileDiscovery.base(of: pattern) == expected) }
}
