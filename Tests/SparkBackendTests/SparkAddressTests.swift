import Diagnostics
import Testing

@testable import SparkBackend

@Suite("Addresses of Spark Connect servers")
struct SparkAddressTests {
    @Test("host and port; the port is 15002 when there is none")
    func endpoint() throws {
        let plain = try SparkAddress("sc://spark.example.org")
        #expect(plain.host == "spark.example.org")
        #expect(plain.port == 15002)
        #expect(!plain.usesTLS)
        #expect(try SparkAddress("sc://10.0.0.7:15003/").port == 15003)
        let six = try SparkAddress("sc://[::1]:15004/;user_id=ada")
        #expect(six.host == "::1")
        #expect(six.port == 15004)
        #expect(six.userID == "ada")
        #expect(six.shown == "sc://[::1]:15004")
    }

    @Test("a token is sent encrypted, but on this machine")
    func token() throws {
        #expect(try SparkAddress("sc://spark.example.org:443/;token=abc%3B1").token == "abc;1")
        #expect(try SparkAddress("sc://spark.example.org:443/;token=abc").usesTLS)
        #expect(try !SparkAddress("sc://localhost/;token=abc").usesTLS)
        #expect(try SparkAddress("sc://localhost/;token=abc;use_ssl=true").usesTLS)
        #expect(throws: SparkAddressProblem.openToken("spark.example.org")) {
            try SparkAddress("sc://spark.example.org/;token=abc;use_ssl=false")
        }
        #expect(try !SparkAddress("sc://spark.example.org/;token=abc").shown.contains("abc"))
    }

    @Test("unknown parameters are headers, in small letters")
    func headers() throws {
        let address = try SparkAddress("sc://host:443/;token=t;X-Databricks-Cluster-Id=0123-abc;x-b=%C3%BC")
        #expect(
            address.headers == [
                .init(name: "x-databricks-cluster-id", value: "0123-abc"), .init(name: "x-b", value: "ü"),
            ])
    }

    @Test("a certificate authority of one's own implies TLS")
    func certificateAuthority() throws {
        let address = try SparkAddress("sc://host:443/;ssl_ca=/etc/ca.pem")
        #expect(address.certificateAuthority == "/etc/ca.pem")
        #expect(address.usesTLS)
    }

    @Test(
        "what is no address says why",
        arguments: [
            ("spark://host:7077", SparkAddressProblem.scheme("spark://host:7077")),
            ("sc://", .host("")), ("sc://host:0", .port("0")), ("sc://host:x", .port("x")),
            ("sc://host;token=a", .missingSlash), ("sc://host/path", .path("path")),
            ("sc://host/;token", .parameter("token")), ("sc://host/;=a", .parameter("")),
            ("sc://host/;token=%zz", .encoding("token")), ("sc://host/;use_ssl=maybe", .truth("use_ssl", "maybe")),
            ("sc://host/;session_id=12", .session("12")), ("sc://host/;a b=c", .parameter("a b")),
        ])
    func problems(text: String, problem: SparkAddressProblem) {
        #expect(throws: problem) { try SparkAddress(text) }
    }

    @Test("no problem tells a token")
    func secrecy() {
        for text in [
            "sc://host;token=secret", "sc://host/;token=secret%zz", "sc://host/;use_ssl=false;token=secret",
            "x://h/;token=secret",
        ] {
            do throws(SparkAddressProblem) {
                _ = try SparkAddress(text)
            } catch {
                #expect(!error.diagnostic.message.contains("secret"))
                #expect(error.diagnostic.help?.contains("secret") != true)
            }
        }
    }
}
