/// Sets of settings under a name that come with the program. A workspace's `profiles:` adds to them, and its own of the same name lies above.
enum Profiles {
    /// The profile of those who choose none.
    static let standard = "default"

    /// The built-in profiles, as texts in the language of `trinity.yaml`.
    static let builtIn: [String: String] = [
        standard: "",
        // Few large analyses: one at a time, with time and memory.
        "quantum-analytics": """
        limits: {memory: 8GB}
        jobs: {concurrency: 1, timeout: 4h, retries: 2}
        """,
        // Many small runs soon after data have come: several at a time, tried again quickly, given up early.
        "streaming": """
        limits: {memory: 1GB}
        jobs: {concurrency: 4, timeout: 10m, retries: 10, retry_delay: 10s, catch_up: latest}
        """,
    ]
}
